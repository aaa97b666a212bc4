"""Count and record that somebody sees a masked value whole (U4, attacks J1, J2)."""

from dataclasses import dataclass

from aftercare.accounts.models import Staff
from aftercare.core.errors import InvalidInput
from aftercare.core.events import record
from aftercare.core.text import clean
from aftercare.core.time import now
from aftercare.customers.models import Disclosure
from aftercare.customers.queries import alarms, reveals_left
from aftercare.customers.rules import SPAN, purpose_problem
from aftercare.customers.terms import Personal, Purpose
from aftercare.shops.access import Person
from aftercare.shops.models import Shop


@dataclass(frozen=True)
class Look:
    """Which field of which record, such as ('order', 17), and what for; `text` says it for Purpose.OTHER."""

    field: Personal
    subject: tuple[str, int]
    purpose: str
    text: str = ""


def disclose_field(*, look: Look, shop: Shop, person: Person) -> bool:
    """Whether the value may be shown now: within the quota it is written down, above it the alarm is, once an hour.

    Called inside the transaction of an action that has checked the right. On False the caller lets the transaction
    commit, so that the alarm stays, and then refuses. Raises InvalidInput `purpose`.
    """
    assert person.staff_id is not None  # the system holds no role that sees anything whole
    problem = purpose_problem(look.purpose, look.text)
    if problem:
        raise InvalidInput({"purpose": problem})
    # Two requests of one person wait for each other here: the quota is exact.
    Staff.objects.select_for_update(no_key=True).filter(pk=person.staff_id).values_list("pk").get()
    at = now()
    is_shown = reveals_left(person, shop, at) > 0
    if is_shown or not alarms({shop.pk}, at - SPAN).filter(staff_id=person.staff_id).exists():
        row = Disclosure.objects.create(
            staff_id=person.staff_id,
            shop=shop,
            subject_kind=look.subject[0],
            subject_id=look.subject[1],
            field=look.field,
            purpose=look.purpose,
            purpose_text=clean(look.text) if look.purpose == Purpose.OTHER else "",
            is_shown=is_shown,
            at=at,
        )
        _tell(row)
    return is_shown


def _tell(row: Disclosure) -> None:
    kind = "personal.shown" if row.is_shown else "personal.quota_reached"
    record(
        kind=kind,
        subject=(row.subject_kind, row.subject_id),
        shop_id=row.shop_id,
        actor_id=row.staff_id,
        at=row.at,
        data={"field": row.field, "purpose": row.purpose, "disclosure": row.pk},
    )
