// One conversation on screen: its history by pages, new messages in order, what was seen, marks, header, who else is here.
import { all } from "../dom.js";
import { ask, colleague, fill, make, page, words } from "./core.js";
import { bubble, dayLabel, dayOf, isToBuyer, pendingBubble } from "./bubble.js";
import { Header } from "./header.js";
import { live } from "./live.js";
import { outbox } from "./outbox.js";
import { Presence } from "./presence.js";

const NEAR = 80; // px from the end that count as being there
const EARLY = 240; // px from the beginning at which the page before is fetched
const JOINED = 3 * 60_000; // messages of one person within this time stand together

export class Talk extends EventTarget {
  #messages = new Map(); // number -> { message, node }, whatever their order of arrival
  #pending = new Map(); // own number -> node
  #off = new AbortController();
  #loading = false;
  #toTell = 0;
  #toldRead = 0;
  isHeld = false; // a colleague has answered while the person was writing: nothing counts as seen until they say so

  constructor(root) {
    super();
    this.root = root;
    this.data = JSON.parse(root.querySelector("#talk-data").textContent);
    Object.assign(this, { id: this.data.id, buyer: this.data.buyer, last: 0, first: Infinity, seen: 0, more: this.data.more });
    [this.box, this.list, this.below] = ["[data-history]", "[data-messages]", "[data-below]"].map((one) => root.querySelector(one));
    this.header = new Header(this);
    this.presence = new Presence(this);
    this.#listen();
    const read = this.data.state.agent === page.me ? this.data.state.agent_read : null;
    this.#take(this.data.messages);
    this.last = Math.max(this.last, this.data.last);
    this.header.show(this.data.state);
    for (const item of outbox.of(this.id)) this.#showPending(item);
    this.#begin(read);
    live.watch(this.id, () => this.last);
  }

  get state() { return this.header.state; }
  get isAtEnd() { return this.box.scrollHeight - this.box.scrollTop - this.box.clientHeight <= NEAR; }

