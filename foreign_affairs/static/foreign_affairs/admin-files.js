/* Scans by drag and drop: each file becomes a row of its own, with a title made from its name.
   Without it the plain inputs remain, in which a file is chosen row by row.
   Files that were chosen come back with a form that was not saved: no server can send them back,
   so the browser keeps them until the form is saved, or for some hours. */
"use strict";
(() => {
  const say = (zone, text) => {
    zone.querySelector(".drop-zone-said").append(Object.assign(document.createElement("span"), { textContent: text }));
  };

  const isTaken = (zone, file, accept) => {
    const most = zone.dataset.megabytes;
    const name = file.name;
    if (!accept.split(",").some((ending) => name.toLowerCase().endsWith(ending))) {
      say(zone, zone.dataset.notKept.replace("{name}", name));
      return false;
    }
    if (file.size > most * 1024 * 1024) {
      say(zone, zone.dataset.tooLarge.replace("{name}", name).replace("{most}", most));
      return false;
    }
    return true;
  };

  const put = (file, input) => {
    const carrier = new DataTransfer();
    carrier.items.add(file);
    input.files = carrier.files;
    input.dispatchEvent(new Event("change", { bubbles: true }));
  };

  const newRow = (prefix) => {
    const total = document.getElementById(`id_${prefix}-TOTAL_FORMS`);
    for (let number = 0; number < total.value; number += 1) {
      const input = document.getElementById(`id_${prefix}-${number}-file`);
      const row = input?.closest(".form-row");
      if (input && row && !row.classList.contains("has_original") && !input.files.length) {
        return number;
      }
    }
    document.querySelector(`#${prefix}-group .add-row a`).click();
    return total.value - 1;
  };

  const take = (zone, files) => {
    zone.querySelector(".drop-zone-said").replaceChildren();
    const { rows, input } = zone.dataset;
    const target = rows ? document.getElementById(`id_${rows}-__prefix__-file`) : document.getElementById(input);
    for (const file of rows ? files : files.slice(0, 1)) {
      if (!isTaken(zone, file, target.accept)) {
        continue;
      }
      if (rows) {
        const number = newRow(rows);
        put(file, document.getElementById(`id_${rows}-${number}-file`));
        const title = document.getElementById(`id_${rows}-${number}-title`);
        title.value ||= file.name.replace(/\.[^.]+$/, "").replace(/[_-]+/g, " ").trim();
      } else {
        put(file, target);
      }
      say(zone, zone.dataset.taken.replace("{name}", file.name));
    }
  };

  /* Files of a form that is not saved yet */

  const HOURS_KEPT = 12;

  // A browser may refuse its storage, or have no room left: then nothing is kept.
  const inStore = (act) =>
    new Promise((resolve) => {
      const opening = indexedDB.open("chosen-files", 1);
      opening.onupgradeneeded = () => opening.result.createObjectStore("forms");
      opening.onerror = () => resolve(undefined);
      opening.onsuccess = () => {
        const asked = act(opening.result.transaction("forms", "readwrite").objectStore("forms"));
        asked.onsuccess = () => resolve(asked.result);
        asked.onerror = () => resolve(undefined);
        asked.transaction.oncomplete = () => opening.result.close();
      };
    });

  const forgetOld = async () => {
    const eldest = Date.now() - HOURS_KEPT * 3600 * 1000;
    for (const key of (await inStore((store) => store.getAllKeys())) || []) {
      const entry = await inStore((store) => store.get(key));
      if (!entry || entry.at < eldest) {
        await inStore((store) => store.delete(key));
      }
    }
  };

  const inputsOf = (form) => [...form.elements].filter((field) => field.type === "file" && field.name);

  const chosenIn = (form) =>
    inputsOf(form).flatMap((input) => [...input.files].map((file) => ({ name: input.name, file })));

  // Which file stood where when the form was sent: rows that are removed give theirs new numbers.
  const placesOf = (form) =>
    chosenIn(form).map(({ name, file }) => [name, file.name, file.size, file.lastModified]);

  const readPlaces = () => {
    try {
      return JSON.parse(sessionStorage.getItem("sent-files")) || [];
    } catch {
      return [];
    }
  };

  const writePlaces = (places) => {
    try {
      sessionStorage.setItem("sent-files", JSON.stringify(places));
    } catch {
      /* no room */
    }
  };

  const keepFiles = async (form, page) => {
    const key = `${page.dataset.user}:${location.pathname}`;
    const keep = () => {
      const files = chosenIn(form).map(({ file }) => file);
      return inStore((store) => (files.length ? store.put({ at: Date.now(), files }, key) : store.delete(key)));
    };
    const places = "posted" in page.dataset ? readPlaces() : [];
    const before = places.length && (await inStore((store) => store.get(key)));
    for (const [name, ...mark] of before ? places : []) {
      const input = form.elements[name];
      const file = before.files.find((one) => `${[one.name, one.size, one.lastModified]}` === `${mark}`);
      if (input && file && !input.files.length) {
        put(file, input);
        input.closest("td, .form-row")?.querySelector(".chosen-file")?.remove();
      }
    }
    await keep();
    // Before the form is sent, while there is time to write.
    form.addEventListener("change", (event) => event.target.type === "file" && keep());
    form.addEventListener("submit", () => writePlaces(placesOf(form)));
    await forgetOld();
  };

  document.addEventListener("DOMContentLoaded", () => {
    const page = document.getElementById("form-page");
    const form = page?.closest("form");
    if (form?.querySelector("[type=file][name]")) {
      keepFiles(form, page);
    }
    document.getElementById("logout-form")?.addEventListener("submit", () => indexedDB.deleteDatabase("chosen-files"));
    for (const zone of document.querySelectorAll(".drop-zone")) {
      const own = zone.querySelector(".drop-zone-input");
      zone.hidden = false;
      own.addEventListener("change", () => {
        take(zone, [...own.files]);
        own.value = "";
      });
      for (const kind of ["dragenter", "dragover"]) {
        zone.addEventListener(kind, (event) => {
          event.preventDefault();
          zone.classList.add("is-over");
        });
      }
      zone.addEventListener("dragleave", () => zone.classList.remove("is-over"));
      zone.addEventListener("drop", (event) => {
        event.preventDefault();
        zone.classList.remove("is-over");
        take(zone, [...event.dataTransfer.files]);
      });
    }
  });
})();
