// The gallery: older tiles come by themselves, a tile opens over the others, the arrow keys walk through them.

import { part, post } from "./server.js";

const tiles = document.getElementById("tiles");
const box = document.getElementById("entry");
const opened = document.getElementById("opened");
const search = document.getElementById("search");
const news = document.getElementById("news");
let open = null;

search.addEventListener("change", (event) => event.target.matches("select, [type=checkbox], [type=date]") && search.requestSubmit());
search.addEventListener("submit", () => {
  for (const field of search.elements) if (field.name && !field.value) field.disabled = true; // short addresses
});
window.addEventListener("pageshow", () => {
  for (const field of search.elements) field.disabled = false;
});

const watcher = new IntersectionObserver((seen) => seen.some((one) => one.isIntersecting) && loadOlder(), { rootMargin: "600px" });
watchOlder();

function watchOlder() {
  const link = document.getElementById("older-tiles");
  if (link) watcher.observe(link);
}

async function loadOlder() {
  const link = document.getElementById("older-tiles");
  if (!link || link.dataset.loading) return;
  link.dataset.loading = "true";
  watcher.unobserve(link);
  try {
    const more = await part(link.href);
    link.closest("li").remove();
    tiles.append(...more);
    news.textContent = news.dataset.loaded;
    watchOlder();
  } catch {
    delete link.dataset.loading; // it stays a link
  }
}

tiles.addEventListener("click", (event) => {
  const link = event.target.closest(".tile");
  if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  show(link);
});

tiles.addEventListener("keydown", (event) => {
  const links = [...tiles.querySelectorAll(".tile")];
  const at = links.indexOf(document.activeElement);
  const across = getComputedStyle(tiles).gridTemplateColumns.split(" ").length;
  const step = { ArrowLeft: -1, ArrowRight: 1, ArrowUp: -across, ArrowDown: across }[event.key];
  if (at < 0 || !step || !links[at + step]) return;
  event.preventDefault();
  links[at + step].focus();
});

box.addEventListener("click", (event) => event.target === box && box.close());
box.addEventListener("close", () => {
  opened.replaceChildren();
  open?.focus();
});
box.addEventListener("keydown", (event) => {
  if (event.target.matches("video, audio, input")) return;
  const links = [...tiles.querySelectorAll(".tile")];
  const step = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
  const next = step && links[links.indexOf(open) + step];
  if (next) show(next);
  if (event.key === "f") box.querySelector("[data-deed=like]").click();
});
box.addEventListener("submit", async (event) => {
  if (event.target.method === "dialog") return;
  event.preventDefault();
  const button = event.submitter;
  button.disabled = true;
  try {
    await act(button.dataset.deed, await post(button.formAction));
  } catch (trouble) {
    const line = box.querySelector("p.sentence");
    line.textContent = trouble.message;
    line.hidden = false;
    button.disabled = false;
  }
});

async function show(link) {
  const [entry] = await part(link.href);
  open = link;
  opened.replaceChildren(entry);
  if (!box.open) box.showModal();
  box.querySelector("[data-deed=like]").focus();
}

async function act(deed, answer) {
  if (deed === "like") {
    opened.replaceChildren(answer[0]);
    const like = box.querySelector("[data-deed=like]");
    open.parentElement.classList.toggle("liked", like.getAttribute("aria-pressed") === "true");
    like.focus();
  } else if (deed === "delete") {
    const gone = open.parentElement;
    open = gone.nextElementSibling?.querySelector(".tile") ?? gone.previousElementSibling?.querySelector(".tile");
    gone.remove();
    box.close();
  } else {
    location.assign("/#end");
  }
}
