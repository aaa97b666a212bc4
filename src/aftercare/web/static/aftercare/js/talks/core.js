// What all parts of the workbench share: words, the server's time, nodes, requests, the memory of this tab.
import { csrf } from "../dom.js";

const read = (id) => JSON.parse(document.getElementById(id)?.textContent || "{}");

export const words = read("tk-words");
export const page = read("tk-data");
export const fill = (sentence, values = {}) => (sentence ?? "").replace(/%\((\w+)\)s/g, (_all, name) => values[name] ?? "");

const offset = document.body.dataset.now ? Number(document.body.dataset.now) * 1000 - Date.now() : 0;
export const serverNow = () => (Date.now() + offset) / 1000;

// A node: make("b", { class: "ac-cut", data: { seq: 1 }, text: "…" }, child, …). Never HTML: what people wrote stays text.
export function make(tag, { text, data, on, ...attributes } = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === true) node.setAttribute(name, "");
    else if (value !== false && value !== null && value !== undefined) node.setAttribute(name, String(value));
  }
  Object.assign(node.dataset, data);
  for (const [type, handle] of Object.entries(on ?? {})) node.addEventListener(type, handle);
  if (text !== undefined) node.textContent = text;
  node.append(...children.filter((one) => one !== null && one !== undefined && one !== false));
  return node;
}

export class LoggedOut extends Error {}

// Every request of these pages: with the token, as a part; a login page instead of the answer is said once.
export async function ask(address, { method = "GET", body, headers = {}, keepalive = false } = {}) {
  const answer = await fetch(address, { method, body, keepalive, redirect: "manual", headers: { "HX-Request": "true", "X-CSRFToken": csrf(), ...headers } });
  if (answer.status === 401 || answer.type === "opaqueredirect") {
    document.dispatchEvent(new CustomEvent("tk:logged-out"));
    throw new LoggedOut();
  }
  return answer;
}

export const post = (address, values = {}) => ask(address, { method: "POST", body: new URLSearchParams(values) });

// A frame by a form, for a screen without a socket.
export async function postFrame(frame, keepalive = false) {
  const answer = await ask("/talks/frames/", { method: "POST", body: JSON.stringify(frame), headers: { "Content-Type": "application/json" }, keepalive });
  if (!answer.ok) throw new Error(String(answer.status));
  return answer.json();
}

// Memory of this tab, by person: another one who logs in here finds nothing of it.
const key = (name) => `tk:${page.me}:${name}`;
export const memory = {
  get(name) {
    try { return JSON.parse(sessionStorage.getItem(key(name))); } catch { return null; }
  },
  set(name, value) {
    try {
      if (value === null) sessionStorage.removeItem(key(name));
      else sessionStorage.setItem(key(name), JSON.stringify(value));
    } catch { /* a full memory loses nothing: the server keeps drafts as well */ }
  },
};

export const say = (text, tone = "done") => document.dispatchEvent(new CustomEvent("ac:toast", { detail: { text, tone } }));
export const newId = () => crypto.randomUUID?.() ?? [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, "0")).join("");
export const colleague = (id) => page.colleagues?.find((one) => one.id === id);
