"""The message for one order, put together of what is stored (O2). The address is whole: it goes to its own buyer; on
pages it is masked until somebody discloses it."""

from django.conf import settings
from django.utils.translation import override

from aftercare.chat.models import Visitor
from aftercare.confirmation.gather import lines_of
from aftercare.confirmation.models import Confirmation
from aftercare.confirmation.policies import TEXT
from aftercare.confirmation.wording import Said, message
from aftercare.orders.models import Order
from aftercare.shops.policies import policies_of

MOST_LINES = 8


def visitor_of(order: Order) -> Visitor | None:
    """The buyer at the shop's own chat, the one seen last; None when they were never there."""
    if order.customer_id is None:
        return None
    rows = Visitor.objects.filter(customer_id=order.customer_id, shop_id=order.shop_id)
    return rows.order_by("-seen_at", "-pk").first()


def text_for(row: Confirmation, *, language: str = "", masked: bool = False) -> str:
    """The words to the buyer; with `masked` as a page may show them."""
    order = row.order
    if masked or not order.receiver_address:
        address = f"{order.region} ****".strip() if order.receiver_address else order.region
    else:
        start = order.region.split(" ")[0]
        address = order.receiver_address
        if start and not address.startswith(start[:2]):
            address = f"{order.region} {address}"
    with override(language or settings.LANGUAGE_CODE):
        said = Said(order.platform_no, order.receiver_name_mask, order.receiver_phone_mask, address, _goods(order))
        codes = [code for code, _level, _params in row.findings]
        return message(said, codes, policies_of(row.shop, row.since).get(TEXT))


def _goods(order: Order) -> str:
    lines = lines_of([order.pk]).get(order.pk, [])
    named = [f"{line.title} {line.sku} ×{line.quantity}".replace("  ", " ") for line in lines[:MOST_LINES]]
    if len(lines) > MOST_LINES:
        named.append("…")
    return "；".join(named) or order.item_summary
