"""Who answers: the agent of last time, else the least busy one on duty who has the role and room (S13)."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Final

from django.db import transaction
from django.db.models import Count, Q, QuerySet

from aftercare.accounts.terms import Role
from aftercare.chat.admission import admitted
from aftercare.chat.hints import hint
from aftercare.chat.models import Conversation, Duty
from aftercare.chat.policies import CAPACITY
from aftercare.chat.terms import DutyState, Stage, Topic
from aftercare.chat.writing import notice
from aftercare.shops.models import Membership, Shop
from aftercare.shops.policies import policies_of

ROLES: Final = {
    Topic.PRESALE: frozenset({Role.PRESALE_AGENT, Role.TEMPORARY}),
    Topic.AFTERSALE: frozenset({Role.AGENT, Role.TEMPORARY}),
}
GIVEN: Final = frozenset().union(*ROLES.values())  # roles to which conversations are given
SIGN_OF_LIFE: Final = timedelta(seconds=90)  # screens give one every half minute
MOST_AT_ONCE: Final = 50
LONG_AGO: Final = datetime(2000, 1, 1, tzinfo=UTC)


@dataclass(frozen=True)
class Candidate:
    """Somebody on duty: how many conversations they have, and how many they take at most."""

    staff_id: int
    load: int
    capacity: int
    is_of_role: bool  # the topic's own role; any other answerer takes over when none of these is on duty
    assigned_at: datetime | None

    @property
    def has_room(self) -> bool:
        return self.load < self.capacity


def best(candidates: Sequence[Candidate], last_agent: int | None) -> Candidate | None:
    """Pure: the agent of last time while there is room; else the topic's role, the least busy, and whose turn it is."""
    able = [one for one in candidates if one.has_room]
    again = [one for one in able if one.staff_id == last_agent and one.is_of_role]
    return min(
        again or [one for one in able if one.is_of_role] or able,
        key=lambda one: (one.load / one.capacity, one.assigned_at or LONG_AGO, one.staff_id),
        default=None,
    )


def candidates(shop: Shop, topic: str, at: datetime) -> list[Candidate]:
    """Everybody on duty who may answer in the shop: three queries at any size."""
    roles: dict[int, set[str]] = {}
    members = answering_members(shop, at)
    for staff_id, role in members.values_list("staff_id", "role"):
        roles.setdefault(staff_id, set()).add(role)
    usual: int = policies_of(shop, at).get(CAPACITY)
    duties = list(on_duty(at).filter(staff_id__in=roles))
    open_now = Conversation.objects.filter(stage=Stage.OPEN, agent_id__in=[duty.staff_id for duty in duties])
    loads = dict(open_now.values_list("agent_id").annotate(count=Count("id")))
    wanted = ROLES[Topic(topic)]
    return [
        Candidate(
            duty.staff_id,
            loads.get(duty.staff_id, 0),
            max(duty.capacity or usual, 1),
            not wanted.isdisjoint(roles[duty.staff_id]),
            duty.assigned_at,
        )
        for duty in duties
    ]


def answering_members(shop: Shop, at: datetime) -> QuerySet[Membership]:
    """Who is given conversations of the shop; supervisors take them when they choose to. Where the shop asks for a
    certificate, only who holds one (K3)."""
    return admitted(Membership.objects.filter(shop=shop, role__in=GIVEN, staff__is_active=True), shop, at)


def answering_in(shop_ids: Collection[int]) -> set[int]:
    """Ids of everybody who is given conversations of one of these shops; one query."""
    members = Membership.objects.filter(shop_id__in=shop_ids, role__in=GIVEN, staff__is_active=True)
    return set(members.values_list("staff_id", flat=True))


def on_duty(at: datetime) -> QuerySet[Duty]:
    """Who takes conversations now: on duty, with a living screen."""
    return Duty.objects.filter(state=DutyState.ON, seen_at__gt=at - SIGN_OF_LIFE)


def is_staffed(shop: Shop, at: datetime) -> bool:
    """Whether anybody takes conversations of the shop now."""
    return on_duty(at).filter(staff_id__in=answering_members(shop, at).values("staff_id")).exists()


def route(conversation: Conversation, at: datetime, *, without: int | None = None) -> bool:
    """Give the conversation, which waits and whose row is locked, to somebody but `without`; False when nobody has
    room.

    The agent's duty row is locked and their load counted again: two at once do not fill the same last place.
    """
    last_agent = _last_agent(conversation)
    left = [one for one in candidates(conversation.shop, conversation.topic, at) if one.staff_id != without]
    while (chosen := best(left, last_agent)) is not None:
        if _take_place(chosen, at):
            assign(conversation, chosen.staff_id, at)
            return True
        left = [one for one in left if one.staff_id != chosen.staff_id]
    return False


def _take_place(chosen: Candidate, at: datetime) -> bool:
    """Whether they still have room; the lock of somebody who has none is let go before the next one is asked, so that
    two routings never wait for each other."""
    try:
        with transaction.atomic():
            duty = Duty.objects.select_for_update(no_key=True).filter(staff_id=chosen.staff_id).first()
            load = Conversation.objects.filter(stage=Stage.OPEN, agent_id=chosen.staff_id).count()
            if duty is None or duty.state != DutyState.ON or load >= chosen.capacity:
                raise _Full
            duty.assigned_at = at
            duty.save(update_fields=["assigned_at"])
    except _Full:
        return False
    return True


class _Full(Exception):
    """No room left: the savepoint gives the lock back."""


def assign(conversation: Conversation, staff_id: int, at: datetime) -> None:
    """It is theirs from now on; the line of what happened saves the row and hints."""
    conversation.stage, conversation.agent_id, conversation.queued_at = Stage.OPEN, staff_id, None
    notice(conversation, "routed", at, staff_id=staff_id)


def requeue(conversation: Conversation, at: datetime, code: str) -> None:
    """Nobody has it any more; it waits in front of those who came later."""
    before = conversation.agent_id
    conversation.stage, conversation.agent = Stage.QUEUED, None
    conversation.queued_at = conversation.waiting_since or at
    notice(conversation, code, at, staff_id=before)
    hint(conversation, before_id=before or 0)


def place_of(conversation: Conversation, most: int = 99) -> int:
    """The place in the queue, from 1; 0 when it does not wait. Counted up to `most`."""
    if conversation.stage != Stage.QUEUED or conversation.queued_at is None:
        return 0
    waiting = Conversation.objects.filter(shop_id=conversation.shop_id, stage=Stage.QUEUED).exclude(waiting_since=None)
    earlier = Q(queued_at__lt=conversation.queued_at) | Q(queued_at=conversation.queued_at, pk__lt=conversation.pk)
    return waiting.filter(earlier)[:most].count() + 1


def _last_agent(conversation: Conversation) -> int | None:
    earlier = Conversation.objects.filter(visitor_id=conversation.visitor_id).exclude(pk=conversation.pk)
    return earlier.exclude(agent=None).order_by("-id").values_list("agent_id", flat=True).first()
