"""The supervisor's live board: who is on duty with how many, how long buyers wait, what ran out (S2, S13)."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from django.db.models import Avg, Count, DurationField, ExpressionWrapper, F, Min, Q

from aftercare.chat.access import ANSWERERS, visible_conversations
from aftercare.chat.models import Conversation, Duty, Wait
from aftercare.chat.policies import CAPACITY
from aftercare.chat.routing import SIGN_OF_LIFE
from aftercare.chat.terms import DutyState, Stage
from aftercare.shops.access import Person
from aftercare.shops.models import Membership, Shop
from aftercare.shops.policies import policies_of

MOST: Final = 200  # people, and breaches, on one board
DAY: Final = timedelta(hours=24)
Facts = Mapping[str, Any]


@dataclass(frozen=True)
class Agent:
    """One person: their state as it counts (a dead screen is 'gone'), conversations they have, how many of these wait
    and since when the longest, and today's answers: how many and how long they took on average."""

    staff_id: int
    name: str
    state: str
    reason: str
    back_at: datetime | None
    load: int
    capacity: int
    waiting: int
    oldest: datetime | None
    answers: int
    average: timedelta | None


@dataclass(frozen=True)
class Figures:
    """Of the last 24 hours: waits that began, in time, first answers in average, average of all, breaches."""

    waits: int
    in_time: int
    first: timedelta | None
    average: timedelta | None
    breaches: int
    queued: int
    longest: datetime | None


def agents_of(person: Person, shop_ids: Collection[int], at: datetime) -> Sequence[Agent]:
    """Everybody who answers in these shops and has come on duty within a day: five queries."""
    members = Membership.objects.filter(shop_id__in=shop_ids, role__in=ANSWERERS, staff__is_active=True)
    duties = Duty.objects.select_related("staff").filter(staff_id__in=members.values("staff_id"))
    rows = list(duties.filter(Q(seen_at__gt=at - DAY) | Q(since__gt=at - DAY)).order_by("staff__name", "pk")[:MOST])
    ids = [row.staff_id for row in rows]
    here = Conversation.objects.filter(stage=Stage.OPEN, agent_id__in=ids).values("agent_id")
    loads = {
        row["agent_id"]: row
        for row in here.annotate(
            load=Count("id"), waiting=Count("id", filter=~Q(waiting_since=None)), oldest=Min("waiting_since")
        )
    }
    answered = Wait.objects.filter(shop_id__in=shop_ids, answered_by_id__in=ids, since__gt=at - DAY).values(
        "answered_by_id"
    )
    answers = {row["answered_by_id"]: row for row in answered.annotate(count=Count("id"), average=Avg(_TOOK))}
    shop = Shop.objects.filter(pk__in=shop_ids).order_by("pk").first()
    usual = policies_of(shop, at).get(CAPACITY) if shop else 0
    return [_agent(row, loads.get(row.staff_id, {}), answers.get(row.staff_id, {}), usual, at) for row in rows]


def figures_of(person: Person, shop_ids: Collection[int], at: datetime) -> Figures:
    """The shops' clocks of the last 24 hours, from the rows of waits: two queries."""
    waits = Wait.objects.filter(shop_id__in=shop_ids, since__gt=at - DAY)
    found = waits.aggregate(
        waits=Count("id"),
        in_time=Count("id", filter=~Q(answered_by=None) & Q(ended_at__lte=F("due_at"))),
        first=Avg(_TOOK, filter=Q(is_first=True) & ~Q(answered_by=None)),
        average=Avg(_TOOK, filter=~Q(answered_by=None)),
        breaches=Count("id", filter=~Q(breached_at=None)),
    )
    open_now = visible_conversations(person).filter(shop_id__in=shop_ids).exclude(stage=Stage.CLOSED)
    queue = open_now.aggregate(queued=Count("id", filter=Q(stage=Stage.QUEUED)), longest=Min("waiting_since"))
    return Figures(**found, **queue)


def breaches_of(shop_ids: Collection[int], at: datetime) -> Sequence[Wait]:
    """Answers that came too late or not yet, of the last 24 hours, the newest first."""
    rows = Wait.objects.filter(shop_id__in=shop_ids, breached_at__gt=at - DAY)
    return list(rows.select_related("conversation__visitor", "agent", "shop").order_by("-breached_at")[:MOST])


_TOOK: Final = ExpressionWrapper(F("ended_at") - F("since"), output_field=DurationField())


def _agent(row: Duty, load: Facts, answers: Facts, usual: int, at: datetime) -> Agent:
    return Agent(
        staff_id=row.staff_id,
        name=row.staff.name,
        state=_state(row, at),
        reason=row.reason,
        back_at=row.back_at,
        load=load.get("load", 0),
        capacity=row.capacity or usual,
        waiting=load.get("waiting", 0),
        oldest=load.get("oldest"),
        answers=answers.get("count", 0),
        average=answers.get("average"),
    )


def present(shop_ids: Collection[int], at: datetime) -> dict[int, tuple[str, str]]:
    """Who is on duty or away now in these shops: staff id -> (name, state), a dead screen is 'gone'; one query."""
    members = Membership.objects.filter(shop_id__in=shop_ids, role__in=ANSWERERS, staff__is_active=True)
    rows = Duty.objects.exclude(state=DutyState.OFF).filter(staff_id__in=members.values("staff_id"))
    found = rows.select_related("staff").order_by("staff__name", "pk")[:MOST]
    return {row.staff_id: (row.staff.name, _state(row, at)) for row in found}


def _state(row: Duty, at: datetime) -> str:
    alive = row.seen_at is not None and row.seen_at > at - SIGN_OF_LIFE
    return "gone" if row.state == DutyState.ON and not alive else row.state


def open_talks_of(person: Person, shop_ids: Collection[int], most: int) -> int:
    """How many conversations are the person's own, counted up to `most`."""
    rows = visible_conversations(person).filter(shop_id__in=shop_ids, stage=Stage.OPEN)
    return rows.filter(agent_id=person.staff_id or 0)[:most].count()
