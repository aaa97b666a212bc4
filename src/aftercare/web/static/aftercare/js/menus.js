// <details class="ac-menu">: one open at a time, closed by a click elsewhere, Esc, or a choice; arrows move inside.
import { all } from "./dom.js";

const OPEN = "details.ac-menu[open]";

document.addEventListener("click", (event) => {
  for (const menu of all(OPEN)) if (!menu.contains(event.target)) menu.open = false;
});
document.addEventListener("keydown", (event) => {
  const menu = document.activeElement?.closest?.(OPEN) ?? document.querySelector(OPEN);
  if (!menu) return;
  if (event.key === "Escape") {
    menu.open = false;
    menu.querySelector("summary").focus();
    event.stopPropagation();
  } else if (event.key === "ArrowDown" || event.key === "ArrowUp") {
    const items = all(".ac-menu-item, .ac-menu-panel a, .ac-menu-panel button", menu);
    if (!items.length) return;
    event.preventDefault();
    const step = event.key === "ArrowDown" ? 1 : -1;
    const here = items.indexOf(document.activeElement);
    items[(here + step + items.length) % items.length].focus();
  }
}, true);
