// The live board: every few seconds its numbers are replaced in place; rows come and go only while nobody points there.
import { all } from "../dom.js";
import { ask, say } from "./core.js";
import { tick } from "./countdown.js";

const EVERY = 5000;
const place = document.querySelector("[data-board]");
const stale = document.querySelector("[data-board-stale]");

const keyed = (root) => new Map(all("[data-key]", root).map((row) => [row.dataset.key, row]));

function patch(part) {
  const [here, fresh] = [keyed(place), keyed(part)];
  for (const [key, row] of fresh) {
    const old = here.get(key);
    if (!old) continue;
    for (const cell of all("[data-cell]", row)) {
      const own = old.querySelector(`[data-cell="${cell.dataset.cell}"]`);
      if (own && own.innerHTML !== cell.innerHTML) own.replaceChildren(...cell.childNodes);
      if (own) Object.assign(own.dataset, cell.dataset);
    }
    const seen = old.querySelector("[name=agent_seen]");
    if (seen) seen.value = row.querySelector("[name=agent_seen]").value;
  }
  const same = here.size === fresh.size && [...fresh.keys()].join() === [...here.keys()].join();
  if (same || place.matches(":hover") || place.contains(document.activeElement)) {
    for (const [key, row] of here) row.toggleAttribute("data-leaving", !fresh.has(key));
    return;
  }
  place.replaceChildren(...part.body.childNodes);
  window.htmx.process(place);
}

async function look() {
  if (document.hidden) return;
  try {
    const answer = await ask("/talks/board/");
    if (!answer.ok) throw new Error(String(answer.status));
    patch(new DOMParser().parseFromString(await answer.text(), "text/html"));
    stale.hidden = true;
  } catch {
    stale.textContent = place.dataset.offlineText;
    stale.hidden = false;
  }
  tick(place);
}

setInterval(look, EVERY);
document.addEventListener("visibilitychange", look);
document.addEventListener("htmx:afterRequest", ({ detail }) => {
  const text = detail.elt.dataset?.watchedToast;
  if (text && detail.successful) say(text);
  if (detail.requestConfig.verb === "post") look();
});
