"""Who reads where parcels go, and who keeps the table."""

from aftercare.accounts.terms import Role
from aftercare.orders.policies import COURIERS
from aftercare.shops.access import Person, may_administer
from aftercare.shops.policies import definition_of

READERS = frozenset(Role) - {Role.REFUND_CLERK}
EDITORS = frozenset({Role.OPERATIONS, Role.SUPERVISOR, Role.ADMINISTRATOR})


def may_edit(person: Person, shop_id: int) -> bool:
    """Whether the person keeps the couriers of that shop."""
    return may_administer(person, shop_id) or person.has(shop_id, *definition_of(COURIERS).editors)
