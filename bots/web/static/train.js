// The form that has a model learn pictures: what is chosen or dropped is sent at once, and shown as it is kept.

import { newKey, refreshQuota, send, Trouble } from "./server.js";
import { append } from "./talk.js";

const form = document.getElementById("train");
const problem = form.querySelector(".problem");
let queue = Promise.resolve(); // one after the other: each answer shows all that is kept

export function train() {
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    deliver(event.submitter?.getAttribute("formaction") ?? "/train", event.submitter);
  });
  form.addEventListener("change", () => deliver("/train"));
  // Before whoever else takes what is dropped or pasted: it belongs to the form that is open.
  document.addEventListener("drop", (event) => take(event, event.dataTransfer.files), true);
  document.addEventListener("paste", (event) => take(event, event.clipboardData?.files ?? []), true);
}

function take(event, files) {
  if (form.hidden || !files.length) return;
  event.preventDefault();
  event.stopImmediatePropagation();
  document.body.classList.remove("dragging");
  deliver("/train", null, [...files]);
}

// Send the form as it stands now, with the button that was pressed and with files that were dropped.
function deliver(address, button, files = []) {
  const fields = new FormData(form);
  fields.set("key", newKey());
  if (button?.name) fields.set(button.name, button.value);
  files.forEach((file) => fields.append("pictures", file));
  const input = form.querySelector("#train-pictures");
  input.value = ""; // they are on their way
  queue = queue.then(() => exchange(address, fields));
}

async function exchange(address, fields) {
  const portfolio = document.getElementById("portfolio");
  const sent = fields.getAll("pictures").some((file) => file.size);
  problem.hidden = true;
  portfolio.setAttribute("aria-busy", "true");
  if (sent) portfolio.querySelector(".told").textContent = form.dataset.busy;
  try {
    const parts = await send(address, fields);
    replace(parts.find((part) => part.id === "portfolio"));
    const turns = parts.filter((part) => part.matches(".turn"));
    if (turns.length) append(turns);
    refreshQuota();
  } catch (error) {
    problem.querySelector("span").textContent = error instanceof Trouble ? error.message : form.dataset.offline;
    problem.hidden = false;
  } finally {
    document.getElementById("portfolio").removeAttribute("aria-busy");
  }
}

function replace(fresh) {
  if (!fresh) return;
  const held = document.activeElement?.closest("#portfolio") && document.activeElement.name;
  document.getElementById("portfolio").replaceWith(fresh);
  if (held) (fresh.querySelector(`[name="${held}"]`) ?? fresh.querySelector("#train-pictures")).focus({ preventScroll: true });
}
