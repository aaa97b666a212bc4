// The chat in the frame: whose it is, what is on the way, what is new.
import { Arrival } from "./arrival.js";
import { data, find } from "./dom.js";
import { List } from "./draw.js";
import { OfflineForm, Ratings } from "./forms.js";
import { Host, readBuyer, readPage, readSubject, readTopic } from "./host.js";
import { forgetAll, guest, keepElsewhere, nobody, remember } from "./memory.js";
import { Outbox } from "./outbox.js";
import { Enlarged, Writes, statusText } from "./signs.js";
import { Talks } from "./talks.js";
import { Wire } from "./wire.js";
import { Composer } from "./write.js";

const SHOWN_AT_FIRST = 50, READ_AFTER = 300, SAY_AFTER = 1500;

let memory = guest(), talks = new Talks(), config = {};
let isShown = false, isStaffed = data.staffed, unread = 0, timers = {};

const enlarged = new Enlarged();
const writes = new Writes(() => list);
const host = new Host(hear);
keepElsewhere((kept) => host.tell({ is: "keep", kept }));
const wire = new Wire({
  token: () => memory.get("token"),
  watching: () => talks.newest ? [{ do: "watch", talk: talks.newest.id, after: talks.newest.reached }] : [],
  heard,
  changed(isReady) {
    if (isReady) outbox.pump();
    else outbox.release();
    paintStatus();
  },
  lost: () => memory.get("token") && enter(true), // a guest who has written nothing has nothing to lose
});
const outbox = new Outbox({ wire, memory: () => memory, changed: () => draw({ toEnd: true }), kept, lost: () => enter(true) });
const arrival = new Arrival({ entered, refused: (why) => outbox.items.forEach((item) => outbox.fail(item, why)) });
const ratings = new Ratings({ rate, changed: () => draw() });
const list = new List({
  retry: (item) => { outbox.retry(item); ready(); },
  discard: (item) => outbox.discard(item),
  follow,
  again: (talk, message) => wire.say({ do: "before", talk: talk.id, seq: message.seq + 1 }),
  enlarge: (address, opener) => enlarged.open(address, opener),
  rating: (talk) => ratings.part(talk),
  scrolled: () => { find("newer").hidden ||= list.isAtEnd; readSoon(); },
});
const composer = new Composer({
  send: (text) => put({ kind: "text", text }, { kind: "text", text }),
  picture: (file, shown) => put({}, shown, file),
  about: (frame, shown) => put(frame, shown),
  typing: () => talks.isOpen && wire.say({ do: "sign", talk: talks.newest.id, what: "writes" }),
  draft: (text) => memory.set("draft", text),
});
const offline = new OfflineForm({
  draft: (values) => memory.set("leave", JSON.stringify(values)),
  leave({ text, name, phone }) {
    put({ kind: "text", text }, { kind: "text", text });
    put({ kind: "contact", name, phone }, { kind: "card", card: { kind: "contact", name, phone } });
    find("thanks").hidden = false;
  },
});

/** Begin for the buyer that the page tells, or for a guest. Nothing is asked of the server for a guest who is new. */
function begin() {
  wire.stop();
  arrival.stop();
  if (composer.text.value) memory.set("draft", composer.text.value);
  composer.fill("");
  offline.fill({});
  talks = new Talks();
  outbox.clear();
  list.clear();
  memory = config.buyer ? nobody() : guest(); // what a buyer writes before they are known is not left for a guest
  if (config.buyer) {
    draw();
    enter();
  } else settle();
}

/** It is known whose memory counts. */
function settle() {
  if (!composer.text.value) composer.fill(memory.get("draft"));
  if (!offline.values.text) offline.fill(memory.thing("leave"));
  outbox.settle();
  draw({ toEnd: true });
  if (memory.get("token")) wire.start();
  else if (outbox.items.length) enter();
  else listen();
}

/** Whoever has written nothing yet has no token: while they look, they only hear whether somebody is there. */
function listen() {
  if (isShown && !memory.get("token") && !memory.isNobody && !outbox.items.length) wire.start();
}

