// Short messages at the bottom. Good news leaves by itself; bad news stays until it is closed.
const STAY = 5000;

function leaveLater(toast) {
  if (["late", "error"].includes(toast.dataset.tone)) return;
  let timer = setTimeout(() => toast.remove(), STAY);
  toast.addEventListener("mouseenter", () => clearTimeout(timer));
  toast.addEventListener("mouseleave", () => { timer = setTimeout(() => toast.remove(), STAY); });
}

export function toast(text, tone = "done") {
  const made = document.getElementById("toast-template").content.firstElementChild.cloneNode(true);
  made.dataset.tone = tone;
  made.querySelector("[data-text]").textContent = text;
  document.getElementById("toasts").append(made);
  leaveLater(made);
}

document.addEventListener("ac:toast", (event) => toast(event.detail.text, event.detail.tone));
for (const shown of document.querySelectorAll(".ac-toast")) leaveLater(shown);
