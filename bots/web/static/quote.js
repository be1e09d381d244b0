// What it would cost, beside the button that makes it: asked for while people type, never in their way.

const PAUSE_MS = 350;

// Keep a price up to date: `fields` gives what to ask for, or nothing while there is nothing to price.
export function quote(form, output, address, fields, take) {
  let waiting = 0;
  let asked = 0;

  async function ask() {
    const body = fields();
    const mine = ++asked;
    if (!body) return show(null);
    try {
      const answer = await fetch(address, {
        method: "POST",
        headers: { "Content-Type": "application/json", "X-Limner": "1" },
        body: JSON.stringify(body),
      });
      if (mine === asked) show(answer.ok ? await answer.json() : null);
    } catch {
      if (mine === asked) show(null);
    }
  }

  function show(found) {
    output.hidden = !found;
    output.classList.toggle("beyond", Boolean(found) && !found.fits);
    output.replaceChildren(...(found ? parts(found) : []));
  }

  function parts(found) {
    const said = document.createElement("span");
    said.textContent = found.message;
    if (found.fits || !found.cheaper || !take) return [said];
    const button = document.createElement("button");
    button.type = "button";
    button.className = "button";
    button.textContent = found.cheaper.label;
    button.addEventListener("click", () => take(found.cheaper.options));
    return [said, button];
  }

  const soon = () => {
    clearTimeout(waiting);
    waiting = setTimeout(ask, PAUSE_MS);
  };
  form.addEventListener("input", soon);
  form.addEventListener("change", soon);
  document.addEventListener("quote", soon);
  soon();
}

// Have all prices asked for again: the balance has changed.
export function requote() {
  document.dispatchEvent(new Event("quote"));
}
