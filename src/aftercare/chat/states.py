"""What each side is told of a conversation beside its messages."""

from datetime import datetime, timedelta
from typing import Any, Final

from aftercare.chat.models import Conversation, Visitor
from aftercare.chat.routing import place_of

RATED_FOR: Final = timedelta(days=7)


def staff_state(conversation: Conversation) -> dict[str, Any]:
    """For screens of the shop."""
    here = conversation
    return {
        "stage": here.stage,
        "agent": here.agent_id,
        "agent_name": here.agent.name if here.agent else "",
        "waiting_since": _iso(here.waiting_since),
        "due_at": _iso(here.due_at),
        "buyer_read": here.buyer_read,
        "agent_read": here.agent_read,
        "answered": here.answered_seq,
        "place": place_of(here),
        "flagged": here.flagged_at is not None,
        "rating": here.rating,
        "rating_text": here.rating_text,
    }


def buyer_state(conversation: Conversation, at: datetime) -> dict[str, Any]:
    """For the widget: nothing of how the shop works inside."""
    here = conversation
    return {
        "stage": here.stage,
        "agent_name": here.agent.name if here.agent else "",
        "place": place_of(here),
        "read": here.agent_read,
        "rating": here.rating,
        "may_rate": may_rate(here, at),
    }


def may_rate(conversation: Conversation, at: datetime) -> bool:
    """Whether the buyer may say how content they are: it has ended with an answer, not longer than seven days ago."""
    closed_at = conversation.closed_at
    return closed_at is not None and conversation.answered_seq > 0 and at < closed_at + RATED_FOR


def own_conversations(visitor: Visitor, before_id: int | None = None, limit: int = 10) -> list[Conversation]:
    """The visitor's conversations, the newest first."""
    rows = Conversation.objects.select_related("shop", "agent").filter(visitor=visitor)
    return list((rows if before_id is None else rows.filter(pk__lt=before_id)).order_by("-pk")[:limit])


def _iso(at: datetime | None) -> str | None:
    return at.isoformat() if at else None
