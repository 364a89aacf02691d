// Photos of a case log: many at once, with progress, pause, and going on after a reload.
// Files that have arrived are recognised by their SHA-256, so choosing the same folder again sends only what is missing.
// ZIP files are read here, entry by entry: however large they are, no request is.
const MAX_BYTES = 20 * 1024 * 1024, GROUP_BYTES = 12 * 1024 * 1024, GROUP_FILES = 6, LINES = 2, ASKED = 40;
const wait = ms => new Promise(done => setTimeout(done, ms));

// --- ZIP: the central directory at the end says where each entry lies ---
async function view(file, from, length) { return new DataView(await file.slice(from, from + length).arrayBuffer()); }

async function directory(zip) {
  const tail = await view(zip, Math.max(0, zip.size - 65_557), 65_557);
  let at = tail.byteLength - 22;
  while (at >= 0 && tail.getUint32(at, true) !== 0x06054b50) at--;
  if (at < 0) throw new Error("zip");
  let count = tail.getUint16(at + 10, true), size = tail.getUint32(at + 12, true), start = tail.getUint32(at + 16, true);
  if (start === 0xffffffff || count === 0xffff) {                       // over 4 GB: the larger record before it
    if (at < 20 || tail.getUint32(at - 20, true) !== 0x07064b50) throw new Error("zip");
    const large = await view(zip, Number(tail.getBigUint64(at - 12, true)), 56);
    count = Number(large.getBigUint64(32, true));
    size = Number(large.getBigUint64(40, true));
    start = Number(large.getBigUint64(48, true));
  }
  if (count > 5000) throw new Error("zip");
  return { count, entries: await view(zip, start, size) };
}

async function unpacked(zip) {                                          // [{name, size, read()}]
  const { count, entries } = await directory(zip), found = [];
  for (let n = 0, at = 0; n < count; n++) {
    if (entries.getUint32(at, true) !== 0x02014b50) throw new Error("zip");
    const flags = entries.getUint16(at + 8, true), method = entries.getUint16(at + 10, true);
    let packed = entries.getUint32(at + 20, true), size = entries.getUint32(at + 24, true);
    const nameLength = entries.getUint16(at + 28, true), extra = entries.getUint16(at + 30, true);
    let offset = entries.getUint32(at + 42, true);
    const name = new TextDecoder().decode(new Uint8Array(entries.buffer, entries.byteOffset + at + 46, nameLength));
    for (let x = at + 46 + nameLength, end = x + extra; x + 4 <= end; x += 4 + entries.getUint16(x + 2, true)) {
      if (entries.getUint16(x, true) !== 1) continue;                   // sizes over 4 GB
      let field = x + 4;
      if (size === 0xffffffff) { size = Number(entries.getBigUint64(field, true)); field += 8; }
      if (packed === 0xffffffff) { packed = Number(entries.getBigUint64(field, true)); field += 8; }
      if (offset === 0xffffffff) offset = Number(entries.getBigUint64(field, true));
    }
    at += 46 + nameLength + extra + entries.getUint16(at + 32, true);
    if (flags & 1 || (method !== 0 && method !== 8)) throw new Error("zip");
    if (!name.endsWith("/")) found.push({ name, size, read: () => entry(zip, offset, packed, method) });
  }
  return found;
}

async function entry(zip, offset, packed, method) {
  const head = await view(zip, offset, 30), from = offset + 30 + head.getUint16(26, true) + head.getUint16(28, true);
  const raw = zip.slice(from, from + packed);
  if (method === 0) return raw.slice(0, MAX_BYTES + 1);
  const reader = raw.stream().pipeThrough(new DecompressionStream("deflate-raw")).getReader(), parts = [];
  for (let total = 0; total <= MAX_BYTES;) {                            // what it claims of its size is not believed
    const { done, value } = await reader.read();
    if (done) return new Blob(parts);
    parts.push(value);
    total += value.length;
  }
  await reader.cancel();
  return new Blob(parts);
}

const junk = name => /(^|\/)(\._|__MACOSX\/|\.DS_Store$|Thumbs\.db$|desktop\.ini$)/i.test(name);
const isZip = async file => new Uint32Array(await file.slice(0, 4).arrayBuffer().then(b => b.byteLength === 4 ? b : new ArrayBuffer(4)))[0] === 0x04034b50;

async function listed(files) {                                          // every photo, in ZIP files and outside
  const found = [], broken = [];
  for (const file of files) {
    const name = file.webkitRelativePath || file.name;
    if (!(await isZip(file))) found.push({ name, size: file.size, read: async () => file });
    else await unpacked(file).then(all => found.push(...all), () => broken.push(name));
  }
  return { found: found.filter(each => !junk(each.name)), broken };
}

async function digest(blob) {
  if (!globalThis.crypto?.subtle) return null;                          // no https: the server recognises it as well
  const bytes = new Uint8Array(await crypto.subtle.digest("SHA-256", await blob.arrayBuffer()));
  return Array.from(bytes, byte => byte.toString(16).padStart(2, "0")).join("");
}

// --- sending ---
class Refused extends Error {}

