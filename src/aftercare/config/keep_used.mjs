// Leaves out of a style sheet what can match no element: selectors that ask for a class whose words nobody wrote.
// In: {"css": text, "words": [word]}. Out: {"css": text, "classes": [every class that the whole sheet knows]}.
// PurgeCSS would do, but takes alternatives out of :is(), which changes its weight, and out of :not(:is()), which turns it round.

import postcss from "postcss";
import parser from "postcss-selector-parser";

const ONE_OF_THEM = new Set([":is", ":where", ":has"]);
const GROUPS = new Set(["media", "supports", "container"]); // a layer stays: an empty one has its place in the order

let text = "";
for await (const part of process.stdin.setEncoding("utf8")) text += part;
const { css, words } = JSON.parse(text);
const written = new Set(words);
const classes = new Set();

const isUsed = (name) => (name.match(/[\w-]+/g) ?? []).every((word) => written.has(word)); // w-1\/2 is two words
const cannotMatch = (selector) => selector.nodes.some((node) =>
  (node.type === "class" && !isUsed(node.value))
  || (ONE_OF_THEM.has(node.value) && node.nodes.length > 0 && node.nodes.every(cannotMatch)));

const removeWithEmptyGroups = (node) => {
  const group = node.parent;
  node.remove();
  if (group.type === "atrule" && GROUPS.has(group.name) && !group.nodes.length) removeWithEmptyGroups(group);
};

const sheet = postcss.parse(css);
const rules = [];
sheet.walkRules((rule) => { if (!rule.parent.name?.endsWith("keyframes")) rules.push(rule); });
for (const rule of rules) {
  const selectors = parser().astSync(rule.selector);
  selectors.walkClasses((node) => { classes.add(node.value); });
  const kept = selectors.nodes.filter((selector) => !cannotMatch(selector));
  if (!kept.length) removeWithEmptyGroups(rule);
  else if (kept.length < selectors.nodes.length) rule.selector = kept.map((selector) => String(selector).trim()).join(",");
}
process.stdout.write(JSON.stringify({ css: sheet.toString(), classes: [...classes].sort() }));
