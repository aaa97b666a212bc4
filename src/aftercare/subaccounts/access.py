"""Who sees the logins of a shop, who takes one, who keeps the list (B9)."""

from typing import Final

from django.db.models import QuerySet

from aftercare.core.errors import NotFound
from aftercare.shifts.access import PLANNERS, READERS, ROSTERED, may_plan, roster_shops
from aftercare.shops.access import Person
from aftercare.shops.models import Shop
from aftercare.subaccounts.models import SubAccount

__all__ = ["PLANNERS", "READERS", "may_plan"]
HOLDERS: Final = ROSTERED  # who writes to buyers


def visible_accounts(person: Person) -> QuerySet[SubAccount]:
    """Logins of the shops whose roster the person sees."""
    if person.is_system:
        return SubAccount.objects.all()
    return SubAccount.objects.filter(shop__in=roster_shops(person))


def access_account(person: Person, pk: int) -> SubAccount:
    """The login, locked: whoever takes it and whoever has it come one after the other. Raises NotFound."""
    rows = visible_accounts(person).select_for_update(of=("self",), no_key=True).select_related("shop")
    found = rows.filter(pk=pk).first()
    if found is None:
        raise NotFound(pk)
    return found


def may_hold(person: Person, shop: Shop) -> bool:
    """Whether the person writes to buyers there."""
    return person.has(shop.pk, *HOLDERS)
