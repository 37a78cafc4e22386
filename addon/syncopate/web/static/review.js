// The review's few keys. They work only while the card or a button in it has the focus, never in a field.
(() => {
  "use strict";
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented || event.isComposing) return;
    const card = event.target.closest?.("[data-review]");
    if (!card || event.target.matches("input, select, textarea, audio, summary")) return;
    const aim = card.querySelector(`[data-key="${CSS.escape(event.key.toLowerCase())}"]`);
    if (!aim) return;
    event.preventDefault();
    aim.click();
  });
  // Once one is decided or passed over, the next has the focus: the keys go on.
  document.addEventListener("htmx:afterSettle", (event) => {
    if (event.target.id !== "review" && event.target.id !== "main") return;
    document.querySelector("[data-review]")?.focus({ preventScroll: event.target.id === "review" });
  });
  document.addEventListener("input", (event) => {
    const told = document.querySelector(`output[data-shows="${CSS.escape(event.target.id)}"]`);
    if (told) told.textContent = `${event.target.value} %`;
  });
})();
