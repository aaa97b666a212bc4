"""Who gives copies and erases: supervisors and administrators of every shop that the data is of (U4)."""

from collections.abc import Collection
from typing import Final

from django.db.models import QuerySet

from aftercare.accounts.terms import Role
from aftercare.core.errors import NotFound, Refusal, Refused
from aftercare.core.words import _
from aftercare.customers.models import Customer
from aftercare.erasure.models import DataRequest
from aftercare.shops.access import Person

DECIDERS: Final = (Role.SUPERVISOR, Role.ADMINISTRATOR)
READERS: Final = frozenset(DECIDERS)
WRONG_ROLE: Final = Refusal("wrong_role", _("This step belongs to another role."))


def data_shops(person: Person) -> list[int]:
    """Shops whose buyers' data the person answers for."""
    return [shop_id for shop_id in person.shop_ids if person.has(shop_id, *DECIDERS)]


def visible_requests(person: Person) -> QuerySet[DataRequest]:
    """Every list, page and job of requests starts here: those of which the person answers for all shops."""
    if person.is_system:
        return DataRequest.objects.all()
    return DataRequest.objects.filter(shops__contained_by=data_shops(person))


def access_request(person: Person, pk: int) -> DataRequest:
    """The request, locked. Raises NotFound."""
    found = visible_requests(person).select_for_update(of=("self",)).filter(pk=pk).first()
    if found is None:
        raise NotFound(str(pk))
    return found


def access_data(person: Person, ids: Collection[int]) -> list[Customer]:
    """The customers, for whoever answers for their data. Raises NotFound for a foreign one, Refused by role."""
    rows = list(Customer.objects.filter(pk__in=ids, shop_id__in=person.shop_ids).order_by("pk"))
    if not rows or len(rows) < len(set(ids)):
        raise NotFound("customer")
    if not all(person.has(row.shop_id, *DECIDERS) for row in rows):
        raise Refused(WRONG_ROLE)
    return rows
