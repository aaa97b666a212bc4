"""What buyers say: sessions that ship with the product, or a file in the form `session,sender,text`."""

import csv
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from random import Random
from typing import Final, NamedTuple

from aftercare.core.errors import AftercareError

BUYER, AGENT = "buyer", "agent"
PICTURE: Final = "[图片]"
SHIPPED: Final = Path(__file__).parent / "sessions.txt"
LONGEST: Final = 2000  # characters that the server takes
SENDERS: Final = {"买": BUYER, "客": AGENT}
_CARD: Final = re.compile(r"\[商品 ([^\]]+)\]")
_GAPS: Final = {
    "city": (
        "杭州",
        "宁波",
        "苏州",
        "南京",
        "上海",
        "广州",
        "深圳",
        "成都",
        "武汉",
        "长沙",
        "青岛",
        "厦门",
        "西安",
        "重庆",
    ),
    "surname": ("王", "李", "张", "刘", "陈", "杨", "周", "吴", "徐", "孙", "沈", "许"),
    "days": ("3", "5", "7", "10"),
    "day": ("昨天", "前天", "今天上午"),
    "n": ("18", "66", "128", "233", "307"),
}


class UnusableSessions(AftercareError):
    """The file of sessions cannot be read."""


class Turn(NamedTuple):
    """One line: `sender` is BUYER or AGENT."""

    sender: str
    text: str

    @property
    def product(self) -> str:
        """The merchant code of a product whose card is sent; '' for a line of text."""
        found = _CARD.fullmatch(self.text)
        return found[1] if found else ""


@dataclass(frozen=True)
class Session:
    """A talk from its first line to its last. `topic` presale or aftersale; `stars` what the buyer thinks of it in the
    end, 0: says nothing."""

    name: str
    turns: tuple[Turn, ...]
    topic: str = "presale"
    stars: int = 0


def shipped_sessions() -> list[Session]:
    """Those of the product, with gaps still to be filled (`filled`)."""
    blocks = SHIPPED.read_text(encoding="utf-8").split("\n== ")[1:]
    return [_block(block.splitlines()) for block in blocks]


def filled(session: Session, rng: Random) -> Session:
    """The same talk of somebody else: the gaps are filled in anew, alike in all its lines."""
    values = {name: rng.choice(words) for name, words in _GAPS.items()}

    def fill(turn: Turn) -> Turn:
        return Turn(turn.sender, re.sub(r"\{([a-z]+)\}", lambda gap: values.get(gap[1], gap[0]), turn.text))

    return replace(session, turns=tuple(map(fill, session.turns)))


def read_sessions(path: Path) -> list[Session]:
    """Sessions of a CSV file (UTF-8) with the columns session, sender (buyer or agent) and text; other senders and
    lines without text are left out. Raises UnusableSessions when no session remains, OSError."""
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            rows = csv.DictReader(file)
            if not {"session", "sender", "text"} <= set(rows.fieldnames or ()):
                raise UnusableSessions(f"{path}: the first line must name the columns session, sender and text.")
            found = list(_grouped(rows))
    except (UnicodeDecodeError, csv.Error) as error:
        raise UnusableSessions(f"{path} is no CSV file in UTF-8: {error}") from None
    if not found:
        raise UnusableSessions(f"{path}: no line of a buyer.")
    return found


def _block(lines: list[str]) -> Session:
    name, topic, stars = (part.strip() for part in lines[0].split("/"))
    turns = tuple(Turn(SENDERS[line[0]], line[2:].strip()) for line in lines[1:] if line[1:2] == "：")
    return Session(name, turns, topic, int(stars))


def _grouped(rows: Iterable[dict[str, str]]) -> Iterator[Session]:
    talks: dict[str, list[Turn]] = {}
    for row in rows:
        sender, text = (row["sender"] or "").strip(), " ".join((row["text"] or "").split())[:LONGEST]
        if sender in (BUYER, AGENT) and text:
            talks.setdefault(row["session"] or "", []).append(Turn(sender, text))
    for name, turns in talks.items():
        first = next((place for place, turn in enumerate(turns) if turn.sender == BUYER), None)
        if first is not None:
            yield Session(name, tuple(turns[first:]))
