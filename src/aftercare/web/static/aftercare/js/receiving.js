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
  if (field.value === asked) field.select(); // not into the middle of the next code
});

// A scanner is quicker than an answer: what comes meanwhile must neither be lost nor run into the code before it. Where
// each scan counts (data-scan-each), they wait for their turn.
let asked = null; // what the field held when it was sent last
let turn = null; // the code whose turn has come
const waiting = [];
document.addEventListener("submit", (event) => {
  if (!event.target.matches(".ac-scan-form") || turn !== null) return;
  const field = event.target.querySelector("[data-scan]");
  asked = field.value;
  field.select();
  if (!event.target.matches("[data-scan-each].htmx-request")) return;
  event.preventDefault();
  event.stopImmediatePropagation();
  waiting.push(asked);
}, true);
document.addEventListener("htmx:configRequest", (event) => {
  if (turn === null || event.detail.elt !== form()) return;
  event.detail.parameters.code = turn;
  turn = null;
});
document.addEventListener("htmx:afterRequest", (event) => {
  if (event.detail.elt !== form() || !waiting.length) return;
  setTimeout(() => { // after htmx is done with this one
    turn = waiting.shift();
    form().requestSubmit();
  });
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
