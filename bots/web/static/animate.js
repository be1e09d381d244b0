// The form that makes a face talk: the photo is checked as soon as it is there, the voice is recorded,
// uploaded or written, consent is asked for once.

import { watchDrops } from "./drops.js";
import { canRecord, finish, record } from "./recorder.js";
import { newKey, post, refreshQuota, send, Trouble } from "./server.js";
import { open, sendByEnter } from "./tabs.js";
import { append, complain } from "./talk.js";
import { quote, requote } from "./quote.js";

const MEGABYTE = 1_000_000;
const PRICED = new Set(["size", "rate", "preview", "engine", "voice", "restore"]); // what a price depends on

const form = document.getElementById("animate");
const words = document.getElementById("words");
const problem = document.getElementById("clip-problem");
const ask = document.getElementById("ask");
const recordButton = document.getElementById("record");
const audio = document.getElementById("audio");
const moves = document.getElementById("moves"); // only where an engine can borrow from a video
const player = form.querySelector(".sound audio");

let sound = null; // what was recorded or chosen
let checking = null; // the photo on its way, with the means to call it back

export function animate() {
  form.noValidate = true;
  form.addEventListener("submit", submit);
  form.addEventListener("click", press);
  form.addEventListener("input", mark);
  form.addEventListener("change", (event) => event.target.id === "photo" && takePhoto(event.target.files[0]));
  audio.addEventListener("change", () => audio.files[0] && takeSound(audio.files[0]));
  moves?.addEventListener("change", () => moves.files[0] && takeMoves(moves.files));
  sendByEnter(words, document.getElementById("make"));
  recordButton.hidden = false;
  recordButton.addEventListener("click", recordVoice);
  ask.addEventListener("submit", answer);
  document.addEventListener("submit", talkFromCard);
  document.addEventListener("click", onwardFromCard);
  watchDrops(give);
  nameLanguages();
  mark();
  quote(form, document.getElementById("clip-quote"), "/api/quote/clip", priced, cheaper);
  player.addEventListener("durationchange", requote);
}

// What to price: the words, or the recording as soon as its length is known.
function priced() {
  const said = words.value.trim();
  const heard = sound && Number.isFinite(player.duration) ? player.duration : 0;
  if (!said && !heard) return null;
  const chosen = [...new FormData(form)].filter(([name, value]) => typeof value === "string" && value && PRICED.has(name));
  return { ...Object.fromEntries(chosen), ...(heard ? { sound_s: heard } : { text: said }) };
}

// Take what costs less, and send it.
function cheaper(changed) {
  for (const [name, value] of Object.entries(changed)) if (form.elements[name]) form.elements[name].value = value;
  mark();
  form.requestSubmit(document.getElementById("make"));
}

// Put the parts of an answer in their places: the photo, a question, a sentence, words that were kept.
export function take(parts) {
  for (const part of parts) {
    if (part.id === "sitter") seat(part);
    else if (part.matches(".question")) question(part);
    else if (part.matches(".sentence")) complain(new Trouble(part.textContent.trim()));
    else if (part.matches(".words-kept")) words.value = part.textContent;
  }
}

function seat(fresh) {
  const old = document.getElementById("sitter");
  const shown = old.querySelector(".shown");
  const numbered = old.querySelector(".numbered");
  const legend = fresh.querySelector(".faces legend");
  if (numbered && legend && !fresh.querySelector(".numbered")) legend.after(numbered);
  // A refused photo stays in view beside what is said of it.
  if (!fresh.dataset.seat && fresh.querySelector(".trouble") && shown.src.startsWith("blob:")) {
    fresh.querySelector(".shown").replaceWith(shown);
    fresh.querySelector(".drop").classList.add("filled", "refused");
  }
  old.replaceWith(fresh);
  open("animate");
}

async function takePhoto(file) {
  if (!file) return;
  if (file.size > form.dataset.photoMegabytes * MEGABYTE) return sayOfPhoto(form.dataset.photoLarge);
  if (file.type && !file.type.startsWith("image/")) return sayOfPhoto(form.dataset.photoKind);
  preview(file);
  checking?.abort();
  const mine = new AbortController();
  checking = mine;
  const drop = document.querySelector("#sitter .drop");
  drop.classList.add("busy");
  problem.hidden = true;
  const fields = new FormData();
  fields.append("photo", file, file.name || "photo");
  mine.done = send("/avatar/photo", fields, mine.signal).then(take, (error) => {
    if (error.name !== "AbortError") complain(error);
  }).finally(() => {
    drop.classList.remove("busy");
    if (checking === mine) checking = null;
  });
}

function preview(file) {
  const image = document.querySelector("#sitter .shown");
  if (image.src.startsWith("blob:")) URL.revokeObjectURL(image.src);
  image.src = URL.createObjectURL(file);
  image.hidden = false;
  const drop = document.querySelector("#sitter .drop");
  drop.classList.add("filled");
  drop.classList.remove("refused");
  document.getElementById("photo-said").replaceChildren();
}

function sayOfPhoto(sentence) {
  const said = document.createElement("p");
  said.className = "trouble";
  said.textContent = sentence;
  document.getElementById("photo-said").replaceChildren(said);
  document.getElementById("photo").focus();
}

function takeSound(file) {
  if (file.size > form.dataset.soundMegabytes * MEGABYTE) return complain(new Trouble(form.dataset.soundLarge));
  problem.hidden = true;
  sound = file;
  if (player.src) URL.revokeObjectURL(player.src);
  player.src = URL.createObjectURL(file);
  showSound(true);
}