  leave() {
    this.#off.abort();
    this.presence.leave();
    clearTimeout(this.#toTell);
  }

  // The newest answer of a colleague to the buyer after that number.
  answeredAfter(seq) {
    const found = [...this.#messages.values()].filter(({ message }) => message.seq > seq && isToBuyer(message) && message.staff !== page.me);
    return found.sort((one, two) => two.message.seq - one.message.seq)[0]?.message ?? null;
  }

  // Everything that stands here has been seen: the person says so, or looks at its end.
  acknowledge() {
    this.isHeld = false;
    this.toEnd();
    this.seen = this.last;
    this.#mark();
  }

  toEnd() {
    this.box.scrollTop = this.box.scrollHeight;
    this.#look();
  }

  #listen() {
    const { signal } = this.#off;
    const mine = (handle) => (event) => { if (event.detail.talk === this.id || event.detail.item?.talk === this.id) handle(event.detail); };
    live.addEventListener("messages", mine((frame) => this.#hear(frame)), { signal });
    live.addEventListener("read", mine((frame) => this.#read(frame)), { signal });
    live.addEventListener("gone", mine(() => live.catchUp().catch(() => {})), { signal });
    live.addEventListener("absent", mine(() => this.#gone()), { signal });
    live.addEventListener("refused", ({ detail }) => { if (detail.code === "not_found" && !detail.id) live.catchUp().catch(() => {}); }, { signal });
    for (const type of ["added", "changed", "refused"]) outbox.addEventListener(type, mine(({ item }) => this.#showPending(item, type === "added")), { signal });
    outbox.addEventListener("kept", mine(({ item, seq }) => this.#kept(item, seq)), { signal });
    outbox.addEventListener("removed", mine(({ item }) => this.#dropPending(item.id)), { signal });
    this.box.addEventListener("scroll", () => this.#look(), { signal, passive: true });
    document.addEventListener("visibilitychange", () => this.#look(), { signal });
    window.addEventListener("focus", () => this.#look(), { signal });
    this.below.addEventListener("click", () => this.toEnd(), { signal });
    const sizes = new ResizeObserver(() => { if (this.#stick) this.box.scrollTop = this.box.scrollHeight; });
    sizes.observe(this.box);
    sizes.observe(this.list);
  }
  #stick = true;
  #height = 0;

  // Open at what is new, else at the end.
  #begin(read) {
    const fresh = read === null ? null : [...this.#messages.values()].map((one) => one.message).filter((one) => one.seq > read && one.side === "buyer").sort((a, b) => a.seq - b.seq)[0];
    if (fresh && read > 0) {
      const { node } = this.#messages.get(fresh.seq);
      node.prepend(make("div", { class: "tk-unread-line", text: words.unread }));
    }
    this.box.scrollTop = this.box.scrollHeight;
    const line = this.list.querySelector(".tk-unread-line");
    if (line && line.offsetTop < this.box.scrollTop) this.box.scrollTop = line.offsetTop - 24;
    [this.#height, this.#stick] = [this.box.scrollHeight, this.isAtEnd];
    this.#look();
    this.#earlierMark();
  }

  #hear(frame) {
    const wasAtEnd = this.isAtEnd;
    const before = this.last;
    const added = this.#take(frame.messages.filter((one) => one.seq > before || !this.#messages.has(one.seq)));
    this.last = Math.max(this.last, frame.last);
    if (frame.state) this.#show(frame.state);
    const fresh = added.filter((one) => one.seq > before);
    const theirs = fresh.filter((one) => !(one.staff === page.me && one.side === "agent"));
    if (theirs.some(isToBuyer)) this.dispatchEvent(new CustomEvent("answered", { detail: theirs.findLast(isToBuyer) }));
    if (theirs.some((one) => one.side === "buyer")) this.presence.quiet(0);
    for (const one of theirs) if (one.staff) this.presence.quiet(one.staff, false);
    if (wasAtEnd || fresh.length > theirs.length) this.box.scrollTop = this.box.scrollHeight;
    else if (theirs.length) this.#count(theirs.length);
    this.#look();
    this.#readMarks();
  }

  // How far each side has read comes by itself and never goes back: a state may have been read before it.
  #show(state) {
    for (const name of ["buyer_read", "agent_read"]) state[name] = Math.max(state[name], this.state?.[name] ?? 0);
    this.header.show(state);
  }

  #read({ staff, seq }) {
    const name = staff ? "agent_read" : "buyer_read";
    this.state[name] = Math.max(this.state[name], seq);
    this.#readMarks();
  }

  #waiting = 0;
  #count(number) {
    this.#waiting += number;
    this.below.textContent = fill(words.newer_below, { count: this.#waiting });
    this.below.hidden = false;
  }

  // Put messages where their number belongs; the own ones take the place of what was on its way.
  #take(messages) {
    const added = [];
    for (const message of messages) {
      if (this.#messages.has(message.seq)) continue;
      if (message.side === "agent" && message.id) this.#dropPending(message.id);
      const node = bubble(message, this);
      this.#messages.set(message.seq, { message, node });
      this.list.insertBefore(node, this.#nodeAfter(message.seq));
      this.first = Math.min(this.first, message.seq);
      this.last = Math.max(this.last, message.seq);
      added.push(message);
    }
    if (added.length) this.#arrange(added.map((one) => this.#messages.get(one.seq).node));
    return added;
  }

  #nodeAfter(seq) {
    const later = this.list.lastElementChild?.dataset.seq;
    if (later && Number(later) < seq) return null;
    return [...this.list.children].find((one) => one.dataset.own || Number(one.dataset.seq) > seq) ?? null;
  }

  // Days, and who goes on speaking: each new message and the one below it, by the one above.
  #arrange(nodes) {
    for (const node of new Set(nodes.flatMap((one) => [one, one.nextElementSibling]))) {
      const message = this.#messageOf(node);
      if (!message) continue;
      const above = this.#messageOf(node.previousElementSibling);
      const day = !above || dayOf(above.at) !== dayOf(message.at);
      const line = node.querySelector(":scope > .tk-day");
      if (day && !line) node.prepend(make("div", { class: "tk-day", text: dayLabel(message.at) }));
      if (!day) line?.remove();
      const goesOn = !day && node.dataset.who && node.dataset.who === node.previousElementSibling.dataset.who;
      node.toggleAttribute("data-joined", Boolean(goesOn && new Date(message.at) - new Date(above.at) < JOINED));
    }
    this.#readMarks();
  }

  #messageOf(node) { return this.#messages.get(Number(node?.dataset.seq))?.message; }

  #readMarks() {
    const read = this.state?.buyer_read ?? 0;
    for (const mark of all("[data-read-mark]:not([data-is-read])", this.list)) {
      const isRead = Number(mark.dataset.readMark) <= read;
      mark.textContent = isRead ? words.read : words.sent;
      mark.toggleAttribute("data-is-read", isRead);
    }
  }

  // What the person looks at is seen: the page is in front, and its end is on screen.
  #look() {
    // What has grown by itself (a picture, a font) is no scrolling of the person.
    if (this.#stick && this.box.scrollHeight !== this.#height) this.box.scrollTop = this.box.scrollHeight;
    this.#height = this.box.scrollHeight;
    this.#stick = this.isAtEnd;
    if (this.box.scrollTop < EARLY && this.more) this.#earlier();
    if (document.hidden || !this.isAtEnd) return;
    this.below.hidden = true;
    this.#waiting = 0;
    if (!this.isHeld) this.seen = this.last;
    this.#mark();
  }

  #mark() {
    clearTimeout(this.#toTell);
    this.#toTell = setTimeout(() => {
      if (this.last <= this.#toldRead) return;
      this.#toldRead = this.last;
      live.tell({ do: "read", talk: this.id, seq: this.last });
    }, 250);
  }

  // The page of history before; what is on screen stays where it is.
  async #earlier() {
    if (this.#loading || !this.more) return;
    this.#loading = true;
    try {
      const answer = await ask(`/talks/${this.id}/messages/?before=${this.first}`);
      if (!answer.ok || this.#off.signal.aborted) return;
      const frame = await answer.json();
      const [height, top] = [this.box.scrollHeight, this.box.scrollTop];
      this.more = frame.more;
      this.#take(frame.messages);
      this.#earlierMark();
      this.box.scrollTop = top + this.box.scrollHeight - height;
    } catch { /* it is asked for again at the next scroll */ } finally {
      this.#loading = false;
    }
  }

  #earlierMark() {
    const mark = this.root.querySelector("[data-earlier]");
    mark.hidden = this.more;
    mark.textContent = this.more ? "" : words.beginning;
  }

  #showPending(item, toEnd = false) {
    const acts = {
      again: (id) => outbox.again(id, this.last),
      edit: (id) => { const taken = outbox.remove(id); if (taken) this.dispatchEvent(new CustomEvent("edit", { detail: taken })); },
      discard: (id) => outbox.remove(id),
    };
    const node = pendingBubble(item, acts, outbox.fileOf(item.id));
    const old = this.#pending.get(item.id);
    if (old) old.replaceWith(node);
    else this.list.append(node);
    this.#pending.set(item.id, node);
    if (toEnd) this.toEnd();
  }

  #kept(item, seq) {
    if (this.#messages.has(seq)) this.#dropPending(item.id);
    else this.#showPending({ ...item, seq, state: "kept" });
    if (!live.isOpen) live.catchUp().catch(() => {});
  }

  #dropPending(id) {
    this.#pending.get(id)?.remove();
    this.#pending.delete(id);
  }

  // The right to see it is gone. What was typed stays, to be copied.
  #gone() {
    this.root.dataset.place = "closed";
    this.root.querySelector("[data-acts]")?.remove();
    this.root.querySelector("[data-signs]").textContent = words.gone;
    live.watch(0, () => 0);
  }

  // The newest message that fits, of those that are here.
  newest(fits) {
    const found = [...this.#messages.values()].map((one) => one.message).filter(fits);
    return found.reduce((one, other) => (other.seq > (one?.seq ?? 0) ? other : one), null);
  }

  // Texts of both sides in order, without notes and what happened.
  texts() {
    const found = [...this.#messages.values()].map((one) => one.message).filter((one) => one.kind !== "whisper" && one.kind !== "notice");
    return found.sort((one, other) => one.seq - other.seq).slice(-100);
  }

  nameOf(staff) { return colleague(staff)?.name ?? words.colleague; }
}
