"""Which cases a person may see: those of the shops they work in. Not yours and not there look the same.

What cases cost, and who was assessed for them, is seen by fewer.
"""

from typing import Final

from django.db.models import Q, QuerySet

from aftercare.accounts.terms import Role
from aftercare.cases.models import Case, Cost, Verdict
from aftercare.cases.terms import Responsible
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


# Who answers for what cases cost (B6). The warehouse reads what is charged to itself, to check it and to object.
COST_READERS: Final = (Role.SUPERVISOR, Role.OPERATIONS, Role.REFUND_CLERK, Role.ADMINISTRATOR)
CHARGED: Final = (Role.WAREHOUSE,)
CLAIM_READERS: Final = (*COST_READERS, Role.AGENT, Role.WAREHOUSE)  # those who file claims as well
ASSESSORS: Final = (Role.SUPERVISOR, Role.ADMINISTRATOR)  # read what others were assessed for (K7)


def visible_costs(person: Person) -> QuerySet[Cost]:
    """Every list, sum and export of costs starts here (B6, attacks B1, B2)."""
    charged = shops_where(person, *CHARGED)
    return Cost.objects.filter(
        Q(shop_id__in=shops_where(person, *COST_READERS)) | Q(shop_id__in=charged, party=Responsible.WAREHOUSE)
    )


def reads_cost(person: Person, shop_id: int, party: str) -> bool:
    """The same of one cost."""
    is_charged = party == Responsible.WAREHOUSE and shop_id in shops_where(person, *CHARGED)
    return is_charged or shop_id in shops_where(person, *COST_READERS)


def visible_claims(person: Person) -> QuerySet[Case]:
    """Claims at couriers (C11)."""
    return visible_cases(person).filter(shop_id__in=shops_where(person, *CLAIM_READERS), flow="claim")


def visible_verdicts(person: Person) -> QuerySet[Verdict]:
    """Assessment entries of the shops that the person oversees; elsewhere only their own (K7)."""
    return Verdict.objects.filter(
        Q(shop_id__in=shops_where(person, *ASSESSORS)) | Q(shop_id__in=person.shop_ids, person_id=person.staff_id)
    )


def shops_where(person: Person, *roles: Role) -> frozenset[int]:
    """The shops in which the person holds one of the roles."""
    return frozenset(shop_id for shop_id in person.shop_ids if person.has(shop_id, *roles))
