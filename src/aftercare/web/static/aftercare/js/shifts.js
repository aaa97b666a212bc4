// The roster by keyboard: arrows move between days, digits choose what a press sets.
import { all, isTyping, on } from "./dom.js";

const STEPS = { ArrowLeft: [0, -1], ArrowRight: [0, 1], ArrowUp: [-1, 0], ArrowDown: [1, 0] };

on("keydown", "[data-roster] button", (event, button) => {
  const step = STEPS[event.key];
  if (!step) return;
  const cell = button.closest("td");
  const row = cell.parentElement;
  const rows = [...row.parentElement.rows];
  const next = rows[rows.indexOf(row) + step[0]]?.cells[cell.cellIndex + step[1]]?.querySelector("button");
  if (next) { event.preventDefault(); next.focus(); }
});

document.addEventListener("keydown", (event) => {
  if (isTyping(event.target) || event.ctrlKey || event.metaKey || event.altKey || !/^[1-9]$/.test(event.key)) return;
  const choice = all("[data-brush] input[type=radio]")[Number(event.key) - 1];
  if (choice) { event.preventDefault(); choice.checked = true; }
});
