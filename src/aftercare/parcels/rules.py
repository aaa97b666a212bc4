"""From the set of a parcel's events to where it is: pure, and the same in whatever order they came (O5, attack X10)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final, NamedTuple

from aftercare.parcels.terms import OVER, ParcelState, ProblemKind, Sign


class Seen(NamedTuple):
    """One event: when the courier says it happened, what it says, the hash of its words, and its row (0: none yet)."""

    at: datetime
    sign: Sign
    key: int
    pk: int = 0


@dataclass(frozen=True)
class Course:
    """What the events of a parcel come to. `moved_at`: its last movement; `told_at`: its last event, row `last`;
    `problems`: when each was said last."""

    state: ParcelState
    state_at: datetime | None = None
    moved_at: datetime | None = None
    told_at: datetime | None = None
    delivered_at: datetime | None = None
    delivering_at: datetime | None = None
    at_point_at: datetime | None = None
    last: int | None = None
    problems: tuple[tuple[ProblemKind, datetime], ...] = ()

    @property
    def is_over(self) -> bool:
        return self.state in OVER


# Two events of the same second: what says more comes later. Also which state each leads to.
_STEPS: Final[tuple[tuple[Sign, ParcelState | None], ...]] = (
    (Sign.NOTHING, None),
    (Sign.UNKNOWN, None),
    (Sign.LATE, None),
    (Sign.ORDERED, ParcelState.WAITING),
    (Sign.COLLECTED, ParcelState.COLLECTED),
    (Sign.TRANSIT, ParcelState.MOVING),
    (Sign.FORWARDED, ParcelState.MOVING),
    (Sign.CUSTOMS, ParcelState.MOVING),
    (Sign.AT_CITY, ParcelState.MOVING),
    (Sign.TAKEN_OUT, None),
    (Sign.DELIVERING, ParcelState.DELIVERING),
    (Sign.AT_POINT, ParcelState.AT_POINT),
    (Sign.POINT_OVERDUE, ParcelState.TROUBLE),
    (Sign.TROUBLE, ParcelState.TROUBLE),
    (Sign.OUT_OF_ZONE, ParcelState.TROUBLE),
    (Sign.DAMAGED, ParcelState.TROUBLE),
    (Sign.LOST, ParcelState.LOST),
    (Sign.SIGNED, ParcelState.DELIVERED),
    (Sign.REFUSED, ParcelState.REFUSED),
    (Sign.INTERCEPTED, ParcelState.RETURNING),
    (Sign.RETURNING, ParcelState.RETURNING),
    (Sign.RETURNED, ParcelState.RETURNED),
    (Sign.CANCELLED, ParcelState.CANCELLED),
)
RANK: Final = {sign: rank for rank, (sign, _state) in enumerate(_STEPS)}
STATE_OF: Final = dict(_STEPS)
# Words about a parcel, not movements of it.
STILL: Final = frozenset(
    {
        Sign.NOTHING,
        Sign.UNKNOWN,
        Sign.LATE,
        Sign.ORDERED,
        Sign.TROUBLE,
        Sign.POINT_OVERDUE,
        Sign.OUT_OF_ZONE,
        Sign.DAMAGED,
        Sign.LOST,
    }
)
# After the end only these say that it was none: what was signed for can still go back.
REOPENING: Final = frozenset({Sign.REFUSED, Sign.INTERCEPTED, Sign.RETURNING, Sign.RETURNED})
PROBLEM_OF: Final = {
    Sign.OUT_OF_ZONE: ProblemKind.OUT_OF_ZONE,
    Sign.REFUSED: ProblemKind.REFUSED,
    Sign.RETURNING: ProblemKind.RETURNED,
    Sign.RETURNED: ProblemKind.RETURNED,
    Sign.DAMAGED: ProblemKind.DAMAGED,
    Sign.LOST: ProblemKind.LOST,
}
# We stopped it ourselves: that it comes back is what we wanted.
WANTED_BACK: Final = frozenset({Sign.INTERCEPTED, Sign.CANCELLED})


def course_of(events: Iterable[Seen], received_at: datetime | None = None) -> Course:
    """Fold the events in the order of their own times. `received_at`: when the buyer confirmed receipt, which counts as
    signing when no event says so.

    The same set gives the same course, in whatever order and however often its events came.
    """
    ordered = sorted(set(events), key=lambda one: (one.at, RANK[one.sign], one.key))
    fold = _Fold()
    for one in ordered:
        fold.add(one)
    state, state_at, delivered_at = fold.state, fold.state_at, fold.delivered_at
    if received_at is not None and state not in OVER and not fold.goes_back:
        state, state_at, delivered_at = ParcelState.DELIVERED, received_at, received_at
    last = ordered[-1] if ordered else None
    return Course(
        state=state,
        state_at=state_at,
        moved_at=fold.moved_at,
        told_at=last.at if last else None,
        delivered_at=delivered_at,
        delivering_at=fold.delivering_at,
        at_point_at=fold.at_point_at,
        last=last.pk if last else None,
        problems=tuple(sorted(fold.problems.items())),
    )


class _Fold:
    """The course so far."""

    def __init__(self) -> None:
        self.state = ParcelState.WAITING
        self.state_at: datetime | None = None
        self.moved_at: datetime | None = None
        self.delivered_at: datetime | None = None
        self.delivering_at: datetime | None = None
        self.at_point_at: datetime | None = None
        self.problems: dict[ProblemKind, datetime] = {}
        self.goes_back = self.is_wanted_back = False

    def add(self, one: Seen) -> None:
        """One more event, not earlier than those before."""
        self.is_wanted_back = self.is_wanted_back or one.sign in WANTED_BACK
        kind = PROBLEM_OF.get(one.sign)
        if kind is not None and not (self.is_wanted_back and kind is ProblemKind.RETURNED):
            self.problems[kind] = one.at
        if one.sign not in STILL:
            self.moved_at = one.at
        target = self._target(one.sign)
        if target is None or (self.state in OVER and one.sign not in REOPENING):
            return
        self.state, self.state_at = target, one.at
        self.delivered_at = one.at if target is ParcelState.DELIVERED else None
        self.goes_back = self.goes_back or target in (ParcelState.RETURNING, ParcelState.RETURNED)
        if target is ParcelState.DELIVERING:
            self.delivering_at = one.at
        if target is ParcelState.AT_POINT:
            self.at_point_at = one.at

    def _target(self, sign: Sign) -> ParcelState | None:
        """Where the event leads. On the way back every movement is one towards the sender, who signs for it."""
        if self.goes_back and sign is Sign.SIGNED:
            return ParcelState.RETURNED
        if self.goes_back and sign not in STILL | REOPENING:
            return ParcelState.RETURNING
        return STATE_OF[sign]


@dataclass(frozen=True)
class Patience:
    """Hours without a movement after which a parcel counts as stuck, by stage."""

    pickup: int  # dispatched, not collected
    moving: int
    delivering: int
    point: int  # at a locker or station: the buyer's turn


def quiet_until(course: Course, sent_at: datetime, patience: Patience) -> datetime | None:
    """When the parcel counts as stuck unless it moves; None once it is over or lost anyway (`ProblemKind.LOST`)."""
    hours = {
        ParcelState.WAITING: patience.pickup,
        ParcelState.COLLECTED: patience.moving,
        ParcelState.MOVING: patience.moving,
        ParcelState.DELIVERING: patience.delivering,
        ParcelState.TROUBLE: patience.delivering,
        ParcelState.AT_POINT: patience.point,
        ParcelState.REFUSED: patience.moving,
        ParcelState.RETURNING: patience.moving,
    }.get(course.state)
    if hours is None:
        return None
    return max(course.moved_at or sent_at, sent_at) + timedelta(hours=hours)


# A problem that needs a person at once stands above those that only do not move.
URGENT: Final = frozenset({ParcelState.TROUBLE, ParcelState.REFUSED, ParcelState.RETURNING, ParcelState.LOST})


def is_still_stuck(course: Course, since: datetime) -> bool:
    """Whether nothing has moved since it was found stuck."""
    return not course.is_over and (course.moved_at is None or course.moved_at <= since)
