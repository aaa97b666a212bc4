"""Freeze a month of a shop (K7)."""

from datetime import date

from django.db import transaction

from aftercare.assessment.access import access_assessed_shop, lock_books
from aftercare.assessment.actions.gather import gather
from aftercare.assessment.models import ClosedMonth
from aftercare.assessment.sums import sums_of
from aftercare.cases.periods import Period, month_of
from aftercare.core.errors import Refusal, Refused
from aftercare.core.events import record
from aftercare.core.time import now
from aftercare.core.words import _
from aftercare.shops.access import Person

NOT_OVER = Refusal("month_not_over", _("This month is not over yet."))
CLOSED = Refusal("month_closed", _("This month is closed already."))


def close_month(*, slug: str, month: date, person: Person) -> ClosedMonth:
    """Everything of the month is gathered, then its sums are kept as they stand: later ones count in the next month.
    Raises NotFound, Refused: without the role, before its end, a second time."""
    shop = access_assessed_shop(person, slug)
    if month >= month_of(now(), shop.timezone):
        raise Refused(NOT_OVER)
    since, until = Period(month, {shop.pk: shop.timezone}).bounds(shop.timezone)
    gather(shop_id=shop.pk, since=since, until=until)
    with transaction.atomic():
        shop, at = lock_books(shop.pk), now()
        if ClosedMonth.objects.filter(shop=shop, month=month).exists():
            raise Refused(CLOSED)
        rows = [one.as_json() for one in sums_of(shop.pk, month)]
        closed = ClosedMonth.objects.create(
            shop=shop, month=month, rows=rows, closed_by_id=person.staff_id or 0, closed_at=at
        )
        record(
            kind="assessment.closed",
            subject=("shop", shop.pk),
            shop_id=shop.pk,
            actor_id=person.staff_id,
            at=at,
            data={"month": month.isoformat(), "people": len(rows)},
        )
    return closed
