// The browser says whose it is, and gets the token that it keeps.
import { data } from "./dom.js";
import { Memory, guest, whoIs } from "./memory.js";

const FIRST_PAUSE = 1000, LONGEST_PAUSE = 30000;

/** hooks: entered(frame, own, other) with the memories of the buyer and of guests; refused(why). */
export class Arrival {
  constructor(hooks) {
    this.hooks = hooks;
    this.turn = 0; // grows when somebody else comes: what was asked before counts for nothing
    this.failures = 0;
    this.isAsking = false;
  }

  stop() {
    this.turn++;
    clearTimeout(this.timer);
    this.isAsking = false;
  }

  /** Asks until there is an answer. */
  async start(buyer) {
    if (this.isAsking) return;
    this.isAsking = true;
    clearTimeout(this.timer);
    const { turn } = this;
    const own = new Memory(whoIs(buyer)), other = guest();
    const said = { buyer, token: own.get("token"), guest: other.get("token"), language: data.language };
    let answer, frame;
    try {
      answer = await fetch(data.addresses.enter, {
        method: "POST",
        headers: { "Content-Type": "application/json" },
        credentials: "omit",
        body: JSON.stringify(said),
      });
      frame = await answer.json();
    } catch {
      if (turn === this.turn) this.later(buyer);
      return;
    }
    if (turn !== this.turn) return;
    this.isAsking = false;
    this.failures = 0;
    if (answer.ok) this.hooks.entered(frame, own, other);
    else this.hooks.refused(frame.text ?? "");
  }

  later(buyer) {
    this.isAsking = false;
    const pause = Math.min(FIRST_PAUSE * 2 ** this.failures++, LONGEST_PAUSE);
    this.timer = setTimeout(() => this.start(buyer), pause * (0.5 + Math.random()));
  }
}
