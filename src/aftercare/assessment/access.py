"""Whose points a person sees, and who assesses (K7)."""

from typing import Final

from django.db.models import Q, QuerySet

from aftercare.accounts.models import Staff
from aftercare.assessment.models import Appeal, ClosedMonth, Entry
from aftercare.cases.access import ASSESSORS, shops_where
from aftercare.chat.access import WRONG_ROLE
from aftercare.core.errors import NotFound, Refused
from aftercare.shops.access import Person, visible_shops
from aftercare.shops.models import Membership, Shop

__all__ = ["ASSESSORS"]
ASSESSING: Final = frozenset(ASSESSORS)


def assessed_shops(person: Person) -> frozenset[int]:
    """Shops in which the person assesses others."""
    return shops_where(person, *ASSESSORS)


def visible_entries(person: Person) -> QuerySet[Entry]:
    """Every list, sum and export starts here: of everybody in the shops that the person oversees, elsewhere only their
    own."""
    if person.is_system:
        return Entry.objects.all()
    own = Q(shop_id__in=person.shop_ids, person_id=person.staff_id or 0)
    return Entry.objects.filter(Q(shop_id__in=assessed_shops(person)) | own)


def visible_closed(person: Person) -> QuerySet[ClosedMonth]:
    """Closed months of shops in which the person works; their rows name everybody: only assessors print them."""
    return ClosedMonth.objects.filter(shop_id__in=person.shop_ids)


def access_entry(person: Person, pk: int) -> Entry:
    """The entry. Raises NotFound."""
    rows = visible_entries(person).select_related("shop", "person", "entered_by", "appeal__decided_by")
    found = rows.filter(pk=pk).first()
    if found is None:
        raise NotFound(pk)
    return found


def lock_books(shop_id: int) -> Shop:
    """The shop, locked: what counts in a month and the month's end come one after the other."""
    return Shop.objects.select_for_update(no_key=True).get(pk=shop_id)


def access_assessed_shop(person: Person, slug: str) -> Shop:
    """The open shop, for whoever assesses there. Raises NotFound, and Refused for others who work there."""
    shop = visible_shops(person).filter(slug=slug, is_active=True).first()
    if shop is None or shop.pk not in person.shop_ids:
        raise NotFound(slug)
    if shop.pk not in assessed_shops(person):
        raise Refused(WRONG_ROLE)
    return shop


def access_assessed_person(shop: Shop, staff_id: int) -> Staff:
    """Somebody who works in that shop. Raises NotFound."""
    row = Membership.objects.filter(shop=shop, staff_id=staff_id, staff__is_active=True).select_related("staff").first()
    if row is None:
        raise NotFound(staff_id)
    return row.staff


def waiting_appeals(person: Person) -> QuerySet[Appeal]:
    """Appeals that the person may decide."""
    rows = Appeal.objects.filter(state="waiting", entry__shop_id__in=assessed_shops(person))
    me = person.staff_id or 0
    return rows.exclude(by_id=me).exclude(entered_by_id=me)
