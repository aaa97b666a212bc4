"""What other pages say of an order's dispatch: the card of an order, the evidence beside a case (O4, O9)."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any

from django.urls import reverse

from aftercare.dispatch.access import READERS, shops_for
from aftercare.dispatch.models import Packing, Promise
from aftercare.dispatch.packing import packings_of_orders
from aftercare.dispatch.queries import breaches_of, promise_of_order
from aftercare.dispatch.terms import BreachKind, Stage
from aftercare.shops.access import Person
from aftercare.web.dispatch.listing import TONES, clock_of
from aftercare.web.dispatch.packing_view import packing_photos
from aftercare.web.pieces.clock import Clock
from aftercare.web.pieces.marks import Tone
from aftercare.web.pieces.parts import Evidence


@dataclass(frozen=True)
class PackingView:
    """One finished packing: who, when, how heavy, with its pictures."""

    packing: Packing
    photos: Sequence[Evidence]

    @property
    def address(self) -> str:
        return reverse("dispatch_order", args=[self.packing.order_id])


def packing_views(person: Person, order_ids: Collection[int]) -> list[PackingView]:
    """Finished packings of these orders, the oldest first."""
    return [PackingView(row, packing_photos(row)) for row in packings_of_orders(person, order_ids)]


class DispatchCard:
    """Of one order, for whoever reads dispatch; `promise` None: nothing was promised."""

    def __init__(self, person: Person, order_id: int, shop_id: int) -> None:
        self.person, self.order_id = person, order_id
        self.is_shown = shop_id in shops_for(person, READERS)

    @cached_property
    def promise(self) -> Promise | None:
        return promise_of_order(self.person, self.order_id) if self.is_shown else None

    @property
    def clock(self) -> Clock | None:
        return clock_of(self.promise) if self.promise else None

    @property
    def stage(self) -> Any:
        return Stage(self.promise.stage).label if self.promise else ""

    @property
    def tone(self) -> Tone:
        return TONES[Stage(self.promise.stage)] if self.promise else Tone.OTHERS

    @cached_property
    def breaches(self) -> list[tuple[Any, datetime]]:
        """What was missed, and when it was due."""
        return [(BreachKind(row.kind).label, row.due_at) for row in breaches_of(self.promise)] if self.promise else []

    @cached_property
    def packings(self) -> list[PackingView]:
        return packing_views(self.person, [self.order_id]) if self.is_shown else []

    @property
    def address(self) -> str:
        return reverse("dispatch_order", args=[self.order_id])
