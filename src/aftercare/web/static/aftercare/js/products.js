// The picture of a product: sent as soon as it is chosen.
import { on } from "./dom.js";

on("change", "[data-picture-file]", (_event, input) => { if (input.files.length) input.form.requestSubmit(); });
on("keydown", "[data-picture] label", (event, label) => {
  if (event.key === "Enter" || event.key === " ") { event.preventDefault(); label.querySelector("input").click(); }
});
