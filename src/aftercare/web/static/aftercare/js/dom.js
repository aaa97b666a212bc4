// Small helpers. `on` listens once for the whole document, so that fragments need no wiring.

export const all = (selector, root = document) => [...root.querySelectorAll(selector)];

export function on(type, selector, handle) {
  document.addEventListener(type, (event) => {
    const found = event.target instanceof Element ? event.target.closest(selector) : null;
    if (found) handle(event, found);
  });
}

export const isTyping = (element) => Boolean(element?.closest?.("input:not([type=checkbox]):not([type=radio]), textarea, select, [contenteditable]"));

export const csrf = () => document.body.dataset.csrf;

// Called for the whole page, and for each part that htmx brings.
export function eachPart(handle) {
  handle(document);
  document.addEventListener("htmx:load", (event) => {
    if (event.target !== document.body) handle(event.target);
  });
}
