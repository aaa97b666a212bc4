// What the ear and the corner of the eye get: a sound, a notification of the browser, the number in the title.
import { on } from "../dom.js";
import { fill, page, say, serverNow, words } from "./core.js";

const SOUND = "tk-sound";
const TONES = { new: [[660, 0], [880, 0.14]], message: [[740, 0]], half: [[520, 0]], zero: [[440, 0], [440, 0.18], [440, 0.36]] };
const bare = document.title;

const isSoundOn = () => localStorage.getItem(SOUND) === "on";
const mayNotify = () => "Notification" in window && Notification.permission === "granted" && localStorage.getItem("tk-notify") === "on";

let audio = null;
function sound(kind) {
  if (!isSoundOn()) return;
  audio ??= new AudioContext();
  audio.resume?.();
  for (const [pitch, after] of TONES[kind]) {
    const [tone, loud] = [audio.createOscillator(), audio.createGain()];
    const at = audio.currentTime + after;
    tone.frequency.value = pitch;
    loud.gain.setValueAtTime(0.0001, at);
    loud.gain.exponentialRampToValueAtTime(0.08, at + 0.015);
    loud.gain.exponentialRampToValueAtTime(0.0001, at + 0.13);
    tone.connect(loud).connect(audio.destination);
    tone.start(at);
    tone.stop(at + 0.14);
  }
}

function notify(kind, talk, name) {
  if (!mayNotify() || (!document.hidden && document.hasFocus())) return;
  const notice = new Notification(fill(words[`alert_${kind}`], { name }), { tag: `talk-${talk}`, icon: document.querySelector("link[rel=icon]")?.href });
  notice.addEventListener("click", () => {
    window.focus();
    document.dispatchEvent(new CustomEvent("tk:open", { detail: talk }));
    notice.close();
  });
}

class Alerts {
  #own = new Map(); // conversation -> { since, due, unread, name, told }
  #title = bare;

  start() {
    for (const { id, since, due, unread } of page.mine ?? []) this.#own.set(id, { since, due, unread: Number(unread), name: "", told: this.#past(since, due) });
    setInterval(() => this.#clocks(), 1000);
    on("click", "[data-sound]", () => this.#toggleSound());
    on("click", "[data-notify]", () => this.#toggleNotices());
    this.#buttons();
    this.show();
  }

  get ids() { return this.#own.keys(); }

  // A row as it is now: is it new, has its buyer written again? null: it cannot be seen any more.
  see(id, row) {
    const before = this.#own.get(id);
    if (!row || row.mine === undefined) { this.#own.delete(id); return; }
    const [since, due, unread] = [Number(row.since), Number(row.due), Number(row.unread)];
    const told = before && before.since === since ? before.told : this.#past(since, due, 0);
    this.#own.set(id, { since, due, unread, name: row.name, told });
    if (!before) this.#alert("new", id, row.name);
    else if (unread > before.unread && document.hidden) this.#alert("message", id, row.name);
  }

  // The person has read it on this or another screen.
  read(id) {
    const one = this.#own.get(id);
    if (one) one.unread = 0;
  }

  // The title: how many buyers wait for me.
  show(title) {
    if (title !== undefined) this.#title = title;
    const waiting = [...this.#own.values()].filter((one) => one.since).length;
    const text = `${waiting ? `(${waiting}) ` : ""}${this.#title}`;
    if (document.title !== text) document.title = text;
  }

  // Which marks of the clock lie behind us: 1 half, 2 zero. What was over when the page came is not told again.
  #past(since, due, usual = null) {
    if (!since || !due) return 2;
    if (usual !== null) return usual;
    const at = serverNow();
    return at >= due ? 2 : at >= (since + due) / 2 ? 1 : 0;
  }

  #clocks() {
    const at = serverNow();
    for (const [id, one] of this.#own) {
      if (!one.since || one.told >= 2) continue;
      if (at >= one.due) { one.told = 2; this.#alert("zero", id, one.name); }
      else if (at >= (one.since + one.due) / 2 && one.told < 1) { one.told = 1; this.#alert("half", id, one.name); }
    }
  }

  #alert(kind, id, name) {
    sound(kind);
    notify(kind, id, name || document.getElementById(`row-${id}`)?.dataset.name || "");
  }

  #toggleSound() {
    localStorage.setItem(SOUND, isSoundOn() ? "off" : "on");
    this.#buttons();
    say(isSoundOn() ? words.sound_on : words.sound_off);
    sound("message");
  }

  async #toggleNotices() {
    if (!("Notification" in window)) { say(words.notices_denied, "late"); return; }
    if (mayNotify()) localStorage.setItem("tk-notify", "off");
    else if ((await Notification.requestPermission()) === "granted") localStorage.setItem("tk-notify", "on");
    else { say(words.notices_denied, "late"); return; }
    this.#buttons();
    say(mayNotify() ? words.notices_on : words.notices_off);
  }

  #buttons() {
    document.querySelector("[data-sound]")?.setAttribute("aria-pressed", String(isSoundOn()));
    document.querySelector("[data-notify]")?.setAttribute("aria-pressed", String(mayNotify()));
  }
}

export const alerts = new Alerts();
