// Pictures of the reply box: chosen, pasted or dropped, looked at, then sent with Enter.
import { make, say, words } from "./core.js";

const KINDS = ["image/jpeg", "image/png", "image/webp", "image/heic"];
const MOST = 9;
const LARGEST = 20 * 1024 * 1024;

export class Pictures {
  #files = [];

  constructor(reply) {
    this.reply = reply;
    const { root } = reply;
    const area = reply.talk.root;
    this.strip = root.querySelector("[data-picture-strip]");
    const choose = root.querySelector("[data-choose]");
    choose.addEventListener("change", () => { this.add(choose.files); choose.value = ""; });
    reply.field.addEventListener("paste", (event) => {
      const files = [...(event.clipboardData?.files ?? [])];
      if (!files.length) return;
      event.preventDefault();
      event.stopPropagation();
      this.add(files);
    });
    area.addEventListener("dragover", (event) => { event.preventDefault(); area.toggleAttribute("data-over", true); });
    area.addEventListener("dragleave", (event) => { if (!area.contains(event.relatedTarget)) area.removeAttribute("data-over"); });
    area.addEventListener("drop", (event) => {
      event.preventDefault();
      area.removeAttribute("data-over");
      this.add(event.dataTransfer.files);
    });
  }

  get any() { return this.#files.length > 0; }

  add(files) {
    const wanted = [...files];
    const good = wanted.filter((file) => (KINDS.includes(file.type) || /\.heic$/i.test(file.name)) && file.size <= LARGEST);
    if (good.length < wanted.length) say(words.only_pictures, "late");
    if (!good.length) return;
    if (this.reply.isNote) this.reply.mode(false);
    this.#files = [...this.#files, ...good].slice(0, MOST);
    this.#show();
    this.reply.focus();
  }

  take() {
    const files = this.#files;
    this.#files = [];
    this.#show();
    return files;
  }

  #show() {
    this.strip.replaceChildren(...this.#files.map((file) => {
      const address = URL.createObjectURL(file);
      const image = make("img", { src: address, alt: file.name, on: { load: () => URL.revokeObjectURL(address) } });
      return make("figure", {}, image, make("button", { type: "button", class: "tk-drop-picture", "aria-label": `${words.discard}: ${file.name}`, text: "×", on: { click: () => { this.#files = this.#files.filter((one) => one !== file); this.#show(); this.reply.focus(); } } }));
    }));
    this.strip.hidden = !this.#files.length;
  }
}
