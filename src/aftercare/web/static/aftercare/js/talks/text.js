// What people wrote, as nodes: text stays text, and only whole http(s) addresses become links.
import { make } from "./core.js";

const ADDRESS = /https?:\/\/[^\s<>"'`，。；、！？（）《》【】「」]+/gi;
const BEHIND = /[.,;:!?)\]}'"]+$/;

export function textNodes(text) {
  const nodes = [];
  let from = 0;
  for (const found of text.matchAll(ADDRESS)) {
    const address = found[0].replace(BEHIND, "");
    if (!URL.canParse(address)) continue;
    nodes.push(text.slice(from, found.index));
    nodes.push(make("a", { href: address, target: "_blank", rel: "noopener noreferrer nofollow", text: address }));
    from = found.index + address.length;
  }
  nodes.push(text.slice(from));
  return nodes.filter((one) => one !== "");
}

// Names that a note calls with @ stand out when they are colleagues.
export function noteNodes(text, isName) {
  const nodes = [];
  let from = 0;
  for (const found of text.matchAll(/@([\p{L}\p{N}_.-]{2,60})/gu)) {
    if (!isName(found[1])) continue;
    nodes.push(...textNodes(text.slice(from, found.index)), make("b", { class: "tk-named", text: found[0] }));
    from = found.index + found[0].length;
  }
  return [...nodes, ...textNodes(text.slice(from))];
}