/** Get a token: for somebody new, for a buyer whom the page names, or because the old one is good for nothing. */
function enter(isLost = false) {
  if (isLost) memory.set("token", "");
  wire.stop();
  arrival.start(config.buyer);
}

function entered(frame, own, other) {
  const isKnown = frame.is === "known" && !own.isGuest;
  if (isKnown && !frame.token && !own.get("token")) own.moveFrom(other);
  memory = isKnown ? own : other;
  if (frame.token) memory.set("token", frame.token);
  settle();
}

function hear(message) {
  if (message.do === "hello") {
    const { config: given, page } = message;
    remember(message.kept);
    config = { buyer: readBuyer(given?.buyer), topic: readTopic(given?.topic), page: readPage(page) };
    begin();
    ask(given);
    show(Boolean(message.open), message.full);
  }
  if (message.do === "shown") show(true, message.full);
  if (message.do === "hidden") show(false, message.full);
  if (message.do === "show") ask(message);
  if (message.do === "identify") {
    config.buyer = readBuyer(message.buyer);
    begin();
  }
  if (message.do === "logout") {
    composer.clearAttached();
    composer.fill("");
    forgetAll();
    config.buyer = null;
    begin();
  }
}

const ask = (told) => readSubject(told) && composer.ask(readSubject(told));

function show(isOpen, isFull) {
  if (isShown && !isOpen) read();
  isShown = isOpen;
  document.documentElement.classList.toggle("full", Boolean(isFull));
  if (!isOpen) return;
  list.toEnd();
  listen();
  wire.hurry();
  readSoon();
  if (!matchMedia("(pointer: coarse)").matches) (find("composer").hidden ? find("leave-text") : find("text")).focus();
}

function follow(address, event) {
  if (!host.origin) return; // a page of its own: an ordinary link
  event.preventDefault();
  host.tell({ is: "link", address });
}

function put(frame, shown, file = null) {
  const item = { ...frame, topic: config.topic, page: config.page ?? "" };
  outbox.add(item, shown, file);
  host.tell({ is: "talked" });
  ready();
}

/** Whoever writes first becomes a visitor. */
function ready() {
  if (memory.isNobody) return; // it is asked for already
  if (memory.get("token")) wire.start();
  else enter();
}

function kept(item, frame) {
  const isNew = !talks.all.has(frame.talk);
  talks.keep(frame.talk, frame.seq, item);
  if (isNew) watch(frame.talk);
  draw({ toEnd: true });
}

const watch = (id) => wire.say({ do: "watch", talk: id, after: talks.begin(id).reached });

function heard(frame) {
  const hears = {
    entered(frame) {
      isStaffed = frame.staffed;
      if (frame.talk) {
        const isNew = !talks.all.has(frame.talk);
        const isFirst = isNew && !talks.all.size;
        talks.begin(frame.talk, isFirst ? Math.max(frame.last - SHOWN_AT_FIRST, 0) : 0);
        if (isFirst) talks.previous = frame.previous;
        talks.see(frame.talk, frame.seen);
        host.tell({ is: "talked" });
        if (isNew && wire.isPolling) watch(frame.talk);
      }
      if (!wire.isPolling) {
        wire.say({ do: "list" });
        for (const talk of talks.inOrder.slice(-2)) watch(talk.id);
      }
      outbox.pump();
      draw();
    },
    staffed(frame) {
      isStaffed = frame.staffed;
      const wasThere = find("offline").contains(document.activeElement);
      draw();
      if (wasThere && find("offline").hidden) find("text").focus();
    },
    changed(frame) {
      frame.talks.filter((id) => id > (talks.newest?.id ?? 0)).forEach((id) => watch(id));
      if (frame.talks.includes(0)) wire.look(); // something was missed
    },
    messages(frame) {
      const before = talks.unread;
      const mine = frame.messages.filter((message) => message.side === "buyer").map((message) => message.id);
      talks.add(frame);
      // What came back by itself need not be sent again, though its answer was lost.
      outbox.items.filter((item) => mine.includes(item.id)).forEach((item) => outbox.answered({ is: "kept", id: item.id,
        talk: frame.talk, seq: frame.messages.find((message) => message.id === item.id).seq }));
      if (frame.messages.some((message) => message.side !== "buyer")) writes.hide();
      if (frame.messages.some((message) => message.side === "agent")) find("thanks").hidden = true;
      if (talks.unread > before && !list.isAtEnd) find("newer").hidden = false;
      draw();
    },
    read(frame) {
      talks.readByShop(frame.talk, frame.seq);
      draw();
    },
    history(frame) {
      talks.addBefore(frame);
      find("older").disabled = false;
      draw({ quiet: true });
    },
    kept: (frame) => outbox.answered(frame),
    refused: (frame) => frame.id && outbox.answered(frame),
    sign(frame) {
      if (frame.talk !== talks.newest?.id) return;
      if (frame.what === "writes") writes.show(talks.newest.state.agent_name);
      else writes.hide();
    },
    gone: () => enter(true),
  };
  hears[frame.is]?.(frame);
}

