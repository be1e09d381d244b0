// Four forms in one place: one draws, one makes pictures of others, one learns some, one makes a face talk.

const ADDRESSES = { composer: "/", edit: "/?make=edit", train: "/?make=train", animate: "/?make=clip" };
const forms = [...document.querySelectorAll("#dock > form[data-offline]")];

export function watchTabs() {
  document.querySelectorAll("[data-make]").forEach((link) => link.addEventListener("click", (event) => {
    if (event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    open(link.dataset.make);
    document.querySelector(`#${link.dataset.make} :is(textarea, input[name="name"])`).focus({ preventScroll: true });
  }));
}

// Tell whether a key sends what is typed: Shift+Enter starts a new line, and in Chinese Enter ends a word first.
export function sends(event) {
  return event.key === "Enter" && !event.shiftKey && !event.isComposing;
}

// Send the form of a button by Enter in its text field, too.
export function sendByEnter(words, button) {
  words.addEventListener("keydown", (event) => {
    if (!sends(event)) return;
    event.preventDefault();
    button.form.requestSubmit(button);
  });
}

// Show one of the forms; what was filled into the other stays there.
export function open(name) {
  forms.forEach((form) => { form.hidden = form.id !== name; });
  document.querySelectorAll("[data-for]").forEach((part) => { part.hidden = part.dataset.for !== name; });
  document.querySelectorAll("[data-make]").forEach((link) => {
    link.removeAttribute("aria-current");
    if (link.dataset.make !== name) return;
    link.setAttribute("aria-current", "true");
    link.scrollIntoView({ block: "nearest", inline: "nearest" }); // a narrow screen shows some of them
  });
  history.replaceState(null, "", ADDRESSES[name]);
}
