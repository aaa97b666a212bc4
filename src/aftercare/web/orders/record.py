"""The page of an order: all that its template prints."""

from datetime import datetime
from functools import cached_property
from typing import Any

from aftercare.cases.queries import cases_of_order
from aftercare.core.money import ZERO, Money
from aftercare.orders.access import access_order
from aftercare.orders.queries import LineMoney, lines_with_money
from aftercare.orders.terms import ReturnClass
from aftercare.parcels.queries import parcels_of_order
from aftercare.regulars.access import READERS as KNOWERS
from aftercare.shops.access import Person
from aftercare.web.cases.audience import OPENERS
from aftercare.web.cases.record import CaseView, case_view
from aftercare.web.confirmation.oforder import OrderCheck
from aftercare.web.couriers.choices import ChoiceView, courier_of_order
from aftercare.web.dispatch.orderline import DispatchCard
from aftercare.web.orders.around import Around
from aftercare.web.orders.imported import ImportedRow, imports_shown
from aftercare.web.orders.listing import LABELS, TONES
from aftercare.web.parcels.marks import ParcelMark
from aftercare.web.personal.masks import MaskedField, masked_fields
from aftercare.web.pieces.marks import Tone
from aftercare.web.refundreports.card import records_of_order
from aftercare.web.refundreports.contexts import RecordRow
from aftercare.web.reviews.card import CardRow, give_address, reviews_on_order


class OrderContext:
    """Everything that the page prints. Personal data of the receiver is masked."""

    def __init__(self, person: Person, pk: int, at: datetime) -> None:
        self.person, self.at = person, at
        self.order = access_order(person, pk)

    @cached_property
    def courier(self) -> ChoiceView | None:
        """Which courier takes it, while it has not left (O6)."""
        return courier_of_order(self.person, self.order, self.at)

    @property
    def status(self) -> Any:
        return LABELS[self.order.status]

    @property
    def tone(self) -> Tone:
        return TONES[self.order.status]

    @property
    def personal(self) -> list[MaskedField]:
        """The buyer and the receiver, masked."""
        return masked_fields(self.person, self.order, self.at)

    @cached_property
    def lines(self) -> list[tuple[LineMoney, Any]]:
        """Each line with a word on its return class when the law makes an exception of it."""
        return [(one, _class_of(one)) for one in lines_with_money(self.order)]

    @cached_property
    def platform_records(self) -> list[RecordRow]:
        """What the platform's refund reports say of it (B2)."""
        return records_of_order(self.person, self.order)

    @cached_property
    def reviews(self) -> list[CardRow]:
        """What its buyer said of it, and the shop of them (R1)."""
        return reviews_on_order(self.person, self.order)

    @property
    def give_url(self) -> str:
        """Where the person reviews its buyer, '' when they do not."""
        return give_address(self.person, self.order)

    @property
    def refunded(self) -> Money:
        return sum((one.refunded for one, _class in self.lines), ZERO)

    @property
    def room(self) -> Money:
        return sum((one.room for one, _class in self.lines), ZERO)

    @cached_property
    def cases(self) -> list[CaseView]:
        return [case_view(case) for case in cases_of_order(self.person, self.order.pk)]

    @cached_property
    def imports(self) -> list[ImportedRow]:
        """By which imports it came and was changed (O1)."""
        return imports_shown(self.person, self.order)

    @cached_property
    def around(self) -> Around:
        return Around(self.person, self.order)

    @cached_property
    def dispatch(self) -> DispatchCard:
        return DispatchCard(self.person, self.order.pk, self.order.shop_id)

    @cached_property
    def parcels(self) -> list[ParcelMark]:
        """Where its parcels are (O5)."""
        return [ParcelMark(one) for one in parcels_of_order(self.person, self.order)]

    @cached_property
    def check(self) -> OrderCheck:
        """What was looked at before it leaves, and the notes for who sends it."""
        return OrderCheck(self.person, self.order.pk)

    @property
    def knows_buyers(self) -> bool:
        """Whether the person opens pages of customers there."""
        return self.person.has(self.order.shop_id, *KNOWERS)

    @property
    def may_open(self) -> bool:
        """Whether the person may open a return on it."""
        return self.person.has(self.order.shop_id, *OPENERS)


def _class_of(one: LineMoney) -> Any:
    product = one.line.product
    if product is None or product.return_class == ReturnClass.NORMAL:
        return ""
    return ReturnClass(product.return_class).label
