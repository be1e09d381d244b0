// A photo or a sound may be dropped anywhere on the page, or pasted while its form is open.

export function watchDrops(give) {
  const dragged = (event) => event.dataTransfer?.types.includes("Files");
  document.addEventListener("dragover", (event) => {
    if (!dragged(event)) return;
    event.preventDefault();
    document.body.classList.add("dragging");
  });
  document.addEventListener("dragleave", (event) => event.relatedTarget || document.body.classList.remove("dragging"));
  document.addEventListener("drop", (event) => {
    document.body.classList.remove("dragging");
    if (dragged(event)) take(event, event.dataTransfer.files[0], give);
  });
  document.addEventListener("paste", (event) => {
    const [file] = event.clipboardData?.files ?? [];
    if (file && !document.getElementById("animate").hidden) take(event, file, give);
  });
}

function take(event, file, give) {
  event.preventDefault();
  if (file) give(file);
}
