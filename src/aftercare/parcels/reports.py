"""What an aggregator or a file says about parcels, in our own words: pure data and its form on the way to the rows."""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Final

from aftercare.core.text import clean
from aftercare.parcels.terms import Sign

TEXT_MOST: Final = 500
PLACE_MOST: Final = 60
RAW_MOST: Final = 40
MOST_EVENTS: Final = 500  # of one parcel in one report: a real course has fifty at most
AHEAD: Final = timedelta(days=2)  # a courier's clock may be wrong, but not by more


@dataclass(frozen=True)
class EventFact:
    """One event as it was told. `at` is aware; `raw` is the aggregator's own number of what happened."""

    at: datetime
    sign: Sign
    raw: str = ""
    text: str = ""
    place: str = ""

    @property
    def key(self) -> int:
        """63 bits of a hash: who tells the same event again gives the same number."""
        words = "\x1f".join((self.at.astimezone(UTC).isoformat(), self.raw, self.text, self.place))
        return int.from_bytes(hashlib.blake2b(words.encode(), digest_size=8).digest()) >> 1


@dataclass(frozen=True)
class Report:
    """What is told of one parcel. `courier_code` as in `couriers.py`, '' when it is not told."""

    number: str
    courier_code: str
    events: tuple[EventFact, ...]


def event(at: datetime, sign: Sign, *, raw: str = "", text: str = "", place: str = "") -> EventFact:
    """The fact with its texts cleaned and cut, so that it is the same however it came."""
    return EventFact(at, sign, clean(raw)[:RAW_MOST], clean(text)[:TEXT_MOST], clean(place)[:PLACE_MOST])


def as_json(reports: Sequence[Report]) -> str:
    """The reports as one text."""
    told = [[one.number, one.courier_code, [_plain(fact) for fact in one.events]] for one in reports]
    return json.dumps(told, ensure_ascii=False, separators=(",", ":"))


def from_json(text: str) -> list[Report]:
    """The reports again. Raises ValueError or TypeError on anything else."""
    return [Report(number, code, tuple(_event(*fact) for fact in facts)) for number, code, facts in json.loads(text)]


def _plain(fact: EventFact) -> list[str]:
    return [fact.at.isoformat(), fact.sign.value, fact.raw, fact.text, fact.place]


def _event(at: str, sign: str, raw: str, text: str, place: str) -> EventFact:
    return EventFact(datetime.fromisoformat(at), Sign(sign), raw, text, place)
