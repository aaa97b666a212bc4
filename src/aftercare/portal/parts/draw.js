// The list of messages: what is new is added, what stays is not touched, so that nothing jumps and nothing is read twice.
import { data, find, icon, linked, money, node, say, webAddress } from "./dom.js";

const NEAR = 90; // pixels from the end: whoever is there goes along with what is new
const LANGUAGE = data.language === "en" ? "en" : "zh-CN";
const hours = new Intl.DateTimeFormat(LANGUAGE, { hour: "2-digit", minute: "2-digit", hour12: false });
const days = new Intl.DateTimeFormat(LANGUAGE, { month: "long", day: "numeric", weekday: "short" });
const years = new Intl.DateTimeFormat(LANGUAGE, { year: "numeric", month: "long", day: "numeric" });
const NOTICES = new Set(["routed", "taken", "transferred", "requeued", "closed", "left"]);

/** hooks: retry(item), discard(item), follow(address, event), again(talk, seq), enlarge(address, opener), rating(talk). */
export class List {
  constructor(hooks) {
    this.hooks = hooks;
    this.log = find("log");
    this.scroll = find("scroll");
    this.drawn = new Map(); // key -> {stamp, made}
    this.scroll.addEventListener("scroll", () => this.hooks.scrolled(), { passive: true });
  }

  get isAtEnd() {
    const { scrollHeight, scrollTop, clientHeight } = this.scroll;
    return scrollHeight - scrollTop - clientHeight < NEAR;
  }

  toEnd() {
    this.scroll.scrollTop = this.scroll.scrollHeight;
  }

  /** Show it all. `quiet`: it is history, which no screen reader announces. */
  draw(talks, items, { quiet = false, toEnd = false } = {}) {
    const wasAtEnd = this.isAtEnd || toEnd;
    const fromEnd = this.scroll.scrollHeight - this.scroll.scrollTop;
    if (quiet) this.log.setAttribute("aria-live", "off");
    this.place([...this.parts(talks, items)]);
    if (quiet) {
      this.scroll.scrollTop = this.scroll.scrollHeight - fromEnd;
      requestAnimationFrame(() => this.log.setAttribute("aria-live", "polite"));
    } else if (wasAtEnd) this.toEnd();
  }

  clear() {
    this.drawn.clear();
    this.log.replaceChildren();
  }

  place(parts) {
    const wanted = new Set(parts.map((part) => part.key));
    for (const [key, { made }] of this.drawn) {
      if (!wanted.has(key)) {
        made.remove();
        this.drawn.delete(key);
      }
    }
    let at = this.log.firstChild;
    for (const part of parts) {
      let drawn = this.drawn.get(part.key);
      if (!drawn || drawn.stamp !== part.stamp) {
        const made = part.make();
        if (drawn) {
          if (at === drawn.made) at = made;
          drawn.made.replaceWith(made);
        }
        drawn = { stamp: part.stamp, made };
        this.drawn.set(part.key, drawn);
      }
      if (drawn.made === at) at = at.nextSibling;
      else this.log.insertBefore(drawn.made, at);
    }
  }

  *parts(talks, items) {
    let day = "", run = "";
    const last = lastOwn(talks, items);
    for (const talk of talks.inOrder) {
      const messages = talks.messages(talk);
      for (const [at, message] of messages.entries()) {
        const date = new Date(message.at);
        if (date.toDateString() !== day) {
          day = date.toDateString();
          run = "";
          yield dayPart(`d:${talk.id}:${message.seq}`, date);
        }
        const who = writer(message);
        const next = messages[at + 1];
        const isTimed = !next || writer(next) !== who || minute(next) !== minute(message); // once for what belongs together
        yield this.messagePart(talk, message, { isFirst: who && who !== run, isLast: message === last, isTimed });
        run = who;
      }
      if (talk.state.may_rate) yield this.hooks.rating(talk);
    }
    for (const item of items) yield this.itemPart(item);
  }

  messagePart(talk, message, { isFirst, isLast, isTimed }) {
    const isOwn = message.side === "buyer";
    const key = isOwn ? `b:${message.id}` : `m:${talk.id}:${message.seq}`;
    const isRead = message.seq <= talk.state.read;
    const mark = isOwn && isLast ? (isRead ? "read" : "sent") : "";
    const stamp = `${mark}:${isFirst}:${isTimed}:${message.file ? message.file.turn ?? 0 : ""}:${message.card ? "c" : ""}`;
    if (message.kind === "notice") return { key, stamp: "", make: () => noticeNode(message) };
    return { key, stamp, make: () => this.bubble(message, { isOwn, isFirst, isTimed, mark, talk }) };
  }

  itemPart(item) {
    const stamp = `${item.state}:${item.why}`;
    return { key: `b:${item.id}`, stamp, make: () => this.pending(item) };
  }

  bubble(message, { isOwn, isFirst, isTimed, mark, talk }) {
    const name = isOwn ? "" : message.name || say("shop");
    const said = isOwn ? say("you") : name;
    const head = isFirst && !isOwn ? node("p", { class: "from", "aria-hidden": "true" }, name) : null;
    const foot = mark ? markNode(mark) : null;
    const time = isTimed ? node("span", { class: "time" }, hours.format(new Date(message.at))) : null;
    return node("div", { class: `line ${isOwn ? "own" : "theirs"}${isFirst ? " first" : ""}` },
      head,
      node("span", { class: "unseen" }, `${said} `),
      node("div", { class: "row" }, this.content(message, talk), time),
      foot);
  }

