// The conversation: cards that fill themselves, buttons, older cards on scrolling up.

import { grow, handOver } from "./growing.js";
import { newKey, part, post, refreshQuota, Trouble } from "./server.js";

const LOOK_MS = 2000; // between looks at a model on its way
const BLUR_PX = 14; // of the first preview; the last one is sharp

const talk = document.getElementById("talk");
const empty = document.getElementById("empty");
const news = document.getElementById("news");
const streams = new Map();

// Show trouble below the conversation, above the fields of the open form.
export function complain(error) {
  const form = document.querySelector("#dock > form:not([hidden], .question)");
  const box = form.querySelector(".problem");
  box.querySelector("span").textContent = error instanceof Trouble ? error.message : form.dataset.offline;
  box.hidden = false;
}

// Put new turns at the end and bring them into view.
export function append(turns) {
  for (const turn of turns) {
    const known = turn.id && document.getElementById(turn.id);
    if (known) known.replaceWith(turn);
    else talk.append(turn);
    turn.classList.add("new");
    adopt(turn);
  }
  empty.hidden = talk.children.length > 0;
  toEnd();
}

// Scroll to the end of the conversation, and stay there while pictures find their height.
export function toEnd() {
  const down = () => scrollTo(0, document.documentElement.scrollHeight);
  down();
  requestAnimationFrame(down);
}

// Change the height of the page, and stay at its end where the reader is there.
function change(act) {
  const stay = atEnd();
  act();
  if (stay) toEnd();
}

function atEnd() {
  return document.documentElement.scrollHeight - innerHeight - scrollY < 200;
}

// Make a turn live: its buttons, and its progress while it is open.
export function adopt(turn) {
  turn.querySelectorAll(".actions, .variants").forEach((form) => form.addEventListener("submit", (event) => press(event, turn)));
  turn.querySelectorAll(".presses").forEach((form) => form.addEventListener("submit", (event) => answer(event, turn)));
  follow(turn);
  if (turn.dataset.live !== undefined) setTimeout(() => relive(turn), LOOK_MS);
}

// Ask anew how far something is that a note tells of, as long as it is on its way.
async function relive(turn) {
  if (!turn.isConnected) return;
  const { formAction, value } = turn.querySelector('[data-action="fetch"]');
  try {
    const [later] = await post(formAction, { key: newKey(), argument: value });
    if (later.dataset.live === undefined) {
      turn.replaceWith(later);
      adopt(later);
    } else {
      turn.querySelector(".plain").textContent = later.querySelector(".plain").textContent; // the focus stays
    }
  } finally {
    setTimeout(() => relive(turn), LOOK_MS);
  }
}

// Press a button below a note: the answer takes its place, and what is made of it comes behind.
async function answer(event, turn) {
  const button = event.submitter;
  event.preventDefault();
  button.disabled = true;
  try {
    const [first, ...others] = await post(button.formAction, { key: newKey(), argument: button.value });
    turn.remove();
    append([first, ...others]);
    refreshQuota();
  } catch (error) {
    complain(error);
  } finally {
    button.disabled = false;
  }
}

// Follow a job that has not ended, until it has.
export function follow(turn) {
  const id = turn.dataset.job;
  if (!id || streams.has(id) || !turn.querySelector("progress")) return;
  const stream = new EventSource(`/api/jobs/${id}/events`);
  streams.set(id, stream);
  stream.addEventListener("progress", (event) => paint(turn, JSON.parse(event.data)));
  stream.addEventListener("done", () => finish(id));
  stream.onerror = () => {
    if (stream.readyState !== EventSource.CLOSED) return;
    streams.delete(id);
    setTimeout(() => refresh(id).catch(() => {}), 2000);
  };
}

function paint(turn, job) {
  turn.dataset.state = job.state;
  turn.querySelector("progress").value = job.progress;
  const percent = turn.querySelector(".percent");
  if (job.state === "running") {
    const begun = job.progress || !["", "drawing"].includes(job.stage);
    turn.querySelector(".words").textContent = percent.dataset[begun ? job.stage || "drawing" : "starting"];
    const loss = job.loss === null ? "" : ` · ${job.loss.toFixed(4)}`;
    percent.textContent = job.progress ? `${Math.round(job.progress * 100)} %${loss}` : "";
  }
  if (job.clip) grow(turn, job.clip, change);
  if (job.preview && turn.querySelector("canvas")) draw(turn.querySelector("canvas"), job);
}

