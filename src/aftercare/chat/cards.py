"""Content of cards: what a product or an order shows in a conversation, as it is at that moment (S1, S6).

Built here from rows, never taken from a screen: a card says what the shop says.
"""

from typing import Any

from aftercare.chat.models import Conversation
from aftercare.chat.terms import CardKind, Kind
from aftercare.chat.writing import Words
from aftercare.core.errors import InvalidInput, Refusal, Refused
from aftercare.core.text import clean
from aftercare.core.words import _
from aftercare.orders.models import Order, Product

LINES_MOST = 5
CONTACT_MOST = 60
NOTE_MOST = 300
NO_PRODUCT = InvalidInput({"product": _("The shop does not sell this product.")})
ANOTHERS = Refusal("anothers_order", _("This order is not this buyer's: others' orders are not shown to them."))


def product_words(client_id: str, shop_id: int, *, reason: str = "", **key: Any) -> Words:
    """A product of the shop by `pk` or `code`, with why it is recommended. Raises InvalidInput."""
    product = Product.objects.select_related("picture").filter(shop_id=shop_id, is_active=True, **key).first()
    if product is None:
        raise NO_PRODUCT
    card = {
        "kind": CardKind.PRODUCT.value,
        "product": product.pk,
        "code": product.code,
        "title": product.title,
        "price": None if product.price is None else product.price.fen,
        "link": product.link,
        "points": product.selling_points,
        "picture": product.picture.token if product.picture else None,
        "reason": clean(reason)[:NOTE_MOST],
    }
    return Words(client_id, product.title, Kind.CARD, card=card)


def order_words(client_id: str, conversation: Conversation, **key: Any) -> Words:
    """An order by `pk` or `platform_no`, of this conversation's buyer only (S11). Raises Refused on anybody else's and
    on one that does not exist: the two look the same."""
    customer_id = conversation.visitor.customer_id
    order = None
    if customer_id is not None:
        order = Order.objects.filter(shop_id=conversation.shop_id, customer_id=customer_id, **key).first()
    if order is None:
        raise Refused(ANOTHERS)
    lines = order.lines.order_by("pk")[:LINES_MOST]
    card = {
        "kind": CardKind.ORDER.value,
        "order": order.pk,
        "number": order.platform_no,
        "status": order.status,
        "paid": order.paid.fen,
        "ordered_at": order.ordered_at.isoformat(),
        "lines": [{"title": line.title, "sku": line.sku, "quantity": line.quantity} for line in lines],
    }
    return Words(client_id, order.platform_no, Kind.CARD, card=card)


def contact_words(client_id: str, name: str, phone: str, note: str) -> Words:
    """How somebody wants to be reached when nobody is there. Raises InvalidInput."""
    name, phone, note = clean(name)[:CONTACT_MOST], clean(phone)[:CONTACT_MOST], clean(note)[:NOTE_MOST]
    if not phone:
        raise InvalidInput({"phone": _("Say how we can reach you.")})
    card = {"kind": CardKind.CONTACT.value, "name": name, "phone": phone, "note": note}
    return Words(client_id, " ".join(filter(None, (name, phone, note))), Kind.CARD, card=card)
