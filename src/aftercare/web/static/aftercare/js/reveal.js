// A masked value that is shown whole, or the form that asks why, gives way to the mask again: on a press, when its time
// is over, and when the page is left. The mask waits beside it in a <template>.
import { all, on } from "./dom.js";

function conceal(root, takesFocus = root.contains(document.activeElement)) {
  const mask = root.querySelector("template[data-masked]").content.firstElementChild.cloneNode(true);
  root.replaceWith(mask);
  window.htmx.process(mask);
  if (takesFocus) mask.querySelector("button")?.focus({ preventScroll: true });
}

const shown = () => all("[data-reveal][data-seconds]");
const timed = new WeakSet();

document.addEventListener("htmx:load", (event) => {
  if (event.target.matches?.("form[data-reveal]")) event.target.querySelector("select").focus();
  for (const root of shown()) {
    if (timed.has(root)) continue;
    timed.add(root);
    setTimeout(() => { if (root.isConnected) conceal(root); }, Number(root.dataset.seconds) * 1000);
  }
});

on("click", "[data-conceal]", (_event, button) => conceal(button.closest("[data-reveal]"), true));
document.addEventListener("keydown", (event) => {
  const root = event.key === "Escape" && event.target.closest?.("[data-reveal]");
  if (root) conceal(root, true);
});
window.addEventListener("pagehide", () => shown().forEach((root) => conceal(root)));
