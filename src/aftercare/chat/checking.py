"""The reply check where it counts: on the server, for every door (S3, S11, C9)."""

from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import Any, Final

from django.db import connection, transaction
from django.utils.translation import gettext

from aftercare.chat.models import Conversation, Message, ReplyHit
from aftercare.chat.replycheck.folding import bare, flat, tight
from aftercare.chat.replycheck.numbers import addresses_in, numbers_of
from aftercare.chat.replycheck.persons import phone_of
from aftercare.chat.replycheck.policy import book_of
from aftercare.chat.replycheck.rules import MOST_TOGETHER, Context, Hit, check_reply
from aftercare.core.crypto import decrypt, keyed_hash
from aftercare.core.database import Prepared
from aftercare.core.errors import Refusal, Refused
from aftercare.core.words import _
from aftercare.orders.models import Order
from aftercare.shops.access import Person
from aftercare.shops.models import ReturnAddress

MOST_MESSAGES: Final = 100  # newest of the buyer in which numbers are looked for
MOST_ANSWERS: Final = 50
MOST_ORDERS: Final = 50  # newest of the buyer
MOST_ADDRESSES: Final = 50
SAME_ATTEMPT: Final = timedelta(minutes=1)  # within it, trying the same again is one attempt
BLOCKED: Final = "blocked_words"
PINDUODUO: Final = 6  # digits before the hyphen in its order numbers


class BlockedWords(Refused):
    """An answer that may not be sent. It carries what `noting_blocked` writes down once the refusing transaction has
    been rolled back."""

    def __init__(self, conversation: Conversation, hits: Sequence[Hit], person: Person, at: datetime) -> None:
        self.conversation, self.hits, self.person, self.at = conversation, hits, person, at
        blocked = [hit for hit in hits if hit.is_blocked]
        params = {"why": gettext(blocked[0].why), "hits": [shown(hit) for hit in blocked]}
        super().__init__(Refusal(BLOCKED, _("Not sent. %(why)s"), params))


def shown(hit: Hit) -> dict[str, Any]:
    """A hit as screens get it; why in the reader's language."""
    return {
        "rule": hit.rule,
        "kind": hit.kind.value,
        "start": hit.start,
        "end": hit.end,
        "why": gettext(hit.why),
        "better": hit.better,
        "isBlocked": hit.is_blocked,
    }


def check_words(conversation: Conversation, text: str, person: Person, at: datetime) -> tuple[Hit, ...]:
    """What the answer meets of the shop's rules: one query, and five more when there are numbers or addresses in it.

    Raises BlockedWords (a Refused with the code 'blocked_words') when it may not be sent (S11).
    """
    hits = check_reply(text, book_of(conversation.shop, at), context_of(conversation, text, person.staff_id))
    if any(hit.is_blocked for hit in hits):
        raise BlockedWords(conversation, hits, person, at)
    return hits


@contextmanager
def noting_blocked() -> Iterator[None]:
    """Stands around the transaction that writes an answer: what it refused for its words is kept as a hit without a
    message, in a transaction of its own."""
    try:
        yield
    except BlockedWords as error:
        record_hits(error.conversation, [hit for hit in error.hits if hit.is_blocked], error.person, error.at)
        raise


def record_hits(
    conversation: Conversation, hits: Sequence[Hit], person: Person, at: datetime, *, message: Message | None = None
) -> None:
    """Count the hits for quality work, each rule once an answer; without `message` it was not sent."""
    if not hits or person.staff_id is None:
        return
    with transaction.atomic():
        rules = {hit.rule: hit for hit in hits}
        if message is None:
            tried = ReplyHit.with_simulated.filter(conversation_id=conversation.pk, message=None)
            tried = tried.filter(staff_id=person.staff_id)
            known = set(tried.filter(at__gt=at - SAME_ATTEMPT).values_list("rule", flat=True))
            rules = {code: hit for code, hit in rules.items() if code not in known}
        ReplyHit.objects.bulk_create(
            ReplyHit(
                conversation_id=conversation.pk,
                message=message,
                shop_id=conversation.shop_id,
                staff_id=person.staff_id,
                rule=code,
                kind=hit.kind.value,
                is_blocked=hit.is_blocked,
                at=at,
            )
            for code, hit in rules.items()
        )


