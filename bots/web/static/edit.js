// The form that makes pictures of pictures: choose one or take one from the conversation, say how, and mark a part.

import { completed } from "./choose.js";
import { newKey, refreshQuota, send, Trouble } from "./server.js";
import { open, sendByEnter } from "./tabs.js";
import { append } from "./talk.js";

const MASK_PX = 1024; // the longer side of the mask; the studio fits it to the picture

const form = document.getElementById("edit");
const stage = document.getElementById("stage");
const file = document.getElementById("edit-picture");
const shown = document.getElementById("edit-shown");
const mask = document.getElementById("edit-mask");
const brush = document.getElementById("brush");
const problem = document.getElementById("edit-problem");
const words = document.getElementById("edit-words");
let last = null; // where the brush was
let marked = false;
let models = {}; // which model draws, by the way; nothing: the studio's choice

export function edit() {
  form.addEventListener("submit", submit);
  form.addEventListener("change", fit);
  form.addEventListener("input", fit);
  file.addEventListener("change", () => file.files[0] && take(file.files[0]));
  shown.addEventListener("load", clear);
  document.getElementById("wipe").addEventListener("click", clear);
  mask.addEventListener("pointerdown", (event) => { mask.setPointerCapture(event.pointerId); last = spot(event); paint(event); });
  mask.addEventListener("pointermove", (event) => last && paint(event));
  ["pointerup", "pointercancel"].forEach((name) => mask.addEventListener(name, () => { last = null; }));
  sendByEnter(words, document.getElementById("edit-send"));
  stage.addEventListener("dragover", (event) => event.preventDefault());
  stage.addEventListener("drop", (event) => {
    event.preventDefault();
    event.stopPropagation();
    if (event.dataTransfer.files[0]) take(event.dataTransfer.files[0]);
  });
  document.addEventListener("click", fromCard);
  if (form.elements.lora) completed(form.elements.lora);
  fit();
}

// Show a file that was chosen; it takes the place of a picture from the conversation.
function take(chosen) {
  const transfer = new DataTransfer();
  transfer.items.add(chosen);
  file.files = transfer.files;
  form.elements.stored.value = "";
  wear({});
  URL.revokeObjectURL(shown.src);
  show(URL.createObjectURL(chosen));
}

// Take a picture of the conversation by its key: nothing is sent twice.
function fromCard(event) {
  const link = event.target.closest("[data-edit]");
  if (!link) return;
  event.preventDefault();
  file.value = "";
  form.elements.stored.value = link.dataset.edit;
  wear(link.dataset);
  show(`/media/${link.dataset.edit}`);
  open("edit");
  words.focus({ preventScroll: true });
}

// Fill in what a picture was drawn by; words that somebody typed here stay.
function wear({ words: drawn = "", lora = "", vae = "", model = "", kin = "" }) {
  models = { remix: model, control: model, inpaint: kin, outpaint: kin };
  if (!words.value || words.value === words.dataset.drawn) words.value = drawn;
  words.dataset.drawn = drawn;
  if (form.elements.lora) form.elements.lora.value = lora;
  if (form.elements.vae) form.elements.vae.value = vae;
}

function show(address) {
  shown.src = address;
  shown.hidden = false;
  stage.classList.add("filled");
  fit();
}

// Show the choices of the way that is chosen, and the brush where a part is to be marked.
function fit() {
  const way = form.elements.way.value;
  form.querySelectorAll("[data-way]").forEach((part) => { part.hidden = !part.dataset.way.split(" ").includes(way); });
  form.querySelector("output").value = form.elements.strength.value;
  mask.hidden = shown.hidden || way !== "inpaint";
  form.elements.model.value = models[way] ?? "";
  words.parentElement.classList.toggle("wordless", ["upscale", "describe"].includes(way));
}

function clear() {
  const scale = Math.min(1, MASK_PX / Math.max(shown.naturalWidth, shown.naturalHeight, 1));
  mask.width = Math.round(shown.naturalWidth * scale);
  mask.height = Math.round(shown.naturalHeight * scale);
  marked = false;
}

function spot(event) {
  const box = mask.getBoundingClientRect();
  return [(event.clientX - box.left) / box.width * mask.width, (event.clientY - box.top) / box.height * mask.height];
}

function paint(event) {
  const here = spot(event);
  const pen = mask.getContext("2d");
  pen.lineCap = pen.lineJoin = "round";
  pen.lineWidth = brush.value * mask.width / mask.getBoundingClientRect().width;
  pen.strokeStyle = "#ff4060";
  pen.beginPath();
  pen.moveTo(...last);
  pen.lineTo(...here);
  pen.stroke();
  last = here;
  marked = true;
}

// White on black, as the studio reads it.
function painted() {
  const sheet = document.createElement("canvas");
  [sheet.width, sheet.height] = [mask.width, mask.height];
  const pen = sheet.getContext("2d");
  pen.drawImage(mask, 0, 0);
  pen.globalCompositeOperation = "source-in";
  pen.fillStyle = "white";
  pen.fillRect(0, 0, sheet.width, sheet.height);
  pen.globalCompositeOperation = "destination-over";
  pen.fillStyle = "black";
  pen.fillRect(0, 0, sheet.width, sheet.height);
  return new Promise((done) => sheet.toBlob(done, "image/png"));
}

async function submit(event) {
  event.preventDefault();
  const button = document.getElementById("edit-send");
  button.disabled = true;
  problem.hidden = true;
  try {
    if (shown.hidden) throw new Trouble(form.dataset.first);
    const fields = new FormData(form);
    fields.set("key", newKey());
    if (form.elements.way.value === "inpaint") {
      if (!marked) throw new Trouble(form.dataset.marked);
      fields.set("mask", await painted(), "mask.png");
    }
    append((await send("/edit", fields)).filter((part) => part.matches(".turn")));
    refreshQuota();
  } catch (error) {
    problem.querySelector("span").textContent = error instanceof Trouble ? error.message : form.dataset.offline;
    problem.hidden = false;
  } finally {
    button.disabled = false;
  }
}
