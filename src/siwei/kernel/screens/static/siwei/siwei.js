/* Behaviour shared by every page. Each page works without it; this adds menus, theme, keys and row selection. */
(function () {
  "use strict";
  const all = (selector, root) => Array.from((root || document).querySelectorAll(selector));
  const one = (selector, root) => (root || document).querySelector(selector);
  const remember = {
    get(key) { try { return localStorage.getItem("siwei-" + key); } catch (e) { return null; } },
    set(key, value) { try { localStorage.setItem("siwei-" + key, value); } catch (e) { /* private window: forget */ } },
  };
  let opener = null;

  function currentTheme() { return document.documentElement.getAttribute("data-bs-theme") || "light"; }

  function startTheme() {
    all("[data-theme-toggle]").forEach((button) => {
      button.hidden = false;
      button.setAttribute("aria-pressed", String(currentTheme() === "dark"));
      button.addEventListener("click", () => {
        const theme = currentTheme() === "dark" ? "light" : "dark";
        document.documentElement.setAttribute("data-bs-theme", theme);
        remember.set("theme", theme);
        button.setAttribute("aria-pressed", String(theme === "dark"));
        document.dispatchEvent(new CustomEvent("siwei:theme"));
      });
    });
  }

  function closeMenus(except) {
    all("details.menu[open]").forEach((menu) => { if (menu !== except) menu.open = false; });
  }

  function startMenus() {
    document.addEventListener("click", (event) => closeMenus(event.target.closest("details.menu")));
    document.addEventListener("focusin", (event) => closeMenus(event.target.closest("details.menu")));
    all("details[data-remember]").forEach((details) => {
      if (remember.get(details.dataset.remember) === "closed" && !one("[aria-current]", details)) details.open = false;
      details.addEventListener("toggle", () => remember.set(details.dataset.remember, details.open ? "open" : "closed"));
    });
    all("[data-opens]").forEach((link) => link.addEventListener("click", (event) => {
      event.preventDefault();
      opener = link;
      document.body.classList.add("nav-open");
      one(".side-nav-close").focus();
    }));
    all("[data-closes]").forEach((link) => link.addEventListener("click", (event) => {
      event.preventDefault();
      closeNavigation();
    }));
  }

  function closeNavigation() {
    if (!document.body.classList.contains("nav-open")) return;
    document.body.classList.remove("nav-open");
    if (opener) opener.focus();
  }

  function escape() {
    const open = all("details.menu[open]").pop();
    if (open) { open.open = false; one("summary", open).focus(); }
    closeNavigation();
  }

  function typing(target) {
    return target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName);
  }

  function follow(selector) { const link = one(selector); if (link) link.click(); }

  function moveRow(step) {
    const links = all("[data-rows] tbody a.row-link");
    if (!links.length) return;
    const at = links.indexOf(document.activeElement);
    const next = links[Math.min(links.length - 1, Math.max(0, at + step))] || links[0];
    next.focus();
  }

  const keys = {
    "?": () => one("#shortcuts").showModal(),
    "/": () => { const box = one('[data-shortcut="/"]'); box.focus(); box.select(); },
    c: () => follow('[data-shortcut="c"]'),
    j: () => moveRow(1),
    k: () => moveRow(-1),
    a: () => { const act = one(".page-heading .btn-list a, .page-heading .btn-list button:not([hidden])"); if (act) act.focus(); },
    "[": () => follow('a[rel="prev"]'),
    "]": () => follow('a[rel="next"]'),
    "g s": () => follow('[data-shortcut="g s"], .top-bar-brand'),
    "g i": () => follow('a[href="/inbox/"]'),
    "g l": () => follow('[data-shortcut="g l"]'),
  };

  function startKeys() {
    let prefix = "";
    const switches = all("[data-shortcuts-on]");
    const on = () => remember.get("shortcuts") !== "off";
    all("[data-shortcut-switch]").forEach((row) => { row.hidden = false; });
    switches.forEach((box) => {
      box.checked = on();
      box.addEventListener("change", () => remember.set("shortcuts", box.checked ? "on" : "off"));
    });
    document.addEventListener("keydown", (event) => {
      if (event.key === "Escape") { escape(); return; }
      if (!on() || event.ctrlKey || event.metaKey || event.altKey || typing(event.target) || one("dialog[open]")) return;
      const key = prefix ? prefix + " " + event.key : event.key;
      prefix = !prefix && event.key === "g" ? "g" : "";
      if (keys[key]) { event.preventDefault(); keys[key](); }
    });
  }

  function startRows(root) {
    all("[data-select-all]", root).forEach((box) => {
      box.closest("label, th").hidden = false;
      box.addEventListener("change", () => {
        all('input[name="chosen"]', box.closest("form")).forEach((row) => { row.checked = box.checked; });
        box.dispatchEvent(new CustomEvent("siwei:chosen", { bubbles: true }));
      });
    });
    all("form[data-bulk]", root).forEach((form) => {
      const count = () => {
        const n = all('input[name="chosen"]:checked', form).length;
        all("[data-chosen-count]", form).forEach((place) => { place.textContent = String(n); });
        form.classList.toggle("has-chosen", n > 0);
      };
      form.addEventListener("change", count);
      form.addEventListener("siwei:chosen", count);
      count();
    });
  }

  /* The ROC date beside a date box: 2017-08-15 → 民國106年8月15日（二） */
  function startDates(root) {
    all('input[type="date"]:not([data-autosubmit])', root).forEach((box) => {
      const place = document.createElement("span");
      place.className = "date-roc";
      place.setAttribute("aria-hidden", "true");
      box.insertAdjacentElement("afterend", place);
      const show = () => {
        const parts = box.value.split("-").map(Number);
        const day = box.value ? new Date(Date.UTC(parts[0], parts[1] - 1, parts[2])) : null;
        const before = parts[0] <= 1911;
        place.textContent = !day || isNaN(day) ? "" : (before ? "民國前" + (1912 - parts[0]) : "民國" + (parts[0] - 1911))
          + "年" + parts[1] + "月" + parts[2] + "日（" + "日一二三四五六"[day.getUTCDay()] + "）";
      };
      box.addEventListener("input", show);
      show();
    });
  }

  /* A form that was sent once is not sent twice by an impatient second click. */
  function startForms(root) {
    all("form[data-once]", root).forEach((form) => form.addEventListener("submit", (event) => {
      if (form.dataset.sent) { event.preventDefault(); return; }
      form.dataset.sent = "1";
      all('button[type="submit"]', form).forEach((button) => button.setAttribute("aria-disabled", "true"));
    }));
    all("[data-autosubmit]", root).forEach((field) => field.addEventListener("change", () => field.form.requestSubmit()));
    const summary = one("[data-error-summary]", root);
    if (summary) summary.focus();
    all("[data-print]", root).forEach((button) => { button.hidden = false; button.addEventListener("click", () => window.print()); });
    all("[data-back]", root).forEach((button) => { button.hidden = false; button.addEventListener("click", () => history.back()); });
  }

  function startScrollRegions(root) {
    all(".table-responsive, .calendar-scroll", root).forEach((box) => {
      if (box.scrollWidth > box.clientWidth) box.tabIndex = 0; else box.removeAttribute("tabindex");
    });
  }

  /* After an act the focus is on what became of it, so that a screen reader says it and Tab goes on to the next step. */
  function startFocus() {
    const outcome = one("#messages");
    if (outcome && one(".alert", outcome) && !one("[data-error-summary]")) outcome.focus();
  }

  function enhance(root) { startRows(root); startDates(root); startForms(root); startScrollRegions(root); }

  document.addEventListener("DOMContentLoaded", () => {
    startTheme();
    startMenus();
    startKeys();
    enhance(document);
    startFocus();
  });
  document.addEventListener("htmx:afterSwap", (event) => enhance(event.target));
  window.addEventListener("pageshow", () => all("form[data-sent]").forEach((form) => {
    delete form.dataset.sent;
    all('button[type="submit"]', form).forEach((button) => button.removeAttribute("aria-disabled"));
  }));
})();
