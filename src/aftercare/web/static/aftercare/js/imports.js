// Upload of a report: choose or drop, the name is shown, progress with numbers; the answer is the preview, or the box that says why not.
import { csrf, on } from "./dom.js";

const parts = (inside) => {
  const form = inside.closest("[data-import]");
  return { form, field: form.querySelector("[data-import-file]"), drop: form.querySelector("[data-import-drop]"), name: form.querySelector("[data-import-name]"), bar: form.querySelector("[data-import-bar]"), button: form.querySelector("[data-import-send]") };
};

on("change", "[data-import-file]", (_event, field) => {
  const { drop, name, button } = parts(field);
  const file = field.files[0];
  name.textContent = file ? file.name : name.dataset.empty;
  drop.toggleAttribute("data-chosen", Boolean(file));
  if (file) button.focus();
});
on("keydown", "[data-import-drop]", (event, drop) => {
  if (event.key === "Enter" || event.key === " ") { event.preventDefault(); drop.querySelector("input").click(); }
});
on("dragover", "[data-import]", (event, form) => { event.preventDefault(); parts(form).drop.dataset.over = ""; });
on("dragleave", "[data-import]", (_event, form) => delete parts(form).drop.dataset.over);
on("drop", "[data-import]", (event, form) => {
  event.preventDefault();
  const { drop, field } = parts(form);
  delete drop.dataset.over;
  if (!event.dataTransfer.files.length) return;
  field.files = event.dataTransfer.files;
  field.dispatchEvent(new Event("change", { bubbles: true }));
});

document.addEventListener("submit", (event) => {
  if (!event.target.matches("[data-import]")) return;
  event.preventDefault();
  const { form, bar, button } = parts(event.target);
  if (form.dataset.sent) return;
  form.dataset.sent = "yes";
  button.setAttribute("aria-busy", "true");
  bar.hidden = false;
  const request = new XMLHttpRequest();
  request.open("POST", form.action);
  request.setRequestHeader("X-CSRFToken", csrf());
  request.setRequestHeader("HX-Request", "true");
  request.setRequestHeader("HX-Current-URL", location.href);
  request.upload.addEventListener("progress", (step) => { if (step.lengthComputable) bar.value = (100 * step.loaded) / step.total; });
  request.addEventListener("loadend", () => {
    const goal = request.getResponseHeader("HX-Redirect");
    if (goal) { location.assign(goal); return; }
    delete form.dataset.sent;
    button.removeAttribute("aria-busy");
    bar.hidden = true;
    const box = form.querySelector("[data-errors]");
    box.replaceChildren(document.createRange().createContextualFragment(request.responseText));
    if (!request.status) document.dispatchEvent(new CustomEvent("ac:toast", { detail: { text: document.getElementById("main").dataset.offline, tone: "late" } }));
  });
  request.send(new FormData(form));
});
