"""Both clocks of a state: set, kept running over states that share a limit, made void (B1)."""

from datetime import datetime

from aftercare.cases.flows.spec import Flow, Move, State
from aftercare.cases.models import Case
from aftercare.clock.actions.arm_deadline import arm_deadline
from aftercare.clock.actions.void_deadlines import void_deadlines
from aftercare.clock.queries import calendar_of
from aftercare.orders.models import Order
from aftercare.shops.policies import Policies, policies_of

PLATFORM = "case.platform"
OWN = "case.own"
APPROVAL = "approval.overdue"  # of a request for approval, which is its own subject


def due_times(
    case: Case, *, before: State | None, after: State, policies: Policies, at: datetime
) -> tuple[datetime | None, datetime | None]:
    """When the clocks of `after` run out: (platform, own). A limit named in both states keeps its running clock."""
    platform, own = case.platform_due_at, case.own_due_at
    if before is None or before.platform_limit != after.platform_limit:
        platform = None
        if after.platform_limit:
            platform = policies.get(after.platform_limit).due(at, calendar_of(case.shop))
    if before is None or before.own_target != after.own_target:
        own = None
        if after.own_target:
            calendar = calendar_of(case.shop)
            own = policies.get(after.own_target).due(at, calendar, calendar.promotions_for(after.own_target))
    return platform, own


def first_limit(flow: Flow, order: Order, applied_at: datetime) -> tuple[datetime | None, Move | None]:
    """When the platform's limit ends for an application made then, and the move that follows; None: it sets none."""
    first = flow.first_state(is_sent=order.dispatched_at is not None)
    policies = policies_of(order.shop, applied_at)
    limit, _own = due_times(Case(shop=order.shop), before=None, after=first, policies=policies, at=applied_at)
    return limit, flow.timeout_move(first)


def set_clocks(case: Case, before: State | None, after: State) -> None:
    """Arm and void the deadlines of a case whose due times have just been written.

    A clock that runs on is left alone: armed again, a target that was missed already would be missed a second time.
    """
    subject = ("case", case.pk)
    gone = []
    for kind, due in ((PLATFORM, case.platform_due_at), (OWN, case.own_due_at)):
        if before is not None and _clock(before, kind) == _clock(after, kind):
            continue
        if due is None:
            gone.append(kind)
        else:
            arm_deadline(kind=kind, subject=subject, shop_id=case.shop_id, due_at=due, fires=_clock(after, kind)[1])
    if gone and before is not None:
        void_deadlines(subject=subject, kinds=gone)


def _clock(state: State, kind: str) -> tuple[str, str]:
    """The limit's name, and what fires when it is over."""
    return (state.platform_limit, state.on_timeout) if kind == PLATFORM else (state.own_target, state.own_target)


def earlier(*times: datetime | None) -> datetime | None:
    """The first of them that is set."""
    return min((time for time in times if time is not None), default=None)
