// A message as nodes: text, picture, card, note, what happened, automatic reply; and one that is on its way.
import { fill, make, page, words } from "./core.js";
import { noteNodes, textNodes } from "./text.js";

const language = document.documentElement.lang || "zh-Hans";
const zone = page.zone || undefined;
const times = new Intl.DateTimeFormat("en-GB", { timeZone: zone, hour: "2-digit", minute: "2-digit", hourCycle: "h23" });
const days = new Intl.DateTimeFormat("sv-SE", { timeZone: zone });
const longDays = new Intl.DateTimeFormat(language, { timeZone: zone, year: "numeric", month: "long", day: "numeric", weekday: "short" });
const exact = new Intl.DateTimeFormat("sv-SE", { timeZone: zone, dateStyle: "short", timeStyle: "medium" });

export const clock = (at) => times.format(new Date(at));
export const dayOf = (at) => days.format(new Date(at));

export function dayLabel(at) {
  const day = dayOf(at);
  if (day === dayOf(Date.now())) return words.today;
  if (day === dayOf(Date.now() - 86_400_000)) return words.yesterday;
  return longDays.format(new Date(at));
}

const SIDE = 240; // px of a picture in the history

const yuan = (fen) => `${fen < 0 ? "−" : ""}¥${Math.floor(Math.abs(fen) / 100).toLocaleString("en-US")}.${String(Math.abs(fen) % 100).padStart(2, "0")}`;
const isAddress = (text) => /^https?:\/\//i.test(text ?? "") && URL.canParse(text);
const isColleague = (name) => page.colleagues?.some((one) => one.name === name || one.login === name);

export const isOurs = (message) => message.side === "agent" || (message.side === "system" && message.kind !== "notice");
export const isToBuyer = (message) => message.side === "agent" && message.kind !== "whisper" && message.kind !== "notice";

function picture({ file, text }) {
  const name = text || words.picture;
  if (!file?.width) return make("a", { href: `${file?.address ?? ""}?size=original`, class: "tk-file", text: name });
  const scale = Math.min(1, SIDE / file.width, SIDE / file.height); // its place is known before it comes: nothing jumps
  const image = make("img", { src: `${file.address}?size=thumb`, alt: name, width: Math.round(file.width * scale), height: Math.round(file.height * scale), decoding: "async" });
  return make("button", { type: "button", class: "tk-picture", "aria-label": words.open_picture, data: { lightboxOpen: file.address, caption: text ?? "" } }, image);
}

function productCard(card, talk) {
  const image = card.picture ? make("img", { src: `/talks/${talk}/pictures/${card.picture}/?size=thumb`, alt: "", width: 56, height: 56, loading: "lazy", on: { error: (event) => event.target.parentElement.remove() } }) : null;
  return make("div", { class: "tk-card" },
    make("div", { class: "tk-card-main" }, image && make("span", { class: "ac-thumb tk-card-thumb" }, image),
      make("div", { class: "ac-grow" },
        make("b", { class: "ac-two", text: card.title }),
        card.price === null ? null : make("span", { class: "tk-price", text: yuan(card.price) }),
        card.points ? make("span", { class: "ac-sub", text: card.points }) : null)),
    card.reason ? make("p", { class: "tk-card-note", text: fill(words.because, { reason: card.reason }) }) : null,
    isAddress(card.link) ? make("a", { href: card.link, target: "_blank", rel: "noopener noreferrer", class: "ac-small", text: words.open_link }) : null);
}

function orderCard(card) {
  const lines = (card.lines ?? []).map((line) => make("li", {}, make("span", { class: "ac-cut ac-grow", text: [line.title, line.sku].filter(Boolean).join(" · ") }), make("span", { text: `× ${line.quantity}` })));
  return make("div", { class: "tk-card" },
    make("div", { class: "ac-apart" }, make("a", { href: `/orders/${card.order}/`, class: "ac-code", text: card.number }), make("span", { class: "ac-small ac-muted", text: words.statuses[card.status] ?? card.status })),
    make("ul", { class: "tk-card-lines" }, ...lines),
    make("div", { class: "ac-apart ac-small" }, make("span", { class: "ac-muted", text: `${words.paid} · ${dayOf(card.ordered_at)}` }), make("b", { text: yuan(card.paid) })));
}

