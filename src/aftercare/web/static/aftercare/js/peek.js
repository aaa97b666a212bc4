// The side peek: a record beside its queue. <tr data-row="/cases/TH1/" data-peek="/cases/TH1/peek/">.
import { on } from "./dom.js";

const panel = document.getElementById("peek");
let from = null;

function open(row) {
  from = row;
  panel.hidden = false;
  return window.htmx.ajax("GET", row.dataset.peek, { target: "#peek", swap: "innerHTML" });
}
function close() {
  if (!panel || panel.hidden) return false;
  panel.hidden = true;
  panel.replaceChildren();
  from?.querySelector("a, button")?.focus();
  return true;
}

const openAndGoThere = (row) => open(row).then(() => panel.focus());
document.addEventListener("ac:peek", (event) => openAndGoThere(event.target));
on("click", "[data-peek-open]", (_event, button) => openAndGoThere(button.closest("[data-peek]")));
// While it is open, j and k take it along; what was passed over is not fetched.
let soon = 0;
document.addEventListener("ac:here", (event) => {
  clearTimeout(soon);
  if (panel && !panel.hidden && event.target.dataset.peek) soon = setTimeout(() => open(event.target), 120);
});
on("click", "[data-peek-close]", close);
document.addEventListener("keydown", (event) => {
  if (event.key === "Escape" && !document.querySelector("dialog[open], details.ac-menu[open]")) close();
});
