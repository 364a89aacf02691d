// A reviewer's page: saves by itself, and keys for scores. Without this file the buttons do the same.
const form = document.querySelector("form[data-review]");
const status = form?.querySelector("[data-status]");
const KEYS = "review-keys";
let timer = null, running = null, again = false;

function draft() {                                         // without this mark the vote page would cast
  const body = new FormData(form);
  body.append("draft", "1");
  return body;
}

async function save() {
  if (running) { again = true; return; }                 // one at a time: an older text must not arrive last
  status.textContent = form.dataset.textSaving;
  running = fetch(form.action || location.href, { method: "POST", body: draft(), headers: { Accept: "application/json" }, redirect: "manual" });
  try {
    const answer = await running;
    if (answer.ok) delete form.dataset.dirty;
    status.textContent = answer.ok ? form.dataset.textSaved : form.dataset.textEnded;
  } catch {
    status.textContent = form.dataset.textFailed;
  }
  running = null;
  if (again) { again = false; save(); }
}

function soon(wait) {
  form.dataset.dirty = "1";
  clearTimeout(timer);
  timer = setTimeout(save, wait);
}

form?.addEventListener("input", event => soon(event.target.type === "radio" ? 50 : 1200));
form?.addEventListener("submit", () => { clearTimeout(timer); delete form.dataset.dirty; });
addEventListener("pagehide", () => {                      // what was typed in the last second
  if (form?.dataset.dirty) navigator.sendBeacon?.(form.action || location.href, draft());
});

const off = () => { try { return localStorage.getItem(KEYS) === "off"; } catch { return false; } };
const writes = target => target.matches("textarea, select, input:not([type=radio], [type=checkbox])") || target.isContentEditable;

function choose(key) {
  const input = form?.querySelector(`.step input[value="${key.toUpperCase()}"]`);
  if (!input) return false;
  input.checked = true;
  input.focus();
  input.dispatchEvent(new Event("input", { bubbles: true }));
  return true;
}

async function go(selector) {
  const link = document.querySelector(selector);
  if (!link) return;
  if (form?.dataset.dirty) { clearTimeout(timer); await save(); }
  link.click();
}

const acts = {
  e: () => document.querySelector("[data-key-note]")?.focus(),
  j: () => go("[data-key-after]"),
  k: () => go("[data-key-before]"),
  v: () => go("[data-key-vote]"),
  o: () => document.querySelector("form[data-unopened]")?.requestSubmit(),
  "?": () => form?.dataset.keys && location.assign(form.dataset.keys),
};
document.addEventListener("keydown", event => {
  if (event.key === "Escape" && event.target.matches("[data-key-note]")) return event.target.blur();
  if (off() || event.ctrlKey || event.altKey || event.metaKey || writes(event.target) || document.querySelector("dialog[open]")) return;
  if (/^[0-5nN]$/.test(event.key) && choose(event.key)) return event.preventDefault();
  const act = acts[event.key.toLowerCase()];
  if (!act) return;
  event.preventDefault();
  act();
});

const button = document.querySelector("[data-keys-switch]");
if (button) {
  const show = () => { button.textContent = off() ? button.dataset.textOn : button.dataset.textOff; };
  button.hidden = false;
  button.addEventListener("click", () => {
    try { localStorage.setItem(KEYS, off() ? "on" : "off"); } catch { /* private windows may refuse */ }
    show();
  });
  show();
}