_ANSWERED = Prepared("""
    SELECT text, staff_id FROM chat_message
    WHERE conversation_id = %s AND side = 'agent' AND kind NOT IN ('whisper', 'notice') ORDER BY seq DESC LIMIT %s
""")
_WRITTEN = Prepared("""
    SELECT text FROM chat_message WHERE conversation_id = %s AND side = 'buyer' ORDER BY seq DESC LIMIT %s
""")


def context_of(conversation: Conversation, text: str, staff_id: int | None) -> Context:
    """What is known around the answer of that person. Numbers and addresses that the buyer wrote here count as their
    own; without any in the answer, only our earlier answers are read."""
    said = [(words, who) for sealed, who in _rows(_ANSWERED, conversation, MOST_ANSWERS) if (words := decrypt(sealed))]
    earlier = tuple(reversed([words for words, _who in said]))
    mine = tuple(reversed([words for words, who in said if who == staff_id][:MOST_TOGETHER]))
    numbers = numbers_of(text)
    if not numbers and not any(addresses_in(tight(flat(text)))):
        return Context(earlier, mine)
    written = [decrypt(sealed) for (sealed,) in _rows(_WRITTEN, conversation, MOST_MESSAGES)]
    own = set(numbers_of_all(written)) | _own_of_orders(conversation)
    others = _known_of_others(conversation, numbers - own)
    return Context(earlier, mine, frozenset(own), frozenset(numbers_of_all(places_of(conversation.shop_id))), others)


def _rows(statement: Prepared, conversation: Conversation, most: int) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(statement, [conversation.pk, most])
        return list(cursor.fetchall())


def numbers_of_all(texts: Collection[str]) -> Iterator[str]:
    """Numbers in the texts, and the letters of each whole, which addresses are looked for in."""
    for text in texts:
        yield from numbers_of(text)
        yield bare(text)


def _own_of_orders(conversation: Conversation) -> set[str]:
    customer_id = conversation.visitor.customer_id
    if customer_id is None:
        return set()
    orders = Order.objects.filter(shop_id=conversation.shop_id, customer_id=customer_id).order_by("-ordered_at", "-pk")
    columns = ("platform_no", "receiver_phone", "tracking_no", "region", "receiver_address")
    found: set[str] = set()
    for number, phone, tracking, region, address in orders.values_list(*columns)[:MOST_ORDERS]:
        found.update(numbers_of_all((number, phone, tracking, region + address)))
    return found


def places_of(shop_id: int) -> list[str]:
    """Phones and addresses of the shop, which every buyer may be told: one query."""
    rows = ReturnAddress.objects.filter(shop_id=shop_id).order_by("-is_active", "pk")
    return [one for row in rows.values_list("phone", "address")[:MOST_ADDRESSES] for one in row]


def _known_of_others(conversation: Conversation, numbers: Collection[str]) -> frozenset[str]:
    """Those numbers that are an order or a phone of another buyer of the shop."""
    if not numbers:
        return frozenset()
    orders = Order.objects.filter(shop_id=conversation.shop_id)
    if conversation.visitor.customer_id is not None:
        orders = orders.exclude(customer_id=conversation.visitor.customer_id)
    written = {one: one for one in numbers} | {f"{one[:PINDUODUO]}-{one[PINDUODUO:]}": one for one in numbers}
    hashes = {keyed_hash(phone_of(one)): phone_of(one) for one in numbers}
    found = orders.filter(platform_no__in=written).values_list("platform_no", flat=True)
    phones = orders.filter(receiver_phone_hash__in=hashes).values_list("receiver_phone_hash", flat=True)
    return frozenset({written[one] for one in found} | {hashes[one] for one in phones.distinct()})
