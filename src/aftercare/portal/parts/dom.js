// Building pages out of nodes: whatever somebody wrote becomes text, never markup.

export const data = JSON.parse(document.getElementById("widget-data").textContent);

export const find = (id) => document.getElementById(id);

/** A sentence of the server, with its gaps filled in. */
export function say(name, values = {}) {
  const text = data.texts[name] ?? "";
  return text.replace(/\{(\w+)\}/g, (gap, key) => (key in values ? String(values[key]) : gap));
}

/** A node: names beginning with "on" are listeners, true and false are flags. */
export function node(tag, attributes = {}, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (name.startsWith("on")) made.addEventListener(name.slice(2), value);
    else if (value === true) made.setAttribute(name, "");
    else if (value !== false && value !== null && value !== undefined) made.setAttribute(name, value);
  }
  made.append(...children.filter((child) => child !== null && child !== undefined && child !== ""));
  return made;
}

/** A copy of an icon that the page has drawn. */
export function icon(name) {
  const drawn = find("icons").content.querySelector(`[data-icon="${name}"]`);
  return drawn ? drawn.firstElementChild.cloneNode(true) : "";
}

/** The address when it leads to a page of the web, else null: no javascript:, no data:. */
export function webAddress(text) {
  try {
    const url = new URL(text);
    return url.protocol === "https:" || url.protocol === "http:" ? url.href : null;
  } catch {
    return null;
  }
}

const LINK = /https?:\/\/[^\s<>"'`，。；！？、（）《》「」【】]+/gi;
const TAIL = /[.,;:!?)\]}]+$/;

/** The text as nodes, addresses of the web as links. */
export function linked(text) {
  const parts = [];
  let reached = 0;
  for (const found of text.matchAll(LINK)) {
    const written = found[0].replace(TAIL, "");
    const address = webAddress(written);
    if (!address) continue;
    parts.push(text.slice(reached, found.index));
    parts.push(node("a", { href: address, target: "_blank", rel: "noopener noreferrer nofollow" }, written));
    reached = found.index + written.length;
  }
  return [...parts, text.slice(reached)];
}

/** Fen as people read them. */
export const money = (fen) => `¥${(fen / 100).toFixed(2)}`;

export const newId = () => {
  if (crypto.randomUUID) return crypto.randomUUID(); // not on a page without https
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, "0")).join("");
};
