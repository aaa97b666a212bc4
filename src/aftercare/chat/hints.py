"""Tell every web process that a conversation has changed: a hint, never the truth (B17).

It is said when the transaction commits, and not at all when it does not: by PostgreSQL's NOTIFY, or by Redis where
there is one. Whoever hears it reads the rows; whoever misses it finds them at the next look. Signs of presence go the
same way and are nowhere kept.
"""

from typing import TYPE_CHECKING, Final, NamedTuple

from django.conf import settings
from django.db import connection, transaction

from aftercare.chat.broker import broker_at
from aftercare.core.database import Prepared

if TYPE_CHECKING:
    from aftercare.chat.models import Conversation

CHANNEL: Final = "aftercare_chat"
PRESENCE: Final = "aftercare_presence"
_NOTIFY = Prepared("SELECT pg_notify(%s, %s)")


class Hint(NamedTuple):
    """Which conversation of which shop has changed, how many messages it has now, whose it is (0: nobody's), and
    whose it was before (0: it has not changed hands)."""

    shop_id: int
    conversation_id: int
    seq: int
    visitor_id: int
    agent_id: int
    before_id: int

    @classmethod
    def read(cls, payload: str) -> "Hint":
        """Raises ValueError or TypeError on what is none of ours."""
        return cls(*map(int, payload.split(":", 5)))

    @property
    def topics(self) -> tuple[str, ...]:
        """Under what it is listened for. A shop hears of those that nobody has, an agent of their own."""
        agents = {self.agent_id, self.before_id} - {0}
        shop = () if self.agent_id and not self.before_id else (shop_topic(self.shop_id),)
        own = (talk_topic(self.conversation_id), visitor_topic(self.visitor_id))
        return (*own, *shop, *(agent_topic(one) for one in sorted(agents)))


class Sign(NamedTuple):
    """Somebody looks at a conversation, writes in it, or has gone. `staff_id` 0: the buyer."""

    conversation_id: int
    staff_id: int
    what: str  # "here", "writes" or "gone"

    @classmethod
    def read(cls, payload: str) -> "Sign":
        """Raises ValueError or TypeError on what is none of ours."""
        talk, staff, what = payload.split(":", 2)
        return cls(int(talk), int(staff), what)


def talk_topic(pk: int) -> str:
    return f"talk:{pk}"


def visitor_topic(pk: int) -> str:
    return f"visitor:{pk}"


def shop_topic(pk: int) -> str:
    return f"shop:{pk}"


def agent_topic(pk: int) -> str:
    return f"agent:{pk}"


def hint(conversation: "Conversation", *, before_id: int = 0) -> None:
    """Say it in the transaction of the change. `before_id`: the agent who had it until now."""
    here = conversation
    numbers = (here.shop_id, here.pk, here.last_seq, here.visitor_id, here.agent_id or 0, before_id)
    _notify(CHANNEL, ":".join(map(str, numbers)))


def sign(sign: Sign) -> None:
    """Say who is there; nobody keeps it."""
    _notify(PRESENCE, f"{sign.conversation_id}:{sign.staff_id}:{sign.what}")


def _notify(channel: str, payload: str) -> None:
    if settings.REDIS_URL:
        broker = broker_at(settings.REDIS_URL)
        transaction.on_commit(lambda: broker.publish(channel, payload), robust=True)
        return
    with connection.cursor() as cursor:
        cursor.execute(_NOTIFY, [channel, payload])
