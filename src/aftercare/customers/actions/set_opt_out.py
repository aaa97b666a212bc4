"""A buyer wants to be left in peace (S8)."""

from datetime import datetime

from aftercare.core.events import record
from aftercare.customers.models import OptOut
from aftercare.shops.access import Person
from aftercare.shops.models import Shop


def set_opt_out(*, shop: Shop, who: str, on: bool, person: Person, at: datetime, through: str = "") -> None:
    """The buyer has said that they do not want to be contacted, or takes it back; `through`: which visitor said so."""
    if on:
        values = {"at": at, "noted_by_id": person.staff_id, "through": through}
        OptOut.objects.get_or_create(shop=shop, who=who, ended_at=None, defaults=values)
    else:
        OptOut.objects.filter(shop=shop, who=who, ended_at=None).update(ended_at=at)
    kind = "contact.opted_out" if on else "contact.opted_in"
    record(kind=kind, subject=("shop", shop.pk), shop_id=shop.pk, actor_id=person.staff_id, at=at)
