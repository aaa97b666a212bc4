// Dialogs, the confirmation with exact words, and the lightbox.
import { all, on } from "./dom.js";

on("click", "[data-open]", (_event, button) => document.querySelector(button.dataset.open)?.showModal());
on("click", "[data-close]", (_event, button) => button.closest("dialog")?.close());
// A click on the backdrop closes; it is the dialog element itself that gets it.
document.addEventListener("click", (event) => {
  if (event.target instanceof HTMLDialogElement && event.target.open) event.target.close();
});

// <button data-confirm="Pay ¥128.00 to 王** …" data-confirm-title="Pay"> asks first, then presses the button again.
// What the form still lacks is said before anything is asked.
let agreed = null;
document.addEventListener("click", (event) => {
  const button = event.target.closest?.("[data-confirm]");
  if (!button || button === agreed) return;
  event.preventDefault();
  event.stopImmediatePropagation();
  if (button.form && !button.formNoValidate && !button.form.noValidate && !button.form.reportValidity()) return;
  const dialog = document.getElementById("confirm");
  dialog.querySelector("[data-confirm-title]").textContent = button.dataset.confirmTitle || button.textContent.trim();
  dialog.querySelector("[data-confirm-text]").textContent = button.dataset.confirm;
  const yes = dialog.querySelector("[data-confirm-yes]");
  yes.textContent = button.dataset.confirmTitle || button.textContent.trim();
  yes.classList.toggle("btn-danger", button.matches(".btn-danger, .ac-danger-text"));
  yes.onclick = () => {
    dialog.close();
    agreed = button;
    button.click();
    agreed = null;
  };
  dialog.showModal();
  yes.focus();
}, true);

// Greyed buttons say why on hover and focus; they never do anything.
document.addEventListener("click", (event) => {
  if (!event.target.closest?.("[aria-disabled=true]")) return;
  event.preventDefault();
  event.stopImmediatePropagation();
}, true);

const box = document.getElementById("lightbox");
let pictures = [];
let shown = 0;

function show(index) {
  shown = (index + pictures.length) % pictures.length;
  const { lightboxOpen, caption } = pictures[shown].dataset;
  const picture = box.querySelector("[data-lightbox-picture]");
  picture.src = lightboxOpen;
  picture.alt = caption || "";
  box.querySelector("[data-lightbox-caption]").textContent = `${caption || ""} ${pictures.length > 1 ? `${shown + 1} / ${pictures.length}` : ""}`.trim();
  for (const button of all("[data-lightbox]", box)) button.hidden = pictures.length < 2;
}

on("click", "[data-lightbox-open]", (_event, button) => {
  pictures = all("[data-lightbox-open]", button.closest("[data-evidence]") ?? document);
  show(pictures.indexOf(button));
  box.showModal();
});
on("click", "[data-lightbox]", (_event, button) => show(shown + Number(button.dataset.lightbox)));
box?.addEventListener("keydown", (event) => {
  if (event.key === "ArrowLeft") show(shown - 1);
  if (event.key === "ArrowRight") show(shown + 1);
});
