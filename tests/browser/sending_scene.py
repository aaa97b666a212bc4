"""What is on its way and what was: a parcel that is followed, a month of a courier that can be settled."""

from types import SimpleNamespace

from tests.couriers.scene import held_parcel, sent_orders
from tests.people import make_order

from aftercare.config.demo.people import DemoPeople
from aftercare.core.time import now
from aftercare.orders.models import Order
from aftercare.orders.terms import OrderStatus
from aftercare.parcels.actions.follow_orders import follow_orders


def make_sending(people: DemoPeople) -> None:
    """Of the first shop: one parcel that left now, twenty of the month before, one of them held."""
    shop = people.shops[0]
    order = make_order(
        shop, status=OrderStatus.DISPATCHED, completed_at=None, courier="圆通速递", tracking_no="YT70000000001"
    )
    Order.objects.filter(pk=order.pk).update(dispatched_at=now(), updated_at=now())
    follow_orders(shop_id=shop.pk)
    of_shop = SimpleNamespace(shop=shop, owner=people.staff["agent"])
    sent_orders(of_shop, 20)
    held_parcel(of_shop)
