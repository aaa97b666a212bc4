"""Who sees and writes the list: people of the shop who handle reviews (R4)."""

from datetime import datetime
from typing import Final

from django.db.models import QuerySet

from aftercare.accounts.terms import Role
from aftercare.core.errors import NotFound, Refusal, Refused
from aftercare.core.words import _
from aftercare.reviewrisk.models import ReviewerEntry
from aftercare.reviewrisk.terms import Outcome
from aftercare.shops.access import Person

LISTERS: Final = (Role.REVIEW_SPECIALIST, Role.SUPERVISOR)
APPEALERS: Final = (Role.AGENT, *LISTERS)  # in the buyer's name
ANSWERERS: Final = (Role.SUPERVISOR,)
READERS: Final = frozenset(APPEALERS)
WRONG_ROLE: Final = Refusal("wrong_role", _("This step belongs to another role."))


def visible_entries(person: Person) -> QuerySet[ReviewerEntry]:
    """Of shops in which the person handles reviews."""
    shops = [shop_id for shop_id in person.shop_ids if person.has(shop_id, *APPEALERS)]
    return ReviewerEntry.objects.filter(shop_id__in=shops)


def entry_in_force(person: Person, customer_id: int, at: datetime) -> ReviewerEntry | None:
    """The entry of that buyer which holds at that time, None for none or for one that is not theirs to see."""
    rows = visible_entries(person).filter(customer_id=customer_id, ends_at__gt=at).exclude(outcome=Outcome.LIFTED)
    return rows.select_related("listed_by", "appealed_by", "answered_by").order_by("-pk").first()


def access_entry(person: Person, entry_id: int, *roles: Role) -> ReviewerEntry:
    """The entry, locked, for whoever has one of the roles in its shop. Raises NotFound or Refused."""
    entry = visible_entries(person).select_for_update(of=("self",), no_key=True).filter(pk=entry_id).first()
    if entry is None:
        raise NotFound(entry_id)
    if not person.has(entry.shop_id, *roles):
        raise Refused(WRONG_ROLE)
    return entry
