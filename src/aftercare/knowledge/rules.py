"""Filling a reply in: plain replacement from a list of names, no template language (S12; attacks C9, C14)."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final

from aftercare.core.text import clean
from aftercare.knowledge.terms import NAMES, Variable

LONGEST_TEXT: Final = 1000
LONGEST_TITLE: Final = 40
LONGEST_SHORTCUT: Final = 12
LONGEST_GROUP: Final = 12
LONGEST_QUESTION: Final = 60
MOST_QUESTIONS: Final = 20
LONGEST_VALUE: Final = 80

# {name} alone. What stands in other braces, or behind one of these signs, is some other language's and stays text.
# static/aftercare/js/quickreply.js has the same two patterns; tests/browser/test_quickreply.py holds them together.
_SLOT = re.compile(r"(?<![{#$%])\{([^{}\n]{1,20})\}(?!\})")
_WIDE = re.compile("｛(" + "|".join(NAMES) + ")｝")  # what a Chinese keyboard makes of braces
_GAP = re.compile("【(?:" + "|".join(NAMES) + ")？】")


@dataclass(frozen=True)
class Filled:
    """A reply as it stands in the box: `missing` are the variables without a value, in order, each left as a gap."""

    text: str
    missing: tuple[Variable, ...] = ()


def fill(text: str, values: Mapping[str, str]) -> Filled:
    """Put values (by code of `Variable`) into a text. One without a value becomes a gap like 【订单号？】, which the
    agent must write over. Values are text: nothing in them is replaced again. Row S12."""
    missing: list[Variable] = []

    def put(match: re.Match[str]) -> str:
        variable = NAMES.get(match[1])
        if variable is None:
            return match[0]
        value = " ".join(clean(values.get(variable.value) or "").split())[:LONGEST_VALUE]
        if not value and variable not in missing:
            missing.append(variable)
        return value or f"【{match[1]}？】"

    return Filled(_SLOT.sub(put, text), tuple(missing))


def gaps(text: str) -> tuple[tuple[int, int], ...]:
    """Where gaps stand in a text, as (start, end): a message with one is not ready to be sent."""
    return tuple(match.span() for match in _GAP.finditer(text))


def variables_in(text: str) -> tuple[Variable, ...]:
    """Variables of a text, each once, in order."""
    found = [NAMES[name] for name in _SLOT.findall(text) if name in NAMES]
    return tuple(dict.fromkeys(found))


def unknown_names(text: str) -> tuple[str, ...]:
    """What stands between braces like a variable and is none, each once: a misspelt one would reach the buyer."""
    return tuple(dict.fromkeys(name for name in _SLOT.findall(text) if name not in NAMES))


def tidy(text: str) -> str:
    """A text as it is kept: one kind of line end, no hidden characters, variables in plain braces."""
    lines = [clean(line) if line.strip() else "" for line in text.replace("\r\n", "\n").replace("\r", "\n").split("\n")]
    return _WIDE.sub(r"{\1}", "\n".join(lines).strip())


def day_words(day: date) -> str:
    """The value of {今天}: '11月22日'. Buyers read Chinese whatever language the agent's screen has."""
    return f"{day.month}月{day.day}日"
