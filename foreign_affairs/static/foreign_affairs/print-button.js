// The button that prints works by script only, so it shows itself only where scripts run.
const button = document.querySelector(".print-button");
if (button) {
  button.hidden = false;
  button.addEventListener("click", () => window.print());
}
