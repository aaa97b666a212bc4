// The form of a rule: when it comes back with remarks, the first of them has the focus.
import { all } from "./dom.js";

function focusFirst() {
  const [wrong] = all("#rule-form [aria-invalid]");
  wrong?.focus();
  wrong?.scrollIntoView({ block: "center" });
}
document.addEventListener("htmx:afterSettle", (event) => {
  if (event.detail.elt.id === "rule-form") focusFirst();
});
focusFirst();
