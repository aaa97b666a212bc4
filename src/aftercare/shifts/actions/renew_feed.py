"""Give a person a new secret address for their calendar."""

import secrets

from django.db import transaction

from aftercare.core.errors import NotFound
from aftercare.core.events import record
from aftercare.core.time import now
from aftercare.shifts.models import CalendarFeed
from aftercare.shifts.queries import token_hash
from aftercare.shops.access import Person


@transaction.atomic
def renew_feed(*, person: Person) -> str:
    """The token of the address, which is shown once; the one before is good for nothing any more (P3)."""
    if person.staff_id is None:
        raise NotFound("feed")
    at, token = now(), secrets.token_urlsafe(32)
    values = {"token_hash": token_hash(token), "made_at": at}
    CalendarFeed.objects.update_or_create(staff_id=person.staff_id, defaults=values)
    record(
        kind="roster.feed_renewed",
        subject=("staff", person.staff_id),
        shop_id=None,
        actor_id=person.staff_id,
        at=at,
    )
    return token
