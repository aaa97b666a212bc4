"""Somebody is to be contacted again (S8)."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from django.db import transaction

from aftercare.chat.access import access_to_answer
from aftercare.chat.models import Conversation, FollowUp, Message
from aftercare.chat.policies import FOLLOW_UP_HOURS
from aftercare.chat.terms import FollowUpKind, FollowUpState, Side
from aftercare.chat.writing import TEXT_MOST, note_event
from aftercare.core.errors import InvalidInput
from aftercare.core.text import clean
from aftercare.core.time import now
from aftercare.core.words import _
from aftercare.shops.access import Person
from aftercare.shops.policies import policies_of

LONGEST: Final = timedelta(days=90)


@dataclass(frozen=True)
class Plan:
    """Why, what to say, and by when (None: within the shop's hours). `said`: the number of the buyer's message by which
    they asked for it; nobody has agreed to anything without one."""

    kind: FollowUpKind
    text: str = ""
    due_at: datetime | None = None
    said: int | None = None


def plan_follow_up(*, conversation_id: int, plan: Plan, person: Person) -> FollowUp:
    """A task of the person; a conversation has one open of each kind, which is changed by a second. Raises NotFound,
    Refused, and InvalidInput on a time that is over or far away, or when the buyer's own words are missing."""
    text = clean(plan.text)[:TEXT_MOST]
    with transaction.atomic():
        conversation = access_to_answer(person, conversation_id)
        at = now()
        due_at = plan.due_at or at + timedelta(hours=policies_of(conversation.shop, at).get(FOLLOW_UP_HOURS))
        if not at < due_at <= at + LONGEST:
            raise InvalidInput({"due_at": _("Choose a time within the next 90 days.")})
        agreed_in = _own_words(conversation, plan.said) if plan.kind is FollowUpKind.LATER else None
        follow_up = keep(conversation, Plan(plan.kind, text, due_at), at, person.staff_id, agreed_in)
        note_event(conversation, "talk.follow_up", person, at, follow_up=follow_up.pk, due=due_at.isoformat())
    return follow_up


def _own_words(conversation: Conversation, seq: int | None) -> Message:
    found = conversation.messages.filter(seq=seq or 0, side=Side.BUYER).first()
    if found is None:
        raise InvalidInput({"said": _("Choose the buyer's own words by which they agreed to be contacted.")})
    return found


def keep(
    conversation: Conversation, plan: Plan, at: datetime, owner_id: int | None, agreed_in: Message | None = None
) -> FollowUp:
    """The open one of that kind, made or changed; the conversation is locked by the caller."""
    values = {"text": plan.text, "due_at": plan.due_at, "owner_id": owner_id, "agreed_in": agreed_in}
    follow_up, _made = FollowUp.objects.update_or_create(
        conversation=conversation,
        kind=plan.kind,
        order=None,
        state=FollowUpState.OPEN,
        defaults=values,
        create_defaults={
            **values,
            "shop_id": conversation.shop_id,
            "visitor_id": conversation.visitor_id,
            "customer_id": conversation.visitor.customer_id,
            "made_at": at,
        },
    )
    return follow_up
