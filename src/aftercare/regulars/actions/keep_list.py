"""The list of buyers to look at twice: entries that end, appeals that somebody else decides (B7)."""

from dataclasses import dataclass
from typing import Final

from django.db import transaction

from aftercare.accounts.terms import Role
from aftercare.core.errors import InvalidInput, NotFound, Refused
from aftercare.core.events import record
from aftercare.core.text import clean
from aftercare.core.time import now
from aftercare.core.words import _
from aftercare.regulars.access import WRONG_ROLE, access_customer, access_to_keep
from aftercare.regulars.risk import risks_of
from aftercare.regulars.risk_rules import MOST_DAYS
from aftercare.shops.access import Person
from aftercare.watchlists.actions.keep_entries import NewEntry, add_entry, decide, hold_buyer, note_appeal
from aftercare.watchlists.models import Appeal, ListEntry
from aftercare.watchlists.terms import ListKind

LEAST_REASON: Final = 4
MOST_REASON: Final = 300


@dataclass(frozen=True)
class Listing:
    """Why, and for how long."""

    reason: str
    days: int


def list_buyer(*, customer_id: int, listing: Listing, person: Person) -> ListEntry:
    """Put a buyer on the list with what was found of them now. Advice only: no case is refused by it. Raises NotFound,
    InvalidInput, Refused."""
    reason = _reason(listing.reason)
    if not 1 <= listing.days <= MOST_DAYS:
        raise InvalidInput({"days": _("Between 1 and %(most)s days.") % {"most": MOST_DAYS}})
    with transaction.atomic():
        customer, at = access_customer(person, customer_id), now()
        _check_boss(person, customer.shop_id)
        hold_buyer(ListKind.CLAIMS, customer.pk, at)
        hits = risks_of({customer.pk: customer.shop}, at)[customer.pk].hits
        signs = [[hit.sign.value, hit.params] for hit in hits]
        entry = add_entry(new=NewEntry(ListKind.CLAIMS, customer, reason, listing.days, signs), person=person, at=at)
        _event("risk.listed", entry, person)
    return entry


def appeal_entry(*, entry_id: int, text: str, person: Person) -> Appeal:
    """Write down what the buyer says against the entry. Raises NotFound, InvalidInput, Refused."""
    words = _reason(text)
    with transaction.atomic():
        entry = _entry(person, entry_id)
        access_to_keep(person, entry.customer_id)
        appeal = note_appeal(entry=entry, text=words, person=person, at=now())
        _event("risk.appealed", entry, person)
    return appeal


def decide_appeal(*, entry_id: int, lift: bool, note: str, person: Person) -> Appeal:
    """Lift the entry or keep it; never by whoever made it. Raises NotFound, InvalidInput, Refused."""
    words = _reason(note)
    with transaction.atomic():
        entry = _entry(person, entry_id)
        _check_boss(person, entry.shop_id)
        appeal = decide(entry=entry, lift=lift, note=words, person=person, at=now())
        _event("risk.lifted" if lift else "risk.kept", entry, person)
    return appeal


def _entry(person: Person, pk: int) -> ListEntry:
    rows = ListEntry.objects.filter(kind=ListKind.CLAIMS)
    entry = rows.select_for_update(of=("self",)).filter(pk=pk).first()
    if entry is None:
        raise NotFound(str(pk))
    access_customer(person, entry.customer_id)
    return entry


def _check_boss(person: Person, shop_id: int) -> None:
    if not person.has(shop_id, Role.SUPERVISOR):
        raise Refused(WRONG_ROLE)


def _reason(text: str) -> str:
    words = clean(text)
    if not LEAST_REASON <= len(words) <= MOST_REASON:
        raise InvalidInput({"reason": _("Say why, in 4 to 300 characters.")})
    return words


def _event(kind: str, entry: ListEntry, person: Person) -> None:
    data, subject = {"entry": entry.pk}, ("customer", entry.customer_id)
    record(kind=kind, subject=subject, shop_id=entry.shop_id, actor_id=person.staff_id, at=now(), data=data)
