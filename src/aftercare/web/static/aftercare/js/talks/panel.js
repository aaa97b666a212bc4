// The column beside a conversation: cards to send, texts to copy, what a price needs, and blocks that reload by themselves.
import "../fold.js";
import { isTyping, on } from "../dom.js";

const QUIET = 3000; // ms after the buyer's last words until they are read anew
const reload = (code) => window.htmx?.trigger(document.body, `side:${code}`);

// <button data-send-card="product:17" data-reason="…">: the reply box sends it, so that nothing is sent unseen or twice.
on("click", "[data-send-card]", (_event, button) => {
  const reply = document.querySelector("[data-talk-id]")?.reply;
  const [kind, id] = button.dataset.sendCard.split(":");
  const title = button.closest("li")?.querySelector(".ts-title, a.ac-code")?.textContent ?? "";
  if (!reply || !(Number(id) > 0)) return;
  reply.sendCard(kind === "order" ? { order: Number(id), title } : { product: Number(id), reason: button.dataset.reason ?? "", title });
});

// On a narrow screen the column lies over the conversation: what is sent or put into the reply should be seen.
on("click", "[data-side] [data-insert-reply], [data-side] [data-send-card]", () => {
  if (document.querySelector("[data-talks][data-panel]")) document.querySelector("[data-panel-toggle]")?.click();
});

on("click", "[data-copy], [data-copy-from]", async (_event, button) => {
  const from = button.dataset.copyFrom && document.querySelector(button.dataset.copyFrom);
  await navigator.clipboard?.writeText(button.dataset.copy ?? from.value ?? from.textContent);
  button.setAttribute("data-copied", "");
  setTimeout(() => button.removeAttribute("data-copied"), 1200);
});

// Whose authority a price is in, while it is typed. The server decides.
const HALF = /[０-９．]/gu;
const half = (text) => text.replace(HALF, (one) => String.fromCharCode(one.charCodeAt(0) - 0xfee0));

function judge(form) {
  const says = form.querySelector("[data-says]");
  const product = form.querySelector("[name=product]:checked");
  const fen = Math.round(Number(half(form.querySelector("[data-offered]").value).replace(/^[¥￥]/u, "").trim() || NaN) * 100);
  says.dataset.usual ??= says.textContent;
  if (!product || !(fen > 0)) {
    says.textContent = says.dataset.usual;
    delete says.dataset.tone;
    return;
  }
  const { listed, own, least } = product.dataset;
  const [tone, text] = fen > listed ? ["nobody", says.dataset.dearer] : fen >= own ? ["alone", says.dataset.alone] : fen >= least ? ["asks", says.dataset.asks] : ["nobody", says.dataset.nobody];
  says.dataset.tone = tone;
  says.textContent = text.replace("{price}", (least / 100).toFixed(2));
}
on("input", "[data-price]", (_event, form) => judge(form));
on("change", "[data-price]", (_event, form) => judge(form));

// What is found stays found: Enter in a search of the column sends no form.
on("keydown", ".ts-block input[type=search]", (event) => { if (event.key === "Enter") event.preventDefault(); });

// A price that was asked for or decided stands in the conversation: the block says the same. What the buyer writes may
// be a sign; the block is read anew when they pause. Nothing is reloaded in which somebody writes.
let soon = 0;
const isWriting = (code) => isTyping(document.activeElement) && document.getElementById(`side-${code}`)?.contains(document.activeElement);

function heard({ talk, messages }) {
  if (String(talk) !== document.querySelector("[data-side]")?.dataset.side) return;
  if (messages.some((one) => one.card?.kind === "offer") && !isWriting("price")) reload("price");
  if (!messages.some((one) => one.side === "buyer")) return;
  clearTimeout(soon);
  soon = setTimeout(() => { if (!isWriting("manner")) reload("manner"); }, QUIET);
}
if (document.querySelector("[data-talks]")) {
  import("./live.js").then(({ live }) => live.addEventListener("messages", ({ detail }) => heard(detail))).catch(() => {});
}
