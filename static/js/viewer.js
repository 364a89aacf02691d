// Photos of a consultation: a link opens a dialog that zooms and pages; two photos side by side zoom together.
// Without this file the links open the photo itself, and the comparison is a page.
const form = document.querySelector("[data-viewer]");
const words = form?.dataset ?? {};
const links = [...document.querySelectorAll("a[data-zoom]")];
const LEAST = 1, MOST = 6;

function button(text, act) {
  const made = Object.assign(document.createElement("button"), { type: "button", className: "button quiet small", textContent: text });
  made.addEventListener("click", act);
  return made;
}

function slider(label, act) {
  const made = Object.assign(document.createElement("input"), { type: "range", min: LEAST, max: MOST, step: 0.1, value: LEAST });
  made.setAttribute("aria-label", label);
  made.addEventListener("input", () => act(Number(made.value)));
  return made;
}

function fitted(image, frame) {                          // the width at which the whole photo is seen
  const scale = Math.min(frame.clientWidth / image.naturalWidth, frame.clientHeight / image.naturalHeight);
  return image.naturalWidth * scale;
}

function zoom(image, frame, factor) {                    // the middle of what is seen stays in the middle
  if (!image.naturalWidth) return;
  const x = (frame.scrollLeft + frame.clientWidth / 2) / frame.scrollWidth;
  const y = (frame.scrollTop + frame.clientHeight / 2) / frame.scrollHeight;
  image.style.inlineSize = `${fitted(image, frame) * factor}px`;
  image.style.blockSize = "auto";
  image.style.maxBlockSize = "none";
  frame.scrollTo(x * frame.scrollWidth - frame.clientWidth / 2, y * frame.scrollHeight - frame.clientHeight / 2);
}

function draggable(frame) {
  let from = null;
  frame.addEventListener("pointerdown", event => {
    if (event.pointerType === "touch") return;           // a finger scrolls by itself
    from = { x: event.clientX, y: event.clientY, left: frame.scrollLeft, top: frame.scrollTop };
    frame.setPointerCapture(event.pointerId);
    frame.classList.add("is-moving");
    event.preventDefault();
  });
  frame.addEventListener("pointermove", event => from && frame.scrollTo(from.left + from.x - event.clientX, from.top + from.y - event.clientY));
  for (const end of ["pointerup", "pointercancel"])
    frame.addEventListener(end, () => { from = null; frame.classList.remove("is-moving"); });
}

function open(start) {
  let at = start;
  const dialog = Object.assign(document.createElement("dialog"), { className: "viewer" });
  const bar = Object.assign(document.createElement("div"), { className: "viewer-bar" });
  const title = Object.assign(document.createElement("strong"), { className: "viewer-title" });
  const frame = Object.assign(document.createElement("div"), { className: "viewer-stage", tabIndex: 0 });
  const image = new Image();
  const range = slider(words.textZoom, factor => zoom(image, frame, factor));
  const set = factor => { range.value = Math.min(MOST, Math.max(LEAST, factor)); zoom(image, frame, Number(range.value)); };
  const show = next => {
    at = (next + links.length) % links.length;
    const small = links[at].querySelector("img");
    image.alt = small.alt;
    image.src = links[at].href;
    title.textContent = `${small.alt} (${at + 1}/${links.length})`;
    frame.setAttribute("aria-label", small.alt);
  };
  image.addEventListener("load", () => set(LEAST));
  bar.append(title, button(words.textPrevious, () => show(at - 1)), button(words.textNext, () => show(at + 1)), range,
    button(words.textFit, () => set(LEAST)), button(words.textClose, () => dialog.close()));
  frame.append(image);
  frame.title = words.textHint;
  dialog.append(bar, frame);
  dialog.setAttribute("aria-label", words.textHint);
  dialog.addEventListener("keydown", event => {
    const acts = { ArrowLeft: () => show(at - 1), ArrowRight: () => show(at + 1), "+": () => set(+range.value + 0.5), "-": () => set(+range.value - 0.5), 0: () => set(LEAST) };
    if (event.target === range || !acts[event.key]) return;
    event.preventDefault();
    acts[event.key]();
  });
  frame.addEventListener("wheel", event => {
    if (!event.ctrlKey) return;                           // a plain wheel scrolls; with Ctrl (or a pinch) it zooms
    event.preventDefault();
    set(+range.value - Math.sign(event.deltaY) * 0.3);
  }, { passive: false });
  dialog.addEventListener("close", () => { dialog.remove(); links[at].focus(); });
  draggable(frame);
  document.body.append(dialog);
  dialog.showModal();
  frame.focus();
  show(start);
}

links.forEach((link, index) => link.addEventListener("click", event => {
  if (event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  open(index);
}));

const pair = document.querySelector("[data-pair]");
if (pair) {
  const frames = [...pair.querySelectorAll(".pair-frame")];
  const range = slider(words.textBoth, factor => frames.forEach(frame => {
    frame.classList.toggle("is-zoomed", factor > LEAST);
    zoom(frame.querySelector("img"), frame, factor);
  }));
  const label = Object.assign(document.createElement("label"), { className: "cluster", textContent: words.textBoth });
  label.append(range);
  pair.querySelector(".pair").before(label);
  frames.forEach(draggable);
  let leading = null;                                     // the frame under the hand moves the other one
  frames.forEach(frame => {
    frame.tabIndex = 0;
    for (const begin of ["pointerenter", "focus", "touchstart"]) frame.addEventListener(begin, () => { leading = frame; }, { passive: true });
    frame.addEventListener("scroll", () => {
      if (frame !== leading) return;
      for (const other of frames) if (other !== frame) other.scrollTo(
        frame.scrollLeft / Math.max(1, frame.scrollWidth - frame.clientWidth) * (other.scrollWidth - other.clientWidth),
        frame.scrollTop / Math.max(1, frame.scrollHeight - frame.clientHeight) * (other.scrollHeight - other.clientHeight));
    });
  });
}
