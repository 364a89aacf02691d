// The test of camera and microphone before a call. Nothing leaves the device: the picture is shown here, the sound is
// only measured. Without this file the page says that the call has a test of its own.
const section = document.querySelector("[data-test]");
const stage = section?.querySelector("[data-stage]");
const words = section?.dataset ?? {};
let stream = null, audio = null, frame = 0;

function made(name, values) {
  return Object.assign(document.createElement(name), values);
}

const start = made("button", { type: "button", className: "button quiet", textContent: words.textStart });
const sound = made("button", { type: "button", className: "button quiet", textContent: words.textSound });
const said = made("p", { textContent: "" });
const video = made("video", { autoplay: true, muted: true, playsInline: true, hidden: true });
const meter = made("meter", { min: 0, max: 1, high: 0.9, value: 0, hidden: true });

async function devices() {                                // a microphone alone is enough for a call
  try {
    return await navigator.mediaDevices.getUserMedia({ video: true, audio: true });
  } catch (error) {
    if (error.name !== "NotFoundError") throw error;
    return navigator.mediaDevices.getUserMedia({ audio: true });
  }
}

async function begin() {
  start.ariaBusy = "true";
  try {
    stream = await devices();
  } catch (error) {
    said.textContent = { NotAllowedError: words.textDenied, NotReadableError: words.textBusy }[error.name] ?? words.textMissing;
    return;
  } finally {
    start.ariaBusy = "false";
  }
  const sees = stream.getVideoTracks().length > 0;
  video.srcObject = stream;
  video.hidden = !sees;
  said.textContent = sees ? words.textWorks : words.textSoundOnly;
  start.textContent = words.textStop;
  listen();
}

function listen() {
  audio ??= new AudioContext();
  audio.resume();
  const source = audio.createMediaStreamSource(stream);
  const analyser = audio.createAnalyser();
  analyser.fftSize = 512;
  const samples = new Uint8Array(analyser.fftSize);
  source.connect(analyser);                               // not to the loudspeaker: no echo
  meter.hidden = false;
  const measure = () => {
    analyser.getByteTimeDomainData(samples);
    const loudest = samples.reduce((most, value) => Math.max(most, Math.abs(value - 128)), 0);
    meter.value = Math.min(1, loudest / 90);
    frame = requestAnimationFrame(measure);
  };
  measure();
}

function end() {
  cancelAnimationFrame(frame);
  stream?.getTracks().forEach(track => track.stop());
  stream = null;
  video.srcObject = null;
  video.hidden = meter.hidden = true;
  said.textContent = words.textEnded;
  start.textContent = words.textStart;
}

function play() {
  audio ??= new AudioContext();
  audio.resume();
  const tone = audio.createOscillator(), loudness = audio.createGain();
  tone.frequency.value = 440;
  loudness.gain.setValueAtTime(0.15, audio.currentTime);
  loudness.gain.exponentialRampToValueAtTime(0.001, audio.currentTime + 1.2);
  tone.connect(loudness).connect(audio.destination);
  tone.start();
  tone.stop(audio.currentTime + 1.2);
}

if (stage) {
  said.setAttribute("role", "status");
  meter.setAttribute("aria-label", words.textLevel);
  start.addEventListener("click", () => (stream ? end() : begin()));
  sound.addEventListener("click", play);
  addEventListener("pagehide", () => stream && end());    // the camera's light goes off with the page
  const buttons = made("p", { className: "cluster" });
  buttons.append(...(navigator.mediaDevices ? [start, sound] : [sound]));
  stage.className = "test-stage";
  stage.append(buttons, said, video, meter);
}
