// Small page-wide enhancements. Everything here is optional: the page works without it.
const summary = document.querySelector(".error-summary");
summary?.focus();
summary?.addEventListener("click", event => {                          // label or legend in view, then focus
  const field = document.getElementById(event.target.closest("a")?.hash.slice(1) ?? "");
  if (!field) return;
  event.preventDefault();
  (field.closest("fieldset, .field") ?? field).scrollIntoView();
  field.focus({ preventScroll: true });
});

for (const select of document.querySelectorAll("select[data-autosubmit]"))
  select.addEventListener("change", () => select.form.requestSubmit());

for (const figure of document.querySelectorAll(".compare")) {          // before and after
  const range = Object.assign(document.createElement("input"), { type: "range", min: 0, max: 100, value: 50 });
  range.setAttribute("aria-label", figure.dataset.label ?? "");
  range.oninput = () => figure.style.setProperty("--at", `${range.value}%`);
  figure.classList.add("is-live");
  figure.append(range);
}

function enlarge(link) {                                                // a picture in a dialog; Escape closes it
  const dialog = document.createElement("dialog");
  const image = Object.assign(new Image(), { src: link.href, alt: link.querySelector("img")?.alt ?? "" });
  const form = document.createElement("form");
  const close = Object.assign(document.createElement("button"), { className: "button quiet small", textContent: document.body.dataset.close });
  form.method = "dialog";
  form.append(close);
  dialog.className = "enlarged";
  dialog.setAttribute("aria-label", image.alt);
  dialog.append(form, image);
  dialog.addEventListener("click", event => event.target === dialog && dialog.close());
  dialog.addEventListener("close", () => { dialog.remove(); link.focus(); });
  document.body.append(dialog);
  dialog.showModal();
}
document.addEventListener("click", event => {
  const link = event.target.closest("a[data-enlarge]");
  if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  enlarge(link);
});

document.querySelector("form.theme")?.addEventListener("submit", event => {   // without leaving a half-filled form
  event.preventDefault();
  const { currentTarget: form, submitter } = event;
  const chosen = submitter.value;
  const body = new FormData(form, submitter);
  fetch(form.action, { method: "POST", body, redirect: "manual" }).catch(() => {});
  if (chosen === "system") delete document.documentElement.dataset.theme;
  else document.documentElement.dataset.theme = chosen;
  for (const button of form.querySelectorAll("button")) button.ariaPressed = String(button === submitter);
});

document.addEventListener("submit", event => {                          // no double bookings by double click
  const { target } = event;
  if (event.defaultPrevented || target.method === "dialog") return;
  if (target.dataset.sent) return event.preventDefault();
  target.dataset.sent = "1";
  setTimeout(() => delete target.dataset.sent, 8000);
});
