// Small things that show how matters stand: who answers, that somebody writes, a picture in full.
import { data, find, say } from "./dom.js";

const WRITES_FOR = 6000;

/** The line under the shop's name. */
export function statusText(talk, isStaffed) {
  const stage = talk?.state.stage;
  if (stage === "open") return say("with", { name: talk.state.agent_name });
  if (stage === "queued" && isStaffed) {
    const { place } = talk.state;
    return place > 1 ? say("place", { place }) : place === 1 ? say("next") : say("soon");
  }
  if (!isStaffed) return say("away");
  return data.usually ? say("usually", { time: say(`seconds${data.usually}`) }) : say("ready");
}

/** "… is writing", for a few seconds. */
export class Writes {
  constructor(list) {
    this.list = list;
  }

  show(name) {
    const wasAtEnd = this.list().isAtEnd;
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.hide(), WRITES_FOR);
    find("writes-name").textContent = `${name || say("shop")} ${say("writes")}`;
    find("writes").hidden = false;
    if (wasAtEnd) this.list().toEnd();
  }

  hide() {
    clearTimeout(this.timer);
    find("writes").hidden = true;
  }
}

/** A picture over everything. */
export class Enlarged {
  constructor() {
    this.box = find("large");
    this.box.addEventListener("click", () => this.close());
    this.box.addEventListener("keydown", (event) => {
      if (event.key === "Tab") event.preventDefault(); // there is but the one button
    });
  }

  open(address, opener) {
    this.opener = opener;
    this.box.querySelector("img").src = address;
    this.box.hidden = false;
    this.box.querySelector("button").focus();
  }

  /** Returns whether there was one. */
  close() {
    if (this.box.hidden) return false;
    this.box.hidden = true;
    this.opener.focus();
    return true;
  }
}
