// Sections of an application save themselves while one writes. Without this the Save button does the same.
const PAUSE = 1500;

for (const form of document.querySelectorAll("form[data-autosave]")) {
  const status = form.querySelector("[data-status]");
  let timer = 0, flight = null, again = false, stopped = false;

  async function send() {
    const answer = await fetch(form.action, {
      method: "POST", body: new FormData(form), headers: { Accept: "application/json" },
    });
    if (answer.ok) {
      form.elements.revision.value = (await answer.json()).revision;
      status.textContent = form.dataset.saved;
      return;
    }
    stopped = answer.status === 409;                                    // two texts: a person decides, not this script
    status.textContent = stopped ? form.dataset.stale : form.dataset.refused;
  }

  async function save() {
    clearTimeout(timer);
    if (stopped) return;
    if (flight) { again = true; return; }
    status.textContent = form.dataset.saving;
    flight = send().catch(() => { status.textContent = form.dataset.unsaved; });
    await flight;
    flight = null;
    if (again) { again = false; save(); }
  }

  form.addEventListener("input", () => {
    clearTimeout(timer);
    if (!stopped) status.textContent = form.dataset.unsaved;
    timer = setTimeout(save, PAUSE);
  });
  form.addEventListener("submit", async event => {                      // or the page would meet its own saving
    clearTimeout(timer);
    again = false;
    if (!flight) return;
    event.preventDefault();
    const { submitter } = event;
    await flight;
    flight = null;
    form.requestSubmit(submitter);
  });
  addEventListener("pagehide", () => {                                  // what was typed in the last second
    if (!stopped && status.textContent === form.dataset.unsaved)
      fetch(form.action, { method: "POST", body: new FormData(form), headers: { Accept: "application/json" }, keepalive: true });
  });
}
