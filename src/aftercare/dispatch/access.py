"""Who sees and does what between payment and parcel (P1, P2)."""

from collections.abc import Collection
from typing import Final

from django.db.models import QuerySet

from aftercare.accounts.terms import Role
from aftercare.core.errors import NotFound, Refusal, Refused
from aftercare.core.words import _
from aftercare.dispatch.models import Promise
from aftercare.shops.access import Person

PRINTERS: Final = frozenset({Role.WAREHOUSE, Role.OPERATIONS, Role.SUPERVISOR})
PACKERS: Final = frozenset({Role.WAREHOUSE, Role.SUPERVISOR})
OVERRIDERS: Final = frozenset({Role.SUPERVISOR})
TELLERS: Final = frozenset({Role.AGENT, Role.SUPERVISOR})  # speak with buyers, and open the cases that follow
MARKERS: Final = frozenset({Role.WAREHOUSE, Role.OPERATIONS, Role.AGENT, Role.SUPERVISOR})  # find out that goods lack
FREIGHTERS: Final = frozenset({Role.PRESALE_AGENT, Role.AGENT, Role.OPERATIONS, Role.SUPERVISOR})
READERS: Final = PRINTERS | TELLERS | MARKERS | FREIGHTERS | {Role.RIGHTS_SPECIALIST}
WRONG_ROLE: Final = Refusal("wrong_role", _("This step belongs to another role."))


def shops_for(person: Person, roles: Collection[Role]) -> frozenset[int]:
    """Shops in which the person holds one of the roles."""
    return frozenset(shop_id for shop_id in person.shop_ids if person.has(shop_id, *roles))


def visible_promises(person: Person) -> QuerySet[Promise]:
    """Every list, count and page of dispatch starts here."""
    if person.is_system:
        return Promise.objects.all()
    return Promise.objects.filter(shop_id__in=shops_for(person, READERS))


def access_promise(person: Person, order_id: int, *, lock: bool = False) -> Promise:
    """Of that order, locked when something is to be written. Raises NotFound."""
    rows = visible_promises(person).select_related("shop", "order__customer")
    if lock:
        rows = rows.select_for_update(of=("self",), no_key=True)
    found = rows.filter(order_id=order_id).first()
    if found is None:
        raise NotFound(str(order_id))
    return found


def check_role(person: Person, shop_id: int, roles: Collection[Role]) -> int:
    """The acting staff member's id. Raises Refused for whoever holds none of the roles there."""
    if person.staff_id is None or not person.has(shop_id, *roles):
        raise Refused(WRONG_ROLE)
    return person.staff_id
