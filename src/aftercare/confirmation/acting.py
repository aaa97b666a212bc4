"""What every act on a check begins and ends with: rights, the version on screen, the order as it is now, the event."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction

from aftercare.confirmation.access import access_confirmation
from aftercare.confirmation.checking import bring_up_to_date
from aftercare.confirmation.models import Confirmation
from aftercare.confirmation.rules import CHANGED, NOT_OPEN
from aftercare.confirmation.terms import OPEN
from aftercare.core.errors import Refused
from aftercare.core.events import record
from aftercare.core.time import now
from aftercare.shops.access import Person


@dataclass(frozen=True)
class Seen:
    """The check as a person had it on screen."""

    pk: int
    version: int


def freshen(seen: Seen, person: Person) -> None:
    """Look at the order again when a report has changed it since; kept even when the act is refused afterwards. Raises
    NotFound, and Refused `confirmation.changed` when it was so."""
    with transaction.atomic():
        row = access_confirmation(person, seen.pk)
        if row.order.updated_at == row.order_seen:
            return
        changed = bring_up_to_date(row.shop, [row.order_id], now())
    if changed:
        raise Refused(CHANGED)


def open_check(seen: Seen, person: Person) -> tuple[Confirmation, datetime]:
    """The check, locked, as it was seen, with the one `now`. Inside the transaction of the act. Raises NotFound, and
    Refused when it is settled or changed."""
    row = access_confirmation(person, seen.pk, lock=True)
    if row.state not in OPEN:
        raise Refused(NOT_OPEN)
    if row.version != seen.version or row.order.updated_at != row.order_seen:
        raise Refused(CHANGED)
    return row, now()


def keep(row: Confirmation, kind: str, person: Person, at: datetime, **data: Any) -> None:
    """Save the check with its next version, and the event of the order."""
    row.version += 1
    row.save()
    note(row.order_id, row.shop_id, kind, person, at, **data)


def note(order_id: int, shop_id: int, kind: str, person: Person, at: datetime, **data: Any) -> None:
    """An event of the order; never personal data."""
    record(kind=kind, subject=("order", order_id), shop_id=shop_id, actor_id=person.staff_id, at=at, data=data)
