// The reply check in the browser: the twin of aftercare/chat/replycheck (rules.py, persons.py, folding.py, phrases.py).
// Words, tables and patterns come with the rules (wire.py); tests/browser/test_replycheck.py holds the two together.
// Places are code points of the text, as on the server. Nothing here touches the page.

const LETTER = /[0-9a-z\u3400-\u4dbf\u4e00-\u9fff]/u;
const LETTERS = /[0-9a-z\u3400-\u4dbf\u4e00-\u9fff]/gu;
const LATIN = /[0-9a-z]/u;
const AROUND = /[\u4e00-\u9fff0-9a-z-]/u;
const LINK = /https?:\/\/[!-~]+/gu;
const SPECIAL = /[\\^$.|?*+()[\]{}/]/gu;
const pairs = (text) => {
  const all = [...text];
  return new Map(all.filter((_one, at) => at % 2 === 0).map((one, at) => [one, all[2 * at + 1]]));
};
const byLength = (one, other) => [...other].length - [...one].length || (one < other ? -1 : one > other ? 1 : 0);
const made = new WeakMap();

// What is made of the rules once: tables, and a pattern for each list of phrases.
function tools(rules) {
  if (!made.has(rules)) {
    const patterns = new Map();
    const one = {
      table: pairs(rules.lookalikes), digits: pairs(rules.digits), hidden: new RegExp(`[${rules.hidden}]`, "u"), ends: new Set(rules.ends), blanks: new Set(rules.blanks),
      numbers: Object.fromEntries(Object.entries(rules.patterns).map(([kind, pair]) => [kind, pair.map((source) => new RegExp(source, "gu"))])),
      chain: new RegExp(rules.chain, "gu"), address: new RegExp(rules.address, "gu"), rules, patterns, bares: new Map(),
    };
    made.set(rules, one);
  }
  return made.get(rules);
}

function flat(text, kit) {
  let out = "";
  const places = [];
  let place = 0;
  for (const character of text) {
    const known = kit.table.get(character);
    const plain = known ?? (character < "\u0080" ? character.toLowerCase() : [...character.normalize("NFKC").toLowerCase()].map((one) => kit.table.get(one) ?? one));
    for (const one of plain) {
      if (kit.hidden.test(one)) continue;
      out += one.length > 1 ? kit.rules.beyond : one;
      places.push(place);
    }
    place += 1;
  }
  return { text: out, places };
}

function condensed(base, isKept, kit) {
  const keep = [];
  for (let at = 0; at < base.text.length; at += 1) {
    if (!isKept(base.text[at])) continue;
    const afterBlank = at > 0 && kit.blanks.has(base.text[at - 1]) && keep.length > 0;
    if (afterBlank && LATIN.test(base.text[keep.at(-1)]) && LATIN.test(base.text[at])) keep.push(at - 1);
    keep.push(at);
  }
  return { text: keep.map((at) => (kit.blanks.has(base.text[at]) ? " " : base.text[at])).join(""), places: keep.map((at) => base.places[at]) };
}

const tight = (base, kit) => condensed(base, (one) => !kit.blanks.has(one), kit);
const loose = (base, kit) => condensed(base, (one) => kit.ends.has(one) || one === "+" || one === "%" || LETTER.test(one), kit);
const spanOf = (form, start, end) => [form.places[start], form.places[end - 1] + 1];
const bare = (text, kit) => (flat(text, kit).text.match(LETTERS) ?? []).join("");

// phrases
function patternOf(list, form, kit) {
  const key = `${form.name}\n${list.join("\n")}`;
  if (!kit.patterns.has(key)) {
    const gap = `[^${kit.rules.ends}]{0,${kit.rules.limits.gap}}?`;
    const sources = [...list].sort(byLength).map((phrase) => {
      const parts = phrase.split("*").map((one) => form(flat(one, kit), kit).text.trim());
      return edge(parts[0].at(0), "<!") + parts.map((one) => one.replace(SPECIAL, "\\$&")).join(gap) + edge(parts.at(-1).at(-1), "!");
    });
    kit.patterns.set(key, sources.length ? new RegExp(sources.join("|"), "gu") : null);
  }
  return kit.patterns.get(key);
}
const edge = (letter, look) => (/[a-z]/u.test(letter) ? `(?${look}[a-z])` : /[0-9]/u.test(letter) ? `(?${look}[0-9])` : "");
const spans = (pattern, text) => (pattern ? [...text.matchAll(pattern)].map((match) => [match.index, match.index + match[0].length]) : []);

