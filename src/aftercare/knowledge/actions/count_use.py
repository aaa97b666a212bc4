"""A reply was put into a message."""

from datetime import date
from zoneinfo import ZoneInfo

from django.db import connection, transaction

from aftercare.core.database import Prepared
from aftercare.core.time import now
from aftercare.knowledge.access import access_reply
from aftercare.shops.access import Person

# One row a person, reply and day: only the same person's next use ever waits for it.
_COUNT = Prepared("""
    INSERT INTO knowledge_quickreplytally AS tally (shop_id, reply_id, staff_id, day, count, last_at)
    VALUES (%s, %s, %s, %s, 1, %s)
    ON CONFLICT (reply_id, staff_id, day) DO UPDATE
    SET count = tally.count + 1, last_at = greatest(tally.last_at, excluded.last_at)
""")


@transaction.atomic
def count_use(*, person: Person, reply_id: int) -> None:
    """One more use of the reply by this person, on the shop's day. Raises NotFound. Row S12."""
    reply, at = access_reply(person, reply_id), now()
    day: date = at.astimezone(ZoneInfo(reply.shop.timezone)).date()
    with connection.cursor() as cursor:
        cursor.execute(_COUNT, [reply.shop_id, reply.pk, person.staff_id, day, at])
