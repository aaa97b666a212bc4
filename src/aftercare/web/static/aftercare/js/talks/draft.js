// What is typed: at once in the memory of this tab, after a pause on the server, and when the page is left.
import { memory, page } from "./core.js";
import { live } from "./live.js";

const PAUSE = 1000;

export class Draft {
  #timer = 0;

  constructor(talk, read) {
    Object.assign(this, { talk, read, name: `draft:${talk.id}` });
    this.drafted = ({ detail }) => { if (detail.talk === talk.id && this.told !== undefined) this.#mark(this.told); };
    this.hide = () => { if (document.hidden) this.now(true); };
    this.pageHide = () => this.now(true);
    live.addEventListener("drafted", this.drafted);
    document.addEventListener("visibilitychange", this.hide);
    window.addEventListener("pagehide", this.pageHide);
  }

  // What was typed here last: of this tab, unless the server had that very text and has another now.
  restore() {
    const { draft: text, draftIsNote: note } = this.talk.data;
    const own = memory.get(this.name);
    if (own && !(own.kept && (own.text !== text || own.note !== note))) return own;
    return { text, note };
  }

  changed() {
    const { text, note } = this.read();
    memory.set(this.name, text ? { text, note, kept: false } : null);
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.now(), PAUSE);
  }

  // Tell the server what stands there now, if it does not know.
  now(isLeaving = false) {
    clearTimeout(this.#timer);
    const { text, note } = this.read();
    const told = text ? `${note ? page.noteMark : ""}${text}` : "";
    if (told === (this.told ?? this.#known())) return;
    this.told = told;
    live.tell({ do: "draft", talk: this.talk.id, text: told }, isLeaving);
  }

  // It was sent: the server forgets it with the message.
  forget() {
    clearTimeout(this.#timer);
    this.told = "";
    memory.set(this.name, null);
  }

  leave() {
    this.now();
    live.removeEventListener("drafted", this.drafted);
    document.removeEventListener("visibilitychange", this.hide);
    window.removeEventListener("pagehide", this.pageHide);
  }

  #known() {
    const { draft, draftIsNote } = this.talk.data;
    return draft ? `${draftIsNote ? page.noteMark : ""}${draft}` : "";
  }

  #mark(told) {
    const own = memory.get(this.name);
    if (own && told === `${own.note ? page.noteMark : ""}${own.text}`) memory.set(this.name, { ...own, kept: true });
  }
}
