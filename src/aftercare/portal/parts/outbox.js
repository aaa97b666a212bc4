// What is on its way: in order, one at a time, and again with the same number until it is kept. Survives a reload.
import { data, newId, say } from "./dom.js";

const ANSWER_WITHIN = 15000, SLOW_DOWN = 4000;

/** hooks: wire, memory(), kept(item, frame), changed(), lost(). */
export class Outbox {
  constructor(hooks) {
    this.hooks = hooks;
    this.items = []; // {id, frame, shown: {kind, text, card, file}, at, state: "waiting" | "failed", why}
    this.busy = null;
  }

  /** It is known whose this is: what was not sent when the page was left goes first. */
  settle() {
    const here = this.items.filter((item) => item.state === "waiting" && !item.file);
    const known = new Set(this.items.map((item) => item.id));
    const kept = this.hooks.memory().list("outbox").filter((item) => item && item.frame && !known.has(item.id));
    this.items = [...kept.map((item) => ({ ...item, state: "waiting" })), ...this.items];
    for (const item of here) this.hooks.memory().add("outbox", item);
  }

  clear() {
    this.items = [];
    this.release();
  }

  add(frame, shown, file = null) {
    const item = { id: newId(), frame, shown, at: new Date().toISOString(), state: "waiting", why: "" };
    if (file) item.file = file; // a picture lives in this page only
    else this.hooks.memory().add("outbox", item);
    this.items.push(item);
    this.hooks.changed();
    this.pump();
    return item;
  }

  retry(item) {
    item.state = "waiting";
    this.hooks.changed();
    this.pump();
  }

  discard(item) {
    this.items = this.items.filter((one) => one !== item);
    this.hooks.memory().drop("outbox", item.id);
    this.hooks.changed();
  }

  release() {
    clearTimeout(this.timer);
    this.busy = null;
  }

  /** Send the next one, if nothing is under way. */
  pump() {
    if (this.busy || !this.hooks.wire.isReady || !this.hooks.memory().get("token")) return;
    const item = this.items.find((one) => one.state === "waiting");
    if (!item) return;
    this.busy = item;
    if (item.file) {
      this.upload(item);
      return;
    }
    this.timer = setTimeout(() => this.hooks.wire.again(), ANSWER_WITHIN);
    this.hooks.wire.say({ ...item.frame, do: "send", id: item.id });
  }

  /** An answer of the server to something that we sent. */
  answered(frame) {
    const item = this.items.find((one) => one.id === frame.id);
    if (!item) return;
    if (this.busy === item) this.release();
    if (frame.is === "kept") {
      this.discard(item);
      this.hooks.kept(item, frame);
    } else if (frame.code === "too_fast") {
      this.busy = item; // the others wait behind it
      this.timer = setTimeout(() => { this.release(); this.pump(); }, SLOW_DOWN);
      return;
    } else if (frame.code === "not_found") {
      this.hooks.lost();
      return;
    } else {
      this.fail(item, frame.text || Object.values(frame.problems ?? {})[0] || "");
    }
    this.pump();
  }

  fail(item, why) {
    item.state = "failed";
    item.why = why;
    this.hooks.memory().drop("outbox", item.id); // what was refused is not sent by itself again
    this.hooks.changed();
  }

  upload(item) {
    const request = new XMLHttpRequest();
    const form = new FormData();
    const fields = { id: item.id, language: data.language, topic: item.frame.topic ?? "", page: item.frame.page ?? "" };
    for (const [name, value] of Object.entries(fields)) form.append(name, value);
    form.append("file", item.file);
    request.open("POST", data.addresses.pictures);
    request.responseType = "json";
    request.setRequestHeader("Authorization", `Bearer ${this.hooks.memory().get("token")}`);
    request.upload.onprogress = (event) => item.progress?.(event.lengthComputable ? event.loaded / event.total : 0);
    request.onload = () => {
      if (this.busy !== item) return;
      const frame = request.response;
      if (frame && frame.is) this.answered({ ...frame, id: item.id });
      else this.refuse(item, say("unsent"));
    };
    request.onerror = () => {
      if (this.busy !== item) return;
      this.release(); // the network is gone: it goes again when it is back
      this.hooks.wire.again();
    };
    request.send(form);
  }

  refuse(item, why) {
    this.release();
    this.fail(item, why);
    this.pump();
  }
}