function contactCard(card) {
  return make("div", { class: "tk-card" }, make("b", { text: words.contact }),
    make("div", { text: [card.name, card.phone].filter(Boolean).join(" · ") }),
    card.note ? make("p", { class: "tk-card-note", text: card.note }) : null);
}

function content(message, talk) {
  if (message.kind === "picture") return [picture(message)];
  if (message.kind === "card" && message.card) {
    const { kind } = message.card;
    return [kind === "product" ? productCard(message.card, talk) : kind === "order" ? orderCard(message.card) : contactCard(message.card)];
  }
  return message.kind === "whisper" ? noteNodes(message.text, isColleague) : textNodes(message.text);
}

// `talk`: { id, buyer, lastRead }.
export function bubble(message, talk) {
  const { seq, side, kind, staff, at } = message;
  if (kind === "notice") {
    const sentence = words.notices[message.text] ?? words.something;
    const line = make("p", { class: "tk-notice", title: exact.format(new Date(at)) }, make("span", { text: fill(sentence, { name: message.name || words.colleague }) }), " ", make("time", { datetime: at, text: clock(at) }));
    return make("li", { class: "tk-msg tk-msg-notice", data: { seq } }, line);
  }
  const who = side === "buyer" ? talk.buyer : message.name || (message.auto ? "" : words.colleague);
  const meta = make("div", { class: "tk-meta" }, make("b", { text: who }), make("time", { datetime: at, title: exact.format(new Date(at)), text: clock(at) }));
  if (message.auto) meta.append(make("span", { class: "tk-auto", text: fill(words.automatic, { why: words.autos[message.auto.split("-")[0]] ?? words.autos.question }) }));
  if (kind === "whisper") meta.append(make("span", { class: "tk-only", text: words.whisper }));
  const body = make("div", { class: "tk-bubble" }, ...content(message, talk.id));
  const mark = isToBuyer(message) ? make("span", { class: "tk-read", data: { readMark: seq } }) : null;
  const mine = staff && staff === page.me ? { mine: "" } : {};
  const look = kind === "whisper" ? "whisper" : side;
  const bare = kind === "picture" || kind === "card" ? { bare: "" } : {};
  return make("li", { class: "tk-msg", data: { seq, look, who: `${side}${staff ?? ""}${kind === "whisper" ? "w" : ""}${message.auto ? "a" : ""}`, ...mine, ...bare } }, meta, make("div", { class: "tk-said" }, body, mark));
}

// What is on its way, or was refused. `acts`: { again, edit, discard } with the item's own number.
export function pendingBubble(item, acts, file) {
  const failed = item.state === "failed";
  const body = make("div", { class: "tk-bubble" });
  if (item.kind === "picture") {
    if (file) {
      const address = URL.createObjectURL(file);
      body.append(make("img", { src: address, alt: words.picture, class: "tk-preview-picture", on: { load: () => URL.revokeObjectURL(address) } }));
    } else body.append(words.picture);
  } else if (item.kind === "card") body.append(item.title || (item.order ? words.order : words.product));
  else body.append(...textNodes(item.text));
  const mark = make("span", { class: "tk-read", text: failed ? words.failed : item.seq ? words.sent : words.sending });
  const node = make("li", { class: "tk-msg tk-pending", data: { look: item.kind === "whisper" ? "whisper" : "agent", mine: "", own: item.id, state: item.state } }, make("div", { class: "tk-said" }, body, mark));
  if (failed) {
    const buttons = [["again", words.again], item.kind === "text" || item.kind === "whisper" ? ["edit", words.edit] : null, ["discard", words.discard]].filter(Boolean);
    node.append(make("div", { class: "tk-failed" },
      item.problem || item.code === "blocked_words" ? make("span", { class: "ac-error", text: item.problem || words.blocked }) : null,
      ...buttons.map(([act, text]) => make("button", { type: "button", class: "ac-link", text, on: { click: () => acts[act](item.id) } }))));
  }
  return node;
}
