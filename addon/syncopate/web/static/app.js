// The little that HTML and htmx do not do. Everything can be read and done without it.
(() => {
  "use strict";
  const language = document.documentElement.lang;
  const relative = new Intl.RelativeTimeFormat(language, { numeric: "always" });
  const steps = [["minute", 60, 3600], ["hour", 3600, 86400], ["day", 86400, 14 * 86400]];

  // Times go on while a page stands open; words for the last minute are the server's.
  function tick() {
    for (const time of document.querySelectorAll("time[data-ago]")) {
      const seconds = (new Date(time.dateTime) - Date.now()) / 1000;
      const step = steps.find(([, , most]) => Math.abs(seconds) < most);
      if (step && Math.abs(seconds) >= 60) time.textContent = relative.format(Math.trunc(seconds / step[1]), step[0]);
    }
  }
  setInterval(tick, 30000);

  // What was changed but not saved is marked, and leaving with it asks.
  function watch(form) {
    const bar = form.querySelector("[data-save]");
    const first = new Map();
    const value = (field) => (field.type === "checkbox" || field.type === "radio" ? field.checked : field.value);
    for (const field of form.elements) if (field.name) first.set(field, value(field));
    const look = () => {
      let count = 0;
      const settings = new Map();
      for (const [field, before] of first) {
        const changed = value(field) !== before;
        // Of a choice the one that is taken now counts, not the one that was.
        count += changed && !(field.type === "radio" && !field.checked) ? 1 : 0;
        const setting = field.closest("[data-setting]");
        if (setting) settings.set(setting, settings.get(setting) || changed);
      }
      for (const [setting, changed] of settings) setting.classList.toggle("changed", changed);
      bar?.classList.toggle("waiting", count > 0);
      const button = bar?.querySelector("button");
      if (button) button.disabled = count === 0;
      const told = bar?.querySelector("[data-count]");
      if (told) told.textContent = count ? told.dataset.some.replace("#", count) : told.dataset.none;
      return count;
    };
    form.addEventListener("input", look);
    form.addEventListener("change", look);
    form.addEventListener("submit", () => { form.dataset.sent = "1"; });
    window.addEventListener("beforeunload", (event) => { if (!form.dataset.sent && look()) event.preventDefault(); });
    look();
  }

  // Which fields of a schedule matter depends on its kind.
  function fold(form) {
    const kind = form.elements.namedItem("kind");
    const show = () => {
      for (const part of form.querySelectorAll("[data-kind]")) part.hidden = !part.dataset.kind.split(" ").includes(kind.value);
    };
    kind.addEventListener("change", show);
    show();
  }

  function prepare(root) {
    for (const form of root.querySelectorAll("form[data-watch]:not([data-ready])")) { form.dataset.ready = "1"; watch(form); }
    for (const form of root.querySelectorAll("form[data-fold]:not([data-ready])")) { form.dataset.ready = "1"; fold(form); }
    // Those that failed before this was listened to.
    for (const picture of root.querySelectorAll(".cover.framed > img")) if (picture.complete && !picture.naturalWidth) faded(picture, true);
    // Where one is in a strip is seen, however far along it lies.
    for (const at of root.querySelectorAll(".letters [aria-current], .chips [aria-current]")) at.parentElement.scrollLeft = at.offsetLeft - at.parentElement.clientWidth / 2;
    for (const field of root.querySelectorAll("select[data-go]:not([data-ready])")) {
      field.dataset.ready = "1";
      field.addEventListener("change", () => field.form.requestSubmit());
    }
  }

  document.addEventListener("click", async (event) => {
    const copy = event.target.closest("[data-copy]");
    if (!copy) return;
    const field = document.getElementById(copy.dataset.copy);
    field.select();
    try { await navigator.clipboard.writeText(field.value); } catch { document.execCommand("copy"); }
    copy.textContent = copy.dataset.done;
  });

  // A cover that does not come gives way to the initials below it. It stays in its place, unseen: one that
  // the browser has only put off still comes when it is scrolled to, and is seen then.
  const pictured = (part) => part.matches?.(".cover.framed > img");
  const faded = (picture, so) => picture.classList.toggle("torn", so);
  document.addEventListener("error", (event) => { if (pictured(event.target)) faded(event.target, true); }, true);
  document.addEventListener("load", (event) => { if (pictured(event.target)) faded(event.target, false); }, true);

  // What is opened to be heard plays, one at a time; a browser that cannot play it says so.
  document.addEventListener("toggle", (event) => {
    const sound = event.target.matches?.("details.listen") && event.target.querySelector("audio");
    if (!sound) return;
    if (!event.target.open) { sound.pause(); return; }
    for (const other of document.querySelectorAll("details.listen audio")) if (other !== sound) other.pause();
    sound.play().catch((error) => { if (error.name === "NotSupportedError") unheard(sound); });
  }, true);
  document.addEventListener("error", (event) => { if (event.target.matches?.("details.listen audio")) unheard(event.target); }, true);
  function unheard(sound) {
    sound.parentElement.querySelector("[data-unheard]").hidden = false;
    sound.hidden = true;
  }

  // A page that reads itself again does not do it while the user is typing or has something open in it:
  // neither asks, nor takes an answer that comes when they have just begun.
  const busy = (part) => part.hasAttribute("data-again") && (part.contains(document.activeElement) && document.activeElement.matches("input, select, textarea") || part.querySelector("details[open], .panel"));
  document.addEventListener("htmx:beforeRequest", (event) => { if (busy(event.target)) event.preventDefault(); });
  document.addEventListener("htmx:beforeSwap", (event) => { if (busy(event.target)) event.detail.shouldSwap = false; });
  document.addEventListener("htmx:afterSettle", (event) => {
    prepare(event.target.parentElement ?? document);
    if (event.target.id === "panel" || event.target.id === "main") event.target.focus({ preventScroll: true });
  });
  document.addEventListener("submit", (event) => {
    const question = event.target.dataset.ask;
    if (question && !window.confirm(question)) { event.preventDefault(); event.stopImmediatePropagation(); }
  }, true);
  prepare(document);
})();
