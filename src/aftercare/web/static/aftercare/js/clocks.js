// Clock chips keep moving, by the server's time, with the server's words (pieces/clock.py says the same; a test compares them).
import { all, eachPart } from "./dom.js";

const words = JSON.parse(document.getElementById("ac-words")?.textContent || "{}");
const offset = document.body.dataset.now ? Number(document.body.dataset.now) * 1000 - Date.now() : 0;
const EIGHTHS = 8;
const SOON = 0.25;

const fill = (sentence, values) => sentence.replace(/%\((\w+)\)s/g, (_all, name) => values[name] ?? "");

export function duration(seconds) {
  const minutes = Math.floor(Math.abs(seconds) / 60);
  if (minutes < 1) return words.under_minute;
  if (minutes < 60) return fill(words.minute, { m: minutes });
  if (minutes < 60 * 48) return fill(words.hour_minute, { h: Math.floor(minutes / 60), m: minutes % 60 });
  return fill(words.day_hour, { d: Math.floor(minutes / 1440), h: Math.floor((minutes % 1440) / 60) });
}

const share = (from, due, at) => (due > from ? Math.max(0, Math.min(1, (due - at) / (due - from))) : 0);

function state({ from, own, limit }, at) {
  if (limit && share(from, limit, at) <= SOON / 2) return "over";
  if (own && at >= own) return "late";
  return share(from, own || limit, at) <= SOON ? "soon" : "calm";
}

function tick(chip, at) {
  const clock = { from: Number(chip.dataset.from), own: Number(chip.dataset.own), limit: Number(chip.dataset.limit) };
  if (!clock.own && !clock.limit) return;
  const effect = chip.dataset.effect;
  let behind = "";
  if (clock.limit) {
    const key = clock.limit <= at ? "late" : effect ? "left_then" : "left";
    behind = fill(words[key], { time: duration(clock.limit - at), effect });
  }
  let front = behind;
  const now = state(clock, at);
  if (clock.own && now !== "over") front = fill(words[clock.own > at ? "left" : "late"], { time: duration(clock.own - at) });
  else behind = "";
  const [first, second] = [chip.querySelector("b"), chip.querySelector(".ac-clock-limit")];
  if (first.textContent !== front) first.textContent = front;
  if (second && second.textContent !== behind) second.textContent = behind;
  chip.dataset.state = now;
  const due = clock.own && at < clock.own ? clock.own : clock.limit;
  chip.dataset.left = String(due ? Math.round(share(clock.from, due, at) * EIGHTHS) : 0);
}

function tickAll(part) {
  const at = (Date.now() + offset) / 1000;
  for (const chip of all(".ac-clock[data-from]", part)) tick(chip, at);
}

if (words.minute) {
  eachPart(tickAll);
  setInterval(() => { if (!document.hidden) tickAll(document); }, 10_000);
  document.addEventListener("visibilitychange", () => { if (!document.hidden) tickAll(document); });
}
