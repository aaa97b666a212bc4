"""Who sees and writes the list: people of the shop who handle reviews (R4)."""

from datetime import datetime
from typing import Final

from django.db.models import QuerySet

from aftercare.accounts.terms import Role
from aftercare.core.errors import NotFound, Refusal, Refused
from aftercare.core.words import _
from aftercare.shops.access import Person
from aftercare.watchlists.models import ListEntry
from aftercare.watchlists.queries import in_force
from aftercare.watchlists.terms import ListKind

LISTERS: Final = (Role.REVIEW_SPECIALIST, Role.SUPERVISOR)
APPEALERS: Final = (Role.AGENT, *LISTERS)  # in the buyer's name
ANSWERERS: Final = (Role.SUPERVISOR,)
READERS: Final = frozenset(APPEALERS)
WRONG_ROLE: Final = Refusal("wrong_role", _("This step belongs to another role."))


def visible_entries(person: Person) -> QuerySet[ListEntry]:
    """Of shops in which the person handles reviews."""
    shops = [shop_id for shop_id in person.shop_ids if person.has(shop_id, *APPEALERS)]
    return ListEntry.objects.filter(kind=ListKind.REVIEWS, shop_id__in=shops)


def entry_in_force(person: Person, customer_id: int, at: datetime) -> ListEntry | None:
    """The entry of that buyer which holds at that time, None for none or for one that is not theirs to see."""
    rows = visible_entries(person).filter(pk__in=in_force(ListKind.REVIEWS, at).filter(customer_id=customer_id))
    return rows.select_related("by").order_by("-pk").first()


def access_entry(person: Person, entry_id: int, *roles: Role) -> ListEntry:
    """The entry, locked, for whoever has one of the roles in its shop. Raises NotFound or Refused."""
    entry = visible_entries(person).select_for_update(of=("self",), no_key=True).filter(pk=entry_id).first()
    if entry is None:
        raise NotFound(entry_id)
    if not person.has(entry.shop_id, *roles):
        raise Refused(WRONG_ROLE)
    return entry
