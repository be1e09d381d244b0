// A click opens a picture in full size; the arrow keys walk through all of them.

const viewer = document.getElementById("viewer");
const viewed = document.getElementById("viewed");
const caption = document.getElementById("caption");
const fetchLink = document.getElementById("fetch");
let shown = null;

export function watchPictures() {
  document.addEventListener("click", (event) => {
    const link = event.target.closest(".picture");
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    show(link);
    viewer.showModal();
  });
  viewer.addEventListener("click", (event) => event.target === viewer && viewer.close());
  viewer.addEventListener("keydown", (event) => {
    const step = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
    const links = [...document.querySelectorAll(".picture")];
    const next = step && links[links.indexOf(shown) + step];
    if (next) show(next);
  });
  viewer.addEventListener("close", () => shown?.focus());
}

function show(link) {
  shown = link;
  const image = link.querySelector("img");
  viewed.src = image.src;
  viewed.alt = image.alt;
  caption.textContent = `${image.getAttribute("width")} × ${image.getAttribute("height")} · ${link.dataset.seed}`;
  fetchLink.href = `${link.getAttribute("href")}?download=true`;
  fetchLink.download = `limner-${link.dataset.seed}.png`;
}
