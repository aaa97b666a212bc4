"""Close a shop, or open it again."""

from django.db import transaction

from aftercare.core.errors import Refusal, Refused
from aftercare.core.events import record
from aftercare.core.time import now
from aftercare.core.words import _
from aftercare.shops.access import NOT_THE_COMPANYS, Person, access_shop_to_change
from aftercare.shops.actions.grant_role import SHOP_CLOSED
from aftercare.shops.models import Shop

SHOP_OPEN = Refusal("shop.open", _("This shop is open."))


def close_shop(*, shop_id: int, person: Person) -> Shop:
    """Its people no longer see it, nothing is deleted; clocks of its cases run on. Raises NotFound or Refused."""
    return _set_open(shop_id, False, person)


def reopen_shop(*, shop_id: int, person: Person) -> Shop:
    """Its people see it again, with the roles they had. Raises NotFound or Refused."""
    return _set_open(shop_id, True, person)


@transaction.atomic
def _set_open(shop_id: int, is_open: bool, person: Person) -> Shop:
    shop = access_shop_to_change(person, shop_id)
    if not person.is_administrator:
        raise Refused(NOT_THE_COMPANYS)
    if shop.is_active == is_open:
        raise Refused(SHOP_OPEN if is_open else SHOP_CLOSED)
    shop.is_active = is_open
    shop.save(update_fields=["is_active"])
    kind = "shop.reopened" if is_open else "shop.closed"
    record(kind=kind, subject=("shop", shop_id), shop_id=shop_id, actor_id=person.staff_id, at=now())
    return shop
