"""The same matter told again and again, to several agents or on several days (S14, D 3). Pure.

One telling is all that a buyer writes about it to one agent on one day: who repeats themselves within one talk has not
had to begin anew. Two tellings are the same matter when much of their content is shared.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, tzinfo
from typing import Final

from aftercare.chat.signs.lines import Line, Quote, fold, whole
from aftercare.chat.terms import Side
from aftercare.core.text import bigrams

LETTERS_LEAST = 30  # of one telling
SHARED_LEAST = 6  # pairs of characters or words in common
SHARE = 0.35  # of the shorter telling; between different buyers that is one pair in a thousand
OBSERVED_LEAST = 2  # tellings we have seen ourselves, whatever the buyer counts
QUOTES_MOST = 5
_LETTER: Final = re.compile(r"[0-9a-z\u4e00-\u9fff]")
_NUMBER: Final = "[两二三四五六七八九十\\dn几好很多少]"
_AGAIN: Final = re.compile(
    f"(?:说|讲|问|解释|反映|反馈|描述|重复)(?:过|了)?第?({_NUMBER}+)(?:多)?[遍次回](?!货|券|红包)"
    f"|第({_NUMBER}+)[遍次回](?:说|讲|问|来问|找|联系|反映|解释|跟)"
    f"|(?:找|问|换|联系)(?:过|了)?({_NUMBER}+)(?:多)?[个位](?:不同的?)?客服"
    "|每次都?(?:要|让|叫|得)(?:我)?(?:重新|再|从头)(?:说|讲|解释|描述)|又(?:要|让)我(?:再|重新)(?:说|讲)|从头(?:再)?(?:说|讲)一?遍"
    f"|(?:跟|和|给)(?:你们)?({_NUMBER}+)(?:个|位)?(?:不同的?)?客服(?:都)?(?:说|讲|反映|解释)"
    "|(?:跟|和|给)(?:之前的?|上一?|昨天的?|前面的?)(?:个|位)?客服(?:都)?(?:说|讲|反映|解释)(?:过|了)"
    "|(?:换|来)一?个(?:人|客服)(?:又|就)(?:要|得|问)"
)
_DIGITS: Final = {"两": 2, "二": 2, "三": 3, "四": 4, "五": 5, "六": 6, "七": 7, "八": 8, "九": 9, "十": 10}
# Words around a matter that say nothing of it.
_EMPTY: Final = re.compile(
    r"你好|您好|在吗|谢谢|请问|麻烦|客服|亲|你们|我们|怎么|什么|为什么|一下|现在|就是|还是|已经|可以|这个|那个|的时候|能不能|到底|处理"
    r"|解决|订单号?|商品(?:id|编号)?|咨询|金额|下单|时间|\[[^\]]{0,8}\]"
)


@dataclass(frozen=True)
class Telling:
    """One time the buyer told it: on which day of the shop's calendar, to whom (0: nobody was there), their words."""

    day: date
    agent: int
    conversation: int
    quote: Quote


@dataclass(frozen=True)
class RepeatedMatter:
    """A matter that had to be told `times` times. `tellings` are in order of time, at most five of them: the first and
    the latest. `claim` is where the buyer says so themselves."""

    times: int
    agents: int
    days: tuple[date, ...]
    tellings: tuple[Telling, ...]
    claim: Quote | None = None


@dataclass(frozen=True)
class _Turn:
    """What a buyer wrote to one agent in one conversation on one day."""

    day: date
    agent: int
    conversation: int
    line: int  # the longest, which stands for all in a quote
    longest: str
    text: str
    content: frozenset[str]

    @property
    def is_telling(self) -> bool:
        return len(_LETTER.findall(self.text)) >= LETTERS_LEAST

    def is_about(self, other: "_Turn") -> bool:
        shared = len(self.content & other.content)
        return shared >= SHARED_LEAST and shared >= SHARE * min(len(self.content), len(other.content))


def repeated_matter(
    messages: Sequence[Line], earlier: Sequence[Line], threshold: int, zone: tzinfo
) -> RepeatedMatter | None:
    """What the buyer tells in this conversation (`messages`) and has told before, in it or in `earlier` ones.

    None unless it was told `threshold` times, and to two agents or on two days. When the buyer says themselves that
    they have told it that often ("说了五遍了"), two tellings that we can see are enough. Lines of a quote are counted
    in its own conversation.
    """
    here, before = _turns(messages, zone), _turns(earlier, zone)
    claim, claimed = _claim(messages)
    needed = OBSERVED_LEAST if claimed >= threshold else max(threshold, OBSERVED_LEAST)
    best: list[_Turn] = []
    for turn in here:
        if turn.is_telling:
            same = [other for other in (*before, *here) if other is turn or (other.is_telling and turn.is_about(other))]
            best = max(best, same, key=len)
    agents = {turn.agent for turn in best} - {0}
    days = tuple(sorted({turn.day for turn in best}))
    if len(best) < needed or (len(agents) < 2 and len(days) < 2):
        return None
    shown = best if len(best) <= QUOTES_MOST else [best[0], *best[-(QUOTES_MOST - 1) :]]
    tellings = tuple(Telling(one.day, one.agent, one.conversation, whole(one.line, one.longest)) for one in shown)
    return RepeatedMatter(len(best), len(agents), days, tellings, claim)


def claims(text: str) -> int:
    """How often the buyer says to have told it: 0 when they say no such thing, 2 when they give no number."""
    match = _AGAIN.search(fold(text).text)
    if not match:
        return 0
    number = next((group for group in match.groups() if group), "")
    if number.isascii() and number.isdigit():
        return min(int(number[:4]), 99)
    return max((_DIGITS.get(one, 3) for one in number), default=2)


def _claim(messages: Sequence[Line]) -> tuple[Quote | None, int]:
    """The latest line in which the buyer says so, and how often."""
    for number in range(len(messages) - 1, -1, -1):
        line = messages[number]
        times = claims(line.text) if line.side == Side.BUYER else 0
        if times:
            return whole(number, line.text), times
    return None, 0


def _turns(lines: Sequence[Line], zone: tzinfo) -> list[_Turn]:
    """The buyer's lines put together by conversation, agent and day, in order of time."""
    groups: dict[tuple[int, int, date], list[tuple[int, str]]] = {}
    counts: dict[int, int] = {}
    for line in sorted(lines, key=lambda one: one.at):
        number = counts.setdefault(line.conversation, 0)
        counts[line.conversation] += 1
        if line.side == Side.BUYER and line.text.strip():
            groups.setdefault((line.conversation, line.agent, line.at.astimezone(zone).date()), []).append(
                (number, line.text)
            )
    return [_turn(*key, said) for key, said in groups.items()]


def _turn(conversation: int, agent: int, day: date, said: Sequence[tuple[int, str]]) -> _Turn:
    line, longest = max(said, key=lambda one: len(one[1]))
    text = "\n".join(one for _number, one in said)
    return _Turn(day, agent, conversation, line, longest, text, frozenset(_content(text)))


def _content(text: str) -> Iterator[str]:
    return iter(bigrams(_EMPTY.sub(" ", fold(text).text)))
