// The page of a shop's widget: pieces of code are copied by a press.
import { on } from "./dom.js";

on("click", "[data-copy-text]", async (_event, button) => {
  await navigator.clipboard?.writeText(document.querySelector(button.dataset.copyText).textContent);
  button.setAttribute("data-copied", "");
  setTimeout(() => button.removeAttribute("data-copied"), 1200);
});
