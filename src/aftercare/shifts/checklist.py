"""The list of a shift on a day (P4): its items, and what was ticked."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from aftercare.shifts.models import ChecklistItem, ChecklistTick
from aftercare.shifts.queries import book_of
from aftercare.shifts.rules import Pattern, tasks_of
from aftercare.shifts.terms import OWN_MOST, Task
from aftercare.shops.models import Shop


@dataclass(frozen=True)
class Item:
    """One line. `task` None: the shop's own."""

    key: str
    label: Any
    task: Task | None
    tick: ChecklistTick | None


@dataclass(frozen=True)
class Checklist:
    """The lines of one shift on one day."""

    pattern: Pattern
    items: list[Item]

    @property
    def left(self) -> int:
        return sum(one.tick is None for one in self.items)


def lists_of(shop: Shop, day: date) -> list[Checklist]:
    """Each shift of the day, the earliest first; three queries. The caller may see the shop's roster."""
    ticks = {(one.code, one.item): one for one in ticks_of(shop, day)}
    own = own_items(shop)

    def item(code: str, key: str, label: Any, task: Task | None = None) -> Item:
        return Item(key, label, task, ticks.get((code, key)))

    found = []
    for pattern in book_of(shop).on(day):
        usual = [item(pattern.code, task.value, task.label, task) for task in tasks_of(pattern)]
        added = [item(pattern.code, f"own-{row.pk}", row.text) for row in own if row.code in ("", pattern.code)]
        found.append(Checklist(pattern, [*usual, *added]))
    return found


def ticks_of(shop: Shop, day: date) -> list[ChecklistTick]:
    """What was ticked on that day, with who did."""
    return list(ChecklistTick.objects.filter(shop=shop, day=day).select_related("by").order_by("pk")[:500])


def own_items(shop: Shop) -> list[ChecklistItem]:
    """Those in use."""
    return list(ChecklistItem.objects.filter(shop=shop, is_used=True).order_by("pk")[:OWN_MOST])


def minutes_of(shop: Shop, at: datetime) -> int:
    """Minutes after midnight by the shop's clock."""
    here = at.astimezone(ZoneInfo(shop.timezone))
    return here.hour * 60 + here.minute