function draw(canvas, job) {
  const image = new Image();
  image.onload = () => {
    canvas.getContext("2d").drawImage(image, 0, 0, canvas.width, canvas.height);
    canvas.classList.add("painted");
    if (!("sharp" in canvas.dataset)) canvas.style.filter = `blur(${((1 - job.progress) * BLUR_PX).toFixed(1)}px)`;
  };
  image.src = job.preview;
}

async function finish(id) {
  await refresh(id);
  refreshQuota();
}

// Fetch a card anew and put it in the place of the old one.
async function refresh(id) {
  streams.get(id)?.close();
  streams.delete(id);
  const old = document.getElementById(`job-${id}`);
  if (!old) return;
  const [turn] = await part(`/cards/${id}`);
  turn.querySelectorAll(".pictures img").forEach((image) => image.classList.add("fresh"));
  const goOn = await handOver(old, turn);
  if (!old.isConnected) return;
  const stay = atEnd();
  old.replaceWith(turn);
  adopt(turn);
  goOn();
  const remarks = [...turn.querySelectorAll(".remark")].map((remark) => remark.textContent);
  const made = turn.querySelector("img, video, audio");
  news.textContent = turn.querySelector(".trouble")?.textContent.trim() ?? [made?.alt ?? made?.ariaLabel, ...remarks].join(" ");
  if (stay) toEnd();
}

async function press(event, turn) {
  const button = event.submitter;
  const { action } = button.dataset;
  if (action === "talk") return; // the other form takes it
  event.preventDefault();
  button.disabled = true;
  try {
    const chosen = ["take", "draw"].includes(action) ? { variant: button.value } : {};
    const parts = await post(`/jobs/${turn.dataset.job}/${action}`, { key: newKey(), ...chosen });
    if (action === "delete") remove(turn);
    else if (["again", "take", "upscale", "draw", "vary", "rework", "describe", "use"].includes(action)) append(parts);
    else await refresh(turn.dataset.job);
    refreshQuota();
  } catch (error) {
    complain(error);
  } finally {
    button.disabled = false;
  }
}

function remove(turn) {
  const next = turn.nextElementSibling ?? turn.previousElementSibling;
  streams.get(turn.dataset.job)?.close();
  turn.remove();
  empty.hidden = talk.children.length > 0;
  (next?.querySelector("button, a") ?? document.getElementById("text")).focus({ preventScroll: true });
}

// Load older cards when the reader scrolls up to the first one.
export function loadOlder() {
  const link = document.getElementById("older");
  if (!link) return;
  let busy = false;
  const load = async () => {
    if (busy || !link.isConnected) return;
    busy = true;
    try {
      const turns = await part(`/cards?before=${link.dataset.before}`);
      const more = turns.find((turn) => turn.matches(".more"));
      const anchor = talk.firstElementChild;
      const top = anchor.getBoundingClientRect().top;
      turns.filter((turn) => turn !== more && !document.getElementById(turn.id)).forEach((turn) => {
        anchor.before(turn);
        adopt(turn);
      });
      scrollBy(0, anchor.getBoundingClientRect().top - top);
      if (more) link.dataset.before = more.dataset.before;
      else link.parentElement.remove();
    } catch (error) {
      complain(error);
    } finally {
      busy = false;
    }
  };
  link.addEventListener("click", (event) => {
    event.preventDefault();
    load();
  });
  // The reader must have moved: at the start the page is still on its way to the end.
  addEventListener("wheel", () => scrollY < 300 && load(), { passive: true });
  addEventListener("touchmove", () => scrollY < 300 && load(), { passive: true });
  addEventListener("keyup", (event) => ["PageUp", "Home"].includes(event.key) && scrollY < 300 && load());
}
