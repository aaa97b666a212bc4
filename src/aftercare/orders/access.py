"""Which orders a person may see: those of the shops they work in."""

from functools import lru_cache

from django.db.models import QuerySet

from aftercare.core.compiled import Blank, Compiled
from aftercare.core.errors import NotFound
from aftercare.orders.models import Order
from aftercare.shops.access import Person


def visible_orders(person: Person) -> QuerySet[Order]:
    """Every list, page, search and export of orders starts here (P1)."""
    return _of_shops(None if person.is_system else person.shop_ids)


def _of_shops(shop_ids: frozenset[int] | None) -> QuerySet[Order]:
    return Order.objects.all() if shop_ids is None else Order.objects.filter(shop_id__in=shop_ids)


def access_order(person: Person, pk: int, *, lock: bool = False) -> Order:
    """The order, locked when something is to be opened on it. Raises NotFound."""
    order = _by_id(None if person.is_system else person.shop_ids, lock).first(pk)
    if order is None:
        raise NotFound(str(pk))
    return order


@lru_cache(maxsize=1000)
def _by_id(shop_ids: frozenset[int] | None, lock: bool) -> Compiled[Order]:
    orders = _of_shops(shop_ids).filter(pk=Blank(0)).select_related("shop", "customer")
    return Compiled(orders.select_for_update(of=("self",)) if lock else orders)
