// Talks to the server. Answers are parts of the page, rendered there.

export class Trouble extends Error {}

// Post a form; gives the elements of the answer. Throws Trouble with a sentence for people.
export async function post(address, fields = {}) {
  return elements(await fetch(address, {
    method: "POST",
    headers: { "X-Limner": "1", "Content-Type": "application/x-www-form-urlencoded" },
    body: new URLSearchParams(fields),
  }));
}

// Send a form with files; gives the elements of the answer, also where it holds the form's own parts anew.
export async function send(address, form, signal) {
  return elements(await fetch(address, { method: "POST", headers: { "X-Limner": "1" }, body: form, signal }));
}

// Fetch a part of the page; gives its elements.
export async function part(address) {
  return elements(await fetch(address, { headers: { "X-Limner": "1" } }));
}

export function newKey() {
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, "0")).join("");
}

export async function refreshQuota() {
  const answer = await fetch("/quota", { headers: { "X-Limner": "1" } });
  if (answer.ok) document.getElementById("quota").innerHTML = await answer.text();
}

async function elements(answer) {
  if (answer.status === 401) location.assign("/login");
  const text = await answer.text();
  const parsed = new DOMParser().parseFromString(text, "text/html");
  if (!answer.ok && !parsed.getElementById("sitter")) throw new Trouble(sentence(text, parsed));
  return [...parsed.body.children];
}

function sentence(text, parsed) {
  const shown = parsed.querySelector(".sentence");
  if (shown) return shown.textContent.trim();
  try {
    return JSON.parse(text).problem.message;
  } catch {
    return text.slice(0, 200);
  }
}