  content(message, talk) {
    if (message.kind === "picture" && message.file) return this.picture(message, talk);
    if (message.kind === "card" && message.card) return cardNode(message.card, this.hooks);
    return node("div", { class: "bubble" }, ...linked(message.text));
  }

  picture(message, talk) {
    const { file } = message;
    if (!file.width) return node("div", { class: "bubble" }, icon("image"), say("unshown"));
    const image = node("img", { src: file.address, alt: say("picture"), width: file.width, height: file.height,
      decoding: "async" });
    image.addEventListener("error", () => { // its address has become too old
      file.broken = true;
      if ((file.turn ?? 0) < 2) this.hooks.again(talk, message);
    }, { once: true });
    const open = (event) => this.hooks.enlarge(image.currentSrc || file.address, event.currentTarget);
    return node("button", { type: "button", class: "picture", "aria-label": say("enlarge"), onclick: open }, image);
  }

  pending(item) {
    const { shown } = item;
    const isFailed = item.state === "failed";
    let content;
    if (shown.kind === "picture") content = this.waitingPicture(item);
    else if (shown.kind === "card") content = cardNode(shown.card, this.hooks);
    else content = node("div", { class: "bubble" }, ...linked(shown.text));
    const foot = isFailed
      ? node("div", { class: "failed", role: "alert" },
        item.why ? node("p", {}, item.why) : null,
        node("button", { type: "button", class: "plain", onclick: () => this.hooks.discard(item) }, say("discard")),
        node("button", { type: "button", class: "plain retry", onclick: () => this.hooks.retry(item) },
          icon("circle-alert"), say("failed")))
      : markNode("sending");
    return node("div", { class: `line own${isFailed ? " refused" : ""}` },
      node("span", { class: "unseen" }, `${say("you")} `), node("div", { class: "row" }, content), foot);
  }

  waitingPicture(item) {
    const bar = node("progress", { max: "1", value: "0", "aria-label": say("sending") });
    item.progress = (share) => { bar.value = share; };
    const { file, text } = item.shown;
    const image = file ? node("img", { src: file.address, alt: say("picture"), width: file.width, height: file.height }) : null;
    return node("div", { class: "picture" }, image ?? node("div", { class: "bubble" }, icon("image"), text),
      item.state === "failed" ? null : bar);
  }
}

const writer = (message) => (message.kind === "notice" ? "" : `${message.side === "buyer"}:${message.name}`);
const minute = (message) => message.at.slice(0, 16);

function lastOwn(talks, items) {
  if (items.length) return null; // what is on its way says so itself
  for (const talk of talks.inOrder.reverse()) {
    const own = talks.messages(talk).filter((message) => message.side === "buyer");
    if (own.length) return own[own.length - 1];
  }
  return null;
}

function dayPart(key, date) {
  const text = dayName(date);
  return { key, stamp: text, make: () => node("p", { class: "day" }, node("span", {}, text)) };
}

function dayName(date) {
  const today = new Date();
  const midnight = new Date(today.getFullYear(), today.getMonth(), today.getDate());
  const ago = Math.ceil((midnight - date) / 86400000);
  if (ago <= 0) return say("today");
  if (ago === 1) return say("yesterday");
  return (date.getFullYear() === today.getFullYear() ? days : years).format(date);
}

function noticeNode(message) {
  const text = NOTICES.has(message.text) ? say(message.text, { name: message.name || say("shop") }) : "";
  return node("p", { class: "notice" }, text);
}

const MARKS = { sending: "clock", sent: "check", read: "check-check" };
const markNode = (mark) => node("p", { class: `mark ${mark}` }, icon(MARKS[mark]), say(mark));

/** A card: of a product, of an order, or how the buyer can be reached. */
export function cardNode(card, hooks) {
  if (card.kind === "product") return productNode(card, hooks);
  if (card.kind === "order") return orderNode(card);
  const lines = [card.name, card.phone, card.note].filter(Boolean).map((line) => node("p", {}, line));
  return node("div", { class: "card" }, node("p", { class: "card-head" }, icon("phone"), say("contact")), ...lines);
}

function productNode(card, hooks) {
  const address = card.link ? webAddress(card.link) : null;
  const inside = [
    card.picture ? node("img", { src: card.picture, alt: "", width: "72", height: "72", decoding: "async" })
      : node("span", { class: "card-picture" }, icon("tag")),
    node("span", { class: "card-text" },
      node("span", { class: "card-title" }, card.title ?? ""),
      Number.isInteger(card.price) ? node("span", { class: "price" }, money(card.price)) : null,
      card.reason ? node("span", { class: "reason" }, card.reason) : null)];
  if (!address) return node("div", { class: "card product" }, ...inside);
  const follow = (event) => hooks.follow(address, event);
  return node("a", { class: "card product", href: address, target: "_blank", rel: "noopener noreferrer nofollow",
    onclick: follow }, ...inside);
}

function orderNode(card) {
  const lines = (card.lines ?? []).map((line) => node("li", {}, node("span", {}, line.title ?? ""),
    node("span", { class: "count" }, `×${line.quantity ?? 1}`)));
  const facts = [card.status, Number.isInteger(card.paid) ? say("paid", { amount: money(card.paid) }) : ""];
  return node("div", { class: "card" },
    node("p", { class: "card-head" }, icon("package"), say("order", { number: card.number ?? "" })),
    lines.length ? node("ul", {}, ...lines) : null,
    node("p", { class: "facts" }, facts.filter(Boolean).join(" · ")));
}
