"""Which events a person may read: those of shops whose supervisor or administrator they are (X8)."""

from django.db.models import Q, QuerySet

from aftercare.accounts.terms import Role
from aftercare.core.models import Event
from aftercare.shops.access import Person

AUDITORS = frozenset({Role.SUPERVISOR, Role.ADMINISTRATOR})


def audited_shops(person: Person) -> frozenset[int]:
    """Shops whose events the person reads by role."""
    return frozenset(shop_id for shop_id, held in person.roles.items() if held & AUDITORS)


def visible_events(person: Person, only_shop: int | None = None) -> QuerySet[Event]:
    """Administrators of the company read all events, those of no shop too; the others those of their shops."""
    if person.is_administrator:
        return Event.objects.all() if only_shop is None else Event.objects.filter(shop_id=only_shop)
    shops = audited_shops(person)
    return Event.objects.filter(Q(shop_id__in=shops if only_shop is None else shops & {only_shop}))
