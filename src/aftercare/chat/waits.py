"""Until when an answer is due, and the rows that tell how long buyers waited (S2)."""

from datetime import datetime, timedelta

from aftercare.chat.models import Conversation, Wait
from aftercare.chat.policies import FIRST_ANSWER, NEXT_ANSWER, PROMOTION_ANSWER
from aftercare.clock.queries import calendar_of
from aftercare.clock.rules import NeverOpen
from aftercare.core.sql import Part, insertion
from aftercare.shops.models import Shop
from aftercare.shops.policies import policies_of

# An answer that comes late between two looks of the clock is a breach all the same.
_END = """
    UPDATE chat_wait SET ended_at = %s, answered_by_id = %s,
        agent_id = CASE WHEN breached_at IS NULL AND due_at < %s THEN %s ELSE agent_id END,
        breached_at = COALESCE(breached_at, CASE WHEN due_at < %s THEN due_at END)
    WHERE conversation_id = %s AND ended_at IS NULL
"""


def due_of(shop: Shop, at: datetime, *, is_first: bool) -> datetime:
    """When the answer to what a buyer wrote at `at` is due: the shop's limit in seconds of its working hours, longer in
    a promotion period."""
    policies, calendar = policies_of(shop, at), calendar_of(shop)
    seconds = policies.get(FIRST_ANSWER if is_first else NEXT_ANSWER)
    if any(period.starts <= at < period.ends for period in calendar.promotions):
        seconds = max(seconds, policies.get(PROMOTION_ANSWER))
    try:
        return calendar.add_working(at, timedelta(seconds=seconds))
    except NeverOpen:  # a shop without hours promises nothing, and still is told how long its buyers waited
        return at + timedelta(seconds=seconds)


def begin_wait(conversation: Conversation, at: datetime) -> list[Part]:
    """The buyer's message that was just numbered waits for an answer: what is to be written. Practice has its clock on
    the screen and no row: nobody's figures know of it, and no supervisor is called (K3)."""
    is_first = conversation.answered_seq == 0
    conversation.waiting_since, conversation.due_at = at, due_of(conversation.shop, at, is_first=is_first)
    if conversation.is_simulated:
        return []
    wait = Wait(
        conversation=conversation,
        shop_id=conversation.shop_id,
        seq=conversation.last_seq,
        is_first=is_first,
        since=at,
        due_at=conversation.due_at,
    )
    return [insertion(wait)]


def end_wait(conversation: Conversation, at: datetime, staff_id: int | None) -> list[Part]:
    """It was answered by that person, or ended without (None): what is to be written."""
    if conversation.waiting_since is None:
        return []
    conversation.waiting_since = conversation.due_at = None
    if conversation.is_simulated:
        return []
    return [Part(_END, [at, staff_id, at, conversation.agent_id, at, conversation.pk])]
