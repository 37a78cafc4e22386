// Pages that add playlists: a file dropped anywhere, all ticked at once, and that a service is being asked.
(() => {
  "use strict";
  const page = document.documentElement;

  const form = document.querySelector("form[data-drop]");
  const holdsFiles = (event) => form !== null && event.dataTransfer !== null && [...event.dataTransfer.types].includes("Files");
  const hover = (event) => {
    if (!holdsFiles(event)) return;
    event.preventDefault();
    event.dataTransfer.dropEffect = "copy";
    page.classList.add("dropping");
  };
  document.addEventListener("dragenter", hover);
  document.addEventListener("dragover", hover);
  document.addEventListener("dragleave", (event) => { if (event.relatedTarget === null) page.classList.remove("dropping"); });
  document.addEventListener("drop", (event) => {
    page.classList.remove("dropping");
    if (!holdsFiles(event)) return;
    event.preventDefault();
    const file = event.dataTransfer.files[0];
    if (!file) return;
    const one = new DataTransfer();
    one.items.add(file);
    form.elements.namedItem("file").files = one.files;
    form.requestSubmit();
  });

  // A link is one line: Enter sends it, as in a field of one line; Shift and Enter begin the next one.
  for (const field of document.querySelectorAll("textarea[data-enter]"))
    field.addEventListener("keydown", (event) => {
      if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
      event.preventDefault();
      field.form.requestSubmit();
    });

  for (const list of document.querySelectorAll("form[data-ticks]")) {
    const all = list.querySelector("[data-tick-all]");
    if (!all) continue;
    const told = list.querySelector("[data-ticked]");
    const bar = list.querySelector("[data-tick-bar]");
    const boxes = [...list.querySelectorAll("input[name=pick]")];
    const count = () => {
      const ticked = boxes.filter((box) => box.checked).length;
      all.checked = ticked === boxes.length;
      all.indeterminate = ticked > 0 && ticked < boxes.length;
      bar.hidden = ticked === 0;
      told.textContent = ticked ? told.dataset.ticked.replace("#", ticked) : "";
    };
    all.addEventListener("change", () => { for (const box of boxes) box.checked = all.checked; count(); });
    list.addEventListener("change", (event) => { if (event.target.name === "pick") count(); });
    count();
  }

  // Services may take a while: what was chosen is answered at once, though the page stays.
  const told = document.querySelector("[data-asking]");
  const asking = (so) => { if (told) told.textContent = so ? told.dataset.asking : ""; };
  document.addEventListener("submit", (event) => { if (event.target.matches("form[data-slow]") && !event.defaultPrevented) asking(true); });
  document.addEventListener("click", (event) => {
    const link = event.target.closest("a[data-slow]");
    if (link && event.button === 0 && !event.metaKey && !event.ctrlKey && !event.shiftKey && !event.altKey) asking(true);
  });
  window.addEventListener("pageshow", () => asking(false));
})();
