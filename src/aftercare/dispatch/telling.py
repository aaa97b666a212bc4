"""What a buyer of goods out of stock is told, and by which names the limits of contacts know them (O4, S8)."""

from django.conf import settings
from django.utils.translation import override

from aftercare.chat.models import Visitor
from aftercare.chat.reach import names_of
from aftercare.core.money import Money
from aftercare.customers.actions.claim_contact import Reach
from aftercare.customers.terms import Channel, ContactPurpose
from aftercare.dispatch.models import StockTask
from aftercare.dispatch.policies import WAIT_PERCENT
from aftercare.dispatch.stock_rules import StockFacts, discount_of, told_words
from aftercare.orders.models import Order
from aftercare.shops.policies import policies_of


def visitor_of(order: Order) -> Visitor | None:
    """The buyer at the shop's own chat, the one seen last; None when they were never there."""
    if order.customer_id is None:
        return None
    rows = Visitor.objects.filter(customer_id=order.customer_id, shop_id=order.shop_id)
    return rows.order_by("-seen_at", "-pk").first()


def reach_of(task: StockTask, visitor: Visitor | None, channel: Channel) -> Reach:
    """The contact that telling is."""
    order = task.promise.order
    names = names_of(visitor, order.customer_id) or (f"order:{order.pk}",)
    return Reach(names, channel, ContactPurpose.ORDER)


def names_for(task: StockTask) -> tuple[str, ...]:
    """By which names a list asks whether they may be contacted."""
    order = task.promise.order
    return names_of(None, order.customer_id) or (f"order:{order.pk}",)


def discount_for(task: StockTask) -> Money:
    """What waiting earns, by the rule of the day of the shortage."""
    percent = policies_of(task.shop, task.shortage.marked_at).get(WAIT_PERCENT)
    return discount_of(task.line.paid, percent)


def words_for(task: StockTask, language: str = "") -> str:
    """The message, in the buyer's language."""
    with override(language or settings.LANGUAGE_CODE):
        return told_words(
            StockFacts(
                goods=task.line.title,
                sku=task.line.sku,
                expected_on=task.shortage.expected_on,
                discount=discount_for(task),
                percent=policies_of(task.shop, task.shortage.marked_at).get(WAIT_PERCENT),
                again=task.told_round > 0,
            )
        )
