"""Whose page a person may open: customers of the shops in which they speak with buyers or sell (P1, B1–B3).

A person joined of several shops is cut to the reader's shops: of the others nothing is told, not even that they are.
"""

from typing import Final

from django.db.models import QuerySet

from aftercare.accounts.terms import Role
from aftercare.core.errors import NotFound, Refusal, Refused
from aftercare.core.words import _
from aftercare.customers.models import Customer
from aftercare.orders.access import SPEAKERS
from aftercare.shops.access import Person

KEEPERS: Final = SPEAKERS  # note, tag, join
READERS: Final = frozenset({*SPEAKERS, Role.OPERATIONS, Role.ADMINISTRATOR})
WRONG_ROLE: Final = Refusal("wrong_role", _("This step belongs to another role."))


def shops_where(person: Person, *roles: Role) -> frozenset[int]:
    """The shops in which the person holds one of the roles."""
    return frozenset(shop_id for shop_id in person.shop_ids if person.has(shop_id, *roles))


def visible_customers(person: Person) -> QuerySet[Customer]:
    """Every list, page, search, group and export of customers starts here."""
    if person.is_system:
        return Customer.objects.all()
    return Customer.objects.filter(shop_id__in=shops_where(person, *READERS))


def access_customer(person: Person, pk: int, *, lock: bool = False) -> Customer:
    """The customer with their shop, without the nick itself. Raises NotFound."""
    rows = visible_customers(person).select_related("shop").defer("nick")
    found = (rows.select_for_update(of=("self",), no_key=True) if lock else rows).filter(pk=pk).first()
    if found is None:
        raise NotFound(str(pk))
    return found


def access_to_keep(person: Person, pk: int) -> Customer:
    """The customer, locked, for whoever may write about them. Raises NotFound and Refused."""
    customer = access_customer(person, pk, lock=True)
    if not person.has(customer.shop_id, *KEEPERS):
        raise Refused(WRONG_ROLE)
    return customer
