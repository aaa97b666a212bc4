// The form of a quick reply: preview while typing, variables by a press, the search tried out.
import { all, on } from "./dom.js";
import { attachQuickReplies, fill, gaps, unknownNames } from "./quickreply.js";

const preview = document.querySelector("[data-reply-preview]");
const bare = document.querySelector("[data-reply-bare]");
const text = document.querySelector("[data-reply-text]");

function piece(words, name, title = "") {
  const mark = document.createElement("mark");
  mark.className = name;
  mark.textContent = words;
  mark.title = title;
  return mark;
}

// Text nodes and marks, never HTML of the text.
function parts(filled, wrong) {
  const spots = gaps(filled).map(([start, end]) => ({ start, end, name: "ac-quick-gap" }));
  for (const name of new Set(wrong)) {
    for (let start = filled.indexOf(`{${name}}`); start >= 0; start = filled.indexOf(`{${name}}`, start + 1)) {
      spots.push({ start, end: start + name.length + 2, name: "ac-quick-gap ac-quick-gap-wrong", title: preview.dataset.unknown });
    }
  }
  const nodes = [];
  let at = 0;
  for (const spot of spots.sort((one, other) => one.start - other.start)) {
    nodes.push(filled.slice(at, spot.start), piece(filled.slice(spot.start, spot.end), spot.name, spot.title));
    at = spot.end;
  }
  return [...nodes, filled.slice(at)];
}

function show() {
  const typed = text.value ?? text.textContent;
  const values = JSON.parse(bare?.checked ? preview.dataset.bare : preview.dataset.values);
  const filled = fill(typed, values);
  preview.replaceChildren(...parts(filled.text, unknownNames(typed)));
  const hint = document.querySelector("[data-reply-gap-hint]");
  if (hint) hint.hidden = !filled.missing.length;
}

if (preview && text) {
  text.addEventListener("input", show);
  bare?.addEventListener("change", show);
  show();
}

on("click", "[data-insert]", (_event, button) => {
  text.focus();
  if (document.execCommand("insertText", false, button.dataset.insert)) return;
  text.setRangeText(button.dataset.insert, text.selectionStart, text.selectionEnd, "end");
  text.dispatchEvent(new Event("input", { bubbles: true }));
});

for (const box of all("[data-quick-replies]")) {
  attachQuickReplies(box, { shop: box.dataset.quickReplies, values: JSON.parse(box.dataset.values || "{}"), counts: !box.hasAttribute("data-trial") });
}

// Enter in the trial question tries it; the form is saved by its button.
const question = document.querySelector("[data-reply-question]");
question?.addEventListener("keydown", (event) => {
  if (event.key !== "Enter" || event.isComposing) return;
  event.preventDefault();
  question.dispatchEvent(new Event("ac:again"));
});
for (const field of all("[name=questions], [name=is_faq]")) {
  field.addEventListener("change", () => question?.value && question.dispatchEvent(new Event("ac:again")));
}
