// Who else is here and who is writing: signs come and go, nobody keeps them.
import { fill, words } from "./core.js";
import { live } from "./live.js";

const HERE_EVERY = 20_000;
const WRITES_EVERY = 3000;
const FORGET = { here: 30_000, writes: 6000 };

export class Presence {
  #seen = new Map(); // staff (0: the buyer) -> { here, writes }: until when
  #timers;
  #toldWriting = 0;

  constructor(talk) {
    this.talk = talk;
    this.hear = this.hear.bind(this);
    this.here = this.here.bind(this);
    live.addEventListener("sign", this.hear);
    live.addEventListener("open", this.here);
    document.addEventListener("visibilitychange", this.here);
    this.#timers = [setInterval(this.here, HERE_EVERY), setInterval(() => this.#show(), 1000)];
    this.here();
  }

  leave() {
    live.removeEventListener("sign", this.hear);
    live.removeEventListener("open", this.here);
    document.removeEventListener("visibilitychange", this.here);
    this.#timers.forEach(clearInterval);
    this.#say("gone");
  }

  here() { this.#say(document.hidden ? "gone" : "here"); }

  writes() {
    if (Date.now() - this.#toldWriting < WRITES_EVERY) return;
    this.#toldWriting = Date.now();
    this.#say("writes");
  }

  // What was written is sent: the next words are a new sign at once.
  sent() { this.#toldWriting = 0; }

  // They have written: the sign of it is over.
  quiet(staff) {
    const one = this.#seen.get(staff);
    if (one) one.writes = 0;
    this.#show();
  }

  hear({ detail }) {
    if (detail.talk !== this.talk.id) return;
    if (detail.what === "gone") this.#seen.delete(detail.staff);
    else {
      // Whoever has just come does not know yet who is here.
      if (detail.staff && !this.#seen.has(detail.staff)) this.here();
      const one = this.#seen.get(detail.staff) ?? { here: 0, writes: 0 };
      const at = Date.now();
      one.here = at + FORGET.here;
      if (detail.what === "writes") one.writes = at + FORGET.writes;
      this.#seen.set(detail.staff, one);
    }
    this.#show();
  }

  #say(what) { live.say({ do: "sign", talk: this.talk.id, what }); }

  #show() {
    const at = Date.now();
    const now = [...this.#seen].filter(([, one]) => one.here > at || one.writes > at);
    const colleagues = now.filter(([staff]) => staff !== 0);
    const buyer = now.find(([staff]) => staff === 0)?.[1];
    const names = (list) => list.map(([staff]) => this.talk.nameOf(staff)).join(", ");
    const writing = colleagues.filter(([, one]) => one.writes > at);
    const looking = colleagues.filter(([, one]) => one.writes <= at);
    this.#put("[data-others]", [looking.length ? fill(words.looks, { names: names(looking) }) : "", buyer && buyer.writes <= at ? words.buyer_here : ""].filter(Boolean).join(" · "));
    this.#put("[data-signs]", [buyer?.writes > at ? words.buyer_writes : "", writing.length ? fill(words.writes, { names: names(writing) }) : ""].filter(Boolean).join(" · "));
  }

  #put(place, text) {
    const node = this.talk.root.querySelector(place);
    if (node && node.textContent !== text && !(place === "[data-signs]" && node.textContent === words.gone)) node.textContent = text;
  }
}
