"""How much one buyer, one key and one address may do: enough for people, too little for a flood (G7)."""

from datetime import timedelta
from typing import Any, Final

from django.db import connection

from aftercare.chat.models import Visitor
from aftercare.core.crypto import keyed_hash
from aftercare.core.database import Prepared
from aftercare.core.errors import Refusal, Refused
from aftercare.core.time import moved_by, now
from aftercare.core.words import _

MESSAGES_A_MINUTE: Final = 30
LOOKED_AT: Final = 4 * MESSAGES_A_MINUTE  # newest rows of the conversation, answers among them
NEW_VISITORS_AN_HOUR: Final = 60
UPLOADS_AN_HOUR: Final = 40  # tries; 20 of them can become pictures (`chat.actions.write_picture`)
FORMS_AN_HOUR: Final = 20  # of one freight link, or of one buyer who reviews: tries, good and wrong ones
FORMS_OF_AN_ADDRESS: Final = 60
STRANGE_LINKS_AN_HOUR: Final = 60  # links that lead nowhere, from one address
CALLS_AN_HOUR: Final = 3600  # of the API, with one key
HOUR: Final = timedelta(hours=1)
TOO_FAST: Final = Refusal("too_fast", _("That is very fast. Nothing is lost: it is sent in a moment."))
TOO_MANY: Final = Refusal("too_many", _("Very many have come from your network just now. Please try again later."))
TOO_MANY_PICTURES: Final = Refusal("upload_quota", _("You have sent very many pictures. Wait a little, then go on."))

_COUNT = Prepared("""
    INSERT INTO portal_tally AS old (key, began_at, count) VALUES (%(key)s, %(at)s, 1)
    ON CONFLICT (key) DO UPDATE SET
        count = CASE WHEN old.began_at > %(since)s THEN old.count + 1 ELSE 1 END,
        began_at = CASE WHEN old.began_at > %(since)s THEN old.began_at ELSE excluded.began_at END
    RETURNING count
""")
_SWEEP = Prepared("""
    DELETE FROM portal_tally WHERE key IN (
        SELECT key FROM portal_tally WHERE began_at <= %s ORDER BY began_at LIMIT 20 FOR UPDATE SKIP LOCKED
    )
""")


# As many messages of both sides as one may write in a minute must have come in it, before anything is counted.
_PACE = Prepared("""
    SELECT CASE WHEN EXISTS (
        SELECT FROM chat_message WHERE conversation_id = talk.id AND seq = talk.last_seq - %(most)s + 1 AND at > since
    ) THEN (
        SELECT count(*) FROM chat_message
        WHERE conversation_id = talk.id AND seq > talk.last_seq - %(looked)s AND side = 'buyer' AND at > since
    ) ELSE 0 END
    FROM chat_conversation AS talk, LATERAL (
        SELECT transaction_timestamp() + %(moved)s - interval '1 minute' AS since
    ) AS minute
    WHERE visitor_id = %(visitor)s AND stage <> 'closed'
""")


def check_pace(visitor: Visitor) -> None:
    """Raises Refused when the buyer has written as much as one person can in the last minute."""
    limits: dict[str, Any] = {
        "most": MESSAGES_A_MINUTE,
        "looked": LOOKED_AT,
        "moved": moved_by(),
        "visitor": visitor.pk,
    }
    with connection.cursor() as cursor:
        cursor.execute(_PACE, limits)
        found = cursor.fetchone()
    if found is not None and found[0] >= MESSAGES_A_MINUTE:
        raise Refused(TOO_FAST)


def count_new_visitor(whose: str) -> None:
    """One more from that address, or of that buyer of the shop's site. Raises Refused."""
    if _count(f"new:{keyed_hash(whose)}") > NEW_VISITORS_AN_HOUR:
        raise Refused(TOO_MANY)


def count_upload(visitor: Visitor) -> None:
    """One more try to send a picture. Raises Refused."""
    if _count(f"upload:{visitor.pk}") > UPLOADS_AN_HOUR:
        raise Refused(TOO_MANY_PICTURES)


def count_form(invite_id: int, address: str) -> None:
    """One more form sent by a freight link, from that address. Raises Refused."""
    _count_form(f"form:{invite_id}", address)


def count_review(customer_id: int, address: str) -> None:
    """One more review or addition sent by a buyer of an own site, from that address. Raises Refused."""
    _count_form(f"review:{customer_id}", address)


def count_strange_link(address: str) -> None:
    """One more link that leads nowhere. Raises Refused."""
    if _count(f"strange:{keyed_hash(address)}") > STRANGE_LINKS_AN_HOUR:
        raise Refused(TOO_MANY)


def count_call(key_id: int) -> None:
    """One more call of the API with that key. Raises Refused."""
    if _count(f"call:{key_id}") > CALLS_AN_HOUR:
        raise Refused(TOO_MANY)


def count_strange_key(address: str) -> None:
    """One more call with a key that is none. Raises Refused."""
    if _count(f"key:{keyed_hash(address)}") > STRANGE_LINKS_AN_HOUR:
        raise Refused(TOO_MANY)


def _count_form(whose: str, address: str) -> None:
    if _count(whose) > FORMS_AN_HOUR or _count(f"forms:{keyed_hash(address)}") > FORMS_OF_AN_ADDRESS:
        raise Refused(TOO_MANY)


def _count(key: str) -> int:
    """How often in this hour, with this time. The first of an hour takes some old ones away."""
    at = now()
    with connection.cursor() as cursor:
        cursor.execute(_COUNT, {"key": key, "at": at, "since": at - HOUR})
        count = int(cursor.fetchone()[0])
        if count == 1:
            cursor.execute(_SWEEP, [at - HOUR])
    return count
