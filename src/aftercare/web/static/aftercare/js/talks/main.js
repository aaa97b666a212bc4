// The workbench: lists on the left, one conversation, its side panel. Opening another one replaces the conversation only.
import { isTyping, on } from "../dom.js";
import { alerts } from "./alerts.js";
import { ask, make, page, words } from "./core.js";
import { list } from "./list.js";
import { live } from "./live.js";
import { outbox } from "./outbox.js";
import { Reply } from "./reply.js";
import { Talk } from "./talk.js";

const root = document.querySelector("[data-talks]");
const place = document.querySelector("[data-talk-place]");
const line = document.querySelector("[data-line]");
const ALIVE_EVERY = 30_000;
let talk = null;
let reply = null;
let wanted = 0;

function begin() {
  const section = place.querySelector("[data-talk-id]");
  if (!section) return;
  talk = new Talk(section);
  section.talk = talk;
  if (talk.data.mayAnswer) {
    reply = new Reply(talk);
    section.reply = reply;
  }
  list.mark(talk.id);
}

function end() {
  reply?.leave();
  talk?.leave();
  talk = reply = null;
}

// Put another conversation in the place of this one; what is typed here stays with this one.
export async function open(id, { push = true, focus = true } = {}) {
  wanted = id;
  list.mark(id);
  let text;
  try {
    const answer = await ask(`/talks/${id}/`);
    text = answer.ok ? await answer.text() : null;
  } catch { return; }
  if (wanted !== id) return; // the person has gone on
  if (text === null) { list.changed([id]); list.mark(); return; }
  end();
  place.innerHTML = text;
  window.htmx.process(place);
  root.dataset.opened = String(id);
  togglePanel(false);
  if (push) history.pushState({}, "", `/talks/${id}/${list.query}`);
  begin();
  alerts.show(`${talk.buyer} · ${titleEnd}`);
  if (focus) (reply && matchMedia("(min-width: 768px)").matches ? reply : { focus: () => place.querySelector("[data-history]").focus() }).focus();
}

function close(push = true) {
  wanted = 0;
  end();
  live.watch(0, () => 0);
  delete root.dataset.opened;
  place.replaceChildren();
  list.mark(0);
  if (push) history.pushState({}, "", `/talks/${list.query}`);
  alerts.show(titleEnd);
}
const titleEnd = document.title.split(" · ").slice(-2).join(" · ");

function step(by) {
  const rows = [...list.rows.querySelectorAll("[data-talk]")];
  const here = rows.findIndex((row) => Number(row.dataset.talk) === (wanted || talk?.id));
  const next = rows[here < 0 ? 0 : here + by];
  if (!next) return;
  next.scrollIntoView({ block: "nearest" });
  open(Number(next.dataset.talk));
}

on("click", ".tk-row-link", (event, link) => {
  if (event.ctrlKey || event.metaKey || event.shiftKey || event.button) return;
  event.preventDefault();
  open(Number(link.closest("[data-talk]").dataset.talk));
});
on("click", "[data-back-to-list]", (event) => { event.preventDefault(); close(); });
document.addEventListener("tk:open", ({ detail }) => open(detail));
window.addEventListener("popstate", () => {
  const id = Number(/^\/talks\/(\d+)\//.exec(location.pathname)?.[1] ?? 0);
  if (id && id !== talk?.id) open(id, { push: false });
  else if (!id && talk) close(false);
});

document.addEventListener("keydown", (event) => {
  if (event.defaultPrevented || event.isComposing || document.querySelector("dialog[open]")) return;
  if (event.altKey && !event.ctrlKey && !event.metaKey && (event.key === "ArrowDown" || event.key === "ArrowUp")) {
    event.preventDefault();
    step(event.key === "ArrowDown" ? 1 : -1);
    return;
  }
  if (event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target)) return;
  const act = { j: () => step(1), k: () => step(-1), r: () => { reply?.mode(false); reply?.focus(); }, n: () => { reply?.mode(true); reply?.focus(); } }[event.key];
  if (!act) return;
  event.preventDefault();
  act();
});

// Steps: the server has done it; the page asks for what is new and closes the dialog.
document.addEventListener("talk:changed", () => {
  for (const dialog of document.querySelectorAll("dialog[open]")) dialog.close();
  live.catchUp().catch(() => {});
  list.changed([0]);
});
document.addEventListener("duty:changed", () => list.changed([0]));
on("click", "[data-ask]", async (_event, button) => {
  const dialog = document.getElementById("tk-ask");
  const answer = await ask(button.dataset.ask);
  if (!answer.ok) return;
  dialog.querySelector("[data-ask-place]").innerHTML = await answer.text();
  window.htmx.process(dialog);
  dialog.showModal();
});
on("click", "[data-open='#tk-close']", () => {
  const form = document.querySelector("[data-close-form]");
  form.querySelector("[data-fresh-id]").value = crypto.randomUUID?.() ?? String(Date.now());
  form.querySelector("[data-seen]").value = String(talk.seen);
  form.querySelector("[data-errors]").replaceChildren();
});
function togglePanel(isOpen = !root.hasAttribute("data-panel")) {
  root.toggleAttribute("data-panel", isOpen);
  place.querySelector("[data-panel-toggle]")?.setAttribute("aria-expanded", String(isOpen));
}
on("click", "[data-panel-toggle]", () => togglePanel());
document.addEventListener("keydown", (event) => {
  if (event.key === "Escape" && !isTyping(event.target) && !document.querySelector("dialog[open], details.ac-menu[open]")) togglePanel(false);
});

// One thin line says when live updates are away; it moves nothing.
live.addEventListener("mode", ({ detail }) => {
  line.textContent = detail.mode === "offline" ? words.offline : detail.mode === "polling" ? words.slow : "";
  line.hidden = !line.textContent;
});
document.addEventListener("tk:logged-out", () => {
  reply?.draft.changed();
  line.replaceChildren(words.logged_out, " ", make("a", { href: `/account/login/?next=${encodeURIComponent(location.pathname + location.search)}`, text: words.log_in }));
  line.hidden = false;
});

document.querySelector("#keys .ac-keys")?.append(document.getElementById("talk-keys").content.cloneNode(true));
setInterval(() => { if (document.getElementById("tk-duty")?.dataset.duty !== "off") live.tell({ do: "alive" }); }, ALIVE_EVERY);
alerts.start();
list.start();
outbox.start();
begin();
live.start();
if (talk) alerts.show();
if (new URLSearchParams(location.search).has("note") && reply) { reply.mode(true); reply.focus(); }
else if (reply && matchMedia("(min-width: 1024px)").matches) reply.focus();
document.documentElement.dataset.talksReady = String(page.me);
