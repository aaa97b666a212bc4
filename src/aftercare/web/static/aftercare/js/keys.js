// Keys for the whole product: / searches, ? shows the keys, g and a letter goes somewhere, Esc closes.
import { isTyping } from "./dom.js";

let waitsForLetter = 0;

document.addEventListener("keydown", (event) => {
  if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
  if (event.key === "Escape" && isTyping(document.activeElement)) document.activeElement.blur();
  if (isTyping(event.target) || isTyping(document.activeElement) || document.querySelector("dialog[open]")) return;
  if (waitsForLetter && Date.now() < waitsForLetter) {
    waitsForLetter = 0;
    const goal = document.querySelector(`.ac-rail [data-key="${CSS.escape(event.key)}"]`);
    if (goal) {
      event.preventDefault();
      location.assign(goal.href);
    }
    return;
  }
  if (event.key === "/") {
    event.preventDefault();
    const field = document.querySelector("[data-search]");
    field?.focus();
    field?.select();
  } else if (event.key === "?") {
    document.getElementById("keys")?.showModal();
  } else if (event.key === "g") {
    waitsForLetter = Date.now() + 1200;
  }
});
