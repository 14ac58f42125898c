/* What makes the forms of the admin safe and quick: text that is not saved yet, the keyboard,
   the way to the first error, records like the one being typed, the source used last.
   Every form works without it. */
"use strict";
(() => {
  const PREFIX = "unsaved:";
  const WAIT = 400;

  const kept = {
    // A browser may refuse its storage, or have no room left: then nothing is kept.
    read(key) {
      try {
        return JSON.parse(sessionStorage.getItem(key));
      } catch {
        return null;
      }
    },
    write(key, value) {
      try {
        sessionStorage.setItem(key, JSON.stringify(value));
      } catch {
        /* no room */
      }
    },
    drop(filter) {
      try {
        for (const key of Object.keys(sessionStorage)) {
          if (key.startsWith(PREFIX) && filter(key)) {
            sessionStorage.removeItem(key);
          }
        }
      } catch {
        /* no storage */
      }
    },
  };

  const element = (tag, properties = {}, ...children) => {
    const made = Object.assign(document.createElement(tag), properties);
    made.append(...children);
    return made;
  };

  const later = (task) => {
    let timer;
    return () => {
      clearTimeout(timer);
      timer = setTimeout(task, WAIT);
    };
  };

  /* Text that is not saved yet */

  const isTyped = (field) =>
    field.name &&
    !["submit", "button", "file", "password"].includes(field.type) &&
    !["csrfmiddlewaretoken", "_warned"].includes(field.name) &&
    !field.name.includes("__prefix__");

  const valueOf = (field) => {
    if (field.type === "checkbox" || field.type === "radio") {
      return field.checked;
    }
    if (field.tagName === "SELECT") {
      return [...field.selectedOptions].map((option) => [option.value, option.text]);
    }
    return field.value;
  };

  const typedIn = (form) =>
    [...form.elements].filter(isTyped).map((field) => {
      const name = field.type === "radio" ? `${field.name}=${field.value}` : field.name;
      return [name, valueOf(field)];
    });

  const putBack = (form, typed) => {
    const values = new Map(typed);
    for (const [name, value] of typed) {
      const total = name.endsWith("-TOTAL_FORMS") && form.elements[name];
      const more = total && document.querySelector(`#${name.slice(0, -12)}-group .add-row a`);
      for (let left = more ? value - total.value : 0; left > 0; left -= 1) {
        more.click();
      }
    }
    for (const field of [...form.elements].filter(isTyped)) {
      const name = field.type === "radio" ? `${field.name}=${field.value}` : field.name;
      if (!values.has(name) || field.name.endsWith("_FORMS")) {
        continue;
      }
      const value = values.get(name);
      if (field.type === "checkbox" || field.type === "radio") {
        field.checked = value;
      } else if (field.tagName === "SELECT") {
        for (const [key, text] of value) {
          if (![...field.options].some((option) => option.value === key)) {
            field.add(new Option(text, key));
          }
        }
        const chosen = new Set(value.map(([key]) => key));
        for (const option of field.options) {
          option.selected = chosen.has(option.value);
        }
        django.jQuery(field).trigger("change");
      } else {
        field.value = value;
      }
    }
    for (const folded of form.querySelectorAll("details")) {
      folded.open ||= [...folded.querySelectorAll("input, textarea, select")].some(
        (field) => isTyped(field) && field.value && field.type !== "hidden"
      );
    }
  };

  // The same form opened from a filtered list, from the desk or from a search.
  const keyOf = (page) => {
    const asked = new URLSearchParams(location.search);
    asked.delete("_changelist_filters");
    return `${PREFIX}${page.dataset.user}:${location.pathname}?${asked}`;
  };

  const keepUnsaved = (form, page) => {
    const key = keyOf(page);
    const isKept = !("popup" in page.dataset);
    // After an error the page already has what was typed, and none of it is saved.
    let saved = "posted" in page.dataset ? null : JSON.stringify(typedIn(form));
    let isLeaving = false;
    const isChanged = () => JSON.stringify(typedIn(form)) !== saved;
    const keep = () => {
      if (!isKept) {
        return;
      }
      if (isChanged()) {
        kept.write(key, { at: Date.now(), typed: typedIn(form) });
      } else if (!form.querySelector(".unsaved-text")) {
        kept.drop((one) => one === key);
      }
    };
    const keepSoon = later(keep);

    const before = isKept && !("posted" in page.dataset) && kept.read(key);
    if (before && JSON.stringify(before.typed) !== JSON.stringify(typedIn(form))) {
      const time = new Date(before.at).toLocaleTimeString("vi", { timeStyle: "short" });
      const restore = element("button", { type: "button", className: "button" });
      const drop = element("button", { type: "button", className: "button quiet-button" });
      restore.textContent = page.dataset.restore;
      drop.textContent = page.dataset.drop;
      const said = element("span", { textContent: page.dataset.unsaved.replace("{time}", time) });
      const box = element("div", { className: "unsaved-text" }, said, restore, drop);
      box.setAttribute("role", "status");
      restore.addEventListener("click", () => {
        putBack(form, before.typed);
        box.remove();
        keep();
        form.querySelector("input:not([type=hidden]), textarea")?.focus();
      });
      drop.addEventListener("click", () => {
        box.remove();
        keep();
      });
      page.after(box);
    }

    // Pickers tell jQuery alone of a change.
    django.jQuery(form).on("input change", keepSoon);
    form.addEventListener("formset:added", keepSoon);
    // The row is no longer in the form.
    document.addEventListener("formset:removed", keepSoon);
    form.addEventListener("submit", () => {
      isLeaving = true;
      keep();
      // Another tab may have logged in meanwhile, with a new token.
      const token = document.cookie.match(/(?:^|; )csrftoken=([^;]+)/);
      const hidden = form.elements.csrfmiddlewaretoken;
      if (token && hidden) {
        hidden.value = token[1];
      }
    });
    addEventListener("pageshow", (event) => {
      isLeaving &&= !event.persisted;
    });
    addEventListener("beforeunload", (event) => {
      if (!isLeaving && isChanged()) {
        keep();
        event.preventDefault();
      }
    });
    // Django's scripts add rows and pickers first: that is no change of a person's.
    addEventListener("load", () => {
      if (saved !== null) {
        saved = JSON.stringify(typedIn(form));
      }
    });
  };

  const forgetSaved = () => {
    // Every save ends on a page that says so.
    if (document.querySelector(".messagelist li:is(.success, .info)") && !document.querySelector("[data-posted]")) {
      const sent = kept.read("sent-form");
      kept.drop((key) => key === sent);
    }
  };

  const rememberSent = (form, page) => {
    const key = keyOf(page);
    form.addEventListener("submit", () => kept.write("sent-form", key));
  };

  /* The keyboard */

  const saveByKey = (form) => {
    document.addEventListener("keydown", (event) => {
      if ((event.ctrlKey || event.metaKey) && !event.altKey && event.key.toLowerCase() === "s") {
        event.preventDefault();
        const button = form.querySelector("[name=_continue]") || form.querySelector("[name=_save]");
        if (button) {
          form.requestSubmit(button);
        }
      }
    });
  };

  const focusOn = (field) => {
    for (let folded = field.closest("details"); folded; folded = folded.parentElement.closest("details")) {
      folded.open = true;
    }
    const picker = field.classList.contains("select2-hidden-accessible")
      ? field.nextElementSibling?.querySelector("[role=combobox], input")
      : null;
    (picker || field).focus();
    (picker || field).scrollIntoView({ block: "center" });
  };

  const leadToErrors = () => {
    const problems = document.getElementById("form-problems");
    const links = problems ? [...problems.querySelectorAll("a[href^='#']")] : [];
    for (const link of links) {
      link.addEventListener("click", (event) => {
        const field = document.getElementById(link.hash.slice(1));
        if (field) {
          event.preventDefault();
          focusOn(field);
        }
      });
    }
    const first = links.map((link) => document.getElementById(link.hash.slice(1))).find(Boolean);
    addEventListener("load", () => {
      const warnings = document.getElementById("form-warnings");
      if (first) {
        focusOn(first);
      } else {
        (problems || warnings)?.focus();
      }
    });
  };

  /* Records like the one being typed */

  const showSimilar = (form, place) => {
    const names = ["name_vi", "name_en"].map((name) => form.elements[name]).filter(Boolean);
    const when = form.elements.period || form.elements.held_on;
    names.at(-1)?.closest(".form-row").after(place);
    let asked = "";
    const ask = async () => {
      const address = new URL(place.dataset.url, location);
      for (const field of names) {
        address.searchParams.set(field.name, field.value);
      }
      if (when) {
        address.searchParams.set("when", when.value);
        for (const field of form.querySelectorAll("select[name^='participants-'][name$='-partner']")) {
          if (field.value) {
            address.searchParams.append("partner", field.value);
          }
        }
      }
      if (address.href === asked) {
        return;
      }
      asked = address.href;
      let found = [];
      try {
        const response = await fetch(address, { headers: { Accept: "application/json" } });
        found = response.ok ? (await response.json()).similar : [];
      } catch {
        /* The server says it again before it saves. */
      }
      if (address.href !== asked) {
        return;
      }
      const rows = found.map((one) => {
        const link = element("a", { href: one.url, target: "_blank", rel: "noopener", textContent: one.name });
        return element("li", {}, link, ` (${one.state})`);
      });
      place.hidden = false;
      place.replaceChildren(
        ...(rows.length ? [element("p", { textContent: place.dataset.title }), element("ul", {}, ...rows)] : [])
      );
    };
    const askSoon = later(ask);
    for (const field of [...names, when].filter(Boolean)) {
      field.addEventListener("input", askSoon);
    }
    if (when) {
      django.jQuery(form).on("change", "select[name$='-partner']", askSoon);
    }
  };

  /* The source used last */

  const offerSource = (offer) => {
    const select = document.getElementById(offer.dataset.select);
    const label = offer.querySelector("label");
    const button = element("button", { type: "button", className: "button", textContent: label.textContent.trim() });
    button.addEventListener("click", () => {
      const { key, name } = offer.dataset;
      const option = [...select.options].find((one) => one.value === key) || new Option(name, key);
      select.add(option);
      option.selected = true;
      django.jQuery(select).trigger("change");
      offer.remove();
      focusOn(select);
    });
    label.replaceWith(button);
  };

  document.addEventListener("DOMContentLoaded", () => {
    forgetSaved();
    document.getElementById("logout-form")?.addEventListener("submit", () => kept.drop(() => true));
    const page = document.getElementById("form-page");
    const form = page?.closest("form");
    if (!form || !form.querySelector("[name=_save], [name=_continue]")) {
      return;
    }
    keepUnsaved(form, page);
    rememberSent(form, page);
    saveByKey(form);
    leadToErrors();
    const place = document.getElementById("similar-records");
    if (place) {
      showSimilar(form, place);
    }
    document.querySelectorAll(".last-source").forEach(offerSource);
  });
})();
