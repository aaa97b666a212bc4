// After a step that leaves the page where it is, the sections say how much waits now.
import { all } from "./dom.js";

async function refresh() {
  const answer = await fetch("/counts/", { headers: { Accept: "application/json" } });
  if (!answer.ok || !answer.headers.get("Content-Type")?.startsWith("application/json")) return;
  const counts = await answer.json();
  for (const place of all("[data-count]")) place.textContent = counts[place.dataset.count] ?? "";
}

document.addEventListener("htmx:afterRequest", (event) => {
  const { xhr, requestConfig } = event.detail;
  const leavesThePage = xhr.getResponseHeader("HX-Redirect");
  if (requestConfig.verb !== "get" && xhr.status >= 200 && xhr.status < 400 && !leavesThePage) refresh().catch(() => {});
});
