"""The platform's refund records as a card beside an order and beside a case."""

from aftercare.cases.models import Case
from aftercare.orders.models import Order
from aftercare.refundreports.queries import refund_of_case, refunds_of_order
from aftercare.shops.access import Person
from aftercare.web.refundreports.contexts import RecordRow, record_row

SHOWN = 10


def records_of_case(person: Person, case: Case) -> list[RecordRow]:
    """One at most; none for whoever does not read them."""
    record = refund_of_case(person, case.pk)
    return [record_row(record)] if record is not None else []


def records_of_order(person: Person, order: Order) -> list[RecordRow]:
    """The newest of the order."""
    return [record_row(record) for record in refunds_of_order(person, order.pk, most=SHOWN)]
