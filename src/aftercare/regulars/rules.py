"""Ranks, traces and what speaks for two customers being one. Pure (U1)."""

import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Final

from aftercare.core.text import clean, fold
from aftercare.core.words import _
from aftercare.customers.phones import Line, read_phone
from aftercare.regulars.terms import MOST_TAG, MOST_TAGS, Rank, TraceKind

VALUED_ORDERS: Final = 5
VALUED_FEN: Final = 100_000
REGULAR_ORDERS: Final = 3
MOST_SHARED: Final = 8  # customers with one phone or address: more are a reception, a school, a collecting point
LEAST_PLACE: Final = 8  # characters of an address: "杭州市" is everybody's
_PLAIN = re.compile(r"[^0-9a-z\u4e00-\u9fff]")
_HIDDEN = re.compile(r"[*＊●]|\.\.\.")


def rank_of(orders: int, kept_fen: int) -> Rank:
    """By paid orders and what was kept of their money, in fen."""
    if orders >= VALUED_ORDERS or (orders > 1 and kept_fen >= VALUED_FEN):
        return Rank.VALUED
    if orders >= REGULAR_ORDERS:
        return Rank.REGULAR
    return Rank.RETURNING if orders > 1 else Rank.NEW


def phone_key(phone: str) -> str:
    """A whole mobile number as plain digits; '' for masked, short and the platforms' virtual numbers ("138…-1234"),
    which go from one buyer to the next."""
    told = read_phone(phone)
    return told.number if told.line is Line.MOBILE else ""


def address_key(address: str) -> str:
    """An address without what people write differently: spaces, signs, the words for number and room. '' for a masked
    or a rough one."""
    if _HIDDEN.search(address):
        return ""
    plain = _PLAIN.sub("", fold(address))
    for word in ("号", "室", "房", "省", "市"):
        plain = plain.replace(word, "")
    return plain if len(plain) >= LEAST_PLACE and any(one.isdigit() for one in plain) else ""


def surname_of(name: str) -> str:
    """The first sign, which masks show as well; '' for nothing."""
    plain = clean(name)
    return plain[0] if plain and plain[0] not in "*＊" else ""


@dataclass(frozen=True)
class Trace:
    """One thing that a customer left behind, as its keyed hash. `surname` goes with an address."""

    customer_id: int
    shop_id: int
    kind: TraceKind
    digest: str
    surname: str = ""


def pairs_in(traces: Collection[Trace]) -> dict[tuple[int, int], set[TraceKind]]:
    """Which customers may be one, and why: the same phone; the same address and surname; the same nick in two shops.
    What too many share says nothing."""
    found: dict[tuple[int, int], set[TraceKind]] = {}
    shared: dict[tuple[TraceKind, str, str], dict[int, Trace]] = {}
    for trace in traces:
        if trace.kind is TraceKind.ADDRESS and not trace.surname:
            continue
        surname = trace.surname if trace.kind is TraceKind.ADDRESS else ""
        shared.setdefault((trace.kind, trace.digest, surname), {})[trace.customer_id] = trace
    for (kind, _digest, _surname), owners in shared.items():
        if not 1 < len(owners) <= MOST_SHARED:
            continue
        rows = [owners[pk] for pk in sorted(owners)]
        for place, one in enumerate(rows):
            for other in rows[place + 1 :]:
                if kind is not TraceKind.NICK or one.shop_id != other.shop_id:
                    found.setdefault((one.customer_id, other.customer_id), set()).add(kind)
    return found


def read_tags(text: str) -> list[str]:
    """Tags as somebody types them, by commas or lines, each once in their order. Raises ValueError with a sentence."""
    parts = [clean(part) for part in re.split(r"[,，、;；\n]", text)]
    tags = list(dict.fromkeys(part for part in parts if part))
    if len(tags) > MOST_TAGS:
        raise ValueError(_("At most %(most)s tags.") % {"most": MOST_TAGS})
    if any(len(tag) > MOST_TAG for tag in tags):
        raise ValueError(_("A tag has at most %(most)s characters.") % {"most": MOST_TAG})
    if any(re.search(r"\d{7,}", tag) for tag in tags):
        raise ValueError(_("No phone or order numbers in tags: they are not hidden."))
    return tags


def after_undo(now: dict[int, int | None], before: dict[int, int | None], made: Iterable[int], buyer: int) -> bool:
    """Whether taking a joining back restores exactly: nobody it touched has moved on since, nobody has come since."""
    members = {pk for pk, owner in now.items() if owner == buyer}
    return members == set(made) and all(now.get(pk) == buyer for pk in before)
