"""What the frame and the home page ask of orders before dispatch."""

from datetime import datetime

from django.db.models import QuerySet
from django.urls import reverse

from aftercare.confirmation.models import Confirmation
from aftercare.confirmation.queries import late_checks, open_checks
from aftercare.shops.access import Person
from aftercare.web.confirmation.words import oddity_marks
from aftercare.web.home.blocks import MOST, HomeList, HomeRow
from aftercare.web.pieces.clock import Clock


def waiting_checks(person: Person, shop_ids: frozenset[int]) -> QuerySet[Confirmation]:
    """Those that nobody has looked at."""
    return open_checks(person, shop_ids)


def overdue_checks(person: Person, shop_ids: frozenset[int], at: datetime) -> HomeList:
    """Those whose time has run out, the oldest first."""
    found = late_checks(person, shop_ids, at, MOST + 1)
    rows = [
        HomeRow(
            row.order.platform_no,
            reverse("confirmation_order", args=[row.pk]),
            row.order.item_summary,
            oddity_marks(row),
            Clock(row.since, row.due_at),
        )
        for row in found[:MOST]
    ]
    return HomeList(rows, f"{MOST}+" if len(found) > MOST else str(len(found)), reverse("confirmation"))
