"""Tick an item of a shift's list, take the tick back; add items of the shop's own (P4)."""

from dataclasses import dataclass
from datetime import date
from zoneinfo import ZoneInfo

from django.db import transaction

from aftercare.core.errors import InvalidInput, NotFound, Refusal, Refused
from aftercare.core.text import clean
from aftercare.core.time import now
from aftercare.core.words import _
from aftercare.shifts.access import READERS, access_for_swap, access_planned, may_plan, own_id
from aftercare.shifts.checklist import lists_of, own_items
from aftercare.shifts.models import ChecklistItem, ChecklistTick
from aftercare.shifts.queries import book_of
from aftercare.shifts.terms import ITEM_MOST, OWN_MOST
from aftercare.shifts.writing import tell
from aftercare.shops.access import Person
from aftercare.shops.models import Shop

TICKED = Refusal("item_ticked", _("%(name)s has ticked this already."))
NOT_YOURS = Refusal("tick_not_yours", _("Only who ticked it or the supervisor takes it back."))
NOT_HERE = Refusal("wrong_role", _("This step belongs to another role."))
OVER = Refusal("day_over", _("Only the list of today or yesterday is ticked."))


@dataclass(frozen=True)
class Line:
    """One item of one shift on one day."""

    day: date
    code: str
    item: str


def tick_item(*, shop_id: int, line: Line, left: int | None, person: Person) -> ChecklistTick:
    """Seen to, with so many still waiting. Two who tick at once: the second hears who was first. Raises NotFound,
    Refused."""
    with transaction.atomic():
        shop = _shop(shop_id, line, person)
        keys = {(one.pattern.code, item.key) for one in lists_of(shop, line.day) for item in one.items}
        if (line.code, line.item) not in keys or person.staff_id is None:
            raise NotFound(line.item)
        found = ChecklistTick.objects.filter(shop=shop, day=line.day, code=line.code, item=line.item)
        if (other := found.select_related("by").first()) is not None:
            raise Refused(Refusal(TICKED.code, TICKED.sentence, {"name": other.by.name}))
        at = now()
        tick = ChecklistTick.objects.create(
            shop=shop, day=line.day, code=line.code, item=line.item, left=left, by_id=person.staff_id, at=at
        )
        tell(shop, "checklist.ticked", person, at, day=line.day.isoformat(), shift=line.code, item=line.item, left=left)
    return tick


def untick_item(*, shop_id: int, line: Line, person: Person) -> None:
    """It was ticked by mistake. Raises NotFound, Refused."""
    with transaction.atomic():
        shop = _shop(shop_id, line, person)
        tick = ChecklistTick.objects.filter(shop=shop, day=line.day, code=line.code, item=line.item).first()
        if tick is None:
            raise NotFound(line.item)
        if tick.by_id != person.staff_id and not may_plan(person, shop.pk):
            raise Refused(NOT_YOURS)
        tick.delete()
        tell(shop, "checklist.unticked", person, now(), day=line.day.isoformat(), shift=line.code, item=line.item)


def add_item(*, shop_id: int, text: str, code: str, person: Person) -> ChecklistItem:
    """An item of the shop's own, of one shift or ('') of each. Raises NotFound, Refused, InvalidInput."""
    text = clean(text)
    with transaction.atomic():
        shop = access_planned(person, shop_id)
        if not 1 <= len(text) <= ITEM_MOST:
            raise InvalidInput({"text": _("Write between 1 and %(most)s characters.") % {"most": ITEM_MOST}})
        if code and code not in book_of(shop).codes:
            raise InvalidInput({"code": _("There is no such shift.")})
        if len(own_items(shop)) >= OWN_MOST:
            raise InvalidInput({"text": _("At most %(most)s items.") % {"most": OWN_MOST}})
        at = now()
        item = ChecklistItem.objects.create(shop=shop, code=code, text=text, made_by_id=own_id(person), made_at=at)
        tell(shop, "checklist.item_added", person, at, item=item.pk)
    return item


def remove_item(*, shop_id: int, item_id: int, person: Person) -> None:
    """Not on the lists any more. Raises NotFound, Refused."""
    with transaction.atomic():
        shop = access_planned(person, shop_id)
        if not ChecklistItem.objects.filter(pk=item_id, shop=shop, is_used=True).update(is_used=False):
            raise NotFound(item_id)
        tell(shop, "checklist.item_removed", person, now(), item=item_id)


def _shop(shop_id: int, line: Line, person: Person) -> Shop:
    shop = access_for_swap(person, shop_id)
    if not person.has(shop.pk, *READERS):
        raise Refused(NOT_HERE)
    today = now().astimezone(ZoneInfo(shop.timezone)).date()
    if not 0 <= (today - line.day).days <= 1:
        raise Refused(OVER)
    return shop
