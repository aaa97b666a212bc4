"""What stands around an order: the buyer's other orders and conversations, and what was sent again of it."""

from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from aftercare.chat.reads import conversations_of_customer
from aftercare.chat.terms import Stage, Topic
from aftercare.orders.models import Order
from aftercare.orders.queries import orders_beside, orders_sent_again
from aftercare.shops.access import Person
from aftercare.web.orders.listing import LABELS, TONES
from aftercare.web.pieces.marks import Tone, pill

SHOWN = 5
STAGES = {Stage.QUEUED: Tone.SOON, Stage.OPEN: Tone.US, Stage.CLOSED: Tone.DONE}


@dataclass(frozen=True, slots=True)
class NearRow:
    """One line of a card; `at` is a moment."""

    address: str
    title: str
    mark: SafeString
    line: str
    at: Any


class Around:
    """At most five of each; the list has the others."""

    def __init__(self, person: Person, order: Order) -> None:
        self.person, self.order = person, order

    @cached_property
    def _beside(self) -> list[Order]:
        return orders_beside(self.order, most=SHOWN)

    @property
    def orders(self) -> list[NearRow]:
        return [_order_row(one) for one in self._beside[:SHOWN]]

    @property
    def all_orders(self) -> str:
        """Address of all orders of this buyer when not all are shown."""
        return f"{reverse('orders')}?buyer={self.order.customer_id}" if len(self._beside) > SHOWN else ""

    @cached_property
    def sent_again(self) -> list[NearRow]:
        return [_order_row(one) for one in orders_sent_again(self.order)]

    @cached_property
    def source(self) -> NearRow | None:
        """The order of which this one sends goods again."""
        return _order_row(self.order.source_order) if self.order.source_order else None

    @cached_property
    def talks(self) -> list[NearRow]:
        if self.order.customer_id is None:
            return []
        found = conversations_of_customer(self.person, self.order.shop_id, self.order.customer_id, most=SHOWN)
        return [
            NearRow(
                address=reverse("talk", kwargs={"talk": one.pk}),
                title=_("Conversation %(number)s") % {"number": one.pk},
                mark=pill(Stage(one.stage).label, STAGES[Stage(one.stage)]),
                line=" · ".join(str(part) for part in (Topic(one.topic).label, one.agent and one.agent.name) if part),
                at=one.last_at,
            )
            for one in found
        ]


def _order_row(order: Order) -> NearRow:
    mark = pill(LABELS[order.status], TONES[order.status])
    return NearRow(f"/orders/{order.pk}/", order.platform_no, mark, order.item_summary, order.ordered_at)
