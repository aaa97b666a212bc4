"""The one place that lets us contact a buyer of our own accord, whatever the way (S8)."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django.db import connection

from aftercare.core.errors import Refused
from aftercare.customers.contacts import standings
from aftercare.customers.models import Contact
from aftercare.customers.terms import Channel, ContactPurpose
from aftercare.shops.access import Person
from aftercare.shops.models import Shop

VISITOR: Final = "visitor:"


@dataclass(frozen=True)
class Reach:
    """Whom, by what, why. `names` are all by which the buyer is known ("customer:12", "visitor:7"): what was done under
    one counts for the others; the first is written down. `agreed_at`: when the buyer asked for it themselves."""

    names: tuple[str, ...]
    channel: Channel
    purpose: ContactPurpose
    agreed_at: datetime | None = None

    @property
    def through(self) -> str:
        """The visitor in whose chat it is made."""
        in_chat = self.names if self.channel is Channel.CHAT else ()
        return next((name for name in in_chat if name.startswith(VISITOR)), "")


def claim_contact(*, shop: Shop, reach: Reach, person: Person, at: datetime) -> Contact:
    """Write the contact down before it is made, in the transaction of the caller. Two at once wait for each other, so
    that the limit is exact. Raises Refused: opted out, quiet hours, or contacted often enough."""
    with connection.cursor() as cursor:
        for name in sorted(reach.names):
            cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, %s))", [f"contact:{name}", shop.pk])
    (standing,) = standings([(shop, reach.names)], at)
    refusal = standing.refusal(reach.purpose, reach.agreed_at)
    if refusal is not None:
        raise Refused(refusal)
    return Contact.objects.create(
        shop=shop,
        who=reach.names[0],
        channel=reach.channel,
        purpose=reach.purpose,
        staff_id=person.staff_id,
        through=reach.through,
        at=at,
    )
