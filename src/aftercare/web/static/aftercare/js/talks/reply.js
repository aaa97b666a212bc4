// The reply box: sends, notes, drafts, pictures, cards. Nothing typed is ever lost: what was refused comes back here.
import { all, on } from "../dom.js";
import { ask, fill, make, say, words } from "./core.js";
import { Draft } from "./draft.js";
import { fillPalette } from "./emoji.js";
import { Helpers } from "./helpers.js";
import { live } from "./live.js";
import { Names } from "./names.js";
import { outbox } from "./outbox.js";
import { Pictures } from "./pictures.js";

const COUNT_FROM = 0.9; // of the longest text

export class Reply {
  #off = new AbortController();
  isNote = false;

  constructor(talk) {
    this.talk = talk;
    this.root = talk.root.querySelector("[data-reply]");
    const find = (name) => this.root.querySelector(`[data-${name}]`);
    [this.field, this.bar, this.barText, this.check, this.kept] = ["text", "meanwhile", "meanwhile-text", "check", "kept"].map(find);
    this.field.maxLength = talk.data.textMost;
    this.draft = new Draft(talk, () => ({ text: this.field.value, note: this.isNote }));
    this.pictures = new Pictures(this);
    new Names(this.field, find("names"), talk.data.shop, () => this.isNote);
    fillPalette(find("emoji"), (face) => this.insert(face));
    this.helpers = new Helpers(talk, this);
    const { text, note } = this.draft.restore();
    this.field.value = text ?? "";
    this.mode(Boolean(note));
    this.#listen();
    this.#typed();
  }

  leave() {
    this.draft.leave();
    this.helpers.leave();
    this.#off.abort();
  }

  focus() { this.field.focus(); }

  mode(isNote) {
    this.isNote = isNote;
    this.root.toggleAttribute("data-note", isNote);
    for (const button of all("[data-mode]", this.root)) button.setAttribute("aria-pressed", String((button.dataset.mode === "note") === isNote));
    this.field.placeholder = isNote ? words.note_hint : words.reply_hint;
    this.root.querySelector("[data-send-label]").textContent = isNote ? words.send_note : words.send;
    // A note goes over nothing; the bar is back with the reply.
    this.bar.hidden = isNote || !this.talk.isHeld;
  }

  // At the caret, never over what is typed or chosen.
  insert(text) {
    const at = this.field.selectionEnd;
    this.field.setRangeText(text, at, at, "end");
    this.field.dispatchEvent(new Event("input", { bubbles: true }));
    this.focus();
  }

