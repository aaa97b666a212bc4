// Two small forms: a message for when nobody is here, and how content the buyer was.
import { find, icon, node, say } from "./dom.js";

const STARS = [1, 2, 3, 4, 5];

/** hooks: leave({text, name, phone}), draft(values), kept() -> values. What is typed survives the page. */
export class OfflineForm {
  constructor(hooks) {
    this.form = find("offline");
    this.fields = { text: find("leave-text"), name: find("leave-name"), phone: find("leave-phone") };
    this.hooks = hooks;
    this.form.addEventListener("input", () => hooks.draft(this.values));
    this.form.addEventListener("submit", (event) => { event.preventDefault(); this.send(); });
  }

  get values() {
    return Object.fromEntries(Object.entries(this.fields).map(([name, field]) => [name, field.value]));
  }

  /** Whether it stands there: what somebody is filling in is not taken away by a colleague who comes or goes. */
  isWanted(isNobodyThere, isWriting) {
    const isShown = !this.form.hidden;
    return isNobodyThere ? isShown || !isWriting : isShown && Boolean(this.values.text.trim());
  }

  fill(values) {
    for (const [name, field] of Object.entries(this.fields)) field.value = String(values?.[name] ?? "");
  }

  send() {
    const values = Object.fromEntries(Object.entries(this.values).map(([name, text]) => [name, text.trim()]));
    const missing = [["text", "no_message"], ["phone", "no_contact"]].filter(([name]) => !values[name]);
    for (const [name, sentence] of [["text", "no_message"], ["phone", "no_contact"]]) {
      const isMissing = missing.some(([one]) => one === name);
      find(`leave-${name}-problem`).textContent = isMissing ? say(sentence) : "";
      this.fields[name].setAttribute("aria-invalid", String(isMissing));
    }
    if (missing.length) {
      this.fields[missing[0][0]].focus();
      return;
    }
    this.fill({});
    this.hooks.draft({ name: values.name, phone: values.phone, text: "" });
    this.hooks.leave(values);
  }
}

/** hooks: rate(talk, stars, text) -> whether it goes, changed(). What is chosen and typed stays while the list is drawn anew. */
export class Ratings {
  constructor(hooks) {
    this.hooks = hooks;
    this.open = new Map(); // talk -> {stars, text}, while the buyer chooses
  }

  part(talk) {
    const { rating } = talk.state;
    const isAsking = rating === null || this.open.has(talk.id);
    const stamp = isAsking ? "asking" : `done:${rating}`;
    return { key: `r:${talk.id}`, stamp, make: () => (isAsking ? this.asking(talk) : this.done(talk)) };
  }

  asking(talk) {
    const chosen = this.open.get(talk.id) ?? { stars: talk.state.rating ?? 0, text: "" };
    const word = node("p", { class: "stars-word", "aria-live": "polite" }, chosen.stars ? say(`stars${chosen.stars}`) : "");
    const send = node("button", { class: "primary", disabled: !chosen.stars }, say("send_rating"));
    const text = node("textarea", { rows: "2", maxlength: "500", "aria-label": say("few_words"), placeholder: say("few_words"),
      oninput: (event) => { chosen.text = event.target.value; } });
    text.value = chosen.text;
    const more = node("div", { class: "rate-more", hidden: !chosen.stars }, text, send);
    const choose = (stars) => {
      chosen.stars = stars;
      this.open.set(talk.id, chosen);
      word.textContent = say(`stars${stars}`);
      send.disabled = more.hidden = false;
      paint();
    };
    const choices = STARS.map((stars) => node("label", { class: "star" },
      node("input", { type: "radio", name: `stars-${talk.id}`, value: stars, "aria-label": say(`stars${stars}`),
        checked: stars === chosen.stars, onchange: () => choose(stars) }), icon("star")));
    const paint = () => choices.forEach((choice, at) => choice.classList.toggle("lit", at < chosen.stars));
    paint();
    const submit = (event) => {
      event.preventDefault();
      if (this.hooks.rate(talk, chosen.stars, chosen.text.trim())) this.open.delete(talk.id);
      this.hooks.changed();
    };
    return node("form", { class: "rate", onsubmit: submit },
      node("fieldset", {}, node("legend", {}, say("rate")), node("div", { class: "stars" }, ...choices)), word, more);
  }

  done(talk) {
    const stars = STARS.map((one) => node("span", { class: `star${one <= talk.state.rating ? " lit" : ""}` }, icon("star")));
    const change = () => {
      this.open.set(talk.id, { stars: talk.state.rating, text: "" });
      this.hooks.changed();
    };
    return node("div", { class: "rate" },
      node("div", { class: "stars", role: "img", "aria-label": say(`stars${talk.state.rating}`) }, ...stars),
      node("p", {}, say("thanks")), node("button", { type: "button", class: "plain", onclick: change }, say("change")));
  }
}
