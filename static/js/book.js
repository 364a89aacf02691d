// Two minutes before a reservation ends its note is shown. Without this file the page still says until when.
for (const note of document.querySelectorAll("[data-ends]")) {
  const left = Date.parse(note.dataset.ends) - Date.now() - 120_000;
  setTimeout(() => { note.hidden = false; }, Math.max(0, left));
}
