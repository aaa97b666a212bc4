"""Which orders a person may see: those of the shops they work in."""

from django.db.models import QuerySet

from aftercare.core.errors import NotFound
from aftercare.orders.models import Order
from aftercare.shops.access import Person


def visible_orders(person: Person) -> QuerySet[Order]:
    """Every list, page, search and export of orders starts here (P1)."""
    if person.is_system:
        return Order.objects.all()
    return Order.objects.filter(shop_id__in=person.shop_ids)


def access_order(person: Person, pk: int, *, lock: bool = False) -> Order:
    """The order, locked when something is to be opened on it. Raises NotFound."""
    orders = visible_orders(person)
    if lock:
        orders = orders.select_for_update(of=("self",))
    order = orders.filter(pk=pk).select_related("shop", "customer").first()
    if order is None:
        raise NotFound(str(pk))
    return order
