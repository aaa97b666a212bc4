// Sends the CSRF token with htmx, and puts error boxes of the server beside what was pressed.
import { csrf, on } from "./dom.js";

document.addEventListener("htmx:configRequest", (event) => {
  event.detail.headers["X-CSRFToken"] = csrf();
});

// An error box (not a form with remarks) goes into the nearest [data-errors]; what was typed stays.
document.addEventListener("htmx:beforeSwap", (event) => {
  const { xhr, requestConfig } = event.detail;
  const elt = requestConfig.elt; // what was pressed; the event's own is where the answer would have gone
  if (xhr.status < 400 || !xhr.getResponseHeader("AC-Problem")) return;
  event.detail.shouldSwap = true;
  event.detail.isError = false;
  event.detail.swapOverride = "innerHTML";
  event.detail.target = elt.closest("form, dialog, .ac-card, .ac-peek")?.querySelector("[data-errors]") ?? document.getElementById("page-errors");
  event.detail.target.scrollIntoView({ block: "nearest" });
});

// What went well takes the box of what went wrong before with it.
document.addEventListener("htmx:afterRequest", (event) => {
  if (event.detail.xhr.status < 400 && event.detail.requestConfig.verb !== "get") document.getElementById("page-errors")?.replaceChildren();
});

document.addEventListener("htmx:sendError", () => {
  const words = document.getElementById("main")?.dataset.offline;
  if (words) document.dispatchEvent(new CustomEvent("ac:toast", { detail: { text: words, tone: "late" } }));
});

on("click", "[data-dismiss]", (_event, button) => button.closest(".ac-toast, .ac-notice")?.remove());
on("click", "[data-back]", () => history.back());