function find(list, unless, form, text, kit) {
  const found = spans(patternOf(list, form, kit), text);
  const covers = found.length ? spans(patternOf(unless, form, kit), text) : [];
  return found.filter(([start]) => !covers.some((one) => one[0] <= start && start < one[1]));
}

// a benefit for a review
function pairsIn(rule, base, context, kit) {
  const sides = (form) => [rule.phrases, rule.partners].map((list) => find(list, rule.unless, loose, form.text, kit).slice(0, kit.rules.limits.words));
  const form = loose(base, kit);
  const [deeds, gains] = sides(form);
  const found = [];
  const distance = (one, other) => Math.max(one[0], other[0]) - Math.min(one[1], other[1]);
  const before = (one, other, deed) => distance(one, deed) - distance(other, deed) || one[0] - other[0] || one[1] - other[1];
  const ends = deeds.length && gains.length ? endsBefore(form.text, kit) : [];
  for (const deed of deeds) {
    let nearest = null;
    for (const gain of gains) if (areNear(deed, gain, ends, rule.reach, kit) && (!nearest || before(gain, nearest, deed) < 0)) nearest = gain;
    if (nearest) found.push([Math.min(deed[0], nearest[0]), Math.max(deed[1], nearest[1])]);
  }
  if (rule.reach > 1 && context.earlier.length && Boolean(deeds.length) !== Boolean(gains.length)) {
    const last = sides(loose(flat(context.earlier.at(-1), kit), kit));
    if (last[deeds.length ? 1 : 0].length) found.push(...(deeds.length ? deeds : gains));
  }
  return found.map((one) => spanOf(form, ...one));
}

// How many sentences have ended before each place; several signs in a row end one.
function endsBefore(text, kit) {
  const counts = [0];
  for (let at = 0; at < text.length; at += 1) counts.push(counts[at] + (kit.ends.has(text[at]) && !kit.ends.has(text[at - 1]) ? 1 : 0));
  return counts;
}

function areNear(one, other, ends, reach, kit) {
  const start = Math.min(one[1], other[1]);
  const end = Math.max(one[0], other[0]);
  return end <= start || (end - start <= kit.rules.limits.pair && ends[end] - ends[start] <= Math.min(reach, 1));
}

// said before
function isRepeated(text, rule, earlier, kit) {
  const { repeated, own } = kit.rules.limits;
  const said = bare(text, kit);
  if (said.length < repeated) return false;
  let rest = said;
  for (const courtesy of rule.phrases.map((one) => bare(one, kit)).sort(byLength)) rest = rest.replaceAll(courtesy, "");
  if ([...rest].filter((one) => !kit.rules.particles.includes(one)).length < own) return false;
  return earlier.some((one) => [...one].length >= repeated && isSame(said, kept(one, kit), kit.rules.limits));
}

// Earlier answers are compared at every pause in the typing, and never change.
function kept(text, kit) {
  if (kit.bares.size > 500) kit.bares.clear();
  if (!kit.bares.has(text)) kit.bares.set(text, bare(text, kit));
  return kit.bares.get(text);
}

function isSame(one, other, limits) {
  if (one === other) return true;
  const digits = (text) => text.replace(/[^0-9]/gu, "");
  if (Math.min(one.length, other.length) < limits.near || digits(one) !== digits(other)) return false;
  const counts = new Map();
  for (let at = 0; at < other.length - 1; at += 1) counts.set(other.slice(at, at + 2), (counts.get(other.slice(at, at + 2)) ?? 0) + 1);
  let shared = 0;
  for (let at = 0; at < one.length - 1; at += 1) {
    const left = counts.get(one.slice(at, at + 2)) ?? 0;
    if (left) counts.set(one.slice(at, at + 2), left - 1);
    shared += left ? 1 : 0;
  }
  return 2 * shared * 100 >= limits.percent * (one.length + other.length - 2);
}

// numbers and addresses of persons
function planOf(base, kit) {
  const { times, dividers, commas } = kit.rules;
  return [...base.text].map((one) => {
    if (/[0-9]/u.test(one)) return one;
    if (kit.digits.has(one)) return kit.digits.get(one);
    if (times.includes(one)) return "x";
    if (dividers.includes(one)) return "-";
    if (commas.includes(one)) return ",";
    return /[a-z]/u.test(one) ? "a" : "o";
  }).join("");
}

