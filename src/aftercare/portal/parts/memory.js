// What this browser keeps, for each shop and for each buyer apart: nobody sees what another one left here.
import { data } from "./dom.js";

const PREFIX = `aftercare:${data.shop}:`;
const GUEST = "guest";
// Some browsers give a frame no storage of its own. Then the page of the shop keeps it, until its tab is closed.
const spare = new Map();
let elsewhere = () => {};

export const keepElsewhere = (keep) => { elsewhere = keep; };

export function remember(kept) {
  try {
    for (const [key, value] of Object.entries(JSON.parse(kept))) if (key.startsWith(PREFIX)) spare.set(key, String(value));
  } catch { /* nothing was kept */ }
}

function read(key) {
  try {
    return localStorage.getItem(key);
  } catch {
    return spare.get(key) ?? null;
  }
}

function write(key, value) {
  try {
    if (value === null) localStorage.removeItem(key);
    else localStorage.setItem(key, value);
  } catch {
    if (value === null) spare.delete(key);
    else spare.set(key, value);
    elsewhere(JSON.stringify(Object.fromEntries(spare)));
  }
}

export const whoIs = (buyer) => (buyer && buyer.id ? `buyer:${buyer.id}` : GUEST);

export class Memory {
  constructor(who) {
    this.who = who;
  }

  get isGuest() {
    return this.who === GUEST;
  }

  get isNobody() {
    return !this.who;
  }

  get(name) {
    return read(`${PREFIX}${this.who}:${name}`) ?? "";
  }

  set(name, value) {
    if (!this.isNobody) write(`${PREFIX}${this.who}:${name}`, value || null);
  }

  thing(name) {
    try {
      return JSON.parse(this.get(name));
    } catch {
      return null;
    }
  }

  /** A list of things; what is there besides ours (another tab's) stays. */
  list(name) {
    const found = this.thing(name);
    return Array.isArray(found) ? found : [];
  }

  add(name, thing) {
    this.set(name, JSON.stringify([...this.list(name).filter((one) => one.id !== thing.id), thing]));
  }

  drop(name, id) {
    const left = this.list(name).filter((one) => one.id !== id);
    this.set(name, left.length ? JSON.stringify(left) : "");
  }

  /** A guest who has logged in: what they had goes with them, and nothing stays for the next guest. */
  moveFrom(other) {
    for (const name of ["token", "outbox", "draft", "leave"]) {
      if (other.get(name)) this.set(name, other.get(name));
      other.set(name, "");
    }
  }
}

export const guest = () => new Memory(GUEST);

/** Of a buyer who is not known yet: keeps nothing. */
export const nobody = () => new Memory("");

/** Logged out: nothing of this shop stays in this browser. */
export function forgetAll() {
  spare.clear();
  elsewhere("");
  try {
    for (const key of Object.keys(localStorage)) if (key.startsWith(PREFIX)) localStorage.removeItem(key);
  } catch { /* there was none */ }
}
