"""Entries that end, appeals that somebody else decides: one way for every list (B7, R4).

Called by the lists' own actions, inside their transaction, once they have checked who may.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from aftercare.core.errors import Refusal, Refused, settled_by
from aftercare.core.words import _
from aftercare.customers.models import Customer
from aftercare.shops.access import Person
from aftercare.watchlists.models import Appeal, ListEntry
from aftercare.watchlists.queries import in_force
from aftercare.watchlists.terms import ListKind, Standing

LISTED_ALREADY = Refusal("listed_already", _("This buyer is on the list already."))
NOT_IN_FORCE = Refusal("not_listed", _("This entry is not in force any more."))
APPEALED = Refusal("appealed_already", _("An appeal against this entry waits already."))
NO_APPEAL = Refusal("no_appeal", _("No appeal against this entry waits."))
OWN_ENTRY = Refusal("own_entry", _("You made this entry: somebody else decides the appeal."))


@dataclass(frozen=True)
class NewEntry:
    """Whom to list and why, for how many days; `signs` and `score` as the list's package writes them."""

    kind: ListKind
    customer: Customer
    reason: str
    days: int
    signs: Any
    score: int | None = None
    case_id: int | None = None


def hold_buyer(kind: ListKind, customer_id: int, at: datetime) -> None:
    """Two who list one buyer at once wait for each other here; the second one is refused. Raises Refused."""
    Customer.objects.select_for_update(no_key=True).filter(pk=customer_id).values_list("pk").get()
    if in_force(kind, at).filter(customer_id=customer_id).exists():
        raise Refused(LISTED_ALREADY)


def add_entry(*, new: NewEntry, person: Person, at: datetime) -> ListEntry:
    """Put the buyer on the list, once `hold_buyer` has let through."""
    assert person.staff_id is not None
    return ListEntry.objects.create(
        kind=new.kind,
        shop_id=new.customer.shop_id,
        customer=new.customer,
        case_id=new.case_id,
        reason=new.reason,
        signs=new.signs,
        score=new.score,
        by_id=person.staff_id,
        at=at,
        expires_at=at + timedelta(days=new.days),
    )


def note_appeal(*, entry: ListEntry, text: str, person: Person, at: datetime) -> Appeal:
    """Write down what speaks against the entry, which the caller has locked. Raises Refused: it does not hold any more,
    or an appeal waits."""
    if entry.standing(at) != Standing.IN_FORCE:
        raise Refused(NOT_IN_FORCE)
    if entry.appeals.filter(lifted=None).exists():
        raise Refused(APPEALED)
    assert person.staff_id is not None
    return Appeal.objects.create(entry=entry, made_by_id=entry.by_id, text=text, by_id=person.staff_id, at=at)


def decide(*, entry: ListEntry, lift: bool, note: str, person: Person, at: datetime) -> Appeal:
    """Lift the entry, which the caller has locked, or keep it until its day. Raises Refused: their own entry, or no
    appeal waits."""
    if entry.by_id == person.staff_id:
        raise Refused(OWN_ENTRY)
    appeal = entry.appeals.select_for_update(of=("self",)).filter(lifted=None).first()
    if appeal is None:
        raise Refused(_decided(entry))
    appeal.lifted, appeal.note, appeal.decided_by_id, appeal.decided_at = lift, note, person.staff_id, at
    appeal.save(update_fields=["lifted", "note", "decided_by", "decided_at"])
    if lift:
        entry.lifted_at, entry.lifted_by_id = at, person.staff_id
        entry.save(update_fields=["lifted_at", "lifted_by"])
    return appeal


def _decided(entry: ListEntry) -> Refusal:
    """Why there is nothing to decide: who was quicker, or that nobody has appealed."""
    last = entry.appeals.exclude(lifted=None).select_related("decided_by").order_by("-decided_at", "-pk").first()
    if last is None or last.decided_by is None:
        return NO_APPEAL
    return settled_by(NO_APPEAL.code, last.decided_by.name, Standing.LIFTED.label if last.lifted else _("Kept"))
