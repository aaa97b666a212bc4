"""What is on its way and what was: an order that waits for its courier, a parcel that is followed, a month of a courier
that can be settled, refunds that the platform has reported."""

from types import SimpleNamespace

from tests.couriers.scene import held_parcel, sent_orders
from tests.people import make_case, make_order
from tests.refundreports.scene import report, told

from aftercare.config.demo.people import DemoPeople
from aftercare.core.money import Money
from aftercare.core.time import now
from aftercare.orders.models import Order
from aftercare.orders.terms import OrderStatus
from aftercare.parcels.actions.follow_orders import follow_orders
from aftercare.refundreports.terms import RefundState

TO_SEND = {
    "status": OrderStatus.AWAITING_DISPATCH,
    "completed_at": None,
    "region": "四川省 甘孜藏族自治州 石渠县",
    "receiver_name_mask": "欧**",
}


def make_sending(people: DemoPeople) -> None:
    """Of each shop one order to send; of the first: a parcel that left now, twenty of the month before, one of them
    held, and two refunds, one of which could be either of two cases."""
    for each in people.shops:
        Order.objects.filter(pk=make_order(each, **TO_SEND).pk).update(dispatched_at=None, paid_at=now())
    shop = people.shops[0]
    order = make_order(
        shop, status=OrderStatus.DISPATCHED, completed_at=None, courier="圆通速递", tracking_no="YT70000000001"
    )
    Order.objects.filter(pk=order.pk).update(dispatched_at=now(), updated_at=now())
    follow_orders(shop_id=shop.pk)
    of_shop = SimpleNamespace(shop=shop, owner=people.staff["agent"])
    sent_orders(of_shop, 20)
    held_parcel(of_shop)
    plain, twice = make_order(shop), make_order(shop, quantity=2)
    for _turn in range(2):
        make_case(of_shop.owner, twice, lines={twice.lines.get().pk: (1, Money(5000))})
    report(shop, told(twice, RefundState.AGREED), told(plain))
