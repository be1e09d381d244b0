// The text field: Enter sends, ↑ recalls, options are checked while they are typed.

import { completed, searchable } from "./choose.js";
import { newKey, post, refreshQuota } from "./server.js";
import { append, complain } from "./talk.js";
import { take } from "./animate.js";
import { quote, requote } from "./quote.js";
import { open, sends } from "./tabs.js";

const form = document.getElementById("composer");
const text = document.getElementById("text");
const options = document.getElementById("options");
const problem = document.getElementById("problem");
let showModel = () => {}; // shows which model is chosen
let recalled = 0; // how many prompts back ↑ has gone

export function compose() {
  form.noValidate = true; // the sentences of the studio say more than the browser's
  form.addEventListener("submit", send);
  text.addEventListener("keydown", press);
  text.addEventListener("input", () => { recalled = 0; grow(); });
  options.addEventListener("input", mark);
  form.elements.model.addEventListener("change", fitModel);
  showModel = searchable(form.elements.model);
  if (form.elements.lora) completed(form.elements.lora, () => form.elements.model.selectedOptions[0].dataset.base);
  form.elements.aspect.addEventListener("change", clearSides);
  document.addEventListener("click", fill);
  document.addEventListener("keydown", (event) => event.key === "Escape" && (options.open = false));
  mark();
  grow();
  quote(form, document.getElementById("quote"), "/api/quote", priced, cheaper);
}

// What to price: a command has its own prices, and an empty field none.
function priced() {
  const prompt = text.value.trim();
  if (!prompt || prompt.startsWith("/")) return null;
  const fields = Object.fromEntries([...new FormData(form)].filter(([name, value]) => value && !["key", "text"].includes(name)));
  return { ...fields, prompt };
}

// Put a command of a card or a note into the text field, to be changed and sent; it says what the options would.
function fill(event) {
  const link = event.target.closest("[data-fill]");
  if (!link) return;
  event.preventDefault();
  form.reset();
  text.value = link.dataset.fill;
  open("composer");
  fitModel();
  grow();
  text.focus({ preventScroll: true });
  requote();
}

// Take what costs less, and send it.
function cheaper(changed) {
  const { prompt, ...chosen } = changed;
  const flags = [];
  for (const [name, value] of Object.entries(chosen)) {
    const field = form.elements[name];
    if (!field && value && value !== "off") flags.push(` --${name} ${value}`); // what has no field is told in the words
    if (!field) continue;
    const known = !field.options || [...field.options].some((option) => option.value === String(value));
    if (known) field.value = value; // what is no choice of a list is its usual one
  }
  form.elements.aspect.value = "";
  text.value = prompt + flags.join(""); // what its other flags said, the fields say now
  mark();
  form.requestSubmit(document.getElementById("send"));
}

async function send(event) {
  event.preventDefault();
  const fields = Object.fromEntries(new FormData(form));
  if (event.submitter?.name === "ask") fields.ask = event.submitter.value; // about the words, not to draw them
  else fields.text = event.submitter?.value || fields.text;
  fields.key = newKey();
  if (!fields.text.trim()) {
    text.focus();
    return;
  }
  const button = document.getElementById("send");
  button.disabled = true;
  problem.hidden = true;
  try {
    const parts = await post("/say", fields);
    append(parts.filter((part) => part.matches(".turn")));
    take(parts);
    text.value = "";
    recalled = 0;
    options.open = false;
    refreshQuota();
    requote();
  } catch (error) {
    complain(error);
  } finally {
    button.disabled = false;
    grow();
    if (!form.hidden) text.focus();
  }
}

function press(event) {
  if (sends(event)) {
    event.preventDefault();
    form.requestSubmit(document.getElementById("send"));
  } else if (event.key === "ArrowUp" && (recalled > 0 || text.value === "")) {
    event.preventDefault();
    recall(1);
  } else if (event.key === "ArrowDown" && recalled > 0) {
    event.preventDefault();
    recall(-1);
  }
}

function recall(step) {
  const prompts = [...document.querySelectorAll(".turn[data-prompt]")].map((turn) => turn.dataset.prompt).reverse();
  recalled = Math.min(Math.max(recalled + step, 0), prompts.length);
  text.value = recalled ? prompts[recalled - 1] : "";
  text.setSelectionRange(text.value.length, text.value.length);
  grow();
}

// Browsers without field-sizing need the height set.
function grow() {
  if (CSS.supports("field-sizing", "content")) return;
  text.style.height = "auto";
  text.style.height = `${text.scrollHeight}px`;
}

function mark() {
  showModel();
  const set = [...options.querySelectorAll("input, select")];
  options.classList.toggle("set", set.some((field) => field.value));
  set.forEach((field) => field.setAttribute("aria-invalid", String(!field.checkValidity())));
}

function fitModel() {
  const { dataset } = form.elements.model.selectedOptions[0];
  for (const side of ["width", "height"]) {
    const field = form.elements[side];
    field.min = dataset.least;
    field.max = dataset.most;
    field.step = dataset.multiple;
    field.placeholder = dataset[side];
    field.parentElement.querySelector(".hint").textContent = dataset.hint;
  }
  for (const worn of form.querySelectorAll("#loras option, #vaes option[data-base]")) {
    worn.disabled = !["", dataset.base].includes(worn.dataset.base); // made for models of another kind
  }
  mark();
}

function clearSides() {
  if (!form.elements.aspect.value) return;
  form.elements.width.value = "";
  form.elements.height.value = "";
  mark();
}
