"""What a week is drawn from: each agent's conversations with what is known of them. Six statements at any size (K2).

A conversation is an agent's when they have answered its buyer, whoever had it before or after; it belongs to the week
of their first answer, so that no two weeks share one. Automatic replies and notes between colleagues are no answers.
"""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from django.db.models import Min, Q, QuerySet

from aftercare.chat.models import Conversation, Message, ReplyHit, Wait
from aftercare.chat.terms import Kind, Side
from aftercare.quality.models import Sample
from aftercare.quality.rules import Traits, layer_of
from aftercare.quality.terms import Layer
from aftercare.quality.weeks import WEEK, Week
from aftercare.shops.models import Shop

NO_ANSWER: Final = (Kind.WHISPER, Kind.NOTICE)


@dataclass(frozen=True)
class WeeksTalks:
    """Frames of all agents of a week, and the number of the last message of each conversation."""

    frames: Mapping[int, Mapping[Layer, list[int]]] = field(default_factory=dict)
    last_seqs: Mapping[int, int] = field(default_factory=dict)


def talks_of(shop: Shop, week: Week, low_stars: int) -> WeeksTalks:
    """All conversations in which somebody of the shop gave their first answer in that week."""
    known_already = _drawn_before(shop, week)
    parts = [part for part in _parts(shop, week) if part not in known_already]
    if not parts:
        return WeeksTalks()
    blocked = set(_since(ReplyHit.objects.filter(is_blocked=True), shop, week).values_list("conversation_id", "staff"))
    slow = _slow(shop, week)
    rows = Conversation.objects.filter(shop=shop, last_at__gte=week.starts_at, opened_at__lt=week.ends_at)
    told = rows.values_list("pk", "flagged_at", "rating", "last_seq")
    known = {talk: (flagged_at, rating, last) for talk, flagged_at, rating, last in told}
    frames: dict[int, dict[Layer, list[int]]] = defaultdict(lambda: defaultdict(list))
    for talk, agent in parts:
        flagged_at, rating, _last = known[talk]
        traits = Traits(
            was_blocked=(talk, agent) in blocked,
            is_flagged=flagged_at is not None,
            is_rated_low=rating is not None and rating <= low_stars,
            was_slow=(talk, agent) in slow,
        )
        frames[agent][layer_of(traits)].append(talk)
    return WeeksTalks(frames, {talk: known[talk][2] for talk, _agent in parts})


def has_talked(shop: Shop, week: Week) -> bool:
    """Whether the shop had any conversation by the end of that week."""
    return Conversation.objects.filter(shop=shop, opened_at__lt=week.ends_at).exists()


def _parts(shop: Shop, week: Week) -> QuerySet[Message, tuple[int, int]]:
    """(conversation, agent). Conversations are found by their newest message: messages have no index by time."""
    said = Message.objects.filter(side=Side.AGENT, auto="").exclude(staff=None).exclude(kind__in=NO_ANSWER)
    said = said.filter(
        conversation__shop=shop,
        conversation__last_at__gte=week.starts_at,
        conversation__opened_at__lt=week.ends_at,
    )
    first = said.values("conversation_id", "staff_id").annotate(first=Min("at"))
    mine = first.filter(first__gte=week.starts_at, first__lt=week.ends_at)
    return mine.order_by("conversation_id", "staff_id").values_list("conversation_id", "staff_id")


def _drawn_before(shop: Shop, week: Week) -> set[tuple[int, int]]:
    """Samples of the week before: a shop whose time zone was changed has two weeks that overlap."""
    rows = Sample.objects.filter(drawing__shop=shop, drawing__week=week.monday - WEEK)
    return set(rows.values_list("conversation_id", "agent_id"))


def _slow(shop: Shop, week: Week) -> set[tuple[int, int]]:
    """Waits that ran over, by whoever had the conversation then and by whoever answered it at last."""
    rows = _since(Wait.objects.exclude(breached_at=None), shop, week)
    pairs = rows.values_list("conversation_id", "agent_id", "answered_by_id")
    return {(talk, agent) for talk, *agents in pairs for agent in agents if agent}


def _since(rows: QuerySet, shop: Shop, week: Week) -> QuerySet:
    return rows.filter(Q(shop=shop, conversation__last_at__gte=week.starts_at))
