// The way to the server: a socket, or the same frames posted every few seconds where no socket comes through.
import { data } from "./dom.js";

const FIRST_PAUSE = 500, LONGEST_PAUSE = 30000, POLL_EVERY = 3000, POLL_HIDDEN = 15000;
const ENTER_WITHIN = 8000, BEAT_EVERY = 50000, BEAT_WITHIN = 8000;
const SOCKETS_TRIED = 2, POLLS_BEFORE_SOCKET = 20;

/** hooks: token(), watching() -> frames, heard(frame), changed(isReady), lost() when the token is good for nothing. */
export class Wire {
  constructor(hooks) {
    this.hooks = hooks;
    this.isReady = this.isStarted = this.isPolling = false;
    this.failures = 0; // attempts since it was ready last
    this.barred = 0; // sockets that did not come through, one after the other
    this.turn = 0; // grows when a connection is given up: what it still answers counts for nothing
    this.queue = [];
    this.timers = {};
    for (const event of ["online", "pageshow"]) addEventListener(event, () => this.hurry());
    document.addEventListener("visibilitychange", () => document.visibilityState === "visible" && this.hurry());
  }

  start() {
    if (this.isStarted) return;
    this.isStarted = true;
    this.connect();
  }

  stop() {
    this.isStarted = false;
    this.queue = [];
    this.cut();
  }

  /** Say it now; false when there is nobody to hear it. */
  say(frame) {
    if (!this.isReady) return false;
    if (this.isPolling) {
      this.queue.push(frame);
      this.poll();
      return true;
    }
    return this.tell(frame);
  }

  /** False while the socket closes: nothing would be heard, and it is begun anew in a moment. */
  tell(frame) {
    if (this.socket?.readyState !== WebSocket.OPEN) return false;
    this.socket.send(JSON.stringify(frame));
    return true;
  }

  /** It seems dead: begin anew. */
  again() {
    this.cut();
    if (this.isStarted) this.connect();
  }

  /** There is reason to hope, or somebody looks: do not wait for the next attempt. */
  hurry() {
    if (!this.isStarted) return;
    if (!this.isReady) this.socket || this.again(); // one that is just being opened may still come through
    else if (this.isPolling) this.poll();
    else this.beat();
  }

  cut() {
    this.turn++;
    Object.values(this.timers).forEach(clearTimeout);
    this.timers = {};
    const { socket } = this;
    this.socket = null;
    if (socket) {
      socket.onopen = socket.onmessage = socket.onclose = null;
      socket.close();
    }
    this.ready(false);
  }

  ready(isReady) {
    if (isReady) this.failures = 0;
    if (this.isReady === isReady) return;
    this.isReady = isReady;
    this.hooks.changed(isReady);
  }

  connect() {
    if (!this.isStarted) return;
    if (this.isPolling) {
      this.poll();
      return;
    }
    const scheme = location.protocol === "https:" ? "wss:" : "ws:";
    let socket;
    try {
      socket = new WebSocket(`${scheme}//${location.host}${data.addresses.live}`);
    } catch {
      this.failed();
      return;
    }
    this.socket = socket;
    this.timers.enter = setTimeout(() => this.failed(), ENTER_WITHIN);
    socket.onopen = () => this.look();
    socket.onmessage = (event) => this.take(JSON.parse(event.data));
    socket.onclose = () => this.failed();
  }

  /** Ask anew where we stand. */
  look() {
    this.tell({ do: "enter", ...this.entering() });
  }

  entering() {
    return { shop: data.shop, token: this.hooks.token(), language: data.language };
  }

  take(frame) {
    clearTimeout(this.timers.dead);
    if (frame.is === "entered") {
      clearTimeout(this.timers.enter);
      this.barred = 0;
      this.ready(true);
      this.beatLater();
    }
    if (frame.is === "refused" && frame.code === "not_found" && !this.isReady) {
      this.stop();
      this.hooks.lost();
      return;
    }
    this.hooks.heard(frame);
  }

  failed() {
    const cameThrough = this.isReady;
    this.cut();
    if (!this.isStarted) return;
    if (!cameThrough && navigator.onLine !== false && ++this.barred >= SOCKETS_TRIED) {
      this.isPolling = true;
      this.polls = 0;
    }
    this.later();
  }

  later() {
    const pause = Math.min(FIRST_PAUSE * 2 ** this.failures++, LONGEST_PAUSE);
    this.timers.again = setTimeout(() => this.connect(), pause * (0.5 + Math.random()));
  }

  // A connection can be gone without a word: ask now and then, and when somebody looks.
  beatLater() {
    clearTimeout(this.timers.beat);
    this.timers.beat = setTimeout(() => this.beat(), BEAT_EVERY);
  }

  beat() {
    this.beatLater();
    if (document.visibilityState !== "visible") return;
    this.say({ do: "list" });
    clearTimeout(this.timers.dead);
    this.timers.dead = setTimeout(() => this.again(), BEAT_WITHIN);
  }

  async poll() {
    clearTimeout(this.timers.poll);
    if (this.isAsking) {
      this.isAsked = true;
      return;
    }
    this.isAsking = true;
    const { turn } = this;
    const said = this.queue.splice(0, 10);
    try {
      const answer = await fetch(data.addresses.talk, {
        method: "POST",
        headers: { "Content-Type": "application/json" },
        credentials: "omit",
        body: JSON.stringify({ ...this.entering(), frames: [...said, ...this.hooks.watching()] }),
      });
      if (turn !== this.turn) return;
      if (answer.status === 404) {
        this.stop();
        this.hooks.lost();
        return;
      }
      if (!answer.ok) throw new Error(String(answer.status));
      const { frames } = await answer.json();
      if (turn !== this.turn) return;
      this.ready(true);
      frames.forEach((frame) => this.hooks.heard(frame));
      this.pollLater();
    } catch {
      if (turn !== this.turn) return;
      this.ready(false);
      this.later();
    } finally {
      this.isAsking = false;
      if (this.isAsked && this.isStarted) {
        this.isAsked = false;
        this.poll();
      }
    }
  }

  pollLater() {
    if (++this.polls >= POLLS_BEFORE_SOCKET) { // perhaps the network has changed
      this.isPolling = false;
      this.barred = SOCKETS_TRIED - 1;
      this.again();
      return;
    }
    const pause = document.visibilityState === "visible" ? POLL_EVERY : POLL_HIDDEN;
    clearTimeout(this.timers.poll);
    this.timers.poll = setTimeout(() => this.poll(), pause);
  }
}
