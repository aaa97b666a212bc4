// Clocks to the second: <span data-countdown data-since data-due> counts down, <span data-age="…"> counts up. countdown.py says the same.
import { all } from "../dom.js";
import { fill, serverNow, words } from "./core.js";

const DAY = 86_400;
const two = (number) => String(number).padStart(2, "0");

export function span(seconds) {
  const whole = Math.floor(Math.abs(seconds));
  if (whole >= DAY) return fill(words.days ?? "%(days)s d", { days: Math.floor(whole / DAY) });
  const hours = Math.floor(whole / 3600);
  const minutes = Math.floor(whole / 60) % 60;
  return hours ? `${hours}:${two(minutes)}:${two(whole % 60)}` : `${minutes}:${two(whole % 60)}`;
}

export function urgency(since, due, at) {
  const left = due - at;
  if (left <= 0) return "late";
  const share = due > since ? left / (due - since) : 0;
  if (share <= 0.25) return "soon";
  return share <= 0.5 ? "half" : "calm";
}

export const countdown = (due, at) => fill(due > at ? words.time_left : words.time_over, { time: span(due - at) });

export function tick(root = document) {
  const at = serverNow();
  for (const chip of all("[data-countdown]", root)) {
    const [since, due] = [Number(chip.dataset.since), Number(chip.dataset.due)];
    const text = countdown(due, at);
    if (chip.textContent !== text) chip.textContent = text;
    const tone = urgency(since, due, at);
    if (chip.dataset.urgency !== tone) chip.dataset.urgency = tone;
  }
  for (const age of all("[data-age]", root)) {
    const text = span(at - Number(age.dataset.age));
    if (age.textContent !== text) age.textContent = text;
  }
}

setInterval(() => { if (!document.hidden) tick(); }, 1000);
document.addEventListener("visibilitychange", () => { if (!document.hidden) tick(); });
