"""The platform's refund records as a card beside an order and beside a case."""

from django.db.models import QuerySet

from aftercare.orders.models import Order
from aftercare.refundreports.models import PlatformRefund
from aftercare.refundreports.queries import refunds_of_order
from aftercare.shops.access import Person
from aftercare.web.refundreports.contexts import RecordRow, record_row

SHOWN = 10


def records_of_order(person: Person, order: Order) -> list[RecordRow]:
    """The newest of the order."""
    return record_rows(refunds_of_order(person, order.pk))


def record_rows(records: QuerySet[PlatformRefund]) -> list[RecordRow]:
    """As the card prints them."""
    return [record_row(one) for one in records.select_related("shop", "case").defer("explanation")[:SHOWN]]
