"""Which cases a person may see: those of the shops they work in. Not yours and not there look the same."""

from functools import lru_cache

from django.db.models import QuerySet

from aftercare.cases.models import Case
from aftercare.core.compiled import Blank, Compiled
from aftercare.core.errors import NotFound
from aftercare.orders.queries import SEALED
from aftercare.shops.access import Person


def visible_cases(person: Person) -> QuerySet[Case]:
    """Every list, page, search, export, job and file of cases starts here (P1, attacks B1–B3)."""
    return _of_shops(None if person.is_system else person.shop_ids)


def _of_shops(shop_ids: frozenset[int] | None) -> QuerySet[Case]:
    return Case.objects.all() if shop_ids is None else Case.objects.filter(shop_id__in=shop_ids)


def access_case(person: Person, number: str, *, lock: bool = False) -> Case:
    """The case of that number, locked when it is to be written. Raises NotFound."""
    case = _by_number(None if person.is_system else person.shop_ids, lock).first(number)
    if case is None:
        raise NotFound(number)
    return case


@lru_cache(maxsize=1000)
def _by_number(shop_ids: frozenset[int] | None, lock: bool) -> Compiled[Case]:
    cases = _of_shops(shop_ids).filter(number=Blank(0)).select_related("shop", "order", "customer")
    cases = cases.defer(*(f"order__{name}" for name in SEALED), "customer__nick")
    return Compiled(cases.select_for_update(of=("self",)) if lock else cases)
