"""Count whose pages somebody opens, and tell the supervisors when it is very many (J9)."""

from datetime import timedelta
from typing import Final

from django.db import connection, transaction

from aftercare.core.events import record
from aftercare.core.time import now
from aftercare.customers.models import Customer, Disclosure
from aftercare.customers.queries import alarms
from aftercare.customers.terms import Personal, Purpose
from aftercare.regulars.models import Look
from aftercare.regulars.policies import LOOKS_PER_HOUR
from aftercare.shops.access import Person
from aftercare.shops.policies import policies_of

KEPT: Final = timedelta(days=7)
_SEE: Final = """
    WITH seen AS (
        INSERT INTO regulars_look (staff_id, customer_id, hour) VALUES (%(staff)s, %(customer)s, %(hour)s)
        ON CONFLICT DO NOTHING RETURNING 1
    )
    SELECT (SELECT count(*) FROM regulars_look WHERE staff_id = %(staff)s AND hour = %(hour)s),
        (SELECT count(*) FROM seen)
"""


def note_look(*, customer: Customer, person: Person) -> int:
    """How many customers the person has looked at in this hour, with this one. Above the shop's number the alarm is
    written down, once an hour; the page is shown all the same, for the work goes on."""
    assert person.staff_id is not None
    at = now()
    hour = at.replace(minute=0, second=0, microsecond=0)
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute(_SEE, {"staff": person.staff_id, "customer": customer.pk, "hour": hour})
            before, new = cursor.fetchone()
        total = int(before + new)
        most: int = policies_of(customer.shop, at).get(LOOKS_PER_HOUR)
        if new and total > most and not alarms({customer.shop_id}, hour).filter(staff_id=person.staff_id).exists():
            _alarm(customer, person, total)
    return total


def forget_looks() -> int:
    """Those older than a week; call it now and then. Returns how many."""
    return int(Look.objects.filter(hour__lt=now() - KEPT).delete()[0])


def _alarm(customer: Customer, person: Person, total: int) -> None:
    at, subject = now(), ("customer", customer.pk)
    Disclosure.objects.create(
        staff_id=person.staff_id or 0,
        shop_id=customer.shop_id,
        subject_kind="customer",
        subject_id=customer.pk,
        field=Personal.NICK,
        purpose=Purpose.OTHER,
        is_shown=False,
        at=at,
    )
    data = {"looks": total}
    record(
        kind="personal.many_looks",
        subject=subject,
        shop_id=customer.shop_id,
        actor_id=person.staff_id,
        at=at,
        data=data,
    )
