// Queues: j and k move, x selects, Enter opens, p peeks; the bulk bar counts. <table data-queue> inside a form, rows <tr data-row="address">.
import { all, isTyping, on } from "./dom.js";

const rows = () => all("[data-queue] [data-row]");
const here = () => document.querySelector("[data-queue] [data-row][data-here]");

function goTo(row) {
  here()?.removeAttribute("data-here");
  row.setAttribute("data-here", "");
  row.scrollIntoView({ block: "nearest" });
  row.dispatchEvent(new CustomEvent("ac:here", { bubbles: true }));
}

export function move(step) {
  const list = rows();
  if (!list.length) return;
  const index = list.indexOf(here());
  goTo(list[Math.max(0, Math.min(list.length - 1, index < 0 ? 0 : index + step))]);
}

// Rows, the box above them (all, some, none), and the bar agree with the boxes that were changed.
function mark(...boxes) {
  for (const box of boxes) box.closest("[data-row]")?.setAttribute("aria-selected", String(box.checked));
  for (const whole of all("[data-queue] [data-select-all]")) {
    const rows = all("[data-select]", whole.closest("[data-queue]"));
    const some = rows.some((box) => box.checked);
    whole.checked = some && rows.every((box) => box.checked);
    whole.indeterminate = some && !whole.checked;
  }
  const bar = document.querySelector("[data-bulk]");
  if (!bar) return;
  const chosen = all("[data-queue] [data-select]:checked").length;
  bar.hidden = chosen === 0;
  bar.querySelector("[data-bulk-count]").textContent = String(chosen);
  for (const button of all("[data-bulk-most]", bar)) {
    button.disabled = chosen > Number(button.dataset.bulkMost);
    button.nextElementSibling.hidden = !button.disabled; // says so
  }
}

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || isTyping(document.activeElement) || document.querySelector("dialog[open]")) return;
  if (!document.querySelector("[data-queue]")) return;
  const row = here();
  if (event.key === "j") move(1);
  else if (event.key === "k") move(-1);
  else if (event.key === "x" && row) {
    const box = row.querySelector("[data-select]");
    if (box) { box.checked = !box.checked; mark(box); }
  } else if (event.key === "Enter" && row && !event.target.closest("a, button, summary")) location.assign(row.dataset.row);
  else if (event.key === "p" && row?.dataset.peek) row.dispatchEvent(new CustomEvent("ac:peek", { bubbles: true }));
  else return;
  event.preventDefault();
});

on("change", "[data-select]", (_event, box) => mark(box));
on("change", "[data-select-all]", (_event, box) => {
  const rows = all("[data-select]", box.closest("[data-queue]"));
  for (const one of rows) one.checked = box.checked;
  mark(...rows);
});
on("click", "[data-bulk-clear]", () => {
  const rows = all("[data-select]:checked");
  for (const one of rows) one.checked = false;
  mark(...rows);
});
document.addEventListener("htmx:load", () => mark()); // more rows have come, and they are not chosen
