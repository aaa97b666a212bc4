"""A buyer wants their data erased: asked by one person, decided by another (U4)."""

from collections.abc import Collection
from datetime import datetime

from django.db import transaction

from aftercare.core.errors import InvalidInput, Refusal, Refused
from aftercare.core.events import record
from aftercare.core.outbox import enqueue
from aftercare.core.text import clean
from aftercare.core.time import now
from aftercare.core.words import _
from aftercare.customers.models import Customer
from aftercare.erasure.access import access_data, access_request
from aftercare.erasure.blocks import block_of
from aftercare.erasure.models import DataRequest, Hold
from aftercare.erasure.terms import JOB, LEAST_REASON, LIMIT, MOST_REASON, OPEN, RequestKind, RequestState
from aftercare.shops.access import Person

ASKED_ALREADY = Refusal("erasure_asked", _("An erasure of this buyer's data is under way already."))
OWN = Refusal("erasure_own", _("Somebody else has to confirm what you have asked for."))
SETTLED = Refusal("erasure_settled", _("A colleague has decided this already."))
HELD = Refusal("held_already", _("This data is held already."))


def checked_reason(text: str) -> str:
    """The reason as it is kept. Raises InvalidInput `reason`."""
    words = clean(text)
    if not LEAST_REASON <= len(words) <= MOST_REASON:
        raise InvalidInput({"reason": _("Say in a few words how the buyer asked for it.")})
    return words


def ask_erasure(*, customer_ids: Collection[int], reason: str, person: Person) -> DataRequest:
    """Note the request; its clock runs from now on, even while something blocks it. Raises NotFound, InvalidInput and
    Refused."""
    words = checked_reason(reason)
    with transaction.atomic():
        customers = access_data(person, customer_ids)
        ids = [row.pk for row in customers]
        list(Customer.objects.select_for_update(no_key=True).filter(pk__in=ids).order_by("pk").values_list("pk"))
        if DataRequest.objects.filter(kind=RequestKind.ERASE, state__in=OPEN, customers__overlap=ids).exists():
            raise Refused(ASKED_ALREADY)
        request = _make(RequestKind.ERASE, RequestState.ASKED, customers, words, person, now())
        _event("erasure.asked", request, person)
    return request


def confirm_erasure(*, request_id: int, person: Person) -> DataRequest:
    """The second person agrees: the worker erases. Raises NotFound; Refused: their own request, settled, or blocked."""
    with transaction.atomic():
        request = _open(person, request_id)
        if request.asked_by_id == person.staff_id:
            raise Refused(OWN)
        block = block_of(request.customers)
        if block is not None:
            raise Refused(Refusal(f"erasure_{block.value}", block.label))
        request.state, request.problem = RequestState.CONFIRMED, ""
        request.decided_by_id, request.decided_at = person.staff_id, now()
        request.save(update_fields=["state", "problem", "decided_by", "decided_at"])
        _event("erasure.confirmed", request, person)
        enqueue(JOB, lock=f"erasure-{request.pk}", request_id=request.pk)
    return request


def refuse_erasure(*, request_id: int, note: str, person: Person) -> DataRequest:
    """Not to be erased, with what the buyer is told. Whoever asked may take their own back. Raises like above."""
    words = checked_reason(note)
    with transaction.atomic():
        request = _open(person, request_id)
        request.state, request.decision_note = RequestState.REFUSED, words
        request.decided_at = now()
        if request.asked_by_id != person.staff_id:
            request.decided_by_id = person.staff_id
        request.save(update_fields=["state", "decision_note", "decided_at", "decided_by"])
        _event("erasure.refused", request, person)
    return request


def note_copy(*, customer_ids: Collection[int], reason: str, person: Person) -> DataRequest:
    """Somebody takes a copy of the buyer's data: written down before it is made. Raises like above."""
    words = checked_reason(reason)
    with transaction.atomic():
        customers = access_data(person, customer_ids)
        request = _make(RequestKind.COPY, RequestState.DONE, customers, words, person, now())
        _event("personal.exported", request, person)
    return request


def hold_data(*, customer_id: int, reason: str, person: Person) -> Hold:
    """The data must stay for a dispute or by law. Raises like above."""
    words = checked_reason(reason)
    with transaction.atomic():
        (customer,) = access_data(person, [customer_id])
        assert person.staff_id is not None
        values = {"reason": words, "by_id": person.staff_id, "at": now()}
        hold, made = Hold.objects.get_or_create(customer=customer, ended_at=None, defaults=values)
        if not made:
            raise Refused(HELD)
        _event_of("erasure.held", customer, person, {"hold": hold.pk})
    return hold


def lift_hold(*, customer_id: int, person: Person) -> None:
    """It may go again. Raises NotFound, Refused."""
    with transaction.atomic():
        (customer,) = access_data(person, [customer_id])
        open_ones = Hold.objects.filter(customer=customer, ended_at=None)
        if open_ones.update(ended_at=now(), ended_by_id=person.staff_id):
            _event_of("erasure.hold_lifted", customer, person, {})


def _open(person: Person, pk: int) -> DataRequest:
    request = access_request(person, pk)
    if request.kind != RequestKind.ERASE or request.state != RequestState.ASKED:
        raise Refused(SETTLED)
    return request


def _make(
    kind: RequestKind, state: RequestState, customers: list[Customer], reason: str, person: Person, at: datetime
) -> DataRequest:
    assert person.staff_id is not None
    return DataRequest.objects.create(
        kind=kind,
        state=state,
        customers=[row.pk for row in customers],
        shops=sorted({row.shop_id for row in customers}),
        reason=reason,
        asked_by_id=person.staff_id,
        asked_at=at,
        due_at=at + LIMIT,
        done_at=at if state == RequestState.DONE else None,
    )


def _event(kind: str, request: DataRequest, person: Person) -> None:
    for customer in Customer.objects.filter(pk__in=request.customers).defer("nick"):
        _event_of(kind, customer, person, {"request": request.pk})


def _event_of(kind: str, customer: Customer, person: Person, data: dict[str, int]) -> None:
    subject = ("customer", customer.pk)
    record(kind=kind, subject=subject, shop_id=customer.shop_id, actor_id=person.staff_id, at=now(), data=data)
