// The reply check below a reply box: what was found, why, and a better wording that one press puts in its place.
// It never stops the typing; whether an answer may go out is told by the event "replycheck", and decided by the server.
import { eachPart } from "./dom.js";
import { checkReply, ownWords } from "./replyrules.js";

export { checkReply, ownWords };

const PAUSE = 150; // ms after the last key
const STALE = 5 * 60_000; // ms after which the rules are asked for again: they may have changed
const loaded = new Map(); // address -> {rules, mark, at}

async function rulesAt(address) {
  const known = loaded.get(address);
  if (known && performance.now() - known.at < STALE) return known.rules;
  const answer = await fetch(address, { headers: known ? { "If-None-Match": known.mark } : {} }).catch(() => null);
  if (!answer || !(answer.ok || answer.status === 304)) return known?.rules ?? null; // the server checks again anyway
  const rules = answer.status === 304 ? known.rules : await answer.json();
  loaded.set(address, { rules, mark: answer.headers.get("ETag") ?? "", at: performance.now() });
  return rules;
}

const make = (tag, className, text = "") => {
  const element = document.createElement(tag);
  if (className) element.className = className;
  element.textContent = text;
  return element;
};
// Hits count code points, a text box counts UTF-16 units.
const unitsBefore = (text, place) => [...text].slice(0, place).join("").length;

function replace(box, hit) {
  const start = unitsBefore(box.value, hit.start);
  const end = unitsBefore(box.value, hit.end);
  box.focus();
  box.setSelectionRange(start, end);
  if (!document.execCommand("insertText", false, hit.better)) { // it keeps undo; where it is gone, plainly
    box.setRangeText(hit.better, start, end, "end");
    box.dispatchEvent(new Event("input", { bubbles: true }));
  }
}

const isUndecided = (hit, rules) => rules.undecided.includes(hit.kind);
const toneOf = (hit, rules) => (hit.isBlocked && !isUndecided(hit, rules) ? "late" : "soon");

function row(box, hit, rules) {
  const item = make("li", `ac-replyhit ac-${toneOf(hit, rules)}`);
  const said = make("div", "ac-replyhit-said");
  const phrase = [...box.value].slice(hit.start, hit.end).join("");
  said.append(make("span", "ac-replyhit-kind", rules.kinds[hit.kind]), make("q", "ac-replyhit-phrase", [...phrase].length > 40 ? `${[...phrase].slice(0, 39).join("")}…` : phrase));
  if (hit.isBlocked) said.append(make("strong", "ac-replyhit-stop", isUndecided(hit, rules) ? rules.words.undecided : rules.words.blocked));
  const use = make("button", "btn btn-small", rules.words.use.replace("%(better)s", hit.better));
  use.type = "button";
  use.addEventListener("click", () => replace(box, hit));
  item.append(said, make("div", "ac-replyhit-why", hit.why), use);
  return item;
}

// The text with its hits marked, for the test box.
export function markHits(target, text, hits, rules) {
  const letters = [...text];
  const edges = [...new Set([0, letters.length, ...hits.flatMap((hit) => [hit.start, hit.end])])].sort((one, other) => one - other);
  target.replaceChildren(...edges.slice(0, -1).map((start, at) => {
    const piece = letters.slice(start, edges[at + 1]).join("");
    const over = hits.filter((hit) => hit.start <= start && edges[at + 1] <= hit.end);
    if (!over.length) return document.createTextNode(piece);
    const mark = make("mark", over.some((hit) => toneOf(hit, rules) === "late") ? "ac-late" : "ac-soon", piece);
    mark.title = over.map((hit) => `${rules.kinds[hit.kind]}: ${hit.why}`).join("\n");
    return mark;
  }));
}

// Attach to a text box. `list` has data-rules (the address of the rules) and perhaps data-marked (a selector of where the
// text is shown with its hits). `context` gives {earlier, mine, own} at every check: our answers on screen and one's own, the newest last,
// and what `ownWords` makes of the buyer's own messages and orders. Returns {check, detach}.
export function attachReplyCheck(box, list, context = () => ({})) {
  let timer = 0;
  let shown = "";
  const marked = list.dataset.marked ? document.querySelector(list.dataset.marked) : null;

  async function check() {
    const rules = await rulesAt(list.dataset.rules);
    if (!rules || !box.isConnected) return [];
    const hits = box.value.trim() ? checkReply(box.value, rules, context(rules)) : [];
    const now = JSON.stringify([box.value, hits]);
    if (now !== shown) {
      shown = now;
      list.replaceChildren(...hits.map((hit) => row(box, hit, rules)));
      if (marked) markHits(marked, box.value, hits, rules);
      if (marked && box.value.trim() && !hits.length) list.append(make("li", "ac-replyhit-none ac-muted", rules.words.clear));
    }
    const blocked = hits.filter((hit) => toneOf(hit, rules) === "late");
    const undecided = hits.filter((hit) => hit.isBlocked && isUndecided(hit, rules));
    box.dispatchEvent(new CustomEvent("replycheck", { bubbles: true, detail: { hits, blocked, undecided } }));
    return hits;
  }

  const later = () => {
    clearTimeout(timer);
    timer = setTimeout(check, PAUSE);
  };
  box.addEventListener("input", later);
  check();
  return {
    check,
    detach() {
      clearTimeout(timer);
      box.removeEventListener("input", later);
      list.replaceChildren();
    },
  };
}

// <textarea data-reply-check="#list">: attached by itself.
eachPart((part) => {
  for (const box of part.querySelectorAll("textarea[data-reply-check]")) attachReplyCheck(box, document.querySelector(box.dataset.replyCheck));
});
