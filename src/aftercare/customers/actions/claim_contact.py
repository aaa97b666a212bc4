"""The one place that lets us contact a buyer of our own accord, whatever the way (S8)."""

from dataclasses import dataclass
from datetime import datetime

from django.db import connection

from aftercare.core.errors import Refused
from aftercare.customers.contacts import standings
from aftercare.customers.models import Contact
from aftercare.customers.terms import Channel, ContactPurpose
from aftercare.shops.access import Person
from aftercare.shops.models import Shop


@dataclass(frozen=True)
class Reach:
    """Whom, by what, why. `names` are all by which the buyer is known ("customer:12", "visitor:7"): what was done under
    one counts for the others; the first is written down."""

    names: tuple[str, ...]
    channel: Channel
    purpose: ContactPurpose


def claim_contact(*, shop: Shop, reach: Reach, person: Person, at: datetime) -> Contact:
    """Write the contact down before it is made, in the transaction of the caller. Two at once wait for each other, so
    that the limit is exact. Raises Refused: opted out, quiet hours, or contacted often enough."""
    with connection.cursor() as cursor:
        for name in sorted(reach.names):
            cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, %s))", [f"contact:{name}", shop.pk])
    (standing,) = standings([(shop, reach.names)], at)
    refusal = standing.refusal(reach.purpose)
    if refusal is not None:
        raise Refused(refusal)
    return Contact.objects.create(
        shop=shop,
        who=reach.names[0],
        channel=reach.channel,
        purpose=reach.purpose,
        staff_id=person.staff_id,
        at=at,
    )
