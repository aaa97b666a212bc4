"""Write down what a parcel's course calls for: problems to be opened as cases, notices to be told. Each kind once."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from django.db import connection

from aftercare.orders.terms import OrderStatus
from aftercare.parcels.models import ParcelProblem
from aftercare.parcels.policies import OPENS, TELLS
from aftercare.parcels.rules import Course
from aftercare.parcels.terms import NoticeKind, ParcelState, ProblemKind, ProblemState
from aftercare.shops.policies import Policies

FRESH_PROBLEM: Final = timedelta(days=14)  # older ones come with old reports: nobody opens a case for them by itself
FRESH: Final = {
    NoticeKind.SENT: timedelta(hours=24),
    NoticeKind.ARRIVING: timedelta(hours=14),
    NoticeKind.PACKING: timedelta(hours=48),
}
# What is told as long as the parcel is there.
_ON_THE_WAY: Final = frozenset({ParcelState.WAITING, ParcelState.COLLECTED, ParcelState.MOVING, ParcelState.DELIVERING})
_PROBLEMS: Final = """
    INSERT INTO parcels_parcelproblem AS known (parcel_id, shop_id, kind, state, since, why)
    SELECT told.*, '' FROM unnest(%s::bigint[], %s::bigint[], %s::text[], %s::text[], %s::timestamptz[]) AS told
    ON CONFLICT (parcel_id, kind) DO UPDATE SET state = excluded.state
        WHERE known.state IN ('new', 'ended') AND known.state <> excluded.state
"""
_NOTICES: Final = """
    INSERT INTO parcels_parcelnotice (parcel_id, shop_id, kind, until, state, text, why, channel, made_at, try_at)
    SELECT told.*, 'new', '', '', '', %s, %s
    FROM unnest(%s::bigint[], %s::bigint[], %s::text[], %s::timestamptz[]) AS told
    ON CONFLICT (parcel_id, kind) DO NOTHING
"""


Line = tuple[int, int, str, str, datetime]  # parcel id, shop id, kind, state, since


@dataclass(frozen=True)
class Findings:
    """One parcel (`row`: id, shop_id, order_id, sent_at, is_replaced, order__status) with its course. `is_loose`: it
    was stuck and has moved."""

    row: Mapping[str, Any]
    course: Course
    policies: Policies
    is_loose: bool

    @property
    def has_order(self) -> bool:
        """Whether there is somebody to look after: a parcel without an order waits for one."""
        return self.row["order_id"] is not None and not self.row["is_replaced"]


def keep_findings(found: Iterable[Findings], at: datetime) -> None:
    """Problems and notices of these parcels, in two statements and one for those that move again."""
    found = list(found)
    keep_problems([line for one in found for line in _problems(one, at)])
    notices = [line for one in found for line in _notices(one, at)]
    if notices:
        with connection.cursor() as cursor:
            cursor.execute(_NOTICES, [at, at, *(list(column) for column in zip(*notices, strict=True))])
    for one in found:
        if one.is_loose:  # rare: a stuck parcel moves
            _loosen(one, at)


def keep_problems(lines: Sequence[Line]) -> None:
    """Problems that are not known yet; one that had settled itself is new again."""
    if lines:
        with connection.cursor() as cursor:
            cursor.execute(_PROBLEMS, [list(column) for column in zip(*lines, strict=True)])


def _problems(one: Findings, at: datetime) -> Iterable[Line]:
    """One that has settled itself before anybody looked is written as ended, so that rows are the same in any order."""
    if not one.has_order or not one.policies.get(OPENS):
        return
    for kind, since in one.course.problems:
        if since < at - FRESH_PROBLEM:
            continue
        state = ProblemState.ENDED if _is_settled(kind, one.course) else ProblemState.NEW
        yield one.row["id"], one.row["shop_id"], kind.value, state.value, since


def _is_settled(kind: ProblemKind, course: Course) -> bool:
    """Whether the buyer has the parcel after all; what came damaged is no matter settled."""
    return course.state is ParcelState.DELIVERED and kind is not ProblemKind.DAMAGED


def _loosen(one: Findings, at: datetime) -> None:
    """The stuck one moves: no case when none was opened yet; else the case is told (`actions.open_problems`)."""
    stuck = ParcelProblem.objects.filter(parcel_id=one.row["id"], kind=ProblemKind.STUCK)
    stuck.filter(state=ProblemState.NEW).update(state=ProblemState.ENDED)
    stuck.filter(state=ProblemState.OPENED).update(moved_at=one.course.moved_at or at)


def _notices(one: Findings, at: datetime) -> Iterable[tuple[Any, ...]]:
    if not one.has_order or one.row["order__status"] == OrderStatus.CLOSED:
        return
    for kind, since in due_notices(one.course, one.row["sent_at"]):
        if at - FRESH[kind] < since <= at + timedelta(hours=1) and one.policies.get(TELLS[kind]):
            yield one.row["id"], one.row["shop_id"], kind.value, since + FRESH[kind]


def due_notices(course: Course, sent_at: datetime) -> Iterable[tuple[NoticeKind, datetime]]:
    """What the course calls for telling, and since when."""
    if course.state in _ON_THE_WAY:
        yield NoticeKind.SENT, sent_at
    if course.state is ParcelState.DELIVERING and course.delivering_at is not None:
        yield NoticeKind.ARRIVING, course.delivering_at
        yield NoticeKind.PACKING, course.delivering_at
    if course.state is ParcelState.AT_POINT and course.at_point_at is not None:
        yield NoticeKind.PACKING, course.at_point_at
