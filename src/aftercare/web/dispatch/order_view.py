"""The page of one order's dispatch: all that its template prints."""

from collections.abc import Sequence
from datetime import datetime
from functools import cached_property
from typing import Any

from django.urls import reverse

from aftercare.dispatch.access import MARKERS, OVERRIDERS, PRINTERS, access_promise
from aftercare.dispatch.contents import Contents
from aftercare.dispatch.models import Promise, SlipPrint, StockTask
from aftercare.dispatch.packing import Standing, standing_of
from aftercare.dispatch.packing_rules import Hold
from aftercare.dispatch.queries import slips_of
from aftercare.dispatch.shortages import tasks_of_order
from aftercare.dispatch.terms import Basis
from aftercare.shops.access import Person
from aftercare.web.dispatch.freight_view import FreightCard
from aftercare.web.dispatch.orderline import DispatchCard
from aftercare.web.numbers import read_number


class DispatchOrderContext:
    """Everything that the page prints; personal data of the receiver is masked."""

    def __init__(self, person: Person, order_id: int, at: datetime) -> None:
        self.person, self.at = person, at
        self.promise: Promise = access_promise(person, order_id)
        self.order = self.promise.order
        self.freight = FreightCard(person, self.promise, at)
        self.card = DispatchCard(person, order_id, self.promise.shop_id)

    @cached_property
    def standing(self) -> Standing:
        return standing_of(self.promise, self.at)

    @property
    def contents(self) -> Contents:
        return self.standing.contents

    @property
    def holds(self) -> tuple[Hold, ...]:
        """What stops the packer; of an order that has left nothing."""
        return () if self.has_left else self.standing.holds

    @property
    def may_pass(self) -> list[Hold]:
        """What a supervisor may let pass: what holds it now, and missing pieces."""
        codes = set(self.standing.release.codes) if self.standing.release else set()
        return [*self.holds, *([Hold.MISSING] if Hold.MISSING.value not in codes else [])]

    @property
    def has_left(self) -> bool:
        return self.promise.ended_at is not None

    @property
    def basis(self) -> Any:
        return Basis(self.promise.basis).label

    @cached_property
    def slips(self) -> Sequence[SlipPrint]:
        return slips_of(self.order.pk)

    @property
    def may_print(self) -> bool:
        return not self.has_left and self.person.has(self.promise.shop_id, *PRINTERS)

    @property
    def may_override(self) -> bool:
        return not self.has_left and self.person.has(self.promise.shop_id, *OVERRIDERS)

    @property
    def may_mark(self) -> bool:
        return not self.has_left and self.person.has(self.promise.shop_id, *MARKERS)

    @cached_property
    def tasks(self) -> Sequence[StockTask]:
        return tasks_of_order(self.person, self.order.pk)

    @property
    def order_address(self) -> str:
        return reverse("order", args=[self.order.pk])


def read_ids(values: Sequence[str]) -> list[int]:
    """Ids that were posted; what is none is left out."""
    return [number for value in values if (number := read_number(value)) is not None]
