// Registering an unclaimed parcel: the scan field is told what was found, chosen pictures are shown before they are sent.
import { on } from "./dom.js";
import { beep } from "./scanner.js";

document.addEventListener("htmx:afterSettle", (event) => {
  const answer = document.querySelector("#parcel [data-answer]");
  if (!answer || event.detail.target?.id !== "parcel") return;
  document.querySelector(".ac-scan-form").dataset.answer = answer.dataset.answer;
  if (answer.dataset.answer === "right") document.querySelector("#goods")?.focus({ preventScroll: true });
});

document.addEventListener("htmx:beforeSwap", (event) => {
  if (event.detail.xhr.getResponseHeader("AC-Problem")) beep(false);
});

on("change", "[data-thumbs]", (_event, field) => {
  const place = document.querySelector(field.dataset.thumbs);
  for (const old of place.querySelectorAll("img")) URL.revokeObjectURL(old.src);
  place.replaceChildren(...[...field.files].filter((file) => file.type.startsWith("image/")).map((file) => {
    const picture = document.createElement("img");
    picture.src = URL.createObjectURL(file);
    picture.alt = file.name;
    return picture;
  }));
});
