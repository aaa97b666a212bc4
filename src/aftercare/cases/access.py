"""Which cases a person may see: those of the shops they work in. Not yours and not there look the same."""

from django.db.models import QuerySet

from aftercare.cases.models import Case
from aftercare.core.errors import NotFound
from aftercare.shops.access import Person, RowOfShop


def visible_cases(person: Person) -> QuerySet[Case]:
    """Every list, page, search, export, job and file of cases starts here (P1, attacks B1–B3)."""
    if person.is_system:
        return Case.objects.all()
    return Case.objects.filter(shop_id__in=person.shop_ids)


_ROW = RowOfShop(Case.objects.select_related("shop", "order__customer", "customer"), number="")


def access_case(person: Person, number: str, *, lock: bool = False) -> Case:
    """The case of that number, locked when it is to be written. Raises NotFound."""
    case = _ROW.find(person, lock=lock, number=number)
    if case is None:
        raise NotFound(number)
    return case
