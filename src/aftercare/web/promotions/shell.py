"""The promotions that run or come, for the banner of every page and the home page: kept for some seconds."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext as _

from aftercare.promotions.access import READERS
from aftercare.promotions.queries import promotions_now
from aftercare.shops.access import Person
from aftercare.web.home.blocks import HomeList, HomeRow
from aftercare.web.pieces.clock import Clock
from aftercare.web.shell.kept import Kept

Period = tuple[int, str, str, datetime, datetime]  # shop id, shop, promotion, from, until
_kept: Kept[tuple[Period, ...]] = Kept(seconds=30)


@dataclass(frozen=True)
class Running:
    """One promotion of the banner."""

    name: str
    shop: str
    ends_at: datetime


def _periods(person: Person, at: datetime) -> tuple[Period, ...]:
    def read() -> tuple[Period, ...]:
        rows = promotions_now(person, person.shop_ids, at)
        return tuple((row.shop_id, row.shop.name, row.name, row.starts_at, row.ends_at) for row in rows)

    return _kept.get(person.staff_id or 0, person.shop_ids, read)


def running(person: Person, shop_ids: Collection[int], at: datetime) -> list[Running]:
    """Those of these shops that run at that very second: its first one counts, its last one does not."""
    return [
        Running(name, shop, ends)
        for pk, shop, name, starts, ends in _periods(person, at)
        if pk in shop_ids and starts <= at < ends
    ]


def promotions_home(person: Person, shop_ids: frozenset[int], at: datetime) -> HomeList:
    """What runs, with its end, and what comes, with its begin."""
    reads = any(person.has(pk, *READERS) for pk in shop_ids)
    address = reverse("promotions") if reads else ""
    rows = []
    for pk, shop, name, starts, ends in _periods(person, at):
        if pk in shop_ids and at < ends and address:
            runs = starts <= at
            text = _("%(shop)s, runs") if runs else _("%(shop)s, begins")
            rows.append(HomeRow(name, address, text % {"shop": shop}, clock=Clock(at, ends if runs else starts)))
    return HomeList(rows[:3])
