// Which column is what: what is still needed is shown at once, and a field that is taken cannot be chosen twice.
import { all, eachPart, on } from "./dom.js";

function tell(form) {
  const selects = all("select[name^=field-]", form);
  const chosen = new Map(selects.filter((select) => select.value).map((select) => [select.value, select]));
  for (const need of all("[data-need]", form)) need.toggleAttribute("data-chosen", chosen.has(need.dataset.need));
  for (const select of selects) {
    select.closest("tr").classList.toggle("ac-left-out", !select.value);
    for (const option of select.options) option.disabled = Boolean(option.value) && option.value !== select.value && chosen.has(option.value);
  }
}

eachPart((root) => all("[data-naming]", root).forEach(tell));
on("change", "[data-naming] select", (_event, select) => tell(select.form));
