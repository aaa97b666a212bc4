"""A buyer was contacted again, or need not be any more (S8, S9)."""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from aftercare.chat.access import ANSWERERS, WRONG_ROLE
from aftercare.chat.actions.open_to_buyer import conversation_for, write_of_own_accord
from aftercare.chat.checking import noting_blocked
from aftercare.chat.follow_ups import access_follow_up
from aftercare.chat.models import FollowUp, Message
from aftercare.chat.reach import reach_of
from aftercare.chat.terms import FollowUpState
from aftercare.chat.writing import TEXT_MOST, Words, checked
from aftercare.core.errors import Refusal, Refused
from aftercare.core.events import record
from aftercare.core.text import clean
from aftercare.core.time import now
from aftercare.core.words import _
from aftercare.customers.actions.claim_contact import claim_contact
from aftercare.customers.terms import Channel
from aftercare.shops.access import Person

SETTLED = Refusal("follow_up_settled", _("A colleague has settled this already."))
NO_CHAT = Refusal("no_chat", _("This buyer has no chat with us: write on the platform, then mark it as done."))


@dataclass(frozen=True)
class Result:
    """How it went. `channel` by what the buyer was contacted (None: not at all)."""

    state: FollowUpState
    channel: Channel | None = None
    words: str = ""


def end_follow_up(*, follow_up_id: int, result: Result, person: Person) -> FollowUp:
    """Contacted on another way, or dropped. Raises NotFound, and Refused when it is settled or the buyer may not be
    contacted now."""
    with transaction.atomic():
        follow_up, at = _open(person, follow_up_id), now()
        if result.channel is not None:
            claim_contact(shop=follow_up.shop, reach=reach_of(follow_up, result.channel), person=person, at=at)
        _settle(follow_up, result, person, at)
    return follow_up


def send_follow_up(*, follow_up_id: int, client_id: str, text: str, person: Person) -> Message:
    """Write it to the buyer in the chat, which opens for it, and settle the task. Raises as `end_follow_up` does, and
    InvalidInput."""
    words = checked(Words(client_id, text))
    visitor = access_follow_up(person, follow_up_id).visitor
    if visitor is None:
        raise Refused(NO_CHAT)
    with noting_blocked(), transaction.atomic():
        conversation = conversation_for(visitor=visitor, person=person)  # before the task, as everybody locks them
        follow_up, at = _open(person, follow_up_id), now()
        claim_contact(shop=follow_up.shop, reach=reach_of(follow_up, Channel.CHAT), person=person, at=at)
        message = write_of_own_accord(conversation=conversation, words=words, person=person)
        _settle(follow_up, Result(FollowUpState.DONE, Channel.CHAT), person, at)
    return message


def _open(person: Person, pk: int) -> FollowUp:
    follow_up = access_follow_up(person, pk, lock=True)
    if not person.has(follow_up.shop_id, *ANSWERERS):
        raise Refused(WRONG_ROLE)
    if follow_up.state != FollowUpState.OPEN:
        raise Refused(SETTLED)
    return follow_up


def _settle(follow_up: FollowUp, result: Result, person: Person, at: datetime) -> None:
    follow_up.state, follow_up.ended_at, follow_up.ended_by_id = result.state, at, person.staff_id
    follow_up.result = clean(result.words)[:TEXT_MOST]
    follow_up.save(update_fields=["state", "ended_at", "ended_by", "result"])
    data = {"state": result.state, "channel": result.channel, "kind": follow_up.kind}
    subject = ("follow_up", follow_up.pk)
    record(
        kind="follow_up.ended", subject=subject, shop_id=follow_up.shop_id, actor_id=person.staff_id, at=at, data=data
    )
