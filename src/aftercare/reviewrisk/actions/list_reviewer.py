"""Put the buyer of a review case on the shop's list, for a time."""

from datetime import timedelta

from django.db import transaction

from aftercare.cases.access import access_case
from aftercare.core.errors import InvalidInput, Refusal, Refused
from aftercare.core.events import record
from aftercare.core.text import clean
from aftercare.core.time import now
from aftercare.core.words import _
from aftercare.customers.models import Customer
from aftercare.reviewrisk.access import LISTERS, WRONG_ROLE, entry_in_force
from aftercare.reviewrisk.gather import Asked, facts_of
from aftercare.reviewrisk.models import ReviewerEntry
from aftercare.reviewrisk.rules import assess
from aftercare.reviewrisk.terms import Found, Level
from aftercare.shops.access import Person

DAYS = 180  # an entry ends by itself
LONGEST = 500
NO_BUYER = Refusal("risk.no_buyer", _("Nobody knows which buyer this is, so nobody can be listed."))
TOO_LITTLE = Refusal("risk.too_little", _("Too little speaks for it. Nobody is listed on a suspicion."))
LISTED = Refusal("risk.listed", _("This buyer is on the reviewers' list already."))


@transaction.atomic
def list_reviewer(*, person: Person, number: str, why: str, asked: Asked) -> ReviewerEntry:
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
    if case.customer_id is None:
        raise Refused(NO_BUYER)
    Customer.objects.select_for_update(no_key=True).get(pk=case.customer_id)  # two who list at once: one does
    at = now()
    if entry_in_force(person, case.customer_id, at):
        raise Refused(LISTED)
    found = assess(facts_of(person, case, asked))
    if found.level is Level.LITTLE:
        raise Refused(TOO_LITTLE)
    entry = ReviewerEntry.objects.create(
        shop_id=case.shop_id, customer_id=case.customer_id, case=case, score=found.score, why=why,
        signs={one.sign.value: one.points for one in found.signs if one.found is Found.YES},
        listed_by_id=person.staff_id, listed_at=at, ends_at=at + timedelta(days=DAYS),
    )  # fmt: skip
    record(
        kind="reviewer.listed", subject=("reviewer", entry.pk), shop_id=case.shop_id, actor_id=person.staff_id, at=at,
        data={"case": case.number, "score": found.score, "signs": sorted(entry.signs)},
    )  # fmt: skip
    return entry
