"""What the frame and the home page ask of dispatch."""

from collections.abc import Sequence
from datetime import datetime

from django.db.models import QuerySet
from django.urls import reverse

from aftercare.dispatch.access import PACKERS, PRINTERS, TELLERS, shops_for
from aftercare.dispatch.models import Promise, StockTask
from aftercare.dispatch.queries import LATE, open_promises, soonest
from aftercare.dispatch.shortages import open_tasks
from aftercare.dispatch.terms import Stage
from aftercare.shops.access import Person
from aftercare.web.dispatch.listing import clock_of
from aftercare.web.home.blocks import MOST, HomeList, HomeRow

WORKERS = PRINTERS | PACKERS


def waiting_dispatch(person: Person, shop_ids: frozenset[int]) -> QuerySet[Promise]:
    """Orders that the warehouse has to print or pack, in shops where the person does that."""
    rows = open_promises(person, shop_ids & shops_for(person, WORKERS))
    return rows.filter(stage__in=(Stage.PRINT, Stage.PACK), is_short=False)


def waiting_told(person: Person, shop_ids: frozenset[int]) -> QuerySet[StockTask]:
    """Buyers whose goods are out of stock: to be told, or their answer to be written down."""
    return open_tasks(person, shop_ids & shops_for(person, TELLERS))


def promises(person: Person, shop_ids: frozenset[int], at: datetime) -> tuple[HomeList, HomeList]:
    """Parcels that must leave next, and promises that are broken already."""
    found = soonest(person, shop_ids & shops_for(person, WORKERS), at, most=MOST + 1)
    page = reverse("dispatch")
    return (
        _promises([row for row in found if row.due_at >= at], page),
        _promises([row for row in found if row.due_at < at], f"{page}?view={LATE}"),
    )


def _promises(found: Sequence[Promise], more: str) -> HomeList:
    rows = [
        HomeRow(
            row.order.platform_no,
            reverse("dispatch_order", args=[row.order_id]),
            row.order.item_summary,
            clock=clock_of(row),
        )
        for row in found[:MOST]
    ]
    return HomeList(rows, f"{MOST}+" if len(found) > MOST else str(len(found)), more)
