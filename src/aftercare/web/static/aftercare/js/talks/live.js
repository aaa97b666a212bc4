// The socket, and what stands in for it. What it hears comes as events: messages, changed, sign, read, gone (ask once more: the
// session may be over), absent (it is), mode.
// The server's rows are the truth: after every new socket the page asks for what came after the last number it has.
import { ask, LoggedOut, postFrame } from "./core.js";

const WAITS = [0.4, 1, 2, 4, 8, 15]; // seconds before the next try
const LOOK_EVERY = 4000;
const PATIENCE = 10_000; // an answer that takes longer does not come
const HANDSHAKE = 6000;
const PING_EVERY = 25_000;
const SAY_AFTER = 2500; // a short cut is not worth a line

class Live extends EventTarget {
  socket = null;
  watched = 0;
  mode = "starting"; // live, polling, offline
  #tries = 0;
  #next = 0;
  #lastOf = () => 0;
  #answers = new Map(); // own number of a frame -> { resolve, reject, timer }
  #downSince = Date.now();
  #loggedOut = false;

  start() {
    this.#connect();
    setInterval(() => this.#look(), LOOK_EVERY);
    setInterval(() => this.#ping(), PING_EVERY);
    for (const [target, type] of [[window, "online"], [window, "pageshow"], [document, "visibilitychange"]]) {
      target.addEventListener(type, () => { if (!document.hidden) this.again(); });
    }
    window.addEventListener("offline", () => this.socket?.close());
    document.addEventListener("tk:logged-out", () => { this.#loggedOut = true; });
  }

  get isOpen() { return this.socket?.readyState === WebSocket.OPEN; }

  // Connect at once, unless it is, or is about to be.
  again() {
    if (this.#loggedOut || this.isOpen || this.socket?.readyState === WebSocket.CONNECTING) return;
    this.#tries = 0;
    this.#connect();
  }

  // Tell of this conversation from now on; `lastOf()` is the last number that the page has.
  watch(talk, lastOf) {
    if (this.watched && this.watched !== talk) this.say({ do: "leave", talk: this.watched });
    this.watched = talk;
    this.#lastOf = lastOf;
    if (talk) this.say({ do: "watch", talk, after: lastOf() });
  }

  // Without an answer; false when there is no socket.
  say(frame) {
    if (!this.isOpen) return false;
    this.socket.send(JSON.stringify(frame));
    return true;
  }

  // With the answer to this very frame, by socket or form. Rejects when none comes: send the same number again.
  async request(frame) {
    if (!this.isOpen) return postFrame(frame);
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => {
        this.#answers.delete(frame.id);
        reject(new Error("no answer"));
        this.socket?.close();
      }, PATIENCE);
      this.#answers.set(frame.id, { resolve, reject, timer });
      this.say(frame);
    });
  }

  // What is said when it can be, by whichever way.
  tell(frame, keepalive = false) {
    if (!keepalive && this.say(frame)) return;
    postFrame(frame, keepalive).catch(() => {});
  }

  // Fetch what is new in the watched conversation now.
  async catchUp() {
    const talk = this.watched;
    if (!talk) return;
    for (let more = true; more && talk === this.watched;) {
      const answer = await ask(`/talks/${talk}/messages/?after=${this.#lastOf()}`);
      if (answer.status === 404) { this.#emit("absent", { talk }); return; }
      if (!answer.ok) throw new Error(String(answer.status));
      const frame = await answer.json();
      this.#emit("messages", frame);
      more = frame.more;
    }
  }

  #connect() {
    clearTimeout(this.#next);
    if (this.#loggedOut) return;
    const socket = new WebSocket(`${location.protocol === "https:" ? "wss" : "ws"}://${location.host}/live/`);
    this.socket = socket;
    const slow = setTimeout(() => socket.close(), HANDSHAKE);
    socket.addEventListener("open", () => {
      clearTimeout(slow);
      this.#tries = 0;
      this.#mode("live");
      this.say({ do: "list" });
      if (this.watched) this.say({ do: "watch", talk: this.watched, after: this.#lastOf() });
      this.#isNew = true;
      this.#emit("open");
    });
    socket.addEventListener("message", (event) => this.#hear(JSON.parse(event.data)));
    socket.addEventListener("close", () => {
      clearTimeout(slow);
      if (socket !== this.socket) return;
      if (this.mode === "live") this.#downSince = Date.now();
      if (this.mode === "live") this.mode = "down";
      for (const { reject, timer } of this.#answers.values()) { clearTimeout(timer); reject(new Error("cut")); }
      this.#answers.clear();
      const wait = WAITS[Math.min(this.#tries++, WAITS.length - 1)] * 1000;
      this.#next = setTimeout(() => this.#connect(), wait * (0.75 + Math.random() / 2));
    });
  }

  #hear(frame) {
    this.#isAsked = false;
    if (frame.is === "listed" && this.#isNew) { // what changed before the server listens for it is found now
      this.#isNew = false;
      this.#emit("changed", { talks: [0] });
    }
    const waiting = frame.id && (frame.is === "kept" || frame.is === "refused") ? this.#answers.get(frame.id) : null;
    if (waiting) {
      clearTimeout(waiting.timer);
      this.#answers.delete(frame.id);
      waiting.resolve(frame);
      return;
    }
    this.#emit(frame.is, frame);
  }

  #isNew = false;
  #isAsked = false;
  // A socket that says nothing to a question is dead, whatever the browser believes.
  #ping() {
    if (!this.isOpen) return;
    const socket = this.socket;
    this.#isAsked = true;
    this.say({ do: "list" });
    setTimeout(() => { if (this.#isAsked && socket === this.socket) socket.close(); }, PATIENCE);
  }

  // Without a socket the page looks by itself.
  async #look() {
    if (this.isOpen || this.#loggedOut || Date.now() - this.#downSince < SAY_AFTER) return;
    try {
      if (this.watched) await this.catchUp();
      else await ask("/talks/rows/");
      this.#mode("polling");
      this.#emit("changed", { talks: [0] });
      this.#emit("look");
    } catch (error) {
      if (!(error instanceof LoggedOut)) this.#mode("offline");
    }
  }

  #mode(mode) {
    if (mode === this.mode) return;
    this.mode = mode;
    this.#emit("mode", { mode });
  }

  #emit(type, detail = {}) { this.dispatchEvent(new CustomEvent(type, { detail })); }
}

export const live = new Live();
