// Theme at once and without a new page; the rail's width; both kept in cookies that the server reads.
import { csrf, on } from "./dom.js";

const root = document.documentElement;

document.addEventListener("submit", (event) => {
  const form = event.target;
  const theme = event.submitter?.name === "theme" ? event.submitter.value : null;
  if (!theme || !form.matches("[data-theme-form]")) return;
  event.preventDefault();
  if (theme === "auto") delete root.dataset.bsTheme;
  else root.dataset.bsTheme = theme;
  for (const button of form.elements) {
    if (button.value === theme) button.setAttribute("aria-current", "true");
    else button.removeAttribute("aria-current");
  }
  form.closest("details").open = false;
  fetch(form.action, { method: "POST", body: new URLSearchParams({ theme }), headers: { "X-CSRFToken": csrf() }, redirect: "manual" });
});

on("click", "[data-rail-toggle]", () => {
  const slim = root.dataset.rail !== "slim";
  if (slim) root.dataset.rail = "slim";
  else delete root.dataset.rail;
  document.cookie = `rail=${slim ? "slim" : "wide"}; path=/; max-age=31536000; samesite=lax`;
});
