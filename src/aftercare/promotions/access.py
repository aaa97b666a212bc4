"""Who sees promotion mode, who works on many cases at once, who takes on help (B11)."""

from typing import Final

from django.db.models import Q, QuerySet

from aftercare.accounts.terms import Role
from aftercare.cases.access import shops_where
from aftercare.chat.access import WRONG_ROLE
from aftercare.core.errors import NotFound, Refused
from aftercare.promotions.models import BulkRun
from aftercare.shops.access import Person, administered_shops, visible_shops
from aftercare.shops.models import Membership, Shop

BULK_WORKERS: Final = frozenset({Role.AGENT, Role.SUPERVISOR})
EMPLOYERS: Final = frozenset({Role.ADMINISTRATOR})
READERS: Final = BULK_WORKERS | EMPLOYERS


def visible_runs(person: Person) -> QuerySet[BulkRun]:
    """Every list and page of runs starts here."""
    if person.is_system:
        return BulkRun.objects.all()
    return BulkRun.objects.filter(shop_id__in=shops_where(person, *READERS))


def access_run(person: Person, pk: int, *, lock: bool = False) -> BulkRun:
    """The run. Raises NotFound."""
    rows = visible_runs(person).select_related("shop", "made_by", "owner")
    found = (rows.select_for_update(of=("self",), no_key=True) if lock else rows).filter(pk=pk).first()
    if found is None:
        raise NotFound(pk)
    return found


def access_bulk_shop(person: Person, slug: str) -> Shop:
    """The open shop, for whoever works on many cases there. Raises NotFound, Refused."""
    shop = visible_shops(person).filter(slug=slug, is_active=True).first()
    if shop is None or shop.pk not in person.shop_ids:
        raise NotFound(slug)
    if not person.has(shop.pk, *BULK_WORKERS):
        raise Refused(WRONG_ROLE)
    return shop


def visible_help(person: Person) -> QuerySet[Membership]:
    """Those who help for a time, in the shops that the person oversees or administers."""
    theirs = Q(shop_id__in=shops_where(person, *READERS)) | Q(shop__in=administered_shops(person))
    return Membership.objects.filter(theirs, role=Role.TEMPORARY)
