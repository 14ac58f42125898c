/* The buttons that tick columns, without a way to the server. The page works without it. */
"use strict";
(() => {
  const boxes = () => document.querySelectorAll('.export-columns input[name="columns"]');

  document.addEventListener("click", (event) => {
    const button = event.target.closest('.export-ticks button[name="tick"]');
    if (!button) {
      return;
    }
    event.preventDefault();
    for (const box of boxes()) {
      box.checked = button.value === "all" || (button.value === "useful" && "useful" in box.dataset);
    }
  });
})();