function* numbersIn(kind, plan, said, kit) {
  for (const [at, pattern] of kit.numbers[kind].entries()) {
    for (const match of plan.matchAll(pattern)) {
      const end = match.index + match[0].length;
      const start = end - match[1].length; // the number is the last part of its pattern
      if (at === 0 || said.some((word) => start - kit.rules.limits.label <= word && word <= start)) yield { start, end, value: match[1].replace(/[^0-9x]/gu, "") };
    }
  }
}

function* chainsIn(plan, kit) {
  const { groups: most, least, most: longest } = kit.rules.limits;
  for (const chain of plan.matchAll(kit.chain)) {
    const groups = [...chain[0].matchAll(/[0-9]+/gu)].map((one) => ({ start: chain.index + one.index, text: one[0] }));
    for (let first = 0; first < groups.length; first += 1) {
      let value = "";
      for (const group of groups.slice(first, first + most)) {
        value += group.text;
        if (value.length > longest) break;
        if (value.length >= least) yield { start: groups[first].start, end: group.start + group.text.length, value };
      }
    }
  }
}

function personalIn(active, base, context, kit) {
  const by = Object.fromEntries(active.map((rule) => [rule.by, rule]));
  const allowed = new Set([...context.own, ...context.ours]);
  const plan = planOf(base, kit);
  const taken = [];
  const found = [];
  const isFree = (one) => !taken.some((other) => other.start < one.end && one.start < other.end);
  const take = (rule, one) => taken.push(one) && found.push([rule, ...spanOf(base, one.start, one.end)]);
  const phoneOf = (digits) => (digits.length > kit.rules.limits.mobile ? digits.replace(/^00/u, "").replace(new RegExp(`^${kit.rules.country}`, "u"), "") : digits);
  for (const kind of kit.rules.numbers) {
    if (by[kind]) for (const one of numbersOf(by[kind], plan, base, context, allowed, isFree, taken, kit)) take(by[kind], one);
  }
  const theirs = (value) => context.others.includes(value) && !allowed.has(value);
  for (const one of context.others.length ? chainsIn(plan, kit) : []) {
    const rule = by[phoneOf(one.value).length === kit.rules.limits.mobile ? "phone" : "order"];
    if (rule && (theirs(one.value) || theirs(phoneOf(one.value))) && isFree(one)) take(rule, one);
  }
  return by.address ? [...found, ...addressesOf(by.address, base, allowed, kit)] : found;
}

function* numbersOf(rule, plan, base, context, allowed, isFree, taken, kit) {
  const words = (list, text = base.text) => find(list, [], tight, text, kit);
  const said = words(rule.phrases).map(([, end]) => end);
  const whose = words(rule.unless);
  const isPhone = rule.by === "phone";
  const links = isPhone ? [] : spans(LINK, base.text);
  const announced = isPhone && context.earlier.length && words(rule.unless, flat(context.earlier.at(-1), kit).text).length;
  for (const one of numbersIn(rule.by, plan, said, kit)) {
    if (!isFree(one) || links.some(([start, end]) => start <= one.start && one.start < end)) continue;
    if (allowed.has(one.value)) taken.push(one);
    else if (isPhone ? !(announced || isOutlets(one, whose, base, kit)) : !isOtherNumber(one, rule.by, said, whose, kit)) yield one;
  }
}

function isOutlets(one, whose, base, kit) {
  const { whose: reach, behind } = kit.rules.limits;
  return whose.some(([start, end]) => {
    const isBefore = one.start - reach <= end && end <= one.start && ![...base.text.slice(end, one.start)].some((sign) => kit.ends.has(sign));
    return isBefore || (one.end <= start && start <= one.end + behind);
  });
}

function isOtherNumber(one, kind, said, whose, kit) {
  const nearest = (ends) => Math.max(-1, ...ends.filter((end) => one.start - kit.rules.limits.label <= end && end <= one.start));
  const other = nearest(whose.map(([, end]) => end));
  return other > nearest(said) || (other >= 0 && kind !== "order");
}

