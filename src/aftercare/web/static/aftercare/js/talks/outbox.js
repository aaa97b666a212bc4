// What was sent and is not kept yet: in the memory of this tab, so that a reload or a lost network loses nothing.
// One at a time in each conversation, in order, by its own number: the same again is the same message.
import { ask, LoggedOut, memory, newId } from "./core.js";
import { live } from "./live.js";

const files = new Map(); // own number -> picture; these live as long as the page

class Outbox extends EventTarget {
  items = memory.get("outbox") ?? [];
  #under = new Set(); // conversations with one under way

  start() {
    live.addEventListener("open", () => this.pump());
    live.addEventListener("look", () => this.pump());
    setInterval(() => this.pump(), 5000);
    window.addEventListener("beforeunload", (event) => { if (this.items.some((one) => one.kind === "picture")) event.preventDefault(); });
    this.pump();
  }

  of(talk) { return this.items.filter((one) => one.talk === talk); }

  // frame: { talk, kind, text, seen, product, order, reason }
  add(frame, file = null) {
    const item = { id: newId(), at: Date.now(), state: "waiting", ...frame };
    if (file) files.set(item.id, file);
    this.items.push(item);
    this.#keep();
    this.#emit("added", { item });
    this.pump();
    return item;
  }

  again(id, seen) {
    const item = this.items.find((one) => one.id === id);
    if (!item) return;
    Object.assign(item, { state: "waiting", problem: "", seen: seen ?? item.seen });
    this.#keep();
    this.#emit("changed", { item });
    this.pump();
  }

  remove(id) {
    const item = this.items.find((one) => one.id === id);
    this.items = this.items.filter((one) => one.id !== id);
    files.delete(id);
    this.#keep();
    if (item) this.#emit("removed", { item });
    return item;
  }

  fileOf(id) { return files.get(id); }

  pump() {
    for (const item of this.items) {
      if (item.state === "waiting" && !this.#under.has(item.talk)) this.#send(item);
    }
  }

  async #send(item) {
    this.#under.add(item.talk);
    let frame;
    try {
      frame = item.kind === "picture" ? await this.#sendPicture(item) : await live.request(frameOf(item));
    } catch (error) {
      this.#under.delete(item.talk);
      if (error instanceof LoggedOut || item.kind !== "picture" || !files.has(item.id)) return; // it is tried again
      return;
    }
    this.#under.delete(item.talk);
    if (frame.is === "kept") {
      this.items = this.items.filter((one) => one.id !== item.id);
      files.delete(item.id);
      // What goes out next was written below this one: the person has seen it.
      for (const one of this.items) if (one.talk === item.talk && one.seen === frame.seq - 1) one.seen = frame.seq;
      this.#keep();
      this.#emit("kept", { item, seq: frame.seq });
    } else {
      Object.assign(item, { state: "failed", code: frame.code, problem: frame.text || Object.values(frame.problems ?? {}).join(" ") });
      this.#keep();
      this.#emit("refused", { item, frame });
    }
    this.pump();
  }

  async #sendPicture(item) {
    const body = new FormData();
    body.append("id", item.id);
    body.append("seen", String(item.seen));
    body.append("file", files.get(item.id));
    const answer = await ask(`/talks/${item.talk}/pictures/`, { method: "POST", body });
    if (answer.status === 413) return { is: "refused", code: "too_large", text: item.tooLarge };
    if (!answer.ok) throw new Error(String(answer.status));
    return answer.json();
  }

  #keep() { memory.set("outbox", this.items.some((one) => one.kind !== "picture") ? this.items.filter((one) => one.kind !== "picture") : null); }
  #emit(type, detail) { this.dispatchEvent(new CustomEvent(type, { detail })); }
}

function frameOf({ id, talk, kind, text, seen, product, order, reason }) {
  return { do: "send", id, talk, kind, text, seen, product, order, reason };
}

export const outbox = new Outbox();
