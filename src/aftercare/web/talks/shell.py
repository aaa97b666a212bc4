"""What the frame asks of conversations: the count in the rail."""

from django.db.models import Q, QuerySet

from aftercare.chat.access import visible_conversations
from aftercare.chat.models import Conversation
from aftercare.chat.terms import Stage
from aftercare.shops.access import Person


def waiting_talks(person: Person, shop_ids: frozenset[int]) -> QuerySet[Conversation]:
    """The person's own conversations whose buyer waits for an answer, and those that nobody has yet."""
    rows = visible_conversations(person).filter(shop_id__in=shop_ids)
    own = Q(stage=Stage.OPEN, agent_id=person.staff_id or 0) & ~Q(waiting_since=None)
    return rows.filter(own | Q(stage=Stage.QUEUED))
