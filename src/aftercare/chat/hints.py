"""Tell every web process that a conversation has changed: a hint, never the truth (B17).

It is said when the transaction commits, and not at all when it does not: by PostgreSQL's NOTIFY, or by Redis where
there is one. Whoever hears it reads the rows; whoever misses it finds them at the next look. Signs go the same way and
say all themselves, so that nobody reads a row for one: who is there is nowhere kept, how far somebody has read is.
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
STAFFING: Final = "aftercare_staffing"
READ: Final = "read"
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
    """Somebody looks at a conversation, writes in it, has gone, or has read it up to number `seq`. `staff_id` 0: the
    buyer."""

    conversation_id: int
    staff_id: int
    what: str  # "here", "writes", "gone" or "read"
    seq: int = 0

    @classmethod
    def read(cls, payload: str) -> "Sign":
        """Raises ValueError or TypeError on what is none of ours."""
        talk, staff, what, seq = payload.split(":", 3)
        return cls(int(talk), int(staff), what, int(seq))

    @property
    def topics(self) -> tuple[str, ...]:
        """Under what it is listened for: a mark of reading concerns the lists of whoever has read as well."""
        here = talk_topic(self.conversation_id)
        return (here, agent_topic(self.staff_id)) if self.what == READ and self.staff_id else (here,)


class Staffing(NamedTuple):
    """Whether somebody takes conversations of a shop."""

    shop_id: int
    is_staffed: bool

    @classmethod
    def read(cls, payload: str) -> "Staffing":
        """Raises ValueError or TypeError on what is none of ours."""
        shop, told = map(int, payload.split(":", 1))
        return cls(shop, bool(told))


def talk_topic(pk: int) -> str:
    return f"talk:{pk}"


def visitor_topic(pk: int) -> str:
    return f"visitor:{pk}"


def shop_topic(pk: int) -> str:
    return f"shop:{pk}"


def agent_topic(pk: int) -> str:
    return f"agent:{pk}"


def staffing_topic(shop_pk: int) -> str:
    return f"staffing:{shop_pk}"


def hint(conversation: "Conversation", *, before_id: int = 0) -> None:
    """Say it in the transaction of the change. `before_id`: the agent who had it until now."""
    _notify(CHANNEL, _told(conversation, before_id))


def hinting(conversation: "Conversation") -> tuple[str, str] | None:
    """The same, for a statement that writes anyway: what it has to notify; None where Redis tells it."""
    if not settings.REDIS_URL:
        return CHANNEL, _told(conversation, 0)
    hint(conversation)
    return None


def _told(here: "Conversation", before_id: int) -> str:
    numbers = (here.shop_id, here.pk, here.last_seq, here.visitor_id, here.agent_id or 0, before_id)
    return ":".join(map(str, numbers))


def sign(sign: Sign) -> None:
    """Say who is there, or how far somebody has read."""
    _notify(PRESENCE, ":".join(map(str, sign)))


def tell_staffing(told: Staffing) -> None:
    """Say whether somebody is there for a shop's buyers."""
    _notify(STAFFING, f"{told.shop_id}:{int(told.is_staffed)}")


def _notify(channel: str, payload: str) -> None:
    if settings.REDIS_URL:
        broker = broker_at(settings.REDIS_URL)
        transaction.on_commit(lambda: broker.publish(channel, payload), robust=True)
        return
    with connection.cursor() as cursor:
        cursor.execute(_NOTIFY, [channel, payload])
