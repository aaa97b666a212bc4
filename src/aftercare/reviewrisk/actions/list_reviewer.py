"""Put the buyer of a review case on the shop's list, for a time."""

from django.db import transaction

from aftercare.cases.access import access_case
from aftercare.core.errors import InvalidInput, Refusal, Refused
from aftercare.core.events import record
from aftercare.core.text import clean
from aftercare.core.time import now
from aftercare.core.words import _
from aftercare.reviewrisk.access import LISTERS, WRONG_ROLE
from aftercare.reviewrisk.gather import Asked, facts_of
from aftercare.reviewrisk.rules import assess
from aftercare.reviewrisk.terms import Found, Level
from aftercare.shops.access import Person
from aftercare.watchlists.actions.keep_entries import NewEntry, add_entry, hold_buyer
from aftercare.watchlists.models import ListEntry
from aftercare.watchlists.terms import ListKind

DAYS = 180  # an entry ends by itself
LONGEST = 500
NO_BUYER = Refusal("risk.no_buyer", _("Nobody knows which buyer this is, so nobody can be listed."))
TOO_LITTLE = Refusal("risk.too_little", _("Too little speaks for it. Nobody is listed on a suspicion."))


@transaction.atomic
def list_reviewer(*, person: Person, number: str, why: str, asked: Asked) -> ListEntry:
    """List the buyer of the case for DAYS with the signs as they are now; `why` in the person's own words. Row R4.

    It changes nothing else: no case, order or answer is treated in another way. Raises NotFound, InvalidInput, or
    Refused: not their right, no buyer, too little speaks for it, or listed already.
    """
    case = access_case(person, number)
    if person.staff_id is None or not person.has(case.shop_id, *LISTERS):
        raise Refused(WRONG_ROLE)
    why = clean(why)
    if not why or len(why) > LONGEST:
        raise InvalidInput({"why": _("Say why, in at most %(most)s characters.") % {"most": LONGEST}})
    if case.customer is None:
        raise Refused(NO_BUYER)
    at = now()
    hold_buyer(ListKind.REVIEWS, case.customer.pk, at)
    found = assess(facts_of(person, case, asked))
    if found.level is Level.LITTLE:
        raise Refused(TOO_LITTLE)
    signs = {one.sign.value: one.points for one in found.signs if one.found is Found.YES}
    new = NewEntry(ListKind.REVIEWS, case.customer, why, DAYS, signs, found.score, case.pk)
    entry = add_entry(new=new, person=person, at=at)
    record(
        kind="reviewer.listed", subject=("reviewer", entry.pk), shop_id=case.shop_id, actor_id=person.staff_id, at=at,
        data={"case": case.number, "score": found.score, "signs": sorted(signs)},
    )  # fmt: skip
    return entry
