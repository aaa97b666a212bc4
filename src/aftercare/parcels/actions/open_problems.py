"""Problems of parcels become cases, each once; what moves again is noted in its case (O5, C4, C11)."""

from collections.abc import Mapping
from typing import Final

from django.db import transaction

from aftercare.cases.actions.add_note import add_note
from aftercare.cases.actions.open_case import Application, open_case
from aftercare.cases.models import Case
from aftercare.cases.room import lines_with_room
from aftercare.cases.terms import Reason
from aftercare.core.errors import InvalidInput, Refused
from aftercare.core.events import record
from aftercare.core.money import ZERO
from aftercare.core.time import now
from aftercare.orders.models import Order
from aftercare.orders.queries import SEALED
from aftercare.orders.terms import OrderStatus
from aftercare.parcels.letters import course_text, moved_text, problem_text
from aftercare.parcels.models import ParcelProblem, TrackingEvent
from aftercare.parcels.terms import ProblemKind, ProblemState
from aftercare.shops.access import Person

MOST: Final = 200  # of one run; the next one goes on
ORDER_CLOSED, GOODS_ELSEWHERE, UNFIT = "order_closed", "goods_elsewhere", "unfit"
# The kind of case and its reason. Whoever gets it may change it into a return.
CASES: Final[Mapping[ProblemKind, tuple[str, Reason]]] = {
    ProblemKind.STUCK: ("out_of_zone", Reason.STUCK),
    ProblemKind.OUT_OF_ZONE: ("out_of_zone", Reason.OUT_OF_ZONE),
    ProblemKind.REFUSED: ("out_of_zone", Reason.REFUSED),
    ProblemKind.RETURNED: ("out_of_zone", Reason.SENT_BACK),
    ProblemKind.LOST: ("out_of_zone", Reason.LOST),
    ProblemKind.DAMAGED: ("damaged", Reason.DAMAGED),
}


def open_problems() -> int:
    """Open what is new, note what moves again; returns how many. One at a time, so that a failure holds up no other."""
    done = 0
    while done < MOST and _open_next():
        done += 1
    return done


@transaction.atomic
def _open_next() -> bool:
    todo = ParcelProblem.objects.filter(state=ProblemState.NEW) | ParcelProblem.objects.filter(
        state=ProblemState.OPENED, moved_at__isnull=False
    )
    locked = todo.select_for_update(skip_locked=True, of=("self",), no_key=True)
    problem = locked.select_related("parcel", "shop", "case").order_by("pk").first()
    if problem is None:
        return False
    if problem.state == ProblemState.OPENED:
        _note_movement(problem)
    else:
        _settle(problem)
    return True


def _note_movement(problem: ParcelProblem) -> None:
    case, moved_at = problem.case, problem.moved_at
    if case is not None and case.closed_at is None and moved_at is not None:
        _note(case, moved_text(problem.parcel, moved_at, problem.shop))
    problem.state = ProblemState.MOVED
    problem.save(update_fields=["state"])


def _settle(problem: ParcelProblem) -> None:
    """Open its case, join it to the one that is open on the order already, or say why there is none."""
    order_id = problem.parcel.order_id
    order = Order.objects.defer(*SEALED).filter(pk=order_id).first() if order_id else None
    if order is None or order.status == OrderStatus.CLOSED:
        _close(problem, None, ORDER_CLOSED)
        return
    flow, _reason = CASES[ProblemKind(problem.kind)]
    opened = Case.objects.filter(order_id=order.pk, closed_at=None).order_by("-pk")
    same = opened.filter(flow=flow).first()
    if same is not None:
        _note(same, _sentence(problem))
        _close(problem, same, "")
        return
    lines = {line.pk: (line.left, ZERO) for line in lines_with_room(order.pk) if line.left}
    if not lines:
        holder = opened.first()
        if holder is not None:
            _note(holder, _sentence(problem))
        _close(problem, holder, GOODS_ELSEWHERE)
        return
    _open(problem, order, lines)


def _open(problem: ParcelProblem, order: Order, lines: Mapping[int, tuple[int, object]]) -> None:
    flow, reason = CASES[ProblemKind(problem.kind)]
    events = TrackingEvent.objects.filter(parcel_id=problem.parcel_id).order_by("-at", "-key")
    application = Application(
        flow=flow,
        order_id=order.pk,
        reason=reason,
        lines=lines,  # type: ignore[arg-type]
        description=_sentence(problem),
        note=course_text(list(events[:20]), problem.shop),
        key=f"parcel-{problem.parcel_id}-{problem.kind}",
    )
    try:
        case = open_case(application=application, person=Person.system())
    except (Refused, InvalidInput) as error:
        code = error.refusal.code if isinstance(error, Refused) else UNFIT
        _close(problem, None, code[:40])
        return
    _close(problem, case, "")


def _close(problem: ParcelProblem, case: Case | None, why: str) -> None:
    problem.state = ProblemState.NO_CASE if why else ProblemState.OPENED
    problem.case, problem.why = case, why
    problem.save(update_fields=["state", "case", "why"])
    record(
        kind="parcel.problem",
        subject=("parcel", problem.parcel_id),
        shop_id=problem.shop_id,
        actor_id=None,
        at=now(),
        data={"kind": problem.kind, "case": case.number if case else "", "why": why},
    )


def _sentence(problem: ParcelProblem) -> str:
    since = problem.parcel.moved_at or problem.parcel.sent_at if problem.kind == ProblemKind.STUCK else problem.since
    return problem_text(ProblemKind(problem.kind), problem.parcel, since, problem.shop)


def _note(case: Case, text: str) -> None:
    add_note(number=case.number, text=text, person=Person.system())