function enhance(form) {
  const texts = form.dataset, part = name => form.querySelector(`[data-${name}]`);
  const status = part("status"), bar = form.querySelector("progress"), refused = part("refused"), pause = part("pause");
  const token = form.elements.csrf_token.value;
  let paused = false, busy = false, done = 0, all = 0;

  const say = text => { if (status.textContent !== text) status.textContent = text; };
  const complain = (name, message) => {
    const line = document.createElement("li"), strong = document.createElement("strong");
    strong.textContent = name;
    line.append(strong, `: ${message}`);
    refused.append(line);
  };
  const count = more => {
    done += more;
    bar.value = all ? done / all : 1;
    part("count").textContent = texts.textCount.replace("{done}", done).replace("{all}", all);
  };

  async function post(url, body) {                                      // tries again until the line is back
    body.append("csrf_token", token);
    for (let pauseMs = 1000; ; pauseMs = Math.min(pauseMs * 2, 30_000)) {
      while (paused) await wait(200);
      const answer = await fetch(url, { method: "POST", body, headers: { Accept: "application/json" } }).catch(() => null);
      if (answer?.ok) return answer.json();
      if (answer && [401, 403, 404].includes(answer.status)) throw new Refused(texts.textEnded);
      if (answer && answer.status < 500 && answer.status !== 429 && answer.status !== 408) {
        throw new Refused((await answer.json().catch(() => ({}))).message ?? texts.textFailed);
      }
      say(texts.textOffline);
      await wait(pauseMs);
      if (!paused) say(texts.textSending);
    }
  }

  async function missing(files) {                                       // those that have not arrived before
    const body = new FormData(), asked = [];
    for (const file of files) {
      const blob = await file.read().catch(() => null);
      if (!blob) { complain(file.name, texts.textFailed); count(1); continue; }
      if (blob.size > MAX_BYTES) { complain(file.name, texts.textLarge); count(1); continue; }
      asked.push({ ...file, blob, sha: await digest(blob) });
    }
    if (!asked.length || asked.some(file => !file.sha)) return asked;
    for (const file of asked) body.append("file", `${file.sha}|${file.name.slice(-300)}`);
    const { known } = await post(texts.knownUrl, body), open = asked.filter((_file, n) => !known[n]);
    count(asked.length - open.length);
    return open;
  }

  async function send(files, batch) {
    const body = new FormData();
    for (const file of files) body.append("photo", file.blob, file.name);
    body.append("batch", batch);
    const answer = await post(form.action, body).catch(error => {
      if (error.message === texts.textEnded) throw error;
      for (const file of files) complain(file.name, error.message);
      return { files: [] };
    });
    for (const file of answer.files) if (["refused", "no_room", "case_full"].includes(file.state)) complain(file.name, file.message);
    count(files.length);
  }

  async function line(queue, batch) {                                   // one of two: the next is read while one is sent
    while (queue.length) {
      const open = await missing(queue.splice(0, ASKED / LINES));
      while (open.length) {
        const group = [];
        for (let size = 0; open.length && group.length < GROUP_FILES && (!group.length || size + open[0].blob.size <= GROUP_BYTES);) {
          size += open[0].blob.size;
          group.push(open.shift());
        }
        await send(group, batch);
      }
    }
  }

  async function announced(found) {
    if (texts.batch) return texts.batch;                                // going on with an interrupted one
    const body = new FormData();
    body.append("files", found.length);
    body.append("size", found.reduce((sum, file) => sum + file.size, 0));
    return (await post(texts.announceUrl, body)).batch;
  }

  async function start(files) {
    if (busy || !files.length) return;
    busy = true;
    part("progress").hidden = false;
    part("after").hidden = true;
    refused.replaceChildren();
    say(texts.textReading);
    try {
      const { found, broken } = await listed(files);
      for (const name of broken) complain(name, texts.textZip);
      done = 0;
      all = found.length;
      count(0);
      if (found.length) {
        const batch = await announced(found);
        texts.batch = batch;
        say(texts.textSending);
        await Promise.all(Array.from({ length: LINES }, () => line(found, batch)));
        const body = new FormData();
        body.append("batch", batch);
        await post(texts.doneUrl, body);
        texts.batch = "";
      }
      say(refused.children.length ? texts.textPart : texts.textDone);
      part("after").hidden = false;
    } catch (error) {
      say(error instanceof Refused ? error.message : texts.textFailed);
    }
    busy = false;
    for (const input of form.querySelectorAll("input[type=file]")) input.value = "";
  }

  part("after").addEventListener("click", event => {                    // the same address with a mark: no new page by itself
    event.preventDefault();
    location.hash = "tray";
    location.reload();
  });
  pause.addEventListener("click", () => {
    paused = !paused;
    pause.textContent = paused ? texts.textResume : texts.textPause;
    say(paused ? texts.textPaused : texts.textSending);
  });
  for (const input of form.querySelectorAll("input[type=file]")) {
    input.addEventListener("change", () => start([...input.files]));
  }
  form.addEventListener("submit", event => {
    event.preventDefault();
    start([...form.elements.photo.files]);
  });
  addEventListener("beforeunload", event => { if (busy) event.preventDefault(); });
}

// --- looking at photos by keyboard ---
function keys(form) {
  const box = document.querySelector("[data-keys-switch]");
  box.checked = localStorage.getItem("case-keys") !== "off";
  box.addEventListener("change", () => localStorage.setItem("case-keys", box.checked ? "on" : "off"));
  addEventListener("keydown", event => {
    const typing = event.target.closest?.("input, textarea, select") && event.target !== box;
    if (!box.checked || typing || event.ctrlKey || event.metaKey || event.altKey || event.repeat) return;
    form.querySelector(`[data-key="${event.key.toLowerCase()}"]`)?.click();
  });
}

for (const part of document.querySelectorAll("[data-with-script]")) part.hidden = false;
for (const part of document.querySelectorAll("[data-without-script]")) part.hidden = true;
for (const form of document.querySelectorAll("[data-case-upload]")) enhance(form);
for (const form of document.querySelectorAll("[data-keys]")) keys(form);
for (const next of document.querySelectorAll("[data-next-photo]")) new Image().src = next.dataset.nextPhoto;
