"""What the shop knows of the buyer of a conversation: earlier talks, ratings, orders, prices, what they looked at (U1).

Every read is bounded, and costs the same for a buyer of a thousand orders.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from django.db.models import Avg, Count, Q, QuerySet

from aftercare.chat.models import Conversation, FollowUp, Message, Needs, PriceOffer
from aftercare.chat.terms import CardKind, FollowUpState, Kind, Side
from aftercare.customers.models import Customer
from aftercare.orders.access import visible_orders
from aftercare.orders.models import Order, OrderLine, Product
from aftercare.orders.queries import SEALED
from aftercare.shops.access import Person

MOST_BEFORE: Final = 5
MOST_ORDERS: Final = 5
MOST_LINES: Final = 60  # of these orders together
MOST_OFFERS: Final = 5
MOST_SEEN: Final = 5
MOST_SAID: Final = 8
CARDS_READ: Final = 30


@dataclass(frozen=True)
class Past:
    """The buyer's other conversations with the shop: the newest, how many, and what was noted of all of them."""

    talks: Sequence[Conversation]
    count: int
    rated: int
    average: Decimal | None
    flagged: int


@dataclass(frozen=True)
class BuyersOrder:
    """An order with its first lines."""

    order: Order
    lines: Sequence[OrderLine]


@dataclass(frozen=True)
class BuyersOrders:
    """The newest orders, and how many there are."""

    rows: Sequence[BuyersOrder]
    count: int


def customer_of(conversation: Conversation) -> Customer | None:
    """Who the buyer is, without the nick itself; None for somebody unknown."""
    pk = conversation.visitor.customer_id
    return None if pk is None else Customer.objects.defer("nick").filter(pk=pk).first()


def past_of(conversation: Conversation) -> Past:
    """Of the same visitor, or of the same customer on whichever machine. Two queries."""
    others = _same_buyer(conversation).exclude(pk=conversation.pk)
    newest = others.select_related("agent").defer("page", "rating_text").order_by("-pk")[:MOST_BEFORE]
    facts = others.aggregate(
        count=Count("id"),
        rated=Count("rating"),
        average=Avg("rating"),
        flagged=Count("id", filter=~Q(flagged_at=None)),
    )
    average = facts.pop("average")
    return Past(list(newest), average=None if average is None else Decimal(str(average)), **facts)


def _same_buyer(conversation: Conversation) -> QuerySet[Conversation]:
    visitor = conversation.visitor
    same = Q(visitor_id=visitor.pk)
    if visitor.customer_id is not None:
        same = Q(visitor__customer_id=visitor.customer_id)
    return Conversation.objects.filter(same, shop_id=conversation.shop_id)


def orders_of_buyer(person: Person, conversation: Conversation) -> BuyersOrders:
    """The newest five with their lines; none of somebody unknown. Three queries."""
    customer_id = conversation.visitor.customer_id
    if customer_id is None:
        return BuyersOrders((), 0)
    mine = visible_orders(person).filter(shop_id=conversation.shop_id, customer_id=customer_id)
    shown = mine.select_related("customer").defer(*SEALED)
    rows = list(shown.order_by("-ordered_at", "-pk")[:MOST_ORDERS])
    lines: dict[int, list[OrderLine]] = {}
    of_rows = OrderLine.objects.filter(order_id__in=[row.pk for row in rows])
    for line in of_rows.order_by("pk")[:MOST_LINES]:
        lines.setdefault(line.order_id, []).append(line)
    return BuyersOrders([BuyersOrder(row, lines.get(row.pk, [])) for row in rows], mine.count())


def offers_in(conversation: Conversation) -> Sequence[PriceOffer]:
    """Prices asked for in the conversation, the newest first, at most five. One query."""
    rows = conversation.offers.select_related("product", "asked_by", "decided_by")
    return list(rows.order_by("-pk")[:MOST_OFFERS])


def open_follow_ups_of(conversation: Conversation) -> Sequence[FollowUp]:
    """What is planned for this buyer, the nearest first. One query."""
    visitor = conversation.visitor
    same = Q(visitor_id=visitor.pk)
    if visitor.customer_id is not None:
        same |= Q(customer_id=visitor.customer_id)
    rows = FollowUp.objects.filter(same, shop_id=conversation.shop_id, state=FollowUpState.OPEN)
    return list(rows.select_related("owner", "order").order_by("due_at", "pk")[:MOST_BEFORE])


def said_by_buyer(conversation: Conversation) -> Sequence[Message]:
    """The buyer's newest words in the conversation, the newest first, at most eight. One query."""
    rows = Message.objects.filter(conversation=conversation, side=Side.BUYER, kind=Kind.TEXT)
    return list(rows.order_by("-seq")[:MOST_SAID])


def products_shown(conversation: Conversation) -> Sequence[Product]:
    """Products of which either side sent a card, the newest first, at most five that are on sale. Two queries."""
    cards = Message.objects.filter(conversation=conversation, kind=Kind.CARD).order_by("-seq")
    ids: list[int] = []
    for content in cards.values_list("card", flat=True)[:CARDS_READ]:
        card = json.loads(content) if content else {}
        pk = card.get("product")
        if card.get("kind") == CardKind.PRODUCT and isinstance(pk, int) and pk not in ids:
            ids.append(pk)
    rows = Product.objects.select_related("picture").defer("words")
    found = {row.pk: row for row in rows.filter(pk__in=ids[:MOST_SEEN], shop_id=conversation.shop_id, is_active=True)}
    return [found[pk] for pk in ids if pk in found]


def products_by_id(shop_id: int, ids: Sequence[int]) -> dict[int, Product]:
    """Those of the shop's products, with their pictures. One query."""
    rows = Product.objects.select_related("picture").defer("words").filter(shop_id=shop_id, pk__in=ids)
    return {row.pk: row for row in rows}


def needs_row(conversation: Conversation) -> Needs | None:
    """What is kept of the buyer's needs; None: nothing yet. One query."""
    return Needs.objects.select_related("changed_by").filter(conversation=conversation).first()


def was_told(conversation: Conversation, times: int) -> bool:
    """Whether the supervisor knows that the matter was explained so many times. One query."""
    return Message.objects.filter(conversation=conversation, side=Side.AGENT, client_id=f"repeated-{times}").exists()
