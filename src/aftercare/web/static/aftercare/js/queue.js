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

function mark(box) {
  box.closest("[data-row]")?.setAttribute("aria-selected", String(box.checked));
  const bar = document.querySelector("[data-bulk]");
  if (!bar) return;
  const chosen = all("[data-queue] [data-select]:checked").length;
  bar.hidden = chosen === 0;
  bar.querySelector("[data-bulk-count]").textContent = String(chosen);
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
  for (const one of all("[data-select]", box.closest("[data-queue]"))) { one.checked = box.checked; mark(one); }
});
on("click", "[data-bulk-clear]", () => {
  for (const one of all("[data-select]:checked, [data-select-all]:checked")) { one.checked = false; mark(one); }
});
