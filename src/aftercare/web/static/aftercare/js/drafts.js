// <textarea data-draft="case-17-note">: half-written text survives fragments and reloads of this tab, until it is sent.
import { all, eachPart, on } from "./dom.js";

const key = (field) => `draft:${location.pathname}:${field.dataset.draft}`;

on("input", "[data-draft]", (_event, field) => {
  if (field.value) sessionStorage.setItem(key(field), field.value);
  else sessionStorage.removeItem(key(field));
});

const keysOf = (form) => all("[data-draft]", form).map(key);
const forget = (keys) => keys.forEach((one) => sessionStorage.removeItem(one));

document.addEventListener("htmx:afterRequest", (event) => {
  const form = event.detail.elt.closest?.("form");
  // It asked for a part of the form, nothing was sent off. (It may be gone by now: `elt` is then what stands in its place.)
  if (event.detail.requestConfig.elt?.matches?.("[data-keep-draft]")) return;
  if (form && event.detail.successful && event.detail.requestConfig.verb !== "get") forget(keysOf(form));
});
// An ordinary form leaves the page: whether it was taken is known on the next one, which says so when it was not.
const SENT = "drafts-sent";
document.addEventListener("submit", (event) => {
  if (!event.target.matches("[hx-post]")) sessionStorage.setItem(SENT, JSON.stringify(keysOf(event.target)));
});
const sent = sessionStorage.getItem(SENT);
sessionStorage.removeItem(SENT);
if (sent && !document.body.hasAttribute("data-problem")) forget(JSON.parse(sent));
// Logging out leaves nothing of the person in this tab.
on("submit", "form[action$='/logout/']", () => sessionStorage.clear());

eachPart((part) => {
  for (const field of all("[data-draft]", part)) {
    const kept = sessionStorage.getItem(key(field));
    if (kept && !field.value) field.value = kept;
  }
});
