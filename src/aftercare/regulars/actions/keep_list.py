"""The list of buyers to look at twice: entries that end, appeals that somebody else decides (B7)."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from django.db import transaction

from aftercare.accounts.terms import Role
from aftercare.core.errors import InvalidInput, NotFound, Refusal, Refused
from aftercare.core.events import record
from aftercare.core.text import clean
from aftercare.core.time import now
from aftercare.core.words import _
from aftercare.regulars.access import WRONG_ROLE, access_customer, access_to_keep
from aftercare.regulars.models import RiskAppeal, RiskEntry
from aftercare.regulars.risk import risks_of
from aftercare.regulars.risk_rules import MOST_DAYS
from aftercare.shops.access import Person

LEAST_REASON: Final = 4
MOST_REASON: Final = 300
LISTED_ALREADY: Final = Refusal("listed_already", _("This buyer is on the list already."))
NOT_LISTED: Final = Refusal("not_listed", _("This entry is not in force any more."))
APPEALED: Final = Refusal("appealed_already", _("An appeal against this entry waits already."))
NO_APPEAL: Final = Refusal("no_appeal", _("A colleague has decided this appeal already."))
OWN_ENTRY: Final = Refusal("own_entry", _("You made this entry: somebody else decides the appeal."))


@dataclass(frozen=True)
class Listing:
    """Why, and for how long."""

    reason: str
    days: int


def list_buyer(*, customer_id: int, listing: Listing, person: Person) -> RiskEntry:
    """Put a buyer on the list with what was found of them now. Advice only: no case is refused by it. Raises NotFound,
    InvalidInput, Refused."""
    reason = _reason(listing.reason)
    if not 1 <= listing.days <= MOST_DAYS:
        raise InvalidInput({"days": _("Between 1 and %(most)s days.") % {"most": MOST_DAYS}})
    with transaction.atomic():
        customer = access_customer(person, customer_id, lock=True)
        _check_boss(person, customer.shop_id)
        at = now()
        if RiskEntry.objects.filter(customer=customer, lifted_at=None, expires_at__gt=at).exists():
            raise Refused(LISTED_ALREADY)
        hits = risks_of({customer.pk: customer.shop}, at)[customer.pk].hits
        assert person.staff_id is not None
        entry = RiskEntry.objects.create(
            customer=customer,
            shop_id=customer.shop_id,
            reason=reason,
            hits=[[hit.sign.value, hit.params] for hit in hits],
            by_id=person.staff_id,
            at=at,
            expires_at=at + timedelta(days=listing.days),
        )
        _event("risk.listed", entry, person)
    return entry


def appeal_entry(*, entry_id: int, text: str, person: Person) -> RiskAppeal:
    """Write down what the buyer says against the entry. Raises NotFound, InvalidInput, Refused."""
    words = _reason(text)
    with transaction.atomic():
        entry = _entry(person, entry_id)
        access_to_keep(person, entry.customer_id)
        if entry.lifted_at is not None or entry.expires_at <= now():
            raise Refused(NOT_LISTED)
        if entry.appeals.filter(lifted=None).exists():
            raise Refused(APPEALED)
        assert person.staff_id is not None
        appeal = RiskAppeal.objects.create(entry=entry, text=words, by_id=person.staff_id, at=now())
        _event("risk.appealed", entry, person)
    return appeal


def decide_appeal(*, entry_id: int, lift: bool, note: str, person: Person) -> RiskAppeal:
    """Lift the entry or keep it; never by whoever made it. Raises NotFound, InvalidInput, Refused."""
    words = _reason(note)
    with transaction.atomic():
        entry, at = _entry(person, entry_id), now()
        _check_boss(person, entry.shop_id)
        if entry.by_id == person.staff_id:
            raise Refused(OWN_ENTRY)
        appeal = entry.appeals.select_for_update(of=("self",)).filter(lifted=None).first()
        if appeal is None:
            raise Refused(NO_APPEAL)
        appeal.lifted, appeal.note, appeal.decided_by_id, appeal.decided_at = lift, words, person.staff_id, at
        appeal.save(update_fields=["lifted", "note", "decided_by", "decided_at"])
        if lift:
            entry.lifted_at, entry.lifted_by_id = at, person.staff_id
            entry.save(update_fields=["lifted_at", "lifted_by"])
        _event("risk.lifted" if lift else "risk.kept", entry, person)
    return appeal


def _entry(person: Person, pk: int) -> RiskEntry:
    entry = RiskEntry.objects.select_for_update(of=("self",)).filter(pk=pk).first()
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


def _event(kind: str, entry: RiskEntry, person: Person) -> None:
    data, subject = {"entry": entry.pk}, ("customer", entry.customer_id)
    record(kind=kind, subject=subject, shop_id=entry.shop_id, actor_id=person.staff_id, at=now(), data=data)
