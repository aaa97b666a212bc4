"""Which question of the shop's list a buyer's message asks: pure, and rather silent than wrong (S4).

A message is answered when it says the same as a phrasing, apart from greetings, particles and the words in `_SOFT`:
the same words, the same kind of question, the same numbers, as many negations, in about the same order. So "能退吗" is
never "不能退吗", seven days are not fifteen, and "定制的能退吗" asks something else than "能退吗".
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import Enum
from itertools import pairwise
from typing import Final

from aftercare.core.text import fold

LONGEST_ASKED: Final = 60
LEAST_ORDER: Final = 0.5  # share of neighbouring words that are neighbours in both: 尺码怎么选 is 怎么选尺码

# Said on both sides of a chat without meaning anything for the answer; the longer ones first.
_EMPTY: Final = re.compile(
    "不好意思|对不起|打扰了?|亲爱的|亲亲?|你好|您好|哈喽|在吗|在么|在不在|有人吗?|有人在|请问|麻烦|谢谢你?您?|多谢|老板娘?|人工客服|"
    "客服|店家|掌柜|小二|小姐姐|(?:我?想|我?要)?(?:问|咨询|了解|知道)一?下|想问|想知道|帮我?看一?下|一下|告诉我|"
    "我?(?:昨天|前天|今天|刚刚?|刚才)?(?:买|拍|下单|订)的|昨天|刚刚|刚才|已经|现在|目前|大概|大约|一般|到底|究竟|具体|宝贝|商品|产品|东西|"
    r"\b(?:hello|hi|hey|please|thanks|thank you|excuse me)\b"
)
_SAME: Final = (
    ("什么时候|啥时候|什么时间|何时|几时|多久|多长时间|多会儿|哪天|几天|几号|几点|when|how long", "WHEN"),
    ("为什么|为啥|为何|咋还|怎么还|怎么会|怎么回事|why", "WHY"),
    ("怎么样|怎样", "LIKE"),
    ("怎么办|怎么|如何|咋|how do|how to|how can", "HOW"),
    ("多少|几(?=[件个块元斤码折米])|how much|how many", "MUCH"),
    ("哪里|哪儿|where", "WHERE"),
    ("哪个|哪款|哪种|哪家|哪些|什么|啥|what|which", "WHAT"),
    ("谁|who", "WHO"),
    ("可不可以|可以|能够|能否|可否|支持", "能"),
    ("快递费|邮费", "运费"),
    ("快递单号|物流单号|运单号", "单号"),
    ("物流", "快递"),
    ("发走|发出|寄出|寄走|出货|出库", "发货"),
    ("退钱", "退款"),
    ("尺寸|码数", "尺码"),
)
_MEANINGS: Final = tuple((re.compile(pattern), f" {word} ") for pattern, word in _SAME)
_KINDS: Final = frozenset({"WHEN", "WHY", "LIKE", "HOW", "MUCH", "WHERE", "WHAT", "WHO"})
_EITHER: Final = re.compile("([\u4e00-\u9fff])[不没]\\1")  # 能不能, 有没有, 是不是
_OPEN_END: Final = re.compile("(?<=[^还都也就在从并 ])(?:没有?|不|否)$")  # 发货了没
_ASKING: Final = re.compile("[?？吗嘛么呢]|^(?:do|does|is|are|can|could|will|would|have|has|did) ")
_NEGATION: Final = re.compile(r"[不没未无别勿甭]|\b(?:not|no|never|without|cannot)\b|n't\b")
_NUMERAL: Final = re.compile("([一二两三四五六七八九十])(?=[天日号个件小块元码米斤年月周次折楼级成套双])")
_TOKEN: Final = re.compile("[A-Z]+|[a-z']+|[0-9]+(?:\\.[0-9]+)?|[\u4e00-\u9fff]")
_CLAUSE: Final = re.compile("[,，。!！?？;；~～…、\n]+|(?<=[\u4e00-\u9fff]) +| +(?=[\u4e00-\u9fff])|\\.(?![0-9])")
_SOFT: Final = frozenset(
    "我你您们咱他这那个款的地得就都也会能要想有是请把给帮了吗么嘛呢啊呀哦噢哈吧啦呐哇喔嗯诶儿"
) | frozenset(
    ("i", "you", "your", "my", "me", "it", "the", "a", "an", "is", "are", "do", "does", "can", "will", "would", "to")
)
_ONE: Final = frozenset("我咱俺")
_OTHER: Final = frozenset("你您")
_BEARING: Final = frozenset("出付担责赔掏销")  # who pays: here I and you are not the same
_DIGITS: Final = {"两": "2", **{letter: str(value) for value, letter in enumerate("一二三四五六七八九十", start=1)}}


class Why(Enum):
    """Why nothing is answered; NOT that something is."""

    NOT = "not"
    TOO_LONG = "too_long"
    SEVERAL = "several"  # more than one question
    UNKNOWN = "unknown"  # no phrasing says the same
    UNCLEAR = "unclear"  # two replies have phrasings that say it


@dataclass(frozen=True)
class Meaning:
    """What is compared: words with content, kinds of question, numbers, negations; and the words in order."""

    words: frozenset[str]
    kinds: frozenset[str]
    numbers: frozenset[str]
    negations: int
    parties: str  # who bears it: "", "me", "you", "both"
    pairs: frozenset[tuple[str, str]]
    asks: bool

    def says(self, phrasing: "Meaning") -> bool:
        """Whether this message asks what the phrasing asks."""
        mine = (self.words, self.kinds, self.numbers, self.negations, self.parties)
        theirs = (phrasing.words, phrasing.kinds, phrasing.numbers, phrasing.negations, phrasing.parties)
        if mine != theirs or (phrasing.asks and not self.asks) or not (self.words or self.numbers):
            return False
        both = len(self.pairs) + len(phrasing.pairs)
        return both == 0 or 2 * len(self.pairs & phrasing.pairs) / both >= LEAST_ORDER


@dataclass(frozen=True)
class FaqEntry:
    """A reply that answers by itself, with its phrasings as they are compared."""

    reply_id: int
    title: str
    text: str
    phrasings: tuple[Meaning, ...]


@dataclass(frozen=True)
class Verdict:
    """The entry that answers, or why none does."""

    entry: FaqEntry | None
    why: Why = Why.NOT


def entry_of(reply_id: int, title: str, text: str, questions: Iterable[str]) -> FaqEntry:
    """An entry from the phrasings as they were typed."""
    meanings = dict.fromkeys(understand(question) for question in questions)
    return FaqEntry(reply_id, title, text, tuple(one for one in meanings if one.words or one.numbers))


def answer_to(question: str, entries: Sequence[FaqEntry]) -> FaqEntry | None:
    """The one entry that the message asks for, or None: too long, several questions, or not surely the same (S4)."""
    return explain(question, entries).entry


def explain(question: str, entries: Sequence[FaqEntry]) -> Verdict:
    """As `answer_to`, with the reason, for whoever tries a question out."""
    if len(question.strip()) > LONGEST_ASKED:
        return Verdict(None, Why.TOO_LONG)
    if _count_questions(question) > 1:
        return Verdict(None, Why.SEVERAL)
    asked = understand(question)
    found = [entry for entry in entries if any(asked.says(phrasing) for phrasing in entry.phrasings)]
    if not found:
        return Verdict(None, Why.UNKNOWN)
    return Verdict(found[0]) if len(found) == 1 else Verdict(None, Why.UNCLEAR)


def understand(text: str) -> Meaning:
    """The meaning of a message or a phrasing, as far as it is compared."""
    plain = _EMPTY.sub(" ", fold(text)).strip()
    either = _EITHER.sub(r"\1", plain)
    closed = _OPEN_END.sub("", either.rstrip(" ?？!！。~～"))
    asks = closed != plain.rstrip(" ?？!！。~～")
    worded = _NUMERAL.sub(lambda match: _DIGITS[match[1]], closed)
    for pattern, word in _MEANINGS:
        worded = pattern.sub(word, worded)
    tokens = _TOKEN.findall(worded)
    kinds = frozenset(tokens) & _KINDS
    solid = [token for token in tokens if token not in _SOFT and token not in _KINDS]
    return Meaning(
        words=frozenset(token for token in solid if not token[0].isdigit()),
        kinds=kinds,
        numbers=frozenset(token for token in solid if token[0].isdigit()),
        negations=len(_NEGATION.findall(worded)),
        parties=_parties(tokens),
        pairs=frozenset(pairwise(solid)),
        asks=asks or bool(kinds) or _ASKING.search(plain) is not None,
    )


def _parties(tokens: list[str]) -> str:
    found = frozenset(tokens)
    if not found & _BEARING:
        return ""
    return ("me" if found & _ONE else "") + ("you" if found & _OTHER else "")


def _count_questions(text: str) -> int:
    """Clauses that ask something, each kind of words once: asking the same thing twice is one question."""
    parts = _CLAUSE.split(fold(text))
    marks = _CLAUSE.findall(fold(text))
    asked = set()
    for part, mark in zip(parts, [*marks, ""], strict=True):
        meaning = understand(part + ("?" if "?" in mark else ""))
        if meaning.asks and (meaning.words or meaning.numbers):
            asked.add((meaning.words, meaning.kinds))
    return len(asked)
