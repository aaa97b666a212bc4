"""Who sees penalties and settlement sheets, and who may write them: rights of a shop, foreign is not found."""

from typing import Final

from django.db.models import QuerySet

from aftercare.accounts.terms import Role
from aftercare.cases.access import COST_READERS, shops_where
from aftercare.core.errors import NotFound, Refusal
from aftercare.core.words import _
from aftercare.couriers.models import CourierPenalty, Settlement
from aftercare.shops.access import Person

CHOOSERS: Final = (Role.AGENT, Role.WAREHOUSE, Role.OPERATIONS, Role.SUPERVISOR)
PROPOSERS: Final = (Role.OPERATIONS, Role.SUPERVISOR)
WRONG_ROLE = Refusal("wrong_role", _("This step belongs to another role."))


def visible_penalties(person: Person) -> QuerySet[CourierPenalty]:
    """Penalties of the shops whose costs the person answers for; every list starts here."""
    if person.is_system:
        return CourierPenalty.objects.all()
    return CourierPenalty.objects.filter(shop_id__in=shops_where(person, *COST_READERS))


def access_penalty(person: Person, pk: int, *, lock: bool = False) -> CourierPenalty:
    """The penalty, locked when it is to be decided. Raises NotFound."""
    rows = visible_penalties(person)
    found = (rows.select_for_update(of=("self",)) if lock else rows).filter(pk=pk).first()
    if found is None:
        raise NotFound(str(pk))
    return found


def visible_settlements(person: Person) -> QuerySet[Settlement]:
    """Sheets of the shops whose costs the person answers for."""
    return Settlement.objects.filter(shop_id__in=shops_where(person, *COST_READERS))


def access_settlement(person: Person, pk: int) -> Settlement:
    """The closed sheet. Raises NotFound."""
    found = visible_settlements(person).select_related("shop", "closed_by").filter(pk=pk).first()
    if found is None:
        raise NotFound(str(pk))
    return found
