"""Tell every web process that a conversation has changed: a hint, never the truth (B17).

PostgreSQL delivers it when the transaction commits, and not at all when it does not. Whoever hears it reads the rows;
whoever misses it finds them at the next look.
"""

from typing import TYPE_CHECKING, Final, NamedTuple

from django.db import connection

from aftercare.core.database import Prepared

if TYPE_CHECKING:
    from aftercare.chat.models import Conversation

CHANNEL: Final = "aftercare_chat"
_NOTIFY = Prepared("SELECT pg_notify(%s, %s)")


class Hint(NamedTuple):
    """Which conversation of which shop, and how many messages it has now."""

    shop_id: int
    conversation_id: int
    seq: int

    @classmethod
    def read(cls, payload: str) -> "Hint":
        """Raises ValueError on what is none of ours."""
        return cls(*map(int, payload.split(":", 2)))


def hint(conversation: "Conversation") -> None:
    """Say it in the transaction of the change."""
    payload = f"{conversation.shop_id}:{conversation.pk}:{conversation.last_seq}"
    with connection.cursor() as cursor:
        cursor.execute(_NOTIFY, [CHANNEL, payload])
