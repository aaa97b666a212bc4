"""Customers turn out to be one person (U1): joined by a decision, and taken apart again exactly as they were."""

from collections.abc import Collection
from datetime import datetime
from typing import Final

from django.db import connection, transaction

from aftercare.core.errors import NotFound, Refusal, Refused
from aftercare.core.events import record
from aftercare.core.time import now
from aftercare.core.words import _
from aftercare.customers.models import Customer
from aftercare.regulars.access import KEEPERS, WRONG_ROLE, visible_customers
from aftercare.regulars.models import Buyer, Joined, Joining, Likeness
from aftercare.regulars.rules import after_undo
from aftercare.regulars.terms import Decision
from aftercare.shops.access import Person

MOST_MEMBERS: Final = 20
SAME: Final = Refusal("joined_already", _("These are one buyer already."))
TOO_MANY: Final = Refusal("too_many_joined", _("One buyer has at most 20 customers. These are rather a company."))
DECIDED: Final = Refusal("likeness_decided", _("A colleague has decided this already."))
LATER_FIRST: Final = Refusal("joined_since", _("Others were joined with them since. Take that back first."))
ELSEWHERE: Final = Refusal(
    "join_elsewhere", _("You cannot join these two. Ask somebody who works in all of the company's shops.")
)
UNDONE: Final = Refusal("undone_already", _("This joining has been taken back already."))


def join_customers(*, first_id: int, second_id: int, person: Person) -> Joining:
    """From now on these two, and whoever was joined with either, are one person. Raises NotFound for a foreign
    customer, Refused: wrong role, joined already, or too many. Row U1."""
    with transaction.atomic():
        _alone()
        at = now()
        pair = sorted({first_id, second_id})
        customers = _to_write(person, pair)
        if len(customers) < 2:
            raise Refused(SAME)
        before = _people_of([row.pk for row in customers])
        old = {buyer for buyer in before.values() if buyer is not None}
        if len(old) == 1 and None not in before.values():
            raise Refused(SAME)
        members = _members(old) | set(before)
        if len(members) > MOST_MEMBERS:
            raise Refused(TOO_MANY)
        if visible_customers(person).filter(pk__in=members).count() < len(members):
            raise Refused(ELSEWHERE)  # whoever joins must see all that they join
        joining = _join(members, old, person, at)
        likeness = Likeness.objects.filter(low_id=pair[0], high_id=pair[1])
        joining.reasons = next(iter(likeness.values_list("reasons", flat=True)), [])
        joining.save(update_fields=["reasons"])
        likeness.update(state=Decision.JOINED, decided_by_id=person.staff_id, decided_at=at)
        _note("customer.joined", joining, customers, person, at)
    return joining


def take_apart(*, joining_id: int, person: Person) -> Joining:
    """Undo one joining: everybody is who they were before it. Raises NotFound, and Refused when it was undone or others
    have come since."""
    with transaction.atomic():
        _alone()
        joining = Joining.objects.select_for_update().filter(pk=joining_id).first()
        if joining is None:
            raise NotFound(str(joining_id))
        before = dict(joining.before)
        customers = _to_write(person, before)
        if joining.undone_at is not None:
            raise Refused(UNDONE)
        held = Joined.objects.filter(buyer_id=joining.buyer_id).values_list("customer_id", "buyer_id")
        if not after_undo({**_people_of(before), **dict(held)}, before, joining.members, joining.buyer_id):
            raise Refused(LATER_FIRST)
        at = now()
        _restore(before)
        joining.undone_at, joining.undone_by_id = at, person.staff_id
        joining.save(update_fields=["undone_at", "undone_by"])
        pairs = Likeness.objects.filter(low_id__in=before, high_id__in=before, state=Decision.JOINED)
        together = _people_of(before)
        for row in pairs:
            if together[row.low_id] is None or together[row.low_id] != together[row.high_id]:
                Likeness.objects.filter(pk=row.pk).update(state=Decision.OPEN, decided_by=None, decided_at=None)
        _note("customer.parted", joining, customers, person, at)
    return joining


def keep_apart(*, likeness_id: int, person: Person) -> Likeness:
    """These two are not the same: it is not proposed again. Raises NotFound, Refused."""
    with transaction.atomic():
        likeness = Likeness.objects.select_for_update().filter(pk=likeness_id).first()
        if likeness is None:
            raise NotFound(str(likeness_id))
        customers = _to_write(person, [likeness.low_id, likeness.high_id])
        if likeness.state != Decision.OPEN:
            raise Refused(DECIDED)
        at = now()
        likeness.state, likeness.decided_by_id, likeness.decided_at = Decision.APART, person.staff_id, at
        likeness.save(update_fields=["state", "decided_by", "decided_at"])
        for customer in customers:
            _event("customer.kept_apart", customer, person, at, {"likeness": likeness.pk})
    return likeness


def _alone() -> None:
    """Two who join at once wait for each other: joinings are rare, and any order of locks would be wrong for chains."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended('regulars.join', 0))")


def _to_write(person: Person, ids: Collection[int]) -> list[Customer]:
    rows = list(visible_customers(person).defer("nick").filter(pk__in=ids).order_by("pk"))
    if len(rows) < len(set(ids)):
        raise NotFound("customer")
    if not all(person.has(row.shop_id, *KEEPERS) for row in rows):
        raise Refused(WRONG_ROLE)
    return rows


def _people_of(ids: Collection[int]) -> dict[int, int | None]:
    found = dict(Joined.objects.filter(customer_id__in=ids).values_list("customer_id", "buyer_id"))
    return {pk: found.get(pk) for pk in ids}


def _members(buyers: Collection[int]) -> set[int]:
    return set(Joined.objects.filter(buyer_id__in=buyers).values_list("customer_id", flat=True))


def _join(members: set[int], old: Collection[int], person: Person, at: datetime) -> Joining:
    """Everybody under the oldest person there is, else under a new one."""
    assert person.staff_id is not None
    buyer_id = min(old) if old else Buyer.objects.create(made_at=at).pk
    before = _people_of(sorted(members))
    Joined.objects.filter(customer_id__in=members).update(buyer_id=buyer_id)
    new = [pk for pk, buyer in before.items() if buyer is None]
    Joined.objects.bulk_create(Joined(customer_id=pk, buyer_id=buyer_id) for pk in new)
    return Joining.objects.create(
        buyer_id=buyer_id, before=sorted(before.items()), members=sorted(members), by_id=person.staff_id, at=at
    )


def _restore(before: dict[int, int | None]) -> None:
    for pk, buyer in before.items():
        if buyer is None:
            Joined.objects.filter(customer_id=pk).delete()
        else:
            Joined.objects.filter(customer_id=pk).update(buyer_id=buyer)


def _note(kind: str, joining: Joining, customers: Collection[Customer], person: Person, at: datetime) -> None:
    for customer in customers:
        _event(kind, customer, person, at, {"joining": joining.pk, "members": len(joining.members)})


def _event(kind: str, customer: Customer, person: Person, at: datetime, data: dict[str, object]) -> None:
    subject = ("customer", customer.pk)
    record(kind=kind, subject=subject, shop_id=customer.shop_id, actor_id=person.staff_id, at=at, data=data)
