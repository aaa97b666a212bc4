"""Erased buyers stay erased: what a file or a program tells of one is kept without what is personal (U4, J7).

What the buyer has done since the erasure is their own new affair and is kept as it is told.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TypeVar

from aftercare.core.bulk import any_of
from aftercare.core.crypto import keyed_hash
from aftercare.core.text import fold
from aftercare.customers.models import ErasedMark
from aftercare.customers.terms import MarkKind

Facts = TypeVar("Facts")


@dataclass(frozen=True, slots=True)
class Whose:
    """Whom a row tells of: numbers of an order or of its lines, the buyer's whole nick, and when it happened (None: not
    told)."""

    numbers: tuple[str | None, ...] = ()
    nick: str | None = None
    at: datetime | None = None


def digest_of(kind: MarkKind, text: str) -> str:
    """What is kept of a nick or an order's number; of a nick it is the customer's `nick_hash`."""
    return keyed_hash(fold(text) if kind is MarkKind.NICK else f"order:{text}")


def without_erased(
    shop_id: int,
    rows: Sequence[tuple[int, Facts]],
    whose: Callable[[Facts], Whose],
    blank: Callable[[Facts, datetime], Facts],
) -> list[tuple[int, Facts]]:
    """The rows (line, facts), those of erased buyers as `blank` (facts, moment of the erasure) leaves them. One query
    for a shop without erasures, else two for any number of rows."""
    marks = ErasedMark.objects.filter(shop_id=shop_id)
    if not marks.exists():
        return list(rows)
    told = [whose(facts) for _line, facts in rows]
    names = {(MarkKind.ORDER, number) for one in told for number in one.numbers if number}
    names |= {(MarkKind.NICK, one.nick) for one in told if one.nick}
    digests = {name: digest_of(*name) for name in names}
    found = {
        (kind, digest): at
        for kind, digest, at in marks.filter(any_of("digest", set(digests.values()))).values_list(
            "kind", "digest", "at"
        )
    }
    erased = {name: at for name, digest in digests.items() if (at := found.get((name[0].value, digest)))}
    moments = [_erased_at(one, erased) for one in told]
    return [(line, facts if at is None else blank(facts, at)) for (line, facts), at in zip(rows, moments, strict=True)]


def _erased_at(one: Whose, erased: dict[tuple[MarkKind, str], datetime]) -> datetime | None:
    """When whoever the row tells of was erased, if it tells of the time before, as an undated row of an order does."""
    of_order = next((at for no in one.numbers if (at := erased.get((MarkKind.ORDER, no or "")))), None)
    of_nick = erased.get((MarkKind.NICK, one.nick or ""))
    if of_order and (one.at is None or one.at <= of_order):
        return of_order
    return of_nick if of_nick and one.at is not None and one.at <= of_nick else None
