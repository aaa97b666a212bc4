// The page of the shop that shows this frame. Only pages that the server named are listened to, and only the one that
// holds us; what is said to it goes to its very origin.
import { data } from "./dom.js";

const MOST = 300;

export class Host {
  /** hear(message) gets what the loader says: {do, ...}. */
  constructor(hear) {
    this.isThere = window.parent !== window;
    this.origin = null;
    const allowed = new Set([location.origin, ...data.sites]);
    if (!this.isThere) return;
    addEventListener("message", (event) => {
      if (event.source !== window.parent || !allowed.has(event.origin)) return;
      const message = event.data;
      if (!message || typeof message !== "object" || message.aftercare !== 1) return;
      if (message.do === "hello") this.origin = event.origin;
      if (this.origin === event.origin) hear(message);
    });
  }

  tell(message) {
    if (this.origin) window.parent.postMessage({ aftercare: 1, ...message }, this.origin);
  }
}

const text = (value) => (typeof value === "string" || typeof value === "number" ? String(value).slice(0, MOST) : "");

/** What a page tells of its buyer, as far as it can be a buyer. */
export function readBuyer(told) {
  if (!told || typeof told !== "object" || !text(told.id)) return null;
  const { expires } = told;
  return { id: text(told.id), name: text(told.name), nick: text(told.nick), expires, signature: text(told.signature) };
}

/** What the buyer's question is about: {product: code} or {order: number}, or null. */
export function readSubject(told) {
  const product = text(told?.product?.code);
  const order = text(told?.order?.number);
  return product ? { product } : order ? { order } : null;
}

export const readTopic = (told) => (["presale", "aftersale"].includes(told) ? told : "");

export const readPage = (page) => [text(page?.title), text(page?.address)].filter(Boolean).join(" ").slice(0, MOST);