function addressesOf(rule, base, allowed, kit) {
  const form = tight(base, kit);
  const whose = find(rule.unless, [], tight, form.text, kit);
  const texts = [...allowed].filter((one) => /[^\0-\x7f]/u.test(one));
  const { address: reach, behind } = kit.rules.limits;
  const found = [];
  for (const [at, end] of spans(kit.address, form.text)) {
    let start = at;
    while (start > at - reach && start > 0 && AROUND.test(form.text[start - 1])) start -= 1;
    const core = bare(form.text.slice(at, end), kit);
    if (texts.some((whole) => whole.includes(core)) || whose.some((one) => start - reach <= one[0] && one[1] <= end + behind)) continue;
    found.push([rule, ...spanOf(form, start, end)]);
  }
  return found;
}

// What begins in the person's answers just before and ends in this one; marked is the part that stands here.
function* saidTogether(active, text, mine, kit) {
  const { together, before: most, pair } = kit.rules.limits;
  const closing = new Set(kit.rules.closing);
  const ends = mine.slice(-together).map((one) => {
    const letters = [...one].slice(-most);
    while (letters.length && closing.has(letters.at(-1))) letters.pop();
    return letters.join("");
  });
  const before = ends.join("");
  const edge = [...before].length;
  if (!edge) return;
  const base = flat(before + text, kit);
  for (const rule of active) {
    if (!kit.rules.together.includes(rule.kind) || !["phrases", "pair"].includes(rule.by)) continue;
    const form = rule.by === "pair" ? loose(base, kit) : tight(base, kit);
    const found = rule.by === "pair" ? nearPairs(rule, form, pair, kit) : find(rule.phrases, rule.unless, tight, form.text, kit);
    for (const span of found) {
      const [start, end] = spanOf(form, ...span);
      if (start < edge && edge < end) yield [rule, 0, end - edge];
    }
  }
}

function nearPairs(rule, form, reach, kit) {
  const [deeds, gains] = [rule.phrases, rule.partners].map((list) => find(list, rule.unless, loose, form.text, kit).slice(0, kit.rules.limits.words));
  const near = (deed, gain) => Math.max(deed[0], gain[0]) - Math.min(deed[1], gain[1]) <= reach;
  return deeds.flatMap((deed) => gains.filter((gain) => near(deed, gain)).map((gain) => [Math.min(deed[0], gain[0]), Math.max(deed[1], gain[1])]));
}

const NOTHING = { earlier: [], mine: [], own: [], others: [] };

// Hits of a text, as `check_reply` gives them: {rule, kind, start, end, why, better, isBlocked}.
export function checkReply(text, rules, context = {}) {
  const kit = tools(rules);
  const known = { ...NOTHING, ours: rules.ours, ...context };
  const active = rules.rules.filter((rule) => rule.is_on);
  const base = flat(text, kit);
  const form = tight(base, kit);
  const hits = [];
  const add = (rule, start, end) => hits.push({ rule: rule.code, kind: rule.kind, start, end, why: rule.why, better: rule.better, isBlocked: rules.blocking.includes(rule.kind) });
  for (const rule of active) {
    if (rule.by === "phrases") for (const span of find(rule.phrases, rule.unless, tight, form.text, kit)) add(rule, ...spanOf(form, ...span));
    else if (rule.by === "pair") for (const span of pairsIn(rule, base, known, kit)) add(rule, ...span);
    else if (rule.by === "repeated" && isRepeated(text, rule, known.earlier, kit)) add(rule, 0, [...text].length);
  }
  for (const [rule, start, end] of saidTogether(active, text, known.mine, kit)) add(rule, start, end);
  for (const [rule, start, end] of personalIn(active, base, known, kit)) add(rule, start, end);
  return sifted(hits, rules.limits.hits);
}

function sifted(hits, most) {
  const byText = (one, other) => (one < other ? -1 : one > other ? 1 : 0);
  const byPlace = (one, other) => one.start - other.start || other.end - one.end || byText(one.rule, other.rule);
  const kept = [];
  for (const hit of [...hits].sort((one, other) => Number(other.isBlocked) - Number(one.isBlocked) || byPlace(one, other))) {
    const rivals = hit.kind === "review_asked" ? [hit.kind, "review_bought"] : [hit.kind];
    if (!kept.some((one) => rivals.includes(one.kind) && one.start < hit.end && hit.start < one.end)) kept.push(hit);
  }
  return kept.slice(0, most).sort(byPlace);
}

// What the check compares buyers' own numbers and addresses by: for `context.own`.
export function ownWords(text, rules) {
  const kit = tools(rules);
  return [...new Set([bare(text, kit), ...[...chainsIn(planOf(flat(text, kit), kit), kit)].map((one) => one.value)])];
}
