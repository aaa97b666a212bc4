"""Things of orders before dispatch for the authorization matrix."""

from tests.people import People, make_order

from aftercare.confirmation.actions.follow_orders import follow_orders
from aftercare.confirmation.models import Confirmation, OrderNote
from aftercare.core.time import now
from aftercare.orders.models import Order
from aftercare.orders.terms import OrderStatus

OF_CHECK = (
    *("confirmation_order", "confirmation_act", "confirmation_text", "confirmation_correct", "confirmation_note"),
)
# What must be sent so that the answer is about the right, not about the form.
SENT = {
    "confirmation_bulk": {"row": "1.1"},
    "confirmation_act": {"do": "hold", "reason": "等买家回复", "version": "1"},
    "confirmation_note": {"reader": "courier", "text": "放门卫"},
    "confirmation_note_change": {"do": "remove", "version": "1"},
}


def confirmation_things(people: People) -> dict[str, dict[str, object]]:
    """A paid order that waits to be looked at, with a note for the parcel."""
    order = make_order(people.shop, status=OrderStatus.AWAITING_DISPATCH, completed_at=None, buyer_message="放丰巢柜")
    order.lines.update(merchant_code="HD-001")  # goods of its own, so that other things of the scene leave it alone
    Order.objects.filter(pk=order.pk).update(dispatched_at=None, updated_at=now())
    follow_orders(shop_id=people.shop.pk)
    check = Confirmation.objects.get(order=order)
    note = OrderNote.objects.get(order=order)
    of_check = {"pk": check.pk}
    return {**dict.fromkeys(OF_CHECK, of_check), "confirmation_note_change": {"pk": note.pk}}
