"""In which month something counts, and what every change writes. Called by actions only."""

from datetime import date, datetime
from typing import Any, Final

from aftercare.assessment.models import ClosedMonth, Entry
from aftercare.assessment.terms import REASON_MOST
from aftercare.cases.periods import month_after, month_of
from aftercare.core.errors import InvalidInput
from aftercare.core.events import record
from aftercare.core.text import clean
from aftercare.core.words import _
from aftercare.shops.access import Person
from aftercare.shops.models import Shop

SUBJECT: Final = "assessment"


def closed_months(shop: Shop) -> frozenset[date]:
    """Months of the shop in which nothing is written any more; the caller holds the shop's lock."""
    return frozenset(ClosedMonth.objects.filter(shop=shop).values_list("month", flat=True))


def counts_in(shop: Shop, at: datetime, closed: frozenset[date]) -> date:
    """The month of that moment by the shop's calendar, or the first open one after it."""
    month = month_of(at, shop.timezone)
    while month in closed:
        month = month_after(month)
    return month


def checked_reason(name: str, text: str) -> str:
    """The words without hidden characters. Raises InvalidInput without any, or with too many."""
    text = clean(text)
    if not text:
        raise InvalidInput({name: _("Say why.")})
    if len(text) > REASON_MOST:
        raise InvalidInput({name: _("At most %(most)s characters.") % {"most": REASON_MOST}})
    return text


def tell(entry: Entry, kind: str, person: Person, at: datetime, **data: Any) -> None:
    """The event of a change. What people wrote is no part of it."""
    record(
        kind=kind,
        subject=(SUBJECT, entry.pk),
        shop_id=entry.shop_id,
        actor_id=person.staff_id,
        at=at,
        data={"person": entry.person_id, "points": entry.points, **data},
    )
