// Guided photo upload. Without this file the form sends the same files as ordinary multipart.
// With it: a preview, a smaller copy without EXIF (no GPS leaves the device), progress, the result, retry.
const MAX_EDGE = 2400, QUALITY = 0.9, MAX_BYTES = 20 * 1024 * 1024;
const POLL_MS = 1500, POLLS = 40;

let queue = Promise.resolve();                                          // one at a time: telephones have little memory
const wait = ms => new Promise(done => setTimeout(done, ms));

async function shrink(file) {
  if (!/^image\/(jpeg|png|webp)$/.test(file.type)) return file;         // HEIC and the rest: the server decodes
  const bitmap = await createImageBitmap(file, { imageOrientation: "from-image" });
  const scale = Math.min(1, MAX_EDGE / Math.max(bitmap.width, bitmap.height));
  const canvas = document.createElement("canvas");                      // OffscreenCanvas is missing in older Safari
  canvas.width = Math.round(bitmap.width * scale);
  canvas.height = Math.round(bitmap.height * scale);
  const context = canvas.getContext("2d");
  context.fillStyle = "#fff";                                           // a JPEG has no transparency
  context.fillRect(0, 0, canvas.width, canvas.height);
  context.drawImage(bitmap, 0, 0, canvas.width, canvas.height);
  bitmap.close();
  const small = await new Promise(done => canvas.toBlob(done, "image/jpeg", QUALITY));
  canvas.width = canvas.height = 0;
  return small ?? file;
}

function send(url, body, texts, onProgress) {
  return new Promise((resolve, reject) => {                             // fetch() has no upload progress
    const xhr = new XMLHttpRequest();
    xhr.open("POST", url);
    xhr.setRequestHeader("Accept", "application/json");
    xhr.responseType = "json";
    xhr.timeout = 180_000;
    xhr.upload.onprogress = event => event.lengthComputable && onProgress(event.loaded / event.total);
    xhr.onload = () => {
      if (xhr.status < 300 && xhr.response?.id) return resolve(xhr.response);
      const known = { 403: texts.textEnded, 404: texts.textEnded, 413: texts.textLarge }[xhr.status];
      reject(new Error(known ?? xhr.response?.message ?? texts.textRefused));
    };
    xhr.onerror = xhr.ontimeout = () => reject(new Error(texts.textOffline));
    xhr.send(body);
  });
}

async function outcome(url, id) {                                       // what the worker found, or null: it takes long
  for (let n = 0; n < POLLS; n++) {
    await wait(POLL_MS);
    const answer = await fetch(url, { headers: { Accept: "application/json" } }).catch(() => null);
    if (!answer?.ok) continue;
    const photo = (await answer.json()).photos.find(each => each.id === id);
    if (!photo) return null;                                            // replaced or deleted meanwhile
    if (photo.state !== "waiting") return photo;
  }
  return null;
}

function preview(view, file, alt) {
  const art = view.querySelector(".view-art"), img = new Image();
  img.className = "photo";
  img.alt = alt;
  img.onload = () => URL.revokeObjectURL(img.src);
  img.onerror = () => img.remove();                                     // HEIC: the drawing stays
  img.src = URL.createObjectURL(file);
  art.querySelector(".view-photo, img.photo")?.remove();
  art.append(img);
}

function enhance(view) {
  const input = view.querySelector("input[type=file]"), status = view.querySelector("[data-status]");
  const texts = view.closest("[data-photos]").dataset, form = view.closest("form");
  const bar = document.createElement("progress"), again = document.createElement("button");
  bar.max = 1;
  bar.hidden = again.hidden = true;
  bar.setAttribute("aria-label", `${texts.textUploading} ${view.dataset.label}`);
  again.type = "button";
  again.className = "button quiet small";
  again.textContent = texts.textRetry;
  status.after(again);
  status.before(bar);

  const show = (state, text) => { view.dataset.state = state; status.textContent = text; };

  async function upload(file) {
    const body = new FormData(), small = await shrink(file).catch(() => file);
    if (small.size > MAX_BYTES) throw new Error(texts.textLarge);
    body.append("csrf_token", form.elements.csrf_token.value);
    body.append("photo", small, "photo");
    bar.hidden = false;
    bar.value = 0;
    show("busy", texts.textUploading);
    const { id } = await send(`${texts.uploadUrl}/${view.dataset.view}`, body, texts, part => { bar.value = part; });
    input.value = "";                                                   // it is stored: the form need not send it again
    bar.hidden = true;
    show("busy", texts.textChecking);
    return id;
  }

  async function report(id) {
    const found = texts.statusUrl && await outcome(texts.statusUrl, id);
    if (!found) return show("done", texts.textLater);
    if (found.problem) return show("error", found.problem);
    show("done", found.advice.join(" ") || texts.textReady);
  }

  function start(file) {
    again.hidden = true;
    preview(view, file, `${texts.textYours}: ${view.dataset.label}`);
    show("busy", texts.textPreparing);
    queue = queue.then(() => upload(file)).then(
      id => { report(id); },                                            // the next upload does not wait for the result
      error => {
        bar.hidden = true;
        again.hidden = false;
        again.onclick = () => start(file);
        show("error", error.message);                                   // the file stays chosen: the form sends it too
      },
    );
  }

  input.addEventListener("change", () => { if (input.files[0]) start(input.files[0]); });
}

for (const group of document.querySelectorAll("[data-photos][data-upload-url]")) {
  for (const part of group.closest("form").querySelectorAll("[data-without-script]")) part.hidden = true;
  for (const view of group.querySelectorAll("[data-view]")) enhance(view);
}
