// Evidence: choose, drop or paste files; each is sent alone, with its own progress, and its thumbnail comes back as a fragment.
import { all, csrf, on } from "./dom.js";

function send(grid, file) {
  const root = grid.closest("[data-evidence]");
  const status = root.querySelector("[data-evidence-status]");
  const line = document.createElement("div");
  line.className = "ac-progress ac-small";
  const name = document.createElement("span");
  name.textContent = file.name;
  const bar = document.createElement("progress");
  bar.max = 100;
  bar.value = 0;
  bar.setAttribute("aria-label", file.name);
  line.append(name, bar);
  status.append(line);

  const body = new FormData();
  body.append("file", file);
  const request = new XMLHttpRequest();
  request.open("POST", root.dataset.upload);
  request.setRequestHeader("X-CSRFToken", csrf());
  request.setRequestHeader("HX-Request", "true");
  request.upload.addEventListener("progress", (event) => { if (event.lengthComputable) bar.value = (100 * event.loaded) / event.total; });
  request.addEventListener("loadend", () => {
    // Both answers are our own templates: a thumbnail, or the box that says why not.
    const answer = document.createRange().createContextualFragment(request.responseText);
    if (request.status >= 200 && request.status < 300) {
      line.remove();
      grid.append(answer);
      window.htmx.process(grid);
      if (!status.firstElementChild) window.htmx.trigger(document.body, "ac:evidence");
    } else if (request.status) line.replaceChildren(answer);
    else line.classList.add("ac-error");
  });
  request.send(body);
}

const sendAll = (root, files) => [...files].forEach((file) => send(root.querySelector("[data-evidence-grid]"), file));

on("change", "[data-evidence-input]", (_event, input) => {
  sendAll(input.closest("[data-evidence]"), input.files);
  input.value = "";
});
on("keydown", ".ac-drop", (event, label) => {
  if (event.key === "Enter" || event.key === " ") { event.preventDefault(); label.querySelector("input").click(); }
});
on("dragover", "[data-upload]", (event, root) => { event.preventDefault(); root.dataset.over = ""; });
on("dragleave", "[data-upload]", (_event, root) => delete root.dataset.over);
on("drop", "[data-upload]", (event, root) => {
  event.preventDefault();
  delete root.dataset.over;
  sendAll(root, event.dataTransfer.files);
});
document.addEventListener("paste", (event) => {
  const files = [...(event.clipboardData?.files ?? [])];
  const root = document.querySelector("dialog[open] [data-upload]") ?? all("[data-upload]")[0];
  if (!files.length || !root) return;
  event.preventDefault();
  sendAll(root, files);
});
