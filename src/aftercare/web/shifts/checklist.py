"""The lists of a day's shifts, with live numbers and links to the queues (P4)."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from typing import Any, Final
from zoneinfo import ZoneInfo

from django.core.exceptions import BadRequest
from django.db.models import QuerySet
from django.http import HttpResponse, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from aftercare.shifts.access import PLANNERS, READERS, access_roster, may_plan, roster_shops
from aftercare.shifts.actions.tick_item import Line, add_item, remove_item, tick_item, untick_item
from aftercare.shifts.checklist import Checklist, Item, lists_of, minutes_of, own_items
from aftercare.shifts.models import ChecklistItem
from aftercare.shifts.rules import going_on
from aftercare.shifts.terms import ITEM_MOST, Task
from aftercare.shops.access import Person
from aftercare.shops.models import Shop
from aftercare.web.cases.shell import waiting_cases
from aftercare.web.confirmation.shell import waiting_checks
from aftercare.web.followups.shell import waiting_follow_ups
from aftercare.web.fragments import go_with
from aftercare.web.handover.shell import waiting_handover
from aftercare.web.numbers import read_day, read_number
from aftercare.web.parcels.shell import parcels_in_trouble
from aftercare.web.pieces.parts import Tab
from aftercare.web.policy import PageRequest, page, page_time
from aftercare.web.posted import only
from aftercare.web.reviews.shell import unanswered_reviews
from aftercare.web.shell.choices import chosen_shop_ids
from aftercare.web.shell.counts import LIMIT, count_each
from aftercare.web.shifts.contexts import first_shop
from aftercare.web.talks.shell import waiting_talks

Source = Callable[[Person, frozenset[int]], QuerySet[Any]]
# Each task with the queue in which it is worked off: what is counted, and where it is.
QUEUES: Final[Mapping[Task, tuple[Source, str]]] = {
    Task.REFUNDS: (waiting_cases, "cases"),
    Task.LEFT_OVER: (waiting_talks, "talks"),
    Task.NEWS: (unanswered_reviews, "reviews"),
    Task.PROBLEMS: (parcels_in_trouble, "parcels"),
    Task.AUDIT: (waiting_checks, "confirmation"),
    Task.HANDOVER: (waiting_handover, "handovers"),
    Task.CHATS: (waiting_talks, "talks"),
    Task.DAYS_PROBLEMS: (parcels_in_trouble, "parcels"),
    Task.RECORDS: (waiting_follow_ups, "follow_ups"),
}


@dataclass(frozen=True)
class ItemView:
    """One line with the number left ('' when nothing is counted) and where it is worked off."""

    item: Item
    left: str
    address: str
    may_untick: bool


@dataclass(frozen=True)
class ListView:
    """One shift of the day."""

    found: Checklist
    is_now: bool
    items: list[ItemView]


class ChecklistContext:
    """All shifts of a day in one shop; one query counts what is left in all queues."""

    def __init__(self, person: Person, shop_ids: frozenset[int], query: QueryDict, at: datetime) -> None:
        if set(query) - {"shop", "day"}:
            raise BadRequest("unknown key")
        self.person, self.at = person, at
        self.shops = list(roster_shops(person).order_by("name", "pk"))
        self.shop = first_shop(self.shops, query.get("shop", ""), shop_ids)
        zone = ZoneInfo(self.shop.timezone) if self.shop else ZoneInfo("UTC")
        self.today = at.astimezone(zone).date()
        self.day: date = read_day(query.get("day")) or self.today

    @property
    def plans(self) -> bool:
        return self.shop is not None and may_plan(self.person, self.shop.pk)

    @property
    def may_tick(self) -> bool:
        """Today's list, and yesterday's: the late shift ends at midnight."""
        works = self.shop is not None and self.person.has(self.shop.pk, *READERS)
        return works and 0 <= (self.today - self.day).days <= 1

    @property
    def tabs(self) -> list[Tab]:
        if self.shop is None or len(self.shops) < 2:
            return []
        return [Tab(shop.name, f"{reverse('checklist')}?shop={shop.slug}", shop == self.shop) for shop in self.shops]

    @cached_property
    def counts(self) -> dict[str, int]:
        if self.shop is None:
            return {}
        sources = {task.value: source for task, (source, _name) in QUEUES.items()}
        return count_each(self.person, frozenset({self.shop.pk}), sources)

    @cached_property
    def lists(self) -> list[ListView]:
        if self.shop is None:
            return []
        found = lists_of(self.shop, self.day)
        minutes = minutes_of(self.shop, self.at)
        is_today = self.day == self.today
        return [
            ListView(one, is_today and going_on(one.pattern, minutes), [self._item(item) for item in one.items])
            for one in found
        ]

    def _item(self, item: Item) -> ItemView:
        count = self.counts.get(item.key, 0) if item.task is not None else None
        left = "" if count is None else f"{LIMIT}+" if count > LIMIT else str(count)
        address = reverse(QUEUES[item.task][1]) if item.task is not None else ""
        mine = item.tick is not None and (item.tick.by_id == self.person.staff_id or self.plans)
        return ItemView(item, left, address, mine and self.may_tick)

    @cached_property
    def own(self) -> list[ChecklistItem]:
        return own_items(self.shop) if self.shop else []

    item_most = ITEM_MOST


@page(roles=READERS)
def checklist(request: PageRequest) -> HttpResponse:
    """The shifts of a day, what is done, by whom, and what is left."""
    context = ChecklistContext(request.person, chosen_shop_ids(request), request.GET, page_time(request))
    return render(request, "shifts/checklist.html", {"view": context})


@page(roles=READERS, methods=("POST",))
def tick(request: PageRequest, slug: str) -> HttpResponse:
    """Seen to, or taken back. How many were left is counted now, not believed."""
    shop = access_roster(request.person, slug)
    posted = only(request.POST, "day", "code", "item", "do")
    day = read_day(posted.get("day")) or page_time(request).astimezone(ZoneInfo(shop.timezone)).date()
    line = Line(day, posted.get("code", ""), posted.get("item", ""))
    back = f"{reverse('checklist')}?shop={slug}&day={day.isoformat()}"
    if posted.get("do") == "undo":
        untick_item(shop_id=shop.pk, line=line, person=request.person)
        return go_with(request, back, _("Taken back."))
    tick_item(shop_id=shop.pk, line=line, left=_left(request.person, shop, line.item), person=request.person)
    return go_with(request, back, _("Ticked off."))


def _left(person: Person, shop: Shop, item: str) -> int | None:
    if item not in Task.values:
        return None
    return count_each(person, frozenset({shop.pk}), {item: QUEUES[Task(item)][0]})[item]


@page(roles=PLANNERS, methods=("POST",))
def items(request: PageRequest, slug: str) -> HttpResponse:
    """The shop's own items: add one, or remove it."""
    shop = access_roster(request.person, slug)
    posted = only(request.POST, "text", "code", "remove")
    back = f"{reverse('checklist')}?shop={slug}"
    if (number := read_number(posted.get("remove"))) is not None:
        remove_item(shop_id=shop.pk, item_id=number, person=request.person)
        return go_with(request, back, _("Removed."))
    add_item(shop_id=shop.pk, text=posted.get("text", ""), code=posted.get("code", ""), person=request.person)
    return go_with(request, back, _("The item is on the lists now."))
