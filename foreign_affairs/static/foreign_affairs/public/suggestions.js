// Suggestions while somebody types into a search box: a combobox with a list (WAI-ARIA 1.2). The
// form works without them; what is chosen is an ordinary link.
(() => {
  "use strict";

  const WAIT = 180; // ms after the last key
  const SHORTEST = 2;

  const make = (name, attributes = {}) => {
    const element = document.createElement(name);
    for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
    return element;
  };

  const written = (pieces) =>
    pieces.map(([text, isMatch]) => {
      if (!isMatch) return text;
      const mark = make("mark");
      mark.textContent = text;
      return mark;
    });

  const equip = (form) => {
    const input = form.querySelector("input[type=search]");
    if (!input) return;
    const id = `${input.id}-suggestions`;
    const box = make("div", { class: "suggestions-box" });
    const list = make("ul", { id, class: "suggestions", role: "listbox", hidden: "" });
    const label = input.labels[0]?.textContent.trim();
    if (label) list.setAttribute("aria-label", label);
    const status = make("p", { class: "visually-hidden", role: "status" });
    input.replaceWith(box);
    box.append(input, list, status);
    for (const [key, value] of Object.entries({
      role: "combobox",
      autocomplete: "off",
      "aria-autocomplete": "list",
      "aria-expanded": "false",
      "aria-controls": id,
    })) {
      input.setAttribute(key, value);
    }

    let timer = 0;
    let request = null;
    let active = -1;

    const options = () => [...list.children];

    const close = () => {
      clearTimeout(timer);
      request?.abort();
      list.hidden = true;
      input.setAttribute("aria-expanded", "false");
      activate(-1);
    };

    const activate = (place) => {
      const all = options();
      all[active]?.setAttribute("aria-selected", "false");
      active = place;
      const option = all[active];
      if (option) {
        option.setAttribute("aria-selected", "true");
        option.scrollIntoView({ block: "nearest" });
        input.setAttribute("aria-activedescendant", option.id);
      } else {
        input.removeAttribute("aria-activedescendant");
      }
    };

    const go = (option) => {
      location.assign(option.dataset.url);
    };

    const show = (answer) => {
      list.replaceChildren(
        ...answer.suggestions.map(({ name, lang, kind, url }, place) => {
          const option = make("li", { id: `${id}-${place}`, role: "option", "data-url": url });
          const title = make("span", { class: "suggestion-name", ...(lang && { lang }) });
          title.append(...written(name));
          const what = make("span", { class: "suggestion-kind" });
          what.textContent = kind;
          option.append(title, what);
          return option;
        }),
      );
      if (answer.all) {
        const option = make("li", { id: `${id}-all`, role: "option", "data-url": answer.all.url });
        option.className = "suggestion-all";
        option.textContent = answer.all.label;
        list.append(option);
      }
      for (const option of options()) option.setAttribute("aria-selected", "false");
      activate(-1);
      const isOpen = list.children.length > 0;
      list.hidden = !isOpen;
      input.setAttribute("aria-expanded", String(isOpen));
      status.textContent = answer.message;
    };

    const ask = async () => {
      const words = input.value.trim();
      request?.abort();
      if (words.length < SHORTEST) {
        close();
        return;
      }
      request = new AbortController();
      const address = new URL("suggestions/", form.action);
      address.searchParams.set("q", words);
      try {
        const response = await fetch(address, { signal: request.signal });
        if (response.ok) show(await response.json());
      } catch {
        // Superseded by the next letter, or no connection: the form itself still works.
      }
    };

    input.addEventListener("input", () => {
      clearTimeout(timer);
      timer = setTimeout(ask, WAIT);
    });

    input.addEventListener("keydown", (event) => {
      if (event.isComposing) return; // letters of Telex and of Chinese, Japanese, Korean
      const last = list.children.length - 1;
      const isOpen = !list.hidden;
      if (event.key === "Escape" && isOpen) {
        close();
      } else if (event.key === "ArrowDown" && isOpen) {
        activate(active === last ? -1 : active + 1);
      } else if (event.key === "ArrowUp" && isOpen) {
        activate(active === -1 ? last : active - 1);
      } else if (event.key === "ArrowDown" && list.children.length) {
        list.hidden = false;
        input.setAttribute("aria-expanded", "true");
        activate(0);
      } else if (event.key === "Enter" && isOpen && active >= 0) {
        go(options()[active]);
      } else {
        return;
      }
      event.preventDefault();
    });

    list.addEventListener("mousedown", (event) => event.preventDefault()); // keeps the focus
    list.addEventListener("click", (event) => {
      const option = event.target.closest("[role=option]");
      if (option) go(option);
    });
    input.addEventListener("blur", close);
    form.addEventListener("submit", close);
  };

  for (const form of document.querySelectorAll("form[role=search]")) equip(form);
})();
