"""What an answer says that it should not: `check_reply` (S3, S11). Pure; its twin in the browser is `replycheck.js`."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Final

from aftercare.chat.replycheck.folding import ENDS, Folded, bare, flat, loose, tight
from aftercare.chat.replycheck.persons import personal_hits
from aftercare.chat.replycheck.phrases import Span, find
from aftercare.chat.replycheck.rulebook import Rule, Rulebook
from aftercare.chat.replycheck.terms import BLOCKING, Detector, HitKind

MOST_HITS: Final = 30
PAIR_REACH: Final = 60  # letters between the two words of a pair
MOST_WORDS: Final = 60  # of each side of a pair that are tried
LEAST_REPEATED: Final = 6  # letters of an answer that can be "said before"
LEAST_OWN: Final = 4  # letters beside greetings and thanks
LEAST_NEAR: Final = 10  # letters from which on nearly the same is the same
CLOSING: Final = "。.!！?？;；,，、~～… "  # signs at the end of an answer
PARTICLES: Final = "您亲你呢哦哈呀啦哟的了吗吧啊哒呦嘛喔额噢诶"  # say nothing by themselves
MOST_TOGETHER: Final = 2  # answers of the same person before this one that are read together with it
MOST_BEFORE: Final = 200  # characters of each of these, from its end
TOGETHER: Final = frozenset({HitKind.ARGUING, HitKind.REVIEW_BOUGHT})  # what is said in pieces to get around the check
_DIGITS: Final = re.compile("[0-9]+")
NEAR_PERCENT: Final = 92  # pairs of neighbouring letters that two answers share


@dataclass(frozen=True)
class Context:
    """What is known around an answer. `earlier`: our answers in this conversation, the newest last. `own`: numbers of
    this buyer and letters of their addresses, as `bare` gives them; `ours`: those of the shop. `others`: numbers that
    are known to be another buyer's (only the server knows). `mine`: answers of the same person, the newest last."""

    earlier: tuple[str, ...] = ()
    mine: tuple[str, ...] = ()
    own: frozenset[str] = frozenset()
    ours: frozenset[str] = frozenset()
    others: frozenset[str] = frozenset()

    @property
    def allowed(self) -> frozenset[str]:
        return self.own | self.ours


@dataclass(frozen=True)
class Hit:
    """A rule that the answer meets, from `start` to before `end` (code points of the text). `better` may stand there
    instead."""

    rule: str
    kind: HitKind
    start: int
    end: int
    why: str
    better: str

    @property
    def is_blocked(self) -> bool:
        return self.kind in BLOCKING


class Forms:
    """The forms of one answer, each made once."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.flat = flat(text)

    @cached_property
    def tight(self) -> Folded:
        return tight(self.flat)

    @cached_property
    def loose(self) -> Folded:
        return loose(self.flat)


def check_reply(text: str, book: Rulebook, context: Context = Context()) -> tuple[Hit, ...]:
    """All hits in the order of the text, at most 30, none over another of its class."""
    forms = Forms(text)
    active = [rule for rule in book.rules if rule.is_on]
    hits: list[Hit] = []
    for rule in active:
        if rule.by is Detector.PHRASES:
            spans = find(rule.phrases, rule.unless, forms.tight)
            hits += (hit_of(rule, *forms.tight.span(*span)) for span in spans)
        elif rule.by is Detector.PAIR:
            hits += (hit_of(rule, *forms.loose.span(*span)) for span in _pairs(rule, forms.loose, context))
        elif rule.by is Detector.REPEATED and _is_repeated(text, rule, context.earlier):
            hits.append(hit_of(rule, 0, len(text)))
    found = personal_hits(active, forms.flat, forms.tight, context)
    hits += (hit_of(rule, start, end) for rule, start, end in found)
    hits += _said_together(active, text, context.mine)
    return _sifted(hits)


def _said_together(active: Iterable[Rule], text: str, mine: Sequence[str]) -> Iterator[Hit]:
    """What begins in the person's answers just before and ends in this one; marked is the part that stands here."""
    before = "".join(one[-MOST_BEFORE:].rstrip(CLOSING) for one in mine[-MOST_TOGETHER:])
    edge = len(before)
    if not edge:
        return
    forms = Forms(before + text)
    for rule in active:
        if rule.kind not in TOGETHER or rule.by not in (Detector.PHRASES, Detector.PAIR):
            continue
        form = forms.loose if rule.by is Detector.PAIR else forms.tight
        spans = _near_pairs(rule, form) if rule.by is Detector.PAIR else find(rule.phrases, rule.unless, form)
        for start, end in (form.span(*span) for span in spans):
            if start < edge < end:
                yield hit_of(rule, 0, end - edge)


