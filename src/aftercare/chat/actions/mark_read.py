"""How far each side has read (S1). The row is written, and the other side's screens are told the number itself: nobody
looks a row up for a mark."""

from typing import Any, Final

from django.db import connection, transaction

from aftercare.chat.access import chat_shops, own_id
from aftercare.chat.hints import READ, Sign, sign
from aftercare.chat.models import Visitor
from aftercare.core.database import Prepared
from aftercare.core.errors import NotFound
from aftercare.shops.access import Person

MOST_SEQ: Final = 2**31 - 1  # what the column takes

# Forward only, and not beyond what there is. An answer of no row: not theirs.
_BY_BUYER = Prepared("""
    WITH here AS (SELECT id FROM chat_conversation WHERE id = %(talk)s AND visitor_id = %(visitor)s),
    moved AS (
        UPDATE chat_conversation SET buyer_read = LEAST(%(seq)s, last_seq) FROM here
        WHERE chat_conversation.id = here.id AND buyer_read < LEAST(%(seq)s, last_seq) RETURNING buyer_read
    )
    SELECT (SELECT buyer_read FROM moved) FROM here
""")
# It counts for the buyer when the conversation is the reader's own. Notes that name the reader are seen in any case.
_BY_AGENT = Prepared("""
    WITH here AS (SELECT id FROM chat_conversation WHERE id = %(talk)s AND shop_id = ANY(%(shops)s)),
    moved AS (
        UPDATE chat_conversation SET agent_read = LEAST(%(seq)s, last_seq) FROM here
        WHERE chat_conversation.id = here.id AND agent_id = %(staff)s AND agent_read < LEAST(%(seq)s, last_seq)
        RETURNING agent_read
    ),
    noted AS (
        UPDATE chat_mention SET seen_at = transaction_timestamp() FROM here
        WHERE conversation_id = here.id AND staff_id = %(staff)s AND seen_at IS NULL
    )
    SELECT (SELECT agent_read FROM moved) FROM here
""")


def mark_read_by_buyer(*, visitor: Visitor, conversation_id: int, seq: int) -> None:
    """The buyer has seen everything up to that number. Raises NotFound."""
    _mark(_BY_BUYER, conversation_id, seq, 0, {"visitor": visitor.pk})


def mark_read_by_agent(*, conversation_id: int, seq: int, person: Person) -> None:
    """The person has seen everything up to that number; it counts when the conversation is theirs, since others who
    look are no readers for the buyer. Notes that name them are seen. Raises NotFound."""
    staff_id = own_id(person)
    _mark(_BY_AGENT, conversation_id, seq, staff_id, {"shops": chat_shops(person), "staff": staff_id})


def _mark(statement: Prepared, conversation_id: int, seq: int, staff_id: int, whose: dict[str, Any]) -> None:
    """One statement, and the sign of it in the same transaction: whoever is told the number finds it in the row."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement, {"talk": conversation_id, "seq": max(min(seq, MOST_SEQ), 0), **whose})
        found = cursor.fetchone()
        if found is None:
            raise NotFound(str(conversation_id))
        if found[0] is not None:
            sign(Sign(conversation_id, staff_id, READ, found[0]))
