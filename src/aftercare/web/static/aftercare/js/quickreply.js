// Quick replies in a reply box: `/` and a few letters open a list, Enter inserts the reply with its values filled in.
//
//   import { attachQuickReplies, gaps } from "./quickreply.js";
//   const replies = attachQuickReplies(textarea, { shop: 3, values: () => ({ buyer: "清***8", order: "2118…" }) });
//   replies.start();   // as if `/` had been typed: for a button
//   gaps(textarea.value).length > 0   // something is still to be filled in: do not send
//
// The page includes quickreplies/words.html and css/quickreply.css. `quickreply:used` tells {id, missing} on the box.
import { csrf } from "./dom.js";

const ADDRESS = "/quick-replies/";
const NAMES = { 买家: "buyer", 客服: "agent", 店铺: "shop", 订单号: "order", 商品: "product", 快递: "courier", 运单号: "tracking", 今天: "today" };
for (const code of Object.values(NAMES)) NAMES[code] = code;
// As in knowledge/rules.py.
const SLOT = /(?<![{#$%])\{([^{}\n]{1,20})\}(?!\})/gu;
const GAP = new RegExp(`【(?:${Object.keys(NAMES).join("|")})？】`, "gu");
const HIDDEN = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]/gu;
const LONGEST_VALUE = 80;
const PAUSE = 90; // ms between two letters in which nothing is asked
const WIDEST = 520;
const TALLEST = 320;

const codeOf = (name) => (Object.hasOwn(NAMES, name) ? NAMES[name] : null);
const oneLine = (value) => [...String(value ?? "").replace(HIDDEN, "").trim().split(/\s+/u).join(" ")].slice(0, LONGEST_VALUE).join("");

// {text, missing}: what has no value becomes a gap, 【订单号？】.
export function fill(text, values) {
  const missing = [];
  const filled = text.replace(SLOT, (slot, name) => {
    const code = codeOf(name);
    if (!code) return slot;
    const value = oneLine(values[code]);
    if (!value && !missing.includes(code)) missing.push(code);
    return value || `【${name}？】`;
  });
  return { text: filled, missing };
}

export const gaps = (text) => [...text.matchAll(GAP)].map((found) => [found.index, found.index + found[0].length]);
export const unknownNames = (text) => [...text.matchAll(SLOT)].map((found) => found[1]).filter((name) => !codeOf(name));

let boxes = 0;

class Picker {
  constructor(field, { shop, values = {}, counts = true }) {
    Object.assign(this, { field, shop, values, counts });
    this.words = document.getElementById("quick-reply-words")?.dataset ?? {};
    this.id = `quick-replies-${(boxes += 1)}`;
    this.found = [];
    this.here = 0;
    this.kept = new Map();
    this.build();
    const listen = { signal: (this.life = new AbortController()).signal };
    field.addEventListener("keydown", (event) => this.press(event), { ...listen, capture: true });
    for (const type of ["input", "compositionend", "click", "keyup"]) field.addEventListener(type, (event) => this.look(event), listen);
    field.addEventListener("blur", () => this.close(), listen);
    for (const type of ["resize", "scroll"]) addEventListener(type, () => this.isOpen && this.place(), { ...listen, capture: true, passive: true });
  }

  build() {
    this.panel = make("div", "ac-quick");
    this.panel.popover = "manual";
    this.list = make("ul", "ac-quick-list");
    Object.assign(this.list, { id: this.id, role: "listbox" });
    this.list.setAttribute("aria-label", this.words.label ?? "");
    this.said = make("div", "ac-said");
    this.said.role = "status";
    this.note = make("p", "ac-quick-note");
    this.panel.append(this.list, this.note);
    // Inside an open dialog everything beside it is out of reach.
    (this.field.closest("dialog") ?? document.body).append(this.panel, this.said);
    this.panel.addEventListener("pointerdown", (event) => event.preventDefault()); // the box keeps the focus
    this.list.addEventListener("click", (event) => {
      const option = event.target.closest("[role=option]");
      if (option) this.insert(Number(option.dataset.index));
    });
  }

  get isOpen() {
    return this.slash !== undefined;
  }

  // Where the `/` before the caret stands: at the start of the box or behind a space. A Chinese keyboard makes 、 of it.
  slashBefore() {
    const { selectionStart: caret, selectionEnd, value } = this.field;
    if (caret !== selectionEnd) return null;
    const found = value.slice(0, caret).match(/(?:^|\s)([/／、]([^\s/／、][^\n/／、]{0,29})?)$/u);
    return found ? { start: caret - found[1].length, query: (found[2] ?? "").trim() } : null;
  }

  look(event) {
    if (event.isComposing) return;
    const found = this.slashBefore();
    if (!found || (this.given !== undefined && this.given === found.start)) {
      if (!found) this.given = undefined;
      this.close();
      return;
    }
    // Moving about in a text opens nothing; typing does.
    if (!this.isOpen && event.type !== "input" && event.type !== "compositionend") return;
    const isNew = this.slash !== found.start || this.query !== found.query;
    this.slash = found.start;
    this.query = found.query;
    if (isNew) this.ask();
  }

  ask() {
    const { query } = this;
    clearTimeout(this.timer);
    if (this.kept.has(query)) {
      this.waits = false;
      this.show(this.kept.get(query));
      return;
    }
    this.waits = true;
    this.timer = setTimeout(() => this.fetch(query), query ? PAUSE : 0);
  }

  async fetch(query) {
    let found;
    try {
      const answer = await fetch(`${ADDRESS}find.json?${new URLSearchParams({ shop: this.shop, q: query })}`, { headers: { Accept: "application/json" } });
      if (!answer.ok) throw new Error(answer.statusText);
      found = await answer.json();
    } catch {
      if (this.isOpen && this.query === query) this.show([], this.words.failed);
      return;
    }
    if (!this.isOpen) return;
    this.kept.set(query, found);
    if (this.query === query) this.show(found);
  }

  show(found, note) {
    this.found = found;
    this.waits = false;
    this.list.replaceChildren(...found.map((reply, index) => this.option(reply, index)));
    this.list.hidden = !found.length;
    this.note.textContent = note ?? (found.length ? this.words.keys : this.words.none) ?? "";
    this.note.toggleAttribute("data-keys", found.length > 0);
    this.said.textContent = found.length ? (this.words.count ?? "").replace("{count}", found.length) : this.note.textContent;
    if (!this.panel.matches(":popover-open")) this.panel.showPopover();
    this.place();
    const field = { role: "combobox", "aria-expanded": "true", "aria-haspopup": "listbox", "aria-autocomplete": "list", "aria-controls": this.id };
    for (const [name, value] of Object.entries(field)) this.field.setAttribute(name, value);
    this.mark(0);
    if (this.wants && found.length) this.insert(0);
    this.wants = false;
  }

  option(reply, index) {
    const option = make("li", "ac-quick-item");
    Object.assign(option, { id: `${this.id}-${index}`, role: "option" });
    option.dataset.index = index;
    const head = make("span", "ac-quick-head");
    head.append(make("b", "ac-quick-title", reply.title));
    if (reply.shortcut) head.append(make("code", "", `/${reply.shortcut}`));
    const aside = reply.own ? this.words.own : reply.group;
    if (aside) head.append(make("span", "ac-quick-aside", aside));
    option.append(head, make("span", "ac-quick-text", fill(reply.text, this.known()).text));
    return option;
  }

  mark(index) {
    this.here = index;
    for (const [at, option] of [...this.list.children].entries()) option.setAttribute("aria-selected", String(at === index));
    const option = this.list.children[index];
    if (option) this.field.setAttribute("aria-activedescendant", option.id);
    else this.field.removeAttribute("aria-activedescendant");
    option?.scrollIntoView({ block: "nearest" });
  }

  // Over or under the box, where there is room; above the keyboard of a phone.
  place() {
    const box = this.field.getBoundingClientRect();
    const seen = window.visualViewport ?? { offsetTop: 0, height: innerHeight, width: innerWidth };
    const under = seen.offsetTop + seen.height - box.bottom;
    const over = box.top - seen.offsetTop;
    const isUnder = under >= Math.min(TALLEST, over);
    const { style } = this.panel;
    style.maxHeight = `${Math.max(120, Math.min(TALLEST, (isUnder ? under : over) - 12))}px`;
    style.width = `${Math.min(WIDEST, Math.max(box.width, 280), seen.width - 16)}px`;
    style.left = `${Math.max(8, Math.min(box.left, seen.width - this.panel.offsetWidth - 8))}px`;
    style.top = `${isUnder ? box.bottom + 4 : box.top - this.panel.offsetHeight - 4}px`;
  }

  press(event) {
    // While an input method composes, every key is its own.
    if (!this.isOpen || event.isComposing || event.keyCode === 229 || event.ctrlKey || event.metaKey || event.altKey) return;
    const count = this.found.length;
    if (event.key === "Escape") {
      this.given = this.slash;
      this.close();
    } else if ((event.key === "Enter" || event.key === "Tab") && !event.shiftKey && (count || this.waits)) {
      if (this.waits) this.wants = true; // faster than the answer: it goes in when it comes
      else this.insert(this.here);
    } else if ((event.key === "ArrowDown" || event.key === "ArrowUp") && count) {
      this.mark((this.here + (event.key === "ArrowDown" ? 1 : count - 1)) % count);
    } else return;
    event.preventDefault();
    event.stopImmediatePropagation();
  }

  known() {
    return typeof this.values === "function" ? this.values() : this.values;
  }

  insert(index) {
    const reply = this.found[index];
    const { field, slash } = this;
    const filled = fill(reply.text, this.known());
    const caret = field.selectionStart;
    this.close();
    field.focus();
    field.setSelectionRange(slash, caret);
    // Typed by the browser, so that it can be undone; by hand where that is not possible.
    if (!document.execCommand("insertText", false, filled.text)) {
      field.setRangeText(filled.text, slash, caret, "end");
      field.dispatchEvent(new Event("input", { bubbles: true }));
    }
    const [gap] = gaps(filled.text);
    if (gap) field.setSelectionRange(slash + gap[0], slash + gap[1]);
    field.dispatchEvent(new CustomEvent("quickreply:used", { bubbles: true, detail: { id: reply.id, missing: filled.missing } }));
    if (!this.counts) return;
    fetch(`${ADDRESS}${reply.id}/used/`, { method: "POST", headers: { "X-CSRFToken": csrf() }, keepalive: true }).catch(() => {});
  }

  close() {
    clearTimeout(this.timer);
    if (!this.isOpen) return;
    this.slash = this.query = undefined;
    this.waits = this.wants = false;
    this.found = [];
    this.kept.clear();
    if (this.panel.matches(":popover-open")) this.panel.hidePopover();
    this.said.textContent = "";
    for (const name of ["role", "aria-expanded", "aria-haspopup", "aria-autocomplete", "aria-controls", "aria-activedescendant"]) this.field.removeAttribute(name);
  }

  start() {
    this.field.focus();
    const { selectionStart: caret, value } = this.field;
    const typed = /(?:^|\s)$/u.test(value.slice(0, caret)) ? "/" : " /";
    if (document.execCommand("insertText", false, typed)) return;
    this.field.setRangeText(typed, caret, this.field.selectionEnd, "end");
    this.field.dispatchEvent(new Event("input", { bubbles: true }));
  }

  detach() {
    this.close();
    this.life.abort();
    this.panel.remove();
    this.said.remove();
  }
}

function make(tag, name, text = "") {
  const element = document.createElement(tag);
  if (name) element.className = name;
  element.textContent = text;
  return element;
}

// `values`: by code of the variable, or a function that gives them. `counts: false` for trying out.
// Returns {start(), close(), detach()}.
export function attachQuickReplies(field, options) {
  const picker = new Picker(field, options);
  return { start: () => picker.start(), close: () => picker.close(), detach: () => picker.detach() };
}
