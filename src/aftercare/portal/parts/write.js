// Where the buyer writes: text, emoji, pictures, and what the question is about.
import { data, find, icon, money, node, say } from "./dom.js";

const KINDS = /^image\/(jpeg|png|webp|heic|heif)$|^$/; // phones do not always say what a HEIC is
const ENDINGS = /\.(jpe?g|png|webp|heic|heif)$/i;
const EMOJI = [..."😀😄😁😂🤣😊😉😍😘😋😎🤔😅😇🙂🙃😌😔😢😭😤😡😱😴🤗🤭🙄😬😷🥰🥳😳👍👎👌🙏💪👏🤝👋💐🌹🎁🎉💯🔥💕✨"];
const SIGN_EVERY = 3000, DRAFT_AFTER = 400, COLUMNS = 8, TALLEST = 132;
const MB = 1024 * 1024;

/** hooks: send(text), picture(file, shown), about() when what it is about is sent, typing(), draft(text). */
export class Composer {
  constructor(hooks) {
    this.hooks = hooks;
    this.form = find("composer");
    this.text = find("text");
    this.attached = find("attached");
    this.palette = find("palette");
    this.picked = []; // {file, shown, made}
    this.about = null; // {frame, shown, made}
    this.signed = 0;
    this.form.addEventListener("submit", (event) => { event.preventDefault(); this.send(); });
    this.text.addEventListener("keydown", (event) => this.key(event));
    this.text.addEventListener("input", () => this.typed());
    this.text.addEventListener("paste", (event) => this.take(event, event.clipboardData));
    find("choose").addEventListener("click", () => find("file").click());
    find("file").addEventListener("change", (event) => { this.pick(event.target.files); event.target.value = ""; });
    for (const name of ["dragover", "drop"]) document.addEventListener(name, (event) => this.drag(event));
    this.buildPalette();
  }

  key(event) {
    // Enter also ends the choice of a character: then it is no wish to send.
    if (event.key !== "Enter" || event.shiftKey || event.isComposing || event.keyCode === 229) return;
    event.preventDefault();
    this.send();
  }

  typed() {
    this.grow();
    const over = [...this.text.value].length - data.most.text;
    find("over").textContent = over > 0 ? say("long", { count: over }) : "";
    this.paint();
    if (Date.now() - this.signed > SIGN_EVERY && this.text.value) {
      this.signed = Date.now();
      this.hooks.typing();
    }
    clearTimeout(this.keeping);
    this.keeping = setTimeout(() => this.hooks.draft(this.text.value), DRAFT_AFTER);
  }

  grow() {
    this.text.style.height = "auto";
    this.text.style.height = `${Math.min(this.text.scrollHeight, TALLEST)}px`;
  }

  paint() {
    const has = this.text.value.trim() || this.picked.length || this.about;
    find("send").disabled = !has || [...this.text.value].length > data.most.text;
    this.attached.hidden = !this.attached.children.length;
    find("limits").classList.toggle("shown", this.picked.length > 0);
  }

  fill(text) {
    this.text.value = text;
    this.grow();
    this.paint();
  }

  send() {
    if (find("send").disabled) return;
    const text = this.text.value.trim();
    const { about, picked } = this;
    this.fold(false);
    this.clearAttached();
    this.fill("");
    clearTimeout(this.keeping);
    this.hooks.draft("");
    this.signed = 0;
    if (about) this.hooks.about(about.frame, about.shown);
    for (const { file, shown } of picked) this.hooks.picture(file, shown);
    if (text) this.hooks.send(text);
  }

  clearAttached() {
    this.picked = [];
    this.about = null;
    this.attached.replaceChildren();
    this.complain("");
  }


  take(event, transfer) {
    const files = [...(transfer?.files ?? [])];
    if (!files.length) return;
    event.preventDefault();
    this.pick(files);
  }

  drag(event) {
    if (!event.dataTransfer?.types?.includes("Files")) return;
    event.preventDefault();
    if (event.type === "drop" && !this.form.hidden) this.pick(event.dataTransfer.files);
  }