function takeMoves(files) {
  const tooLarge = files[0].size > form.dataset.videoMegabytes * MEGABYTE;
  moves.files = tooLarge ? new DataTransfer().files : files;
  if (tooLarge) return complain(new Trouble(form.dataset.videoLarge));
  problem.hidden = true;
  document.getElementById("clip-options").open = true;
  mark();
}

function dropSound() {
  sound = null;
  audio.value = "";
  player.pause();
  showSound(false);
}

function showSound(there) {
  player.parentElement.hidden = !there;
  words.hidden = there;
  form.classList.toggle("heard", there);
  if (there) recordButton.title = recordButton.dataset.again;
}

async function recordVoice() {
  if (!canRecord()) return complain(new Trouble(recordButton.dataset.secure));
  problem.hidden = true;
  dropSound();
  form.classList.add("recording");
  words.hidden = true;
  try {
    const taken = await record(Number(recordButton.dataset.limitS));
    const kind = taken.type.split(";")[0].split("/")[1] || "webm";
    if (taken.size) takeSound(new File([taken], `voice.${kind}`, { type: taken.type }));
  } catch (error) {
    words.hidden = false;
    complain(error instanceof DOMException ? new Trouble(recordButton.dataset.denied) : error);
  } finally {
    form.classList.remove("recording");
    words.hidden = Boolean(sound);
  }
}

async function submit(event) {
  const action = event.submitter?.dataset.action;
  event.preventDefault();
  if (action === "face") return change("/press/face", { argument: event.submitter.value });
  if (action === "forget") return change("/avatar/forget", {});
  await checking?.done;
  const seated = document.getElementById("sitter").dataset.seat;
  if (!seated && document.querySelector("#sitter .trouble")) return document.getElementById("photo").focus();
  if (!seated) return sayOfPhoto(form.dataset.photoFirst);
  if (!sound && !words.value.trim()) {
    complain(new Trouble(form.dataset.voiceFirst));
    return words.focus();
  }
  const fields = new FormData(form);
  fields.delete("photo");
  fields.delete("audio");
  fields.set("key", newKey());
  if (sound) {
    fields.delete("text");
    fields.append("audio", sound, sound.name);
  }
  await making(() => send("/avatar", fields));
}

// Show what comes of the wish for a clip.
async function making(wish) {
  const button = document.getElementById("make");
  button.disabled = true;
  problem.hidden = true;
  try {
    const parts = await wish();
    const turns = parts.filter((part) => part.matches(".turn"));
    take(parts);
    if (turns.length === 0) return;
    append(turns);
    words.value = "";
    dropSound();
    document.getElementById("clip-options").open = false;
    refreshQuota();
    requote();
  } catch (error) {
    complain(error);
  } finally {
    button.disabled = false;
  }
}

async function change(address, fields) {
  problem.hidden = true;
  try {
    take(await post(address, { key: newKey(), ...fields }));
  } catch (error) {
    complain(error);
  }
}

function press(event) {
  const action = event.target.closest("[data-action]")?.dataset.action;
  if (action === "stop") finish();
  if (action === "drop-sound") {
    dropSound();
    words.focus();
  }
}

function question(part) {
  ask.replaceChildren(part);
  ask.setAttribute("aria-label", part.querySelector("h2").textContent);
  ask.showModal();
}

async function answer(event) {
  event.preventDefault();
  const { formAction, value } = event.submitter;
  ask.close();
  await making(() => post(new URL(formAction).pathname, { key: newKey(), argument: value }));
}

// "Make it talk" below a picture.
async function talkFromCard(event) {
  const button = event.submitter;
  if (button?.dataset.action !== "talk") return;
  event.preventDefault();
  button.disabled = true;
  open("animate");
  document.querySelector("#sitter .drop").classList.add("busy");
  try {
    take(await post("/press/talk", { key: newKey(), argument: button.value }));
    words.focus({ preventScroll: true });
  } catch (error) {
    complain(error);
  } finally {
    document.querySelector("#sitter .drop").classList.remove("busy");
    button.disabled = false;
  }
}

// "Let a face say it" below a spoken line.
function onwardFromCard(event) {
  const link = event.target.closest('a[data-action="onward"]');
  if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  dropSound();
  const { text, voice, rate, pitch } = link.dataset;
  words.value = text;
  Object.entries({ voice, rate, pitch }).forEach(([name, value]) => { form.elements[name].value = value; });
  mark();
  open("animate");
  words.focus({ preventScroll: true });
}

// Take a file by what it is.
function give(file) {
  open("animate");
  if (file.type.startsWith("audio/")) takeSound(file);
  else if (file.type.startsWith("video/") && moves) {
    const given = new DataTransfer();
    given.items.add(file);
    takeMoves(given.files);
  }
  else takePhoto(file);
}

// Show sliders' values, and whether anything differs from the usual.
function mark() {
  const options = document.getElementById("clip-options");
  let set = false;
  options.querySelectorAll("input, select").forEach((field) => {
    if (field.type === "range") {
      field.closest("label").querySelector("output").textContent = Number(field.value).toLocaleString(document.documentElement.lang);
      set ||= Number(field.value) !== Number(field.dataset.usual);
    } else if (field.type === "file") {
      set ||= field.files.length > 0;
    } else if ("usual" in field.dataset) {
      set ||= field.value !== field.dataset.usual;
    } else {
      set ||= field.type === "checkbox" ? field.checked : field.selectedIndex > 0;
    }
  });
  options.classList.toggle("set", set);
}

function nameLanguages() {
  const names = new Intl.DisplayNames([document.documentElement.lang], { type: "language" });
  document.querySelectorAll("#animate optgroup").forEach((group) => {
    const { language } = group.dataset;
    if (/^[a-z]{2,3}$/.test(language)) group.label = names.of(language); // Klingon has no name
  });
}
