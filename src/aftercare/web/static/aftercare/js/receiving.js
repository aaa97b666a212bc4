// Receiving: the scan field is ready for the next label after every answer; good and defective pieces add up by themselves.
import { all, eachPart, on } from "./dom.js";
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

// Where pieces go is asked only of those that are there.
const showPlaces = (line) => {
  const [good, defective] = [line.querySelector("[data-good]"), line.querySelector("[data-defective]")];
  if (!good) return;
  line.querySelector("[data-good-to]").hidden = number(good) === 0;
  line.querySelector("[data-defective-to]").hidden = number(defective) === 0;
  line.toggleAttribute("data-odd", number(defective) > 0);
};
eachPart((part) => all("[data-inspected]", part).forEach(showPlaces));

on("input", "[data-good], [data-defective]", (_event, changed) => {
  const line = changed.closest("[data-inspected]");
  const received = Number(line.dataset.received);
  const [good, defective] = [line.querySelector("[data-good]"), line.querySelector("[data-defective]")];
  const other = changed === good ? defective : good;
  other.value = String(Math.max(0, received - number(changed)));
  showPlaces(line);
});
