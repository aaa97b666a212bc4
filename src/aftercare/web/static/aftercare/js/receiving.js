// Receiving: the scan field is ready for the next label after every answer; good and defective pieces add up by themselves.
import { on } from "./dom.js";
import { beep } from "./scanner.js";

const form = () => document.querySelector(".ac-scan-form");

document.addEventListener("htmx:afterSettle", (event) => {
  const answer = document.querySelector("#parcel [data-answer]");
  if (!answer || event.detail.target?.id !== "parcel") return;
  form().dataset.answer = answer.dataset.answer;
  const field = form().querySelector("[data-scan]");
  field.focus({ preventScroll: true });
  field.select();
});

// A refused step brings no new parcel, only a box: it must be heard as well.
document.addEventListener("htmx:beforeSwap", (event) => {
  if (event.detail.xhr.getResponseHeader("AC-Problem")) beep(false);
});
document.addEventListener("htmx:sendError", () => beep(false));

const number = (field) => Number(field.value) || 0;

on("input", "[data-good], [data-defective]", (_event, changed) => {
  const line = changed.closest("[data-inspected]");
  const received = Number(line.dataset.received);
  const [good, defective] = [line.querySelector("[data-good]"), line.querySelector("[data-defective]")];
  const other = changed === good ? defective : good;
  other.value = String(Math.max(0, received - number(changed)));
  const where = line.querySelector("[data-disposition]");
  const odd = number(defective) > 0;
  line.toggleAttribute("data-odd", odd);
  if (odd && where.value === "restock") where.value = "defective";
  else if (!odd && where.value === "defective") where.value = "restock";
});
