// What a reply box is helped by: quick replies by /, and the check of the words while one types.
import { attachQuickReplies, gaps } from "../quickreply.js";
import { attachReplyCheck, ownWords } from "../replycheck.js";
import { page, words } from "./core.js";

const today = new Intl.DateTimeFormat(document.documentElement.lang || "zh-Hans", { timeZone: page.zone || undefined, month: "long", day: "numeric" });

export class Helpers {
  constructor(talk, reply) {
    Object.assign(this, { talk, reply });
    this.quick = attachQuickReplies(reply.field, { shop: talk.data.shop, values: () => this.#values() });
    reply.root.querySelector("[data-quick]").addEventListener("click", () => this.quick.start());
    const list = reply.root.querySelector("[data-rules]");
    if (list) this.check = attachReplyCheck(reply.field, list, (rules) => this.#context(rules));
  }

  // A gap of a quick reply that nobody has filled in: it is shown, and nothing is sent.
  stops(text) {
    const [gap] = gaps(text);
    if (!gap) return "";
    this.reply.field.focus();
    this.reply.field.setSelectionRange(...gap);
    return words.fill_gap;
  }

  leave() {
    this.quick.detach();
    this.check?.detach();
  }

  #values() {
    const card = (kind) => this.talk.newest((one) => one.card?.kind === kind)?.card;
    return { buyer: this.talk.data.buyerName, agent: page.myName, shop: this.talk.data.shopName, order: card("order")?.number, product: card("product")?.title, today: today.format(new Date()) };
  }

  #context(rules) {
    const said = this.talk.texts();
    const own = said.filter((one) => one.side === "buyer").flatMap((one) => ownWords(one.text, rules));
    const ours = said.filter((one) => one.side === "agent");
    const mine = ours.filter((one) => one.staff === page.me);
    return { earlier: ours.map((one) => one.text), mine: mine.map((one) => one.text), own };
  }
}
