"""Which cases a person may see: those of the shops they work in. Not yours and not there look the same."""

from django.db.models import QuerySet

from aftercare.cases.models import Case
from aftercare.core.errors import NotFound
from aftercare.core.sql import Compiled
from aftercare.shops.access import Person


def visible_cases(person: Person) -> QuerySet[Case]:
    """Every list, page, search, export, job and file of cases starts here (P1, attacks B1–B3)."""
    if person.is_system:
        return Case.objects.all()
    return Case.objects.filter(shop_id__in=person.shop_ids)


def access_case(person: Person, number: str, *, lock: bool = False) -> Case:
    """The case of that number, locked when it is to be written. Raises NotFound."""
    found = _BY_NUMBER[person.is_system, lock]
    case = found.first(number=number) if person.is_system else found.first(number=number, shops=list(person.shop_ids))
    if case is None:
        raise NotFound(number)
    return case


def _by_number(is_system: bool, lock: bool) -> Compiled[Case]:
    """The case with its order and buyer: the first statement of every page and every move, so it is compiled once."""
    read = Case.objects.select_related("shop", "order__customer", "customer")
    if lock:
        read = read.select_for_update(of=("self",))
    if is_system:
        return Compiled(lambda number: read.filter(number=number), number="")
    return Compiled(lambda number, shops: read.filter(number=number, shop_id__any_of=shops), number="", shops=[0])


_BY_NUMBER = {(is_system, lock): _by_number(is_system, lock) for is_system in (False, True) for lock in (False, True)}
