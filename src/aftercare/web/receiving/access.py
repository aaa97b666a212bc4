"""Cases whose parcels a person may receive: those of the shops where they are warehouse."""

from django.db.models import QuerySet

from aftercare.accounts.terms import Role
from aftercare.cases.access import access_case, visible_cases
from aftercare.cases.models import Case
from aftercare.core.errors import NotFound
from aftercare.shops.access import Person


def warehouse_shops(person: Person) -> frozenset[int]:
    """Shops in which the person is warehouse."""
    return frozenset(shop_id for shop_id in person.shop_ids if person.has(shop_id, Role.WAREHOUSE))


def receivable_cases(person: Person) -> QuerySet[Case]:
    """Where every lookup of this screen starts."""
    return visible_cases(person).filter(shop_id__in=warehouse_shops(person))


def access_receivable(person: Person, number: str) -> Case:
    """The case of that number. Raises NotFound when it is not theirs, or they are not its warehouse."""
    case = access_case(person, number)
    if case.shop_id not in warehouse_shops(person):
        raise NotFound(number)
    return case
