"""Which callbacks a person sees, and who calls (K5)."""

from typing import Final

from django.db.models import QuerySet

from aftercare.accounts.terms import Role
from aftercare.callbacks.models import Callback
from aftercare.cases.access import shops_where
from aftercare.core.errors import NotFound
from aftercare.shops.access import Person

CALLERS: Final = frozenset({Role.AGENT, Role.SUPERVISOR, Role.RIGHTS_SPECIALIST})  # who may end a complaint as well
READERS: Final = CALLERS | {Role.ADMINISTRATOR}


def visible_callbacks(person: Person) -> QuerySet[Callback]:
    """Every list, page and figure of callbacks starts here."""
    if person.is_system:
        return Callback.objects.all()
    return Callback.objects.filter(shop_id__in=shops_where(person, *READERS))


def access_callback(person: Person, pk: int, *, lock: bool = False) -> Callback:
    """The callback, locked when a call is written. Raises NotFound."""
    rows = visible_callbacks(person).select_related("shop", "case__customer", "owner", "follow_up")
    found = (rows.select_for_update(of=("self",), no_key=True) if lock else rows).filter(pk=pk).first()
    if found is None:
        raise NotFound(pk)
    return found