def _near_pairs(rule: Rule, text: Folded) -> Iterator[Span]:
    """Words of both sides near each other, in whichever sentences: where answers end is no sign of anything."""
    deeds, gains = _sides(rule, text)
    for deed in deeds:
        for gain in gains:
            start, end = min(deed[0], gain[0]), max(deed[1], gain[1])
            if max(deed[0], gain[0]) - min(deed[1], gain[1]) <= PAIR_REACH:
                yield start, end


def hit_of(rule: Rule, start: int, end: int) -> Hit:
    return Hit(rule.code, rule.kind, start, end, rule.why, rule.better)


def _sifted(hits: Iterable[Hit]) -> tuple[Hit, ...]:
    """What blocks first, so that it is never left out; then of each class the first and longest; then by place."""
    kept: list[Hit] = []
    for hit in sorted(hits, key=lambda one: (not one.is_blocked, one.start, -one.end, one.rule)):
        rivals = {hit.kind, HitKind.REVIEW_BOUGHT} if hit.kind is HitKind.REVIEW_ASKED else {hit.kind}
        if not any(one.kind in rivals and one.start < hit.end and hit.start < one.end for one in kept):
            kept.append(hit)
    return tuple(sorted(kept[:MOST_HITS], key=lambda one: (one.start, -one.end, one.rule)))


def _pairs(rule: Rule, text: Folded, context: Context) -> Iterator[Span]:
    """Where one word of each side stand near each other; with reach 2, words whose other side is in the answer that
    went out just before."""
    deeds, gains = _sides(rule, text)
    ends = _ends_before(text.text) if deeds and gains else []
    for deed in deeds:
        near = [gain for gain in gains if _are_near(deed, gain, ends, rule.reach)]
        if near:
            gain = min(near, key=lambda one: (max(one[0], deed[0]) - min(one[1], deed[1]), one))
            yield min(deed[0], gain[0]), max(deed[1], gain[1])
    if rule.reach > 1 and context.earlier and bool(deeds) != bool(gains):
        before = _sides(rule, loose(flat(context.earlier[-1])))
        if before[1 if deeds else 0]:
            yield from deeds or gains


def _sides(rule: Rule, text: Folded) -> tuple[list[Span], list[Span]]:
    deeds = find(rule.phrases, rule.unless, text, is_loose=True)
    gains = find(rule.partners, rule.unless, text, is_loose=True)
    return deeds[:MOST_WORDS], gains[:MOST_WORDS]


def _ends_before(text: str) -> list[int]:
    """How many sentences have ended before each place; several signs in a row end one."""
    counts = [0]
    for at, one in enumerate(text):
        counts.append(counts[-1] + (one in ENDS and (at == 0 or text[at - 1] not in ENDS)))
    return counts


def _are_near(one: Span, other: Span, ends: list[int], reach: int) -> bool:
    start, end = min(one[1], other[1]), max(one[0], other[0])
    return end <= start or (end - start <= PAIR_REACH and ends[end] - ends[start] <= min(reach, 1))


def _is_repeated(text: str, rule: Rule, earlier: tuple[str, ...]) -> bool:
    """The same as, or nearly the same as, an earlier answer. Greetings and thanks may be said again; another number or
    day is another answer."""
    said = bare(text)
    if len(said) < LEAST_REPEATED or _own_words(said, rule) < LEAST_OWN:
        return False
    pairs, digits = _neighbours(said), _digits(said)
    others = (bare(one) for one in earlier if len(one) >= LEAST_REPEATED)
    return any(one == said or _is_near(one, said, pairs, digits) for one in others)


def _own_words(said: str, rule: Rule) -> int:
    for courtesy in sorted(map(bare, rule.phrases), key=lambda one: (-len(one), one)):
        said = said.replace(courtesy, "")
    return sum(one not in PARTICLES for one in said)


def _is_near(one: str, said: str, pairs: Counter[str], digits: str) -> bool:
    """`pairs` and `digits` are those of what is said now."""
    shorter, all_pairs = min(len(one), len(said)), len(one) + len(said) - 2
    if shorter < LEAST_NEAR or 2 * (shorter - 1) * 100 < NEAR_PERCENT * all_pairs or _digits(one) != digits:
        return False
    shared = 2 * sum((pairs & _neighbours(one)).values())
    return shared * 100 >= NEAR_PERCENT * all_pairs


def _digits(text: str) -> str:
    return "".join(_DIGITS.findall(text))


def _neighbours(text: str) -> Counter[str]:
    return Counter(text[at : at + 2] for at in range(len(text) - 1))