/** Whether it is on its way. */
function rate(talk, stars, text) {
  if (!wire.say({ do: "rate", talk: talk.id, stars, text })) return false;
  talk.state = { ...talk.state, rating: stars }; // shown at once; the server's own state follows
  return true;
}

function readSoon() {
  clearTimeout(timers.read);
  timers.read = setTimeout(read, READ_AFTER);
}

/** Tell that it was read: only while the buyer has it before their eyes. */
function read() {
  const { newest } = talks;
  const isBefore = isShown && document.visibilityState === "visible" && list.isAtEnd;
  if (!newest || !isBefore) return;
  const last = newest.reached;
  if (last > (talks.seen.get(newest.id) ?? 0) && wire.say({ do: "read", talk: newest.id, seq: last })) {
    talks.see(newest.id, last);
    paintUnread();
  }
}

function draw(how = {}) {
  const isEmpty = !talks.all.size && !outbox.items.length;
  const isFormWanted = offline.isWanted(!isStaffed && !talks.isOpen && !outbox.items.length, Boolean(composer.text.value));
  find("hello").hidden = !isEmpty || isFormWanted;
  find("scroll").hidden = isEmpty && isFormWanted;
  find("offline").hidden = !isFormWanted;
  find("composer").hidden = isFormWanted;
  if (isFormWanted) find("thanks").hidden = true;
  find("older").hidden = !talks.hasOlder;
  list.draw(talks, outbox.items, how);
  if (list.isAtEnd) find("newer").hidden = true;
  paintStatus();
  paintUnread();
  readSoon();
}

function paintUnread() {
  const count = talks.unread;
  if (unread !== count) host.tell({ is: "unread", count });
  unread = count;
}

function paintStatus() {
  const text = statusText(talks.newest, isStaffed);
  if (find("status").textContent !== text) find("status").textContent = text;
  clearTimeout(timers.status);
  const isCut = wire.isStarted && !wire.isReady;
  if (!isCut) find("cut").hidden = true;
  else timers.status = setTimeout(() => { find("cut").hidden = false; }, SAY_AFTER); // a short one is nobody's business
}

function close() {
  if (enlarged.close()) return;
  if (composer.fold(false)) find("smile").focus();
  else host.tell({ is: "close" });
}

find("close").hidden = !host.isThere;
find("close").addEventListener("click", () => host.tell({ is: "close" }));
find("older").addEventListener("click", () => {
  const asked = talks.olderFrame;
  find("older").disabled = Boolean(asked) && wire.say(asked);
});
find("newer").addEventListener("click", () => list.toEnd());
addEventListener("keydown", (event) => {
  if (event.key === "Escape" && !event.isComposing) close();
});
document.addEventListener("visibilitychange", readSoon);
addEventListener("resize", () => isShown && list.toEnd());
if (!host.isThere) {
  begin();
  show(true, true);
}
