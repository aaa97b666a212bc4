// Forms: sent once, the first field, reasons with free text, bounded quantities.
import { all, eachPart, on } from "./dom.js";

// Where a page or a part of it begins. Not the autofocus attribute: in a part that htmx brings, browsers refuse it aloud.
eachPart((part) => (part.matches?.("[data-focus]") ? part : part.querySelector("[data-focus]"))?.focus());

// What was pressed has gone with its part: the keys go on at what came in its place, not at the top of the page.
let wasInside = false;
document.addEventListener("htmx:beforeSwap", (event) => { wasInside = event.detail.target.contains(document.activeElement); });
document.addEventListener("htmx:load", ({ target: part }) => {
  if (!wasInside || document.activeElement !== document.body || part === document.body) return;
  wasInside = false;
  if (!part.hasAttribute("tabindex")) part.tabIndex = -1;
  part.focus({ preventScroll: true });
});

// <form data-once>: the button is shut while the answer is on its way, and again open when the page comes back.
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (event.defaultPrevented || !form.matches("[data-once]")) return;
  if (form.dataset.sent) {
    event.preventDefault();
    event.stopImmediatePropagation();
    return;
  }
  form.dataset.sent = "yes";
  event.submitter?.setAttribute("aria-busy", "true");
});

// htmx hears of a form before the document does: a second press while the first is on its way is stopped on the way down.
document.addEventListener("submit", (event) => {
  if (!event.target.matches("[hx-post].htmx-request:not([data-scan-each])")) return;
  event.preventDefault();
  event.stopImmediatePropagation();
}, true);

function open(form) {
  delete form.dataset.sent;
  for (const button of all("[aria-busy]", form)) button.removeAttribute("aria-busy");
}
window.addEventListener("pageshow", () => all("[data-sent]").forEach(open));
document.addEventListener("htmx:afterRequest", (event) => {
  const form = event.detail.elt.closest?.("form");
  if (form) open(form);
});

on("change", "[data-reason] select", (_event, select) => {
  const text = select.closest("[data-reason]").querySelector("[data-reason-text]");
  text.hidden = select.value !== "other";
  text.required = !text.hidden;
  if (!text.hidden) text.focus();
});

on("click", "[data-quantity] [data-step]", (_event, button) => {
  const field = button.parentElement.querySelector("input");
  const wanted = (Number(field.value) || 0) + Number(button.dataset.step);
  field.value = String(Math.min(Number(field.max || Infinity), Math.max(Number(field.min || 0), wanted)));
  field.dispatchEvent(new Event("input", { bubbles: true }));
  field.dispatchEvent(new Event("change", { bubbles: true }));
});
