// Keeps in view what matters: the present step, the open tab, the sentence of a refusal.
import { all, eachPart } from "./dom.js";

eachPart((part) => {
  for (const here of all(".ac-steps [aria-current], .ac-tabs [aria-current]", part)) {
    const row = here.parentElement;
    if (row.scrollWidth > row.clientWidth) row.scrollLeft = here.offsetLeft - (row.clientWidth - here.clientWidth) / 2;
  }
});

for (const type of ["mouseover", "focusin"]) {
  document.addEventListener(type, (event) => {
    const sentence = event.target.closest?.(".ac-refusal-host")?.querySelector(".ac-refusal");
    if (sentence && sentence.getBoundingClientRect().right > innerWidth - 8) sentence.dataset.side = "end";
  });
}
