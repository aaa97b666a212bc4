"""Abuse in a buyer's lines (S14): insults, curses, swearing, threats of violence, and what is only anger. Pure.

It is tuned to be right rather than complete: a flag on somebody who only complains is worse than a missed one. What
buyers say of themselves or repeat from others is no abuse, and neither is the wish to complain to whomever they like.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from aftercare.chat.replycheck.folding import Folded
from aftercare.chat.signs.abuse_words import ALL, Words
from aftercare.chat.signs.lines import Line, Quote, buyer_lines, fold, quote, whole
from aftercare.chat.signs.terms import FLAGGED, LEVEL_OF, LEVELS, AbuseLevel, AbuseSign

SHOUTS = 2  # lines of exclamation marks that count as shouting
_SHOUT: Final = re.compile(r"!{3}|\?{4}|(?:!\?|\?!){2}")
_ADDRESS: Final = re.compile(r"(?:https?://|www\.)[!-~]+")
_NOISE: Final = frozenset(" \t\r\u00a0\u3000.*-_·•/\\~^+=|#@&$%`'<>")
_LATIN: Final = re.compile(r"[0-9a-z]")
_STOPS: Final = re.compile(r"[,。!?;\n]")
_MANY: Final = re.compile(r"([a-z!?])\1{4,}")

# "我真是傻逼", and what stands between.
_OF_SELF: Final = re.compile(
    r"(?:我|自己|俺|本人)(?:[真也就可才都是像个太点怎么这那大一又还被当成他妈的]|简直|当时|昨天|估计|确实|果然|脑子|脑袋|可能|好像|有点|觉得)*$"
    r"|[冻热等笑看哭吓]成了?$"
)
# "客服骂我傻逼", "他回我:“滚”", "被骂傻逼".
_OF_OTHERS: Final = re.compile(
    r"(?:骂|说|叫|喊|回|称|让|侮辱)(?:过|了)?(?:我们?|人|顾客|客户|买家|别人)(?:是|一句|两句|什么|一个|了|就|快|赶紧|去)*[:,]?[\"“「『]?$"
    r"|被[^,。!?;\n]{0,8}骂(?:成|作|是|了|一句|我)*[:,]?[\"“「『]?$"
    r"|(?:回复?|说|写|骂|叫|原话|一句)(?:了|的|我|是|一句|道)*[:,]?[\"“「『]$"
)
_I_SAY: Final = re.compile(r"我(?:就|要|想|都|只)?[骂说叫喊回让]$")
# Brands and codes: "耐克SB", "SB-200", "SB码".
_CODE_BEFORE: Final = re.compile(
    r"(?:nike|耐克|阿迪|型号|款号|货号|编号|尺码|颜色|系列|品牌|牌子|[码款双件条只选拍号])[:是为的]?$"
)
_CODE_AFTER: Final = re.compile(
    r" ?(?:\d|dunk|系列|款|码|号|色|板|鞋|滑|尺|牌|联名|的?(?:裤|衣|卫|帽|包)|有没?有?货|多[少大长]|几|怎么卖|还有"
    r"|适合|[和跟与]|哪)"
)


@dataclass(frozen=True)
class Mark:
    """One sign, and the buyer's words that are it."""

    sign: AbuseSign
    quote: Quote


@dataclass(frozen=True)
class Abuse:
    """How far the buyer goes, by the worst of the signs; the signs stand in the order of the lines."""

    level: AbuseLevel
    marks: tuple[Mark, ...]

    @property
    def is_flagged(self) -> bool:
        return self.level in FLAGGED

    @property
    def reasons(self) -> tuple[Mark, ...]:
        """The signs of the level itself: what a flag is explained by."""
        return tuple(mark for mark in self.marks if LEVEL_OF[mark.sign] == self.level)


def find_abuse(messages: Sequence[Line]) -> Abuse:
    """What speaks of abuse in the buyer's lines; calm without signs. Lines of agents and of the system do not count."""
    marks: list[Mark] = []
    shouts: list[Mark] = []
    for number, text in buyer_lines(messages):
        marks += _marks(number, text)
        if _SHOUT.search(fold(text).text):
            shouts.append(Mark(AbuseSign.SHOUTING, whole(number, text)))
    if len(shouts) >= SHOUTS:
        marks += shouts
    marks.sort(key=lambda mark: mark.quote.line)
    return Abuse(max((LEVEL_OF[mark.sign] for mark in marks), key=LEVELS.index, default=AbuseLevel.NONE), tuple(marks))


def pack(text: str) -> Folded:
    """The text without addresses of pages, without blanks and what people put between characters; between two Latin
    letters one blank stays."""
    base = fold(text)
    plain = _ADDRESS.sub(lambda match: "。" * len(match.group()), base.text)
    plain = _MANY.sub(lambda match: match.group(1) * 4 + " " * (len(match.group()) - 4), plain)
    out: list[str] = []
    places: list[int] = []
    gap = False
    for one, place in zip(plain, base.places, strict=True):
        if one in _NOISE:
            gap = True
            continue
        if gap and out and _LATIN.match(out[-1]) and _LATIN.match(one):
            out.append(" ")
            places.append(place)
        out.append(one)
        places.append(place)
        gap = False
    return Folded("".join(out), tuple(places))


def _marks(number: int, text: str) -> Iterator[Mark]:
    packed = pack(text)
    taken: list[tuple[int, int]] = []
    for words in ALL:
        for match in words.pattern.finditer(packed.text):
            start, end = match.start(), match.end()
            if start == end or any(start < until and end > begin for begin, until in taken):
                continue
            if _is_excused(words, packed.text, start, end):
                continue
            taken.append((start, end))
            yield Mark(words.sign, quote(number, text, *packed.span(start, end)))


def _is_excused(words: Words, text: str, start: int, end: int) -> bool:
    """Whether it is said of the buyer, repeated from others, or the name of an article. Anger needs no excuse."""
    if words.sign == AbuseSign.ANGER:
        return False
    before = text[max(0, start - 40) : start]
    if words.latin and (_CODE_BEFORE.search(before) or _CODE_AFTER.match(text, end)):
        return True
    said = _OF_OTHERS.search(before)
    if said and not _I_SAY.search(before[: said.start() + 1]):
        return True
    clause = _STOPS.split(before)[-1]
    return not words.at_us and bool(_OF_SELF.search(clause))