  pick(files) {
    this.complain("");
    for (const file of files) {
      const isPicture = KINDS.test(file.type) && (file.type || ENDINGS.test(file.name));
      if (!isPicture) this.complain(say("kind"));
      else if (file.size > data.most.picture) {
        const most = data.most.picture / MB;
        this.complain(say("large", { size: Math.ceil(file.size / MB), most }));
      } else this.attach(file);
    }
    this.paint();
    this.text.focus();
  }

  complain(text) {
    find("complaint").textContent = text;
  }

  attach(file) {
    const address = URL.createObjectURL(file);
    const shown = { kind: "picture", text: file.name, file: { address, width: 160, height: 160 } };
    const image = node("img", { src: address, alt: file.name });
    image.addEventListener("load", () => { Object.assign(shown.file, { width: image.naturalWidth, height: image.naturalHeight }); });
    image.addEventListener("error", () => { // a HEIC: the server shows it
      shown.file = null;
      image.replaceWith(node("span", { class: "file-name" }, icon("image"), file.name));
    });
    const one = { file, shown };
    one.made = this.chip(image, () => { this.picked = this.picked.filter((other) => other !== one); });
    this.picked.push(one);
    this.attached.append(one.made);
  }

  chip(content, forget) {
    const made = node("div", { class: "chip" }, content);
    made.append(node("button", { type: "button", class: "remove", "aria-label": say("remove"), onclick: () => {
      forget();
      made.remove();
      this.paint();
      this.text.focus();
    } }, icon("x")));
    return made;
  }


  /** {product: code} or {order: number}: goes along with the next message, unless the buyer takes it away. */
  async ask(subject) {
    this.about?.made.remove();
    this.about = null;
    let shown = null;
    if (subject?.product) {
      const address = `${data.addresses.product}?code=${encodeURIComponent(subject.product)}`;
      const answer = await fetch(address, { credentials: "omit" }).catch(() => null);
      if (answer?.ok) shown = { kind: "card", card: { kind: "product", ...(await answer.json()) } };
    } else if (subject?.order) shown = { kind: "card", card: { kind: "order", number: subject.order } };
    if (!shown) { this.paint(); return; }
    const { card } = shown;
    const title = card.kind === "product" ? card.title : say("order", { number: card.number });
    const picture = card.picture ? node("img", { src: card.picture, alt: "" }) : icon(card.kind === "product" ? "tag" : "package");
    const text = node("span", { class: "about" }, node("small", {}, say("about")), node("strong", {}, title),
      Number.isInteger(card.price) ? node("span", { class: "price" }, money(card.price)) : null);
    this.about = { frame: { kind: "card", ...subject }, shown };
    this.about.made = this.chip(node("span", { class: "about-line" }, picture, text), () => { this.about = null; });
    this.about.made.classList.add("wide");
    this.attached.prepend(this.about.made);
    this.paint();
  }


  buildPalette() {
    const toggle = find("smile");
    toggle.addEventListener("click", () => this.fold(this.palette.hidden));
    this.palette.addEventListener("keydown", (event) => this.walk(event));
    this.palette.append(...EMOJI.map((one, at) => node("button",
      { type: "button", tabindex: at ? "-1" : "0", onclick: () => this.insert(one) }, one)));
    document.addEventListener("pointerdown", (event) => {
      if (!this.palette.hidden && !this.palette.contains(event.target) && !toggle.contains(event.target)) this.fold(false);
    });
  }

  /** Returns whether the palette was open. */
  fold(isOpen) {
    const wasOpen = !this.palette.hidden;
    this.palette.hidden = !isOpen;
    find("smile").setAttribute("aria-expanded", String(isOpen));
    if (isOpen) this.palette.querySelector('[tabindex="0"]').focus();
    return wasOpen;
  }

  walk(event) {
    const buttons = [...this.palette.children];
    const at = buttons.indexOf(document.activeElement);
    const step = { ArrowRight: 1, ArrowLeft: -1, ArrowDown: COLUMNS, ArrowUp: -COLUMNS }[event.key];
    const next = step && buttons[at + step];
    if (!next) return;
    event.preventDefault();
    buttons[at].tabIndex = -1;
    next.tabIndex = 0;
    next.focus();
  }

  insert(one) {
    this.text.setRangeText(one, this.text.selectionStart, this.text.selectionEnd, "end");
    this.typed();
    this.fold(false);
    this.text.focus();
  }
}