  // `anyway`: although somebody answered meanwhile.
  send(anyway = false) {
    const text = this.field.value.trim();
    if (!text && !this.pictures.any) return;
    const stopped = this.isNote ? "" : this.helpers.stops(this.field.value);
    if (stopped) { this.#tell({ text: stopped }); return; }
    if (!this.isNote && this.talk.isHeld && !anyway) { this.#insist(); return; }
    if (anyway) this.talk.acknowledge();
    this.#release();
    const frame = { talk: this.talk.id, seen: this.talk.seen };
    if (!this.isNote) for (const file of this.pictures.take()) outbox.add({ ...frame, kind: "picture", tooLarge: words.picture_failed }, file);
    if (text) {
      this.field.value = "";
      this.draft.forget();
      outbox.add({ ...frame, kind: this.isNote ? "whisper" : "text", text });
    }
    this.#typed(false);
    this.talk.presence.sent();
    if (this.isNote) this.mode(false);
    this.field.dispatchEvent(new CustomEvent("tk:sent"));
  }

  sendCard(card) { outbox.add({ talk: this.talk.id, seen: this.talk.seen, kind: "card", ...card }); }

  // What could not be sent, and why: back where it was typed, unless something else stands there by now.
  takeBack({ item, frame }) {
    const isWords = item.kind === "text" || item.kind === "whisper";
    const isNewer = frame.code === "unseen";
    if (isNewer) this.#hold(this.talk.answeredAfter(item.seen));
    if (isWords && !this.field.value) {
      outbox.remove(item.id);
      this.restore(item);
      if (!isNewer) this.#tell(frame);
    }
    if (isNewer) this.talk.toEnd();
    if (frame.code === "not_found") live.catchUp().catch(() => {}); // logged out, or no longer theirs: it will say which
  }

  restore(item) {
    this.mode(item.kind === "whisper");
    this.field.value = this.field.value ? `${item.text}\n${this.field.value}` : item.text;
    this.#typed();
    this.draft.changed();
    this.focus();
  }

  #listen() {
    const { signal } = this.#off;
    const { field } = this;
    field.addEventListener("input", () => {
      this.#typed();
      this.draft.changed();
      if (field.value && !this.isNote) this.talk.presence.writes();
      if (!field.value) this.#release();
    }, { signal });
    // Composing a character by Enter is no sending; whoever offers quick replies or names has taken the key already.
    field.addEventListener("keydown", (event) => {
      if (event.key !== "Enter" || event.shiftKey || event.altKey || event.isComposing || event.keyCode === 229 || event.defaultPrevented) return;
      event.preventDefault();
      this.send(event.ctrlKey || event.metaKey);
    }, { signal });
    this.root.querySelector("[data-send]").addEventListener("click", () => { this.send(); this.focus(); }, { signal });
    this.root.querySelector("[data-send-anyway]").addEventListener("click", () => { this.send(true); this.focus(); }, { signal });
    for (const button of all("[data-mode]", this.root)) button.addEventListener("click", () => { this.mode(button.dataset.mode === "note"); this.draft.changed(); this.focus(); }, { signal });
    this.talk.addEventListener("answered", ({ detail }) => { if (field.value.trim() && !this.isNote) this.#hold(detail); }, { signal });
    this.talk.addEventListener("edit", ({ detail }) => this.restore(detail), { signal });
    outbox.addEventListener("refused", ({ detail }) => { if (detail.item.talk === this.talk.id) this.takeBack(detail); }, { signal });
  }

  #typed(mayCount = true) {
    const most = this.talk.data.textMost;
    const length = this.field.value.length;
    this.kept.textContent = mayCount && length > most * COUNT_FROM ? `${length} / ${most}` : "";
    this.check.hidden = true;
  }

  #hold(message) {
    this.talk.isHeld = true;
    this.barText.textContent = message ? fill(words.answered_meanwhile, { name: message.name || words.colleague }) : words.newer;
    this.bar.hidden = this.isNote;
  }

  #release() {
    if (this.talk.isHeld && !this.isNote) this.talk.acknowledge();
    this.bar.hidden = true;
    this.bar.removeAttribute("data-insist");
  }

  #insist() {
    this.bar.removeAttribute("data-insist");
    requestAnimationFrame(() => this.bar.setAttribute("data-insist", ""));
  }

  #tell(frame) {
    this.check.textContent = frame.text || Object.values(frame.problems ?? {}).join(" ") || words.failed;
    this.check.hidden = false;
    this.field.dispatchEvent(new CustomEvent("tk:refused", { bubbles: true, detail: frame }));
  }
}

// Pickers of cards: asked for when they are opened, searched while one types.
const replyOf = (element) => document.querySelector("[data-talk-id]")?.reply ?? element.closest("[data-talk-id]")?.reply;

async function fetchPicks(dialog, words = "") {
  const answer = await ask(`${dialog.dataset.address}?q=${encodeURIComponent(words)}`);
  return answer.ok ? answer.text() : "";
}

on("click", "[data-pick]", async (_event, button) => {
  const dialog = document.querySelector(button.dataset.pick);
  dialog.dataset.address = button.dataset.pickUrl;
  dialog.querySelector("[data-pick-place]").innerHTML = await fetchPicks(dialog);
  dialog.showModal();
  dialog.querySelector("[data-focus]")?.focus();
});

let soon = 0;
on("input", "[data-pick-search]", (_event, field) => {
  clearTimeout(soon);
  soon = setTimeout(async () => {
    const dialog = field.closest("dialog");
    const made = make("template", {});
    made.innerHTML = await fetchPicks(dialog, field.value);
    const found = made.content.querySelector("[data-picks]");
    if (found) dialog.querySelector("[data-picks]")?.replaceWith(found);
  }, 200);
});

on("click", "[data-card-product]", (_event, button) => {
  const dialog = button.closest("dialog");
  const reason = dialog.querySelector("[data-pick-reason]")?.value.trim() ?? "";
  replyOf(button)?.sendCard({ product: Number(button.dataset.cardProduct), reason, title: button.querySelector("b")?.textContent });
  dialog.close();
});
on("click", "[data-card-order]", (_event, button) => {
  replyOf(button)?.sendCard({ order: Number(button.dataset.cardOrder), title: button.querySelector("b")?.textContent });
  button.closest("dialog").close();
});

// Anything on the page may offer words for the reply: <button data-insert-reply="…">.
on("click", "[data-insert-reply]", (_event, button) => {
  const reply = replyOf(button);
  if (reply) reply.insert(button.dataset.insertReply);
  else say(words.gone, "late");
});
