// The lists on the left. Rows change in place; their order changes only while nobody points at them or stands in them.
import { all, on } from "../dom.js";
import { alerts } from "./alerts.js";
import { ask, fill, make, page, words } from "./core.js";
import { tick } from "./countdown.js";
import { live } from "./live.js";

const AFTER = 250; // changes within this time are asked for together,
const APART = 1200; // and so far apart at least
const LOOK_EVERY = 5000; // lists of which no hint tells everything
const MOST = 50;
const UNTOLD = ["team", "watched"];

class List {
  place = document.querySelector("[data-list]");
  #ids = new Set();
  #timer = 0;
  #news = new Set();
  #isStale = false;
  #settling = false;
  #asked = 0;
  #read = new Map(); // conversation -> how far the person has read: a row may have been read before it

  start() {
    live.addEventListener("changed", ({ detail }) => this.changed(detail.talks));
    live.addEventListener("read", ({ detail }) => { if (detail.staff === page.me) this.#seen(detail.talk, detail.seq); });
    this.place.addEventListener("pointerleave", () => this.settle());
    this.place.addEventListener("focusout", () => setTimeout(() => this.settle(), 50));
    this.place.addEventListener("scroll", (event) => this.#scrolled(event), { capture: true, passive: true });
    setInterval(() => { if (!document.hidden && UNTOLD.includes(this.view)) this.changed([0]); }, LOOK_EVERY);
    document.addEventListener("visibilitychange", () => { if (!document.hidden) this.changed([0]); });
    on("click", "a[data-view]", (event, link) => this.#follow(event, link));
    on("click", "[data-list-link]", (event, link) => this.#follow(event, link));
    on("click", "[data-news]", () => this.settle(true));
    on("click", "[data-more-button]", () => this.#more());
    on("change", "[data-until]", (_event, field) => this.#until(field.value));
    tick(this.place);
  }

  get rows() { return this.place.querySelector("[data-rows]"); }
  get view() { return this.rows?.dataset.view; }
  get query() { return this.rows?.dataset.query ?? ""; }
  get #isTouched() { return this.place.matches(":hover") || this.place.querySelector("[data-rows]")?.contains(document.activeElement); }

  row(talk) { return document.getElementById(`row-${talk}`); }

  // Hints: these conversations may look different; 0 is any.
  changed(talks) {
    for (const talk of talks) {
      if (talk) this.#ids.add(talk);
      else {
        this.#isStale = true;
        for (const row of this.rows.children) if (row.dataset.talk) this.#ids.add(Number(row.dataset.talk));
        for (const own of alerts.ids) this.#ids.add(own);
      }
    }
    this.#timer ||= setTimeout(() => { this.#timer = 0; this.#refresh(); }, Math.max(AFTER, this.#asked + APART - Date.now()));
  }

  async #refresh() {
    this.#asked = Date.now();
    const ids = [...this.#ids].slice(0, MOST);
    this.#ids.clear();
    const query = this.query;
    let part;
    try {
      part = await this.#part(`/talks/rows/${query}&ids=${ids.join(",")}`);
    } catch { return; }
    if (query !== this.query) return;
    this.#counts(part);
    for (const id of ids) this.#put(id, part.getElementById(`row-${id}`));
    alerts.show();
    this.#newsMark();
    this.settle();
  }

  #seen(talk, seq) {
    this.#read.set(talk, Math.max(seq, this.#read.get(talk) ?? 0));
    alerts.read(talk);
    if (this.row(talk)) this.#calm(this.row(talk));
  }

  // What the person has read to its end has nothing unread.
  #calm(row) {
    if ((this.#read.get(Number(row.dataset.talk)) ?? 0) < Number(row.dataset.seq)) return;
    row.dataset.unread = "0";
    for (const mark of all(".tk-unread, .tk-mention", row)) mark.remove();
  }

  #put(id, fresh) {
    if (fresh) this.#calm(fresh);
    alerts.see(id, fresh?.dataset ?? null);
    const row = this.row(id);
    const belongs = Boolean(fresh?.hasAttribute("data-belongs"));
    if (!row) {
      if (belongs) this.#news.add(id);
      return;
    }
    row.toggleAttribute("data-leaving", !belongs);
    if (!belongs) {
      this.#isStale = true;
      if (!Number(fresh?.dataset.due)) for (const chip of all("[data-countdown]", row)) chip.remove(); // nobody waits here
      return;
    }
    if (row.dataset.since !== fresh.dataset.since) this.#isStale = true;
    Object.assign(row.dataset, fresh.dataset);
    row.toggleAttribute("data-mine", fresh.hasAttribute("data-mine"));
    const [link, freshLink] = [row.querySelector("a"), fresh.querySelector("a")];
    if (link.innerHTML !== freshLink.innerHTML) {
      link.replaceChildren(...freshLink.childNodes);
      tick(row);
    }
  }

  // Bring the order up to date, unless somebody points there; `now`: they asked for it.
  async settle(now = false) {
    if (this.#settling || !(this.#isStale || this.#news.size) || (!now && this.#isTouched)) return;
    this.#settling = true;
    const query = this.query;
    try {
      const part = await this.#part(`/talks/list/${query}`);
      if (query !== this.query || (!now && this.#isTouched)) return;
      this.#isStale = false;
      this.#news.clear();
      this.#arrange(part);
    } catch { /* the next hint tries again */ } finally {
      this.#settling = false;
    }
  }

  // The first page in its order, then the rows that were loaded after it.
  #arrange(part) {
    const scroll = this.place.querySelector("[data-scroll]");
    const top = scroll.scrollTop;
    const fresh = part.querySelector("[data-rows]");
    for (const row of all("[data-talk]", fresh)) this.#calm(row);
    const shown = new Set([...fresh.children].map((row) => row.id));
    const hadMore = all("[data-talk]", this.rows).length > shown.size;
    const kept = hadMore ? [...this.rows.children].filter((row) => !shown.has(row.id) && !row.hasAttribute("data-leaving")) : [];
    if (hadMore) fresh.querySelector("[data-more]")?.remove();
    const focused = this.rows.contains(document.activeElement) ? document.activeElement.closest("[data-talk]")?.id : null;
    this.rows.replaceChildren(...fresh.children, ...kept);
    const nothing = part.querySelector("[data-nothing]");
    scroll.querySelector("[data-nothing]")?.remove();
    if (nothing) scroll.append(nothing);
    this.#counts(part);
    this.mark();
    tick(this.place);
    if (focused) document.getElementById(focused)?.querySelector("a").focus({ preventScroll: true });
    scroll.scrollTop = top;
    this.#newsMark();
  }

  #newsMark() {
    const mark = this.place.querySelector("[data-news]");
    mark.hidden = !this.#news.size;
    mark.textContent = fill(words.new_rows, { count: this.#news.size });
  }

  #counts(part) {
    for (const place of all("[data-tab-count]", this.place)) {
      const text = part.querySelector(`[data-tab-count="${place.dataset.tabCount}"]`)?.textContent ?? "";
      if (place.textContent !== text) place.textContent = text;
    }
  }

  // Which one is open.
  mark(talk = Number(document.querySelector("[data-talks]").dataset.opened || 0)) {
    for (const link of all(".tk-row-link[aria-current]", this.place)) link.removeAttribute("aria-current");
    this.row(talk)?.querySelector("a").setAttribute("aria-current", "true");
  }

  #follow(event, link) {
    if (event.ctrlKey || event.metaKey || event.shiftKey || event.button) return;
    event.preventDefault();
    this.load(new URL(link.href).search);
  }

  #until(day) {
    const query = new URLSearchParams(this.query);
    if (day) query.set("until", day);
    else query.delete("until");
    this.load(`?${query}`);
  }

  async load(query) {
    let part;
    try { part = await this.#part(`/talks/list/${query}`); } catch { return; }
    this.#news.clear();
    this.#isStale = false;
    this.place.replaceChildren(...part.body.childNodes);
    this.mark();
    tick(this.place);
    const open = document.querySelector("[data-talks]").dataset.opened;
    history.replaceState(history.state, "", `/talks/${open ? `${open}/` : ""}${query}`);
  }

  async #more() {
    const more = this.rows.querySelector("[data-more]");
    if (!more || more.dataset.loading) return;
    more.dataset.loading = "yes";
    try {
      const answer = await ask(`/talks/list/${more.dataset.more}`);
      if (!answer.ok) throw new Error(String(answer.status));
      const made = make("template");
      made.innerHTML = await answer.text();
      for (const row of all("[data-talk]", made.content)) if (this.row(row.dataset.talk)) row.remove();
      more.replaceWith(...made.content.children);
      this.mark();
      tick(this.rows);
    } catch { delete more.dataset.loading; }
  }

  #scrolled({ target }) {
    if (target.scrollHeight - target.scrollTop - target.clientHeight < 400) this.#more();
  }

  async #part(address) {
    const answer = await ask(address);
    if (!answer.ok) throw new Error(String(answer.status));
    return new DOMParser().parseFromString(await answer.text(), "text/html");
  }
}

export const list = new List();
export const viewOf = () => list.view ?? page.view;
