"""Goods are out of stock, come later than was said, or are back (O4)."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from django.db import IntegrityError, transaction

from aftercare.core.errors import InvalidInput, NotFound, Refusal, Refused
from aftercare.core.events import record
from aftercare.core.text import clean
from aftercare.core.time import now
from aftercare.core.words import _
from aftercare.dispatch.access import MARKERS, check_role
from aftercare.dispatch.models import Shortage, StockTask
from aftercare.dispatch.shortages import LIVE, access_shortage, make_tasks, mark_short
from aftercare.dispatch.terms import LONGEST_CODE, LONGEST_NOTE, Answer, TaskState
from aftercare.orders.models import OrderLine, Product
from aftercare.shops.access import Person
from aftercare.shops.models import Shop

FURTHEST: Final = timedelta(days=365)
TELL_WITHIN: Final = timedelta(hours=4)  # a new date is told before the buyer asks
CHANGED: Final = Refusal("stock_changed", _("Somebody has changed this meanwhile."))


@dataclass(frozen=True)
class Lack:
    """What is missing: the merchant code as orders name it, and when it comes (None: nobody knows)."""

    code: str
    expected_on: date | None = None
    note: str = ""


def mark_shortage(*, shop_id: int, lack: Lack, person: Person) -> Shortage:
    """From now on buyers of it are to be told, each once. Raises NotFound for a foreign shop, Refused without the role
    or when it is marked already, InvalidInput on a code that no order and no product has."""
    if shop_id not in person.shop_ids:
        raise NotFound(str(shop_id))
    own_id = check_role(person, shop_id, MARKERS)
    shop = Shop.objects.filter(pk=shop_id).first()
    code = clean(lack.code)
    if shop is None:
        raise NotFound(str(shop_id))
    with transaction.atomic():
        at = now()
        title, sku = _known(shop, code)
        try:
            with transaction.atomic():
                row = Shortage.objects.create(
                    shop=shop,
                    code=code,
                    title=title,
                    sku=sku,
                    expected_on=_checked(lack.expected_on, shop, at),
                    note=clean(lack.note)[:LONGEST_NOTE],
                    marked_by_id=own_id,
                    marked_at=at,
                )
        except IntegrityError:
            raise Refused(Refusal("short_already", _("This code is marked as out of stock already."))) from None
        told = make_tasks(shop=shop, at=at)
        _note(row, "stock.short", person, at, buyers=told)
    return row


def change_date(*, shortage_id: int, expected_on: date | None, version: int, person: Person) -> Shortage:
    """Another date: whoever was told, or waits, is to be told once more. Raises NotFound, Refused, InvalidInput."""
    with transaction.atomic():
        row, at = _open(shortage_id, version, person), now()
        if (expected_on := _checked(expected_on, row.shop, at)) == row.expected_on:
            return row
        row.expected_on, row.round, row.version = expected_on, row.round + 1, row.version + 1
        row.save(update_fields=["expected_on", "round", "version"])
        told = StockTask.objects.filter(shortage=row, told_round__gt=0)
        waiting = told.filter(state=TaskState.TOLD) | told.filter(state=TaskState.ANSWERED, answer=Answer.WAIT)
        again = StockTask.objects.filter(pk__in=list(waiting.values_list("pk", flat=True)))
        count = again.update(state=TaskState.TELL, due_at=at + TELL_WITHIN)
        _note(row, "stock.date_changed", person, at, buyers=count)
    return row


def end_shortage(*, shortage_id: int, version: int, person: Person) -> Shortage:
    """The goods are back: nobody is to be told any more, and what waits can be packed. Raises NotFound, Refused."""
    with transaction.atomic():
        row, at = _open(shortage_id, version, person), now()
        row.ended_at, row.ended_by_id, row.version = at, person.staff_id, row.version + 1
        row.save(update_fields=["ended_at", "ended_by", "version"])
        live = StockTask.objects.filter(shortage=row, state__in=LIVE)
        promises = set(live.values_list("promise_id", flat=True))
        live.update(state=TaskState.OVER, ended_at=at)
        mark_short(promises)
        _note(row, "stock.back", person, at, orders=len(promises))
    return row


def _open(shortage_id: int, version: int, person: Person) -> Shortage:
    row = access_shortage(person, shortage_id, lock=True)
    check_role(person, row.shop_id, MARKERS)
    if row.version != version or row.ended_at is not None:
        raise Refused(CHANGED)
    return row


def _known(shop: Shop, code: str) -> tuple[str, str]:
    """Title and variant of that code: of an order that waits, else of a product."""
    if code and len(code) <= LONGEST_CODE:
        lines = OrderLine.objects.filter(order__promise__shop=shop, order__promise__ended_at=None, merchant_code=code)
        line = lines.order_by("-pk").values_list("title", "sku").first()
        if line is not None:
            return line
        title = Product.objects.filter(shop=shop, code=code).values_list("title", flat=True).first()
        if title is not None:
            return title, ""
    raise InvalidInput({"code": _("No order that waits and no product has this merchant code.")})


def _checked(day: date | None, shop: Shop, at: datetime) -> date | None:
    today = at.astimezone(ZoneInfo(shop.timezone)).date()
    if day is not None and not today <= day <= today + FURTHEST:
        raise InvalidInput({"expected_on": _("Choose a day from today to a year ahead.")})
    return day


def _note(row: Shortage, kind: str, person: Person, at: datetime, **data: object) -> None:
    record(
        kind=kind,
        subject=("shortage", row.pk),
        shop_id=row.shop_id,
        actor_id=person.staff_id,
        at=at,
        data={"code": row.code, "expected_on": row.expected_on, **data},
    )
