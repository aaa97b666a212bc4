"""Orders that must leave: one to print, one on its slip, goods out of stock, another courier."""

from io import BytesIO

from tests.people import make_order, person

from aftercare.config.demo.people import DemoPeople
from aftercare.dispatch.actions.ask_freight import Wish, ask_freight
from aftercare.dispatch.actions.follow_orders import follow_orders
from aftercare.dispatch.actions.mark_shortage import Lack, mark_shortage
from aftercare.dispatch.actions.print_slips import print_slips
from aftercare.dispatch.terms import FreightKind
from aftercare.orders.models import Order
from aftercare.orders.terms import OrderStatus

LONG = "手工雕刻木质小鸟一组五只窗台摆件北欧风客厅书架装饰品原木彩绘礼盒装"


def make_dock(people: DemoPeople) -> None:
    """Four orders of the first shop."""
    shop, keeper = people.shops[0], person(people.staff["warehouse"])
    agent = person(people.staff["agent"])
    waiting = OrderStatus.AWAITING_DISPATCH
    orders = [make_order(shop, status=waiting, completed_at=None, lines=2, region="浙江省 杭州市") for _nth in range(4)]
    Order.objects.filter(pk__in=[order.pk for order in orders]).update(dispatched_at=None, item_summary=LONG)
    orders[3].lines.update(merchant_code="QH-201-1", title=LONG)
    follow_orders(shop=shop)
    print_slips(order_ids=[orders[0].pk], person=keeper, out=BytesIO())
    mark_shortage(shop_id=shop.pk, lack=Lack("QH-201-1", note="供应商补货中"), person=keeper)
    ask_freight(order_id=orders[1].pk, wish=Wish(FreightKind.SF, "顺丰速运", note="要求顺丰"), person=agent)
