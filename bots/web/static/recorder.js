// Records a voice: level and time are shown, the end comes by itself at the limit.

const booth = document.querySelector("#animate .recorder");
const level = booth.querySelector(".level");
const clock = booth.querySelector(".time");
const BARS = 40;
const KINDS = ["audio/webm;codecs=opus", "audio/ogg;codecs=opus", "audio/mp4"];

let stop = null;

export function canRecord() {
  return Boolean(navigator.mediaDevices?.getUserMedia && globalThis.MediaRecorder);
}

// Record until `finish` is called or the limit is reached; gives the sound. Throws where there is no microphone.
export async function record(limitSeconds) {
  const stream = await navigator.mediaDevices.getUserMedia({ audio: { echoCancellation: true, noiseSuppression: true } });
  const mimeType = KINDS.find((kind) => MediaRecorder.isTypeSupported(kind));
  const recorder = new MediaRecorder(stream, mimeType ? { mimeType, audioBitsPerSecond: 96_000 } : {});
  const parts = [];
  recorder.addEventListener("dataavailable", (event) => event.data.size && parts.push(event.data));
  const ended = new Promise((resolve) => recorder.addEventListener("stop", resolve, { once: true }));
  const quiet = listen(stream, () => finish(), limitSeconds);
  stop = () => recorder.state !== "inactive" && recorder.stop();
  booth.hidden = false;
  recorder.start(250);
  await ended;
  stop = null;
  quiet();
  stream.getTracks().forEach((track) => track.stop());
  booth.hidden = true;
  return new Blob(parts, { type: recorder.mimeType });
}

export function finish() {
  stop?.();
}

// Draw how loud it is, the newest at the right, and how long it has been.
function listen(stream, atLimit, limitSeconds) {
  const context = new AudioContext();
  const analyser = context.createAnalyser();
  analyser.fftSize = 1024;
  context.createMediaStreamSource(stream).connect(analyser);
  const samples = new Float32Array(analyser.fftSize);
  const heights = new Array(BARS).fill(0);
  const started = performance.now();
  const timer = setInterval(() => {
    analyser.getFloatTimeDomainData(samples);
    const loud = Math.sqrt(samples.reduce((sum, sample) => sum + sample * sample, 0) / samples.length);
    heights.push(Math.min(1, Math.sqrt(loud) * 1.6));
    heights.shift();
    paint(heights);
    const seconds = (performance.now() - started) / 1000;
    clock.textContent = time(seconds);
    booth.classList.toggle("late", seconds > limitSeconds - 10);
    if (seconds >= limitSeconds) atLimit();
  }, 80);
  return () => {
    clearInterval(timer);
    context.close();
  };
}

function paint(heights) {
  const pen = level.getContext("2d");
  const { width, height } = level;
  pen.clearRect(0, 0, width, height);
  pen.fillStyle = getComputedStyle(level).color;
  const step = width / BARS;
  heights.forEach((share, index) => {
    const tall = Math.max(3, share * height);
    pen.beginPath();
    pen.roundRect(index * step + 1.5, (height - tall) / 2, step - 3, tall, 2);
    pen.fill();
  });
}

function time(seconds) {
  return `${Math.floor(seconds / 60)}:${String(Math.floor(seconds % 60)).padStart(2, "0")}`;
}
