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
  // The same from the start, where there are keys: but not for who comes to a place in the page, or began to type.
  const start = document.querySelector("[data-review]");
  if (start && !location.hash && document.activeElement === document.body && matchMedia("(hover: hover) and (min-width: 900px)").matches) start.focus({ preventScroll: true });
  document.addEventListener("input", (event) => {
    const told = document.querySelector(`output[data-shows="${CSS.escape(event.target.id)}"]`);
    if (told) told.textContent = `${event.target.value} %`;
  });
})();
