// The page of a case: steps by number keys, their form, copied texts, the clause of a refusal, the quiet mark.
import { all, isTyping, on } from "./dom.js";

const POLL_SECONDS = 15;
const place = () => document.getElementById("move-form");
let opener = null;

// A refusal that brings the form back, with what was typed, goes into the form's place (409).
document.addEventListener("htmx:beforeSwap", (event) => {
  if (event.detail.xhr.getResponseHeader("AC-Form") !== "kept") return;
  event.detail.shouldSwap = true;
  event.detail.isError = false;
});

function focusFirst(root) {
  const wrong = root.querySelector("[aria-invalid]");
  const field = wrong ?? root.querySelector("[data-focus], input:not([type=hidden]):not([readonly]), select, textarea, .btn-primary");
  field?.focus();
  if (field?.matches("input:not([type=radio])")) field.select();
  root.scrollIntoView({ block: "nearest" });
}
document.addEventListener("htmx:afterSwap", (event) => {
  if (event.detail.target === place() && place().firstElementChild) focusFirst(place());
});
on("click", ".ac-moves .btn:not([aria-disabled])", (_event, button) => {
  const menu = button.closest("details.ac-menu");
  if (menu && button.tagName === "BUTTON") menu.open = false;
  opener = menu?.querySelector("summary") ?? button;
});
on("click", "[data-move-close]", closeForm);
function closeForm() {
  if (!place()?.firstElementChild) return false;
  place().replaceChildren();
  opener?.focus();
  return true;
}

// The clause follows the chosen reason, as long as nobody has written another one.
on("change", "[data-clauses]", (_event, select) => {
  const clause = select.selectedOptions[0]?.dataset.clause ?? "";
  const field = select.form.elements.clause;
  const usual = all("option", select).map((option) => option.dataset.clause);
  if (field && (!field.value || usual.includes(field.value))) field.value = clause;
});

// Fewer pieces, less money: the share of what is left, to the fen. The first pieces take the odd fen, as Money.allocate does.
on("input", "[data-share-left]", (_event, field) => {
  const [left, fen, pieces] = [Number(field.dataset.shareLeft), Number(field.dataset.shareFen), Number(field.value)];
  const amount = document.getElementById(field.id.replace(/pieces$/, "amount"));
  if (!amount || !(left > 0) || !(pieces >= 0)) return;
  const share = Math.min(pieces, left) * Math.floor(fen / left) + Math.min(pieces, fen % left);
  amount.value = (share / 100).toFixed(2);
  amount.dispatchEvent(new Event("input", { bubbles: true }));
});

function said(button) {
  button.setAttribute("data-copied", "");
  setTimeout(() => button.removeAttribute("data-copied"), 1200);
}
on("click", "[data-copy], [data-copy-from]", async (_event, button) => {
  const text = button.dataset.copy ?? document.querySelector(button.dataset.copyFrom).textContent;
  await navigator.clipboard?.writeText(text);
  said(button);
});

// A sent note leaves the box; drafts.js forgets it.
document.addEventListener("htmx:afterRequest", (event) => {
  const form = event.detail.elt;
  if (event.detail.successful && form.matches?.("form[data-clear]")) form.reset();
});
on("keydown", "[data-note]", (event, field) => {
  if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) { event.preventDefault(); field.form.requestSubmit(); }
});

document.addEventListener("keydown", (event) => {
  if (event.key === "Escape" && place()?.contains(event.target)) { closeForm(); return; }
  if (event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target) || document.querySelector("dialog[open]")) return;
  const moves = all(".ac-movebar .ac-moves > .btn, .ac-movebar .ac-moves > .ac-refusal-host > .btn");
  const index = Number(event.key) - 1;
  if (moves[index]) moves[index].click();
  else if (event.key === "n" && document.querySelector("[data-note]")) document.querySelector("[data-note]").focus();
  else if (event.key === "e" && document.querySelector("[data-evidence-input]")) document.querySelector("[data-evidence-input]").click();
  else if (event.key === "u" && document.querySelector("[data-up]")) document.querySelector("[data-up]").click();
  else return;
  event.preventDefault();
});

setInterval(() => {
  const mark = document.getElementById("changes");
  if (!document.hidden && mark && !mark.firstElementChild) window.htmx.trigger(document.body, "ac:poll");
}, POLL_SECONDS * 1000);
