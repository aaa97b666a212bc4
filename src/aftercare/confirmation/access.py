"""Whose orders before dispatch a person may look at and work on (P1, P2): agents and supervisors of the shop."""

from collections.abc import Collection
from typing import Final

from django.db.models import QuerySet

from aftercare.accounts.terms import Role
from aftercare.confirmation.models import Confirmation, OrderNote
from aftercare.core.errors import NotFound
from aftercare.shops.access import Person

WORKERS: Final = frozenset({Role.PRESALE_AGENT, Role.AGENT, Role.SUPERVISOR})


def working_shops(person: Person) -> list[int]:
    """Shops whose orders the person confirms."""
    return [shop_id for shop_id in person.shop_ids if person.has(shop_id, *WORKERS)]


def visible_confirmations(person: Person) -> QuerySet[Confirmation]:
    """Every list, page, count and act starts here; the system sees all."""
    if person.is_system:
        return Confirmation.objects.all()
    return Confirmation.objects.filter(shop_id__in=working_shops(person))


def access_confirmation(person: Person, pk: int, *, lock: bool = False) -> Confirmation:
    """The check with its shop and order, locked when it is to be changed. Raises NotFound."""
    rows = visible_confirmations(person).select_related("shop", "order", "order__customer", "order__shop")
    if lock:
        rows = rows.select_for_update(of=("self",), no_key=True)
    found = rows.filter(pk=pk).first()
    if found is None:
        raise NotFound(str(pk))
    return found


def access_note(person: Person, pk: int) -> OrderNote:
    """A note of an order that the person confirms, locked. Raises NotFound."""
    rows = OrderNote.objects.filter(shop_id__in=working_shops(person), removed_at=None)
    found = rows.select_for_update(no_key=True).filter(pk=pk).first()
    if found is None:
        raise NotFound(str(pk))
    return found


def visible_notes(person: Person, order_ids: Collection[int]) -> QuerySet[OrderNote]:
    """Notes on orders of the person's shops: whoever sees an order reads what is to be minded on sending it (O3)."""
    notes = OrderNote.objects.filter(order_id__in=order_ids, removed_at=None)
    return notes if person.is_system else notes.filter(shop_id__in=person.shop_ids)
