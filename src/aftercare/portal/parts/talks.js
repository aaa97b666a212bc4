// The buyer's conversations as far as this page has them. What the server numbers stands in its order, once.

const EMPTY_STATE = { stage: "", agent_name: "", place: 0, read: 0, rating: null, may_rate: false };

export class Talks {
  constructor() {
    this.all = new Map();
    this.previous = 0; // the conversation before the oldest that is here
    this.seen = new Map(); // conversation -> how far this buyer has read
  }

  /** The newest one, which goes on or has ended last. */
  get newest() {
    const ids = [...this.all.keys()];
    return ids.length ? this.all.get(Math.max(...ids)) : null;
  }

  get inOrder() {
    return [...this.all.values()].sort((one, other) => one.id - other.id);
  }

  get isOpen() {
    const { newest } = this;
    return Boolean(newest) && newest.state.stage !== "closed";
  }

  /** Numbers up to `after` are not loaded: they are asked for when somebody wants them. */
  begin(id, after = 0) {
    if (!this.all.has(id)) {
      this.all.set(id, { id, messages: new Map(), reached: after, from: after + 1, more: after > 0, state: EMPTY_STATE });
    }
    return this.all.get(id);
  }

  /** What came after the last one that is here. */
  add(frame) {
    const talk = this.begin(frame.talk);
    for (const message of frame.messages) put(talk, message);
    talk.reached = Math.max(talk.reached, frame.last ?? 0);
    if (frame.state) talk.state = { ...frame.state, read: Math.max(frame.state.read, talk.state.read) };
    return talk;
  }

  /** The shop's mark comes by itself, and never goes back: a state may have been read before it. */
  readByShop(id, seq) {
    const talk = this.all.get(id);
    if (talk) talk.state = { ...talk.state, read: Math.max(talk.state.read, seq) };
  }

  /** A page of history, or one that is here and whose pictures have become too old. */
  addBefore(frame) {
    const isNew = !this.all.has(frame.talk);
    const talk = this.begin(frame.talk);
    for (const message of frame.messages) put(talk, message);
    talk.state = frame.state;
    if (!isNew && frame.first >= talk.from) return;
    talk.from = frame.first;
    talk.more = frame.more;
    if (isNew) talk.reached = Math.max(0, ...talk.messages.keys());
    if (!frame.more) this.previous = frame.previous;
  }

  /** The buyer's own message, which is kept: it stands there before its frame comes. `reached` stays, so that nothing
   * that was written meanwhile is missed. */
  keep(id, seq, item) {
    const talk = this.begin(id);
    if (talk.messages.has(seq)) return;
    const { kind, text, card, file } = item.shown;
    talk.messages.set(seq, { seq, id: item.id, side: "buyer", kind, text, card, file, name: "", auto: "", at: item.at });
  }

  /** In the order of reading, each with its conversation. */
  messages(talk) {
    return [...talk.messages.values()].sort((one, other) => one.seq - other.seq);
  }

  has(clientId) {
    for (const talk of this.all.values()) {
      for (const message of talk.messages.values()) if (message.side === "buyer" && message.id === clientId) return true;
    }
    return false;
  }

  get hasOlder() {
    const [oldest] = this.inOrder;
    return Boolean(oldest) && (oldest.more || this.previous > 0);
  }

  /** What to ask for when somebody wants to see more of the past. */
  get olderFrame() {
    const [oldest] = this.inOrder;
    if (!oldest) return null;
    if (oldest.more) return { do: "before", talk: oldest.id, seq: oldest.from };
    return this.previous ? { do: "before", talk: this.previous, seq: 0 } : null;
  }

  see(id, seq) {
    this.seen.set(id, Math.max(this.seen.get(id) ?? 0, seq));
  }

  /** Words of the shop that the buyer has not looked at yet, in the newest conversation. */
  get unread() {
    const { newest } = this;
    if (!newest) return 0;
    const seen = this.seen.get(newest.id) ?? 0;
    return this.messages(newest).filter((one) => one.side !== "buyer" && one.kind !== "notice" && one.seq > seen).length;
  }
}

function put(talk, message) {
  const before = talk.messages.get(message.seq);
  if (before?.file?.broken && message.file) message.file.turn = (before.file.turn ?? 0) + 1;
  talk.messages.set(message.seq, message);
}
