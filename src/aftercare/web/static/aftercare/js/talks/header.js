// The head of a conversation: with whom, since when the buyer waits, and which steps there are now.
import { all, on } from "../dom.js";
import { fill, page, post, say, words } from "./core.js";
import { tick } from "./countdown.js";

const epoch = (at) => (at ? String(Math.floor(new Date(at).getTime() / 1000)) : "");

export class Header {
  state = null;

  constructor(talk) {
    this.talk = talk;
    this.root = talk.root;
    this.isWatched = talk.data.watched;
  }

  show(state) {
    this.state = state;
    const mine = state.agent === page.me;
    const place = state.stage === "closed" ? "closed" : state.stage === "queued" ? "queued" : mine ? "mine" : "others";
    this.root.dataset.place = place;
    const stage = this.root.querySelector("[data-stage]");
    stage.textContent = { closed: words.ended, queued: fill(words.in_queue, { place: state.place }), mine: words.with_you, others: fill(words.with, { name: state.agent_name }) }[place];
    if (place === "closed") stage.textContent += ` · ${state.rating ? fill(words.rated, { stars: state.rating }) : words.not_rated}`;
    const rated = this.root.querySelector("[data-rated]"); // the buyer's own words beside the stars
    rated.textContent = place === "closed" ? state.rating_text : "";
    rated.hidden = !rated.textContent;
    for (const button of all("[data-when]", this.root)) button.hidden = !button.dataset.when.split(" ").includes(place);
    const seen = this.root.querySelector("[data-agent-seen]");
    if (seen) seen.value = state.agent ?? "";
    this.root.querySelector("[data-flagged]").hidden = !state.flagged;
    this.#clock(state);
    this.#labels();
  }

  #clock({ waiting_since: since, due_at: due }) {
    const chip = this.root.querySelector("[data-head-due]");
    chip.hidden = !due;
    chip.toggleAttribute("data-countdown", Boolean(due));
    Object.assign(chip.dataset, { since: epoch(since), due: epoch(due) });
    chip.title = due ? fill(words.answer_due, { time: new Date(due).toLocaleTimeString("en-GB", { timeZone: page.zone }) }) : "";
    if (due) tick(this.root);
  }

  #labels() {
    const watch = this.root.querySelector("[data-watch]");
    watch.setAttribute("aria-pressed", String(this.isWatched));
    watch.querySelector("[data-watch-label]").textContent = this.isWatched ? words.watching : words.watch;
    const flag = this.root.querySelector("[data-flag-label]");
    if (flag) flag.textContent = this.state.flagged ? words.unflag : words.flag;
  }

  async press(address, on) {
    const answer = await post(address, { on: on ? "1" : "0" });
    if (answer.status === 409) say(new DOMParser().parseFromString(await answer.text(), "text/html").querySelector("strong + div")?.textContent ?? "", "late");
    return answer.ok;
  }

  async watch(address) {
    if (!(await this.press(address, !this.isWatched))) return;
    this.isWatched = !this.isWatched;
    this.#labels();
  }
}

const header = (element) => element.closest("[data-talk-id]")?.talk?.header;
on("click", "[data-watch]", (_event, button) => header(button)?.watch(button.dataset.watch).then(() => closeMenu(button)));
on("click", "[data-flag]", (_event, button) => {
  const here = header(button);
  here?.press(button.dataset.flag, !here.state.flagged).then(() => {
    closeMenu(button);
    window.htmx.trigger(document.body, "side:manner"); // the guide stands there
  });
});
const closeMenu = (button) => { button.closest("details").open = false; };
