// In a note: @ and the beginning of a name brings colleagues of the shop; arrows choose, Enter or Tab takes.
import { make, page } from "./core.js";

const MOST = 6;
const BEFORE = /@([\p{L}\p{N}_.-]*)$/u;
const WHOLE = /^[\p{L}\p{N}_.-]{2,60}$/u; // what the server reads as a name; others are called by their login name

export class Names {
  #found = [];
  #here = 0;

  constructor(field, list, shop, isNote) {
    Object.assign(this, { field, list, isNote });
    this.people = (page.colleagues ?? []).filter((one) => one.shops.includes(shop) && one.id !== page.me);
    field.addEventListener("input", () => this.#look());
    field.addEventListener("keydown", (event) => this.#key(event));
    field.addEventListener("blur", () => setTimeout(() => { if (document.activeElement !== field) this.#close(); }, 150));
  }

  #look() {
    const typed = this.isNote() ? BEFORE.exec(this.field.value.slice(0, this.field.selectionStart)) : null;
    if (!typed) { this.#close(); return; }
    const start = typed[1].toLowerCase();
    this.#found = this.people.filter((one) => one.name.toLowerCase().includes(start) || one.login.toLowerCase().startsWith(start)).slice(0, MOST);
    this.#here = 0;
    this.#show();
  }

  #show() {
    this.list.replaceChildren(...this.#found.map((one, index) => make("li", { role: "option", "aria-selected": String(index === this.#here), on: { mousedown: (event) => { event.preventDefault(); this.#take(one); } } }, make("span", { text: one.name }), make("span", { class: "ac-muted ac-small", text: one.login }))));
    this.list.hidden = !this.#found.length;
  }

  #key(event) {
    if (this.list.hidden || event.isComposing) return;
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step) this.#here = (this.#here + step + this.#found.length) % this.#found.length;
    else if (event.key === "Enter" || event.key === "Tab") this.#take(this.#found[this.#here]);
    else if (event.key === "Escape") this.#close();
    else return;
    event.preventDefault();
    event.stopPropagation();
    if (step) this.#show();
  }

  #take(one) {
    const end = this.field.selectionStart;
    const start = end - BEFORE.exec(this.field.value.slice(0, end))[0].length;
    this.field.setRangeText(`@${WHOLE.test(one.name) ? one.name : one.login} `, start, end, "end");
    this.#close();
    this.field.dispatchEvent(new Event("input", { bubbles: true }));
  }

  #close() {
    this.#found = [];
    this.list.hidden = true;
  }
}
