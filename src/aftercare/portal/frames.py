"""Messages and conversations as a buyer's browser gets them: what the shop keeps to itself is not in them (B14)."""

from collections.abc import Mapping
from typing import Any, Final

from aftercare.chat.models import Conversation, Visitor
from aftercare.chat.queries import Seen
from aftercare.chat.states import own_conversations
from aftercare.chat.terms import CardKind, Kind
from aftercare.files.terms import Copy
from aftercare.live.frames import Frame
from aftercare.orders.terms import OrderStatus
from aftercare.portal.pictures import picture_address

SHOWN_OF_CARDS: Final[Mapping[str, tuple[str, ...]]] = {
    CardKind.PRODUCT: ("kind", "code", "title", "price", "link", "reason"),
    CardKind.ORDER: ("kind", "number", "paid", "ordered_at", "lines"),
    CardKind.CONTACT: ("kind", "name", "phone", "note"),
}
# Why a conversation changes hands is the shop's matter.
TOLD_AS: Final[Mapping[str, str]] = {"off_shift": "requeued", "screen_gone": "requeued"}

# Where somebody stands who has written nothing yet.
NOBODY: Final[Mapping[str, Any]] = {"talk": 0, "last": 0, "seen": 0, "previous": 0}


def shown_to_buyer(visitor: Visitor, slug: str, message: Seen) -> Frame:
    """A message; times are ISO in UTC, pictures are addresses that only this visitor's browser can use."""
    file = message.file
    return {
        "seq": message.seq,
        "id": message.client_id,
        "side": message.side,
        "kind": message.kind,
        "name": message.name,
        "text": TOLD_AS.get(message.text, message.text) if message.kind == Kind.NOTICE else message.text,
        "card": message.card and shown_card(message.card, slug, visitor.pk),
        "file": file
        and {
            "address": picture_address(slug, visitor.pk, file.token),
            "width": file.width,
            "height": file.height,
        },
        "auto": message.auto.partition("-")[0],
        "at": message.at.isoformat(),
    }


def shown_card(card: Mapping[str, Any], slug: str, visitor_id: int) -> dict[str, Any]:
    """A card's content (`chat/cards.py`) without our own numbers."""
    shown = {name: card.get(name) for name in SHOWN_OF_CARDS.get(card.get("kind", ""), ("kind",))}
    if card.get("picture"):
        shown["picture"] = picture_address(slug, visitor_id, card["picture"], Copy.THUMB)
    if card.get("status") in OrderStatus.values:
        shown["status"] = str(OrderStatus(card["status"]).label)
    return shown


def standing(visitor: Visitor) -> dict[str, Any]:
    """Where a browser that has just come stands: its newest conversation (0: none), how many messages that has, how
    many of them were read, and the conversation before it."""
    found = own_conversations(visitor, limit=2)
    newest, before = (*found, None, None)[:2]
    return {
        "talk": newest.pk if newest else 0,
        "last": newest.last_seq if newest else 0,
        "seen": newest.buyer_read if newest else 0,
        "previous": before.pk if before else 0,
    }


def previous_of(visitor: Visitor, conversation: Conversation) -> int:
    """The visitor's conversation before this one, 0 for none."""
    return next((one.pk for one in own_conversations(visitor, conversation.pk, limit=1)), 0)
