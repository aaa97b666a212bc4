// The sample shop's own script: it says who is logged in, and what a question is about.
window.aftercare = JSON.parse(document.getElementById("store-config").textContent);

document.addEventListener("click", (event) => {
  const { product, order } = event.target.dataset ?? {};
  if (product) window.Aftercare?.show({ product: { code: product } });
  if (order) window.Aftercare?.show({ order: { number: order } });
  if (event.target.closest("[data-logout]")) window.Aftercare?.logout();
});
