// Fields that are searched by typing: a list of models or LoRAs below, walked through by the arrow keys.

import { part } from "./server.js";

const WIDTH_PX = 400;
const EDGE_PX = 8; // to the edge of the window
const HEIGHT_PX = 352; // at most

// Let a <select> of models be found by typing. Gives what shows anew which one is chosen.
export function searchable(select) {
  const input = document.createElement("input");
  input.type = "text";
  input.setAttribute("aria-label", select.closest("label").querySelector("span").textContent);
  select.before(input);
  select.hidden = true;
  const show = () => {
    if (input === document.activeElement) return;
    input.placeholder = select.options[0].textContent;
    input.value = select.selectedIndex > 0 ? select.selectedOptions[0].textContent : "";
  };
  combine(input, "model", {
    typed: () => input.value,
    pick: ({ value }) => {
      const meant = [...select.options].find((option) => option.value === value) ?? select.options[0];
      select.value = meant.value;
      input.value = select.selectedIndex > 0 ? meant.textContent : "";
      select.dispatchEvent(new Event("change", { bubbles: true }));
    },
    left: () => setTimeout(show), // what was typed and not chosen is forgotten
  });
  input.addEventListener("input", () => { if (!input.value) { select.selectedIndex = 0; select.dispatchEvent(new Event("change", { bubbles: true })); } });
  show();
  return show;
}

// Let a field that takes names with commas between them be found by typing; the last one is completed.
export function completed(input, base = () => "") {
  input.removeAttribute("list");
  const last = () => input.value.slice(input.value.lastIndexOf(",") + 1).replace(/:.*/, ""); // without the weight
  combine(input, "lora", {
    typed: last,
    pick: ({ value }) => {
      input.value = input.value.slice(0, input.value.lastIndexOf(",") + 1) + value;
      input.dispatchEvent(new Event("input", { bubbles: true }));
    },
    fits: (option) => ["", base()].includes(option.dataset.base) || !base(),
    left: () => {},
  });
}

function combine(input, field, { typed, pick, left, fits = () => true }) {
  const list = document.createElement("ul");
  list.id = `choose-${field}-${input.form.id}`;
  list.className = "choose";
  list.setAttribute("role", "listbox");
  list.setAttribute("aria-label", input.getAttribute("aria-label") ?? input.closest("label").querySelector("span").textContent);
  list.popover = "manual"; // above all that scrolls
  input.form.append(list);
  input.setAttribute("role", "combobox");
  input.setAttribute("aria-autocomplete", "list");
  input.setAttribute("aria-controls", list.id);
  input.setAttribute("aria-expanded", "false");
  input.autocomplete = "off";
  let loading = null;
  let active = null;

  const options = () => [...list.querySelectorAll('[role="option"]')];
  const usable = () => options().filter((option) => !option.hidden);
  const isOpen = () => list.matches(":popover-open");

  async function load() {
    loading ??= part(`/choose/${field}`).then((items) => {
      items.forEach((item) => { if (item.id) item.id += `-${input.form.id}`; });
      list.replaceChildren(...items);
    }).catch(() => { loading = null; });
    await loading;
  }

  function filter(all) {
    const words = all ? [] : typed().toLowerCase().split(/[\s:]+/).filter(Boolean);
    options().forEach((option) => {
      option.hidden = !fits(option) || !words.every((word) => option.dataset.words.includes(word));
    });
    const none = list.querySelector(".none");
    if (none) none.hidden = usable().length > 0;
    mark(null);
  }

  async function show(all = false) {
    await load();
    if (input !== document.activeElement || !loading) return;
    filter(all);
    if (!isOpen()) list.showPopover();
    input.setAttribute("aria-expanded", "true");
    place();
  }

  function hide() {
    if (isOpen()) list.hidePopover();
    input.setAttribute("aria-expanded", "false");
    mark(null);
  }

  function place() {
    const box = input.getBoundingClientRect();
    const width = Math.min(WIDTH_PX, innerWidth - 2 * EDGE_PX);
    const above = box.top > innerHeight - box.bottom;
    const room = (above ? box.top : innerHeight - box.bottom) - 2 * EDGE_PX;
    list.style.width = `${width}px`;
    list.style.left = `${Math.max(EDGE_PX, Math.min(box.left, innerWidth - width - EDGE_PX))}px`;
    list.style.maxHeight = `${Math.min(HEIGHT_PX, room)}px`;
    list.style.top = above ? "auto" : `${box.bottom + 4}px`;
    list.style.bottom = above ? `${innerHeight - box.top + 4}px` : "auto";
  }

  function mark(option) {
    active?.setAttribute("aria-selected", "false");
    active = option;
    active?.setAttribute("aria-selected", "true");
    active?.scrollIntoView({ block: "nearest" });
    if (active) input.setAttribute("aria-activedescendant", active.id);
    else input.removeAttribute("aria-activedescendant");
  }

  function walk(step) {
    const shown = usable();
    const at = shown.indexOf(active);
    mark(shown.at(at < 0 ? (step > 0 ? 0 : -1) : (at + step) % shown.length) ?? null);
  }

  function take(option) {
    pick(option.dataset);
    hide();
  }

  input.addEventListener("input", (event) => event.isTrusted && show());
  input.addEventListener("click", () => { input.select(); show(true); });
  input.addEventListener("blur", () => { hide(); left(); });
  input.addEventListener("keydown", async (event) => {
    if (["ArrowDown", "ArrowUp"].includes(event.key)) {
      event.preventDefault();
      if (!isOpen()) await show(true);
      walk(event.key === "ArrowDown" ? 1 : -1);
    } else if (event.key === "Enter" && isOpen() && active) {
      event.preventDefault();
      take(active);
    } else if (event.key === "Escape" && isOpen()) {
      event.stopPropagation(); // the drawer stays open
      event.preventDefault();
      hide();
    }
  });
  list.addEventListener("pointerdown", (event) => event.preventDefault()); // the field keeps the focus
  list.addEventListener("mousedown", (event) => event.preventDefault());
  list.addEventListener("click", (event) => {
    const option = event.target.closest('[role="option"]');
    if (option) take(option);
  });
  addEventListener("resize", () => isOpen() && place());
  addEventListener("scroll", () => isOpen() && place(), { capture: true, passive: true });
}
