// <details data-fold="name">: open or closed is kept in a cookie of that name, which the server reads: nothing jumps.
document.addEventListener("toggle", (event) => {
  const name = event.target.dataset?.fold;
  if (name) document.cookie = `${name}=${event.target.open ? "open" : "closed"}; path=/; max-age=31536000; samesite=lax`;
}, true);
