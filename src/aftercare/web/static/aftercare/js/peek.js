// The side peek: a record beside its queue. <tr data-row="/cases/TH1/" data-peek="/cases/TH1/peek/">.
import { on } from "./dom.js";

const panel = document.getElementById("peek");
let from = null;

function open(row) {
  from = row;
  panel.hidden = false;
  window.htmx.ajax("GET", row.dataset.peek, { target: "#peek", swap: "innerHTML" }).then(() => panel.focus());
}
function close() {
  if (!panel || panel.hidden) return false;
  panel.hidden = true;
  panel.replaceChildren();
  from?.querySelector("a, button")?.focus();
  return true;
}

document.addEventListener("ac:peek", (event) => open(event.target));
on("click", "[data-peek-open]", (_event, button) => open(button.closest("[data-peek]")));
on("click", "[data-peek-close]", close);
document.addEventListener("keydown", (event) => {
  if (event.key === "Escape" && !document.querySelector("dialog[open], details.ac-menu[open]")) close();
});
