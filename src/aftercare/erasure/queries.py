"""Reads for the pages of requests about buyers' data (U4)."""

from collections.abc import Collection
from typing import Final

from django.db.models import F

from aftercare.customers.models import Customer
from aftercare.erasure.access import visible_requests
from aftercare.erasure.models import DataRequest, Hold
from aftercare.erasure.terms import OPEN, RequestKind
from aftercare.shops.access import Person

PAGE: Final = 50
_PEOPLE: Final = ("asked_by", "decided_by")


def open_requests(person: Person) -> list[DataRequest]:
    """Erasures that wait or are under way, the nearest end first. One query; there are never many."""
    rows = visible_requests(person).filter(kind=RequestKind.ERASE, state__in=OPEN)
    return list(rows.select_related(*_PEOPLE).order_by("due_at", "pk")[: PAGE + 1])


def settled_requests(person: Person, after: int | None) -> list[DataRequest]:
    """Copies, and erasures that are done or refused, the newest first. One query."""
    rows = visible_requests(person).exclude(kind=RequestKind.ERASE, state__in=OPEN)
    rows = rows.filter(pk__lt=after) if after is not None else rows
    return list(rows.select_related(*_PEOPLE).order_by(F("pk").desc())[: PAGE + 1])


def requests_of(person: Person, customers: Collection[int]) -> list[DataRequest]:
    """All about these customers, the newest first. One query."""
    rows = visible_requests(person).filter(customers__overlap=list(customers))
    return list(rows.select_related(*_PEOPLE).order_by("-pk")[:PAGE])


def hold_of(customer_id: int) -> Hold | None:
    """The hold on the data, if there is one. One query."""
    return Hold.objects.filter(customer_id=customer_id, ended_at=None).select_related("by").first()


def names_of(requests: Collection[DataRequest]) -> dict[int, Customer]:
    """The customers of these requests. One query."""
    ids = {pk for request in requests for pk in request.customers}
    return Customer.objects.defer("nick").in_bulk(ids)
