// The admin pages work without this: it asks before what cannot be undone, keeps the overview up to date, and
// writes moments as the reader's clock shows them.

const EVERY_MS = 2000;

document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-confirm]");
  if (button && !confirm(button.dataset.confirm)) {
    event.preventDefault();
  }
});

function localize(root) {
  for (const time of root.querySelectorAll("time[data-moment]")) {
    const moment = new Date(time.dateTime);
    const today = moment.toDateString() === new Date().toDateString();
    time.title = time.textContent;
    time.textContent = moment.toLocaleString(document.documentElement.lang, {
      ...(today ? {} : { dateStyle: "medium" }),
      timeStyle: "short",
    });
  }
}

function busy(part) {
  // Nobody's words or place are taken away while they fill something in.
  return part.contains(document.activeElement) || part.querySelector("details[open]") !== null;
}

async function follow(part) {
  let tag = "";
  for (;;) {
    await new Promise((resolve) => setTimeout(resolve, EVERY_MS));
    if (document.hidden || busy(part)) {
      continue;
    }
    try {
      const answer = await fetch(part.dataset.live, { headers: tag ? { "If-None-Match": tag } : {} });
      if (answer.status === 401 || answer.status === 403) {
        location.reload();
        return;
      }
      if (answer.status === 200) {
        const html = await answer.text();
        if (!busy(part)) {
          tag = answer.headers.get("ETag") ?? "";
          part.replaceChildren(...new DOMParser().parseFromString(html, "text/html").body.childNodes);
          localize(part);
        }
      }
    } catch {
      // The studio is away for a moment.
    }
  }
}

localize(document);
document.querySelector(".bar [aria-current]")?.scrollIntoView({ inline: "center", block: "nearest" });
document.querySelectorAll("[data-live]").forEach(follow);
