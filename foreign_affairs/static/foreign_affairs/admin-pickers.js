/* Pickers of records (select2) say to those who hear the page which field they fill. */
"use strict";
(() => {
  const nameOf = (select) => {
    const label = select.getAttribute("aria-label") || select.labels[0]?.textContent || "";
    return label.trim().replace(/:$/, "");
  };

  const namePickers = () => {
    for (const select of document.querySelectorAll("select.select2-hidden-accessible")) {
      const picker = select.nextElementSibling;
      const name = nameOf(select);
      const box = picker.querySelector("[role=combobox]");
      const value = picker.querySelector("[role=textbox]");
      if (value) {
        // What is chosen is text, and no second box inside the box.
        value.removeAttribute("role");
        value.removeAttribute("aria-readonly");
        box.setAttribute("aria-describedby", value.id);
        box.removeAttribute("aria-labelledby");
      }
      box.setAttribute("aria-label", name);
      picker.querySelector(".select2-search__field")?.setAttribute("aria-label", name);
    }
  };

  const nameOpened = (event) => {
    const opened = document.querySelectorAll(
      ".select2-container--open :is(.select2-search__field, [role=listbox])"
    );
    for (const node of opened) {
      node.setAttribute("aria-label", nameOf(event.target));
    }
  };

  // Django makes the pickers when jQuery says that the document is read, and those of a row when
  // it is added: each time this waits until it has.
  document.addEventListener("DOMContentLoaded", () => {
    django.jQuery(() => setTimeout(namePickers));
    django.jQuery(document).on("select2:open", nameOpened);
  });
  document.addEventListener("formset:added", () => setTimeout(namePickers));
})();
