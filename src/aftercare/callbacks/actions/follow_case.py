"""Callbacks follow their case: one for each time that it was finished, ended when the case has gone on (K5).

Everything is read from the case's events. So the job may run twice, late, in another order, or in two workers at once:
what it makes is the same.
"""

from datetime import datetime
from typing import Final

from django.db import transaction
from django.db.models import QuerySet

from aftercare.callbacks.models import Callback
from aftercare.callbacks.policies import COMPLAINT_WITHIN, WITHIN
from aftercare.callbacks.terms import ENDED_BY, FINISHED, WAITING, CallbackState
from aftercare.callbacks.writing import end, tell
from aftercare.cases.effects.reports import OPENED
from aftercare.cases.models import Case
from aftercare.clock.queries import calendar_of
from aftercare.core.models import Event
from aftercare.core.time import now
from aftercare.customers.contacts import standings
from aftercare.customers.erased import digest_of
from aftercare.customers.models import ErasedMark
from aftercare.customers.terms import MarkKind
from aftercare.shops.policies import policies_of

LOOKED_AT: Final = 2000  # open callbacks, the most urgent first


def follow_case(*, case_id: int) -> int:
    """Make what is missing, end what is over; how many were made. Unknown cases and other kinds: nothing."""
    with transaction.atomic():
        case = Case.objects.select_related("shop", "order").filter(pk=case_id, flow__in=FINISHED).first()
        if case is None:
            return 0
        made = 0
        for moved in _moves_into(case):
            callback, is_new = Callback.objects.get_or_create(
                case=case, finished_at=moved.at, defaults=_begun(case, moved.at)
            )
            made += is_new
            if is_new:
                tell(callback, "callback.made", None, due=callback.due_at.isoformat())
            _settle(callback, case, moved)
    return made


def _moves(case: Case) -> QuerySet[Event]:
    rows = Event.objects.filter(subject_kind="case", subject_id=case.pk, kind="case.moved")
    return rows.order_by("pk")


def _moves_into(case: Case) -> list[Event]:
    """The steps by which the case was finished, the first one first."""
    rows = _moves(case).filter(data__to__in=FINISHED[case.flow])
    # A report that tells of a refund of long ago opens its case and ends it at once: nobody here has dealt with it.
    told = case.opened_at if case.details.get(OPENED) else None
    return [row for row in rows if row.data["from"] != row.data["to"] and row.at != told]


def _begun(case: Case, finished_at: datetime) -> dict[str, object]:
    key = COMPLAINT_WITHIN if case.flow in WAITING else WITHIN
    calendar = calendar_of(case.shop)
    span = policies_of(case.shop, finished_at).get(key)
    return {
        "shop_id": case.shop_id,
        "kind": case.flow,
        "owner_id": case.owner_id,
        "due_at": span.due(finished_at, calendar, calendar.promotions_for(key)),
    }


def _settle(callback: Callback, case: Case, moved: Event) -> None:
    """An open one ends by what was done in the case itself, and when the buyer must not be called."""
    callback = Callback.objects.select_for_update(of=("self",), no_key=True).get(pk=callback.pk)
    if callback.state != CallbackState.OPEN:
        return
    left = _left_by(case, moved)
    if left is not None:
        state = ENDED_BY.get(left.data["move"], CallbackState.DROPPED)
        if state is not CallbackState.DROPPED:
            callback.calls, callback.first_call_at = callback.calls + 1, callback.first_call_at or left.at
        end(callback, state, left.actor_id, left.at)
    elif is_erased(case):
        end(callback, CallbackState.DROPPED, None, now())
    elif is_opted_out(case):
        end(callback, CallbackState.UNWANTED, None, now())


def _left_by(case: Case, moved: Event) -> Event | None:
    """The step by which the case left the state in which it waited to be called."""
    waiting = WAITING.get(case.flow)
    if waiting is None:
        return None
    return _moves(case).filter(pk__gt=moved.pk, data__from=waiting).exclude(data__to=waiting).first()


def is_erased(case: Case) -> bool:
    """Whether the buyer of the order was erased (U4)."""
    digest = digest_of(MarkKind.ORDER, case.order.platform_no)
    return ErasedMark.objects.filter(shop_id=case.shop_id, kind=MarkKind.ORDER, digest=digest).exists()


def is_opted_out(case: Case) -> bool:
    """Whether the buyer has said that they do not want to be contacted (S8)."""
    (standing,) = standings([(case.shop, names_of_case(case))], now())
    return standing.opted_out


def names_of_case(case: Case) -> tuple[str, ...]:
    """By what the buyer of a case is known to the limits of contacts."""
    return (f"customer:{case.customer_id}",) if case.customer_id else (f"order:{case.order_id}",)


def leave_in_peace() -> int:
    """End the open ones whose buyers have said since that they do not want to be contacted; how many."""
    rows = Callback.objects.filter(state=CallbackState.OPEN).select_related("case__shop", "case__order")
    open_ones = list(rows.order_by("due_at", "pk")[:LOOKED_AT])
    found = standings([(row.case.shop, names_of_case(row.case)) for row in open_ones], now())
    ended = 0
    for row, standing in zip(open_ones, found, strict=True):
        if standing.opted_out:
            with transaction.atomic():
                locked = Callback.objects.select_for_update(of=("self",), no_key=True)
                callback = locked.filter(pk=row.pk, state=CallbackState.OPEN).first()
                if callback is not None:
                    end(callback, CallbackState.UNWANTED, None, now())
                    ended += 1
    return ended
