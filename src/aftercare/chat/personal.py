"""Conversations: who the visitor was, and all that was written (U4)."""

from aftercare.chat.models import (
    Conversation,
    Draft,
    FollowUp,
    IdentityKey,
    Message,
    Needs,
    PriceOffer,
    Visitor,
)
from aftercare.core.personal import ERASED, Kept, Spared
from aftercare.core.words import _

KEPT = (
    Spared(IdentityKey, ("secret",), "a key of the shop"),
    Kept(
        Visitor,
        _("Visits to the chat"),
        lambda found: Visitor.objects.filter(customer_id__in=found["customer"]),
        needs=("customer",),
        kind="visitor",
        erase={"name": "", "identity_hash": "", "buyer_type": ""},
        told=("since", "seen_at", "language"),
    ),
    Kept(
        Conversation,
        _("Conversations"),
        lambda found: Conversation.objects.filter(visitor_id__in=found["visitor"]),
        needs=("visitor",),
        kind="conversation",
        erase={"rating_text": "", "page": ""},
        told=("opened_at", "closed_at", "rating"),
    ),
    Kept(
        Message,
        _("Messages in the chat"),
        lambda found: Message.objects.filter(conversation_id__in=found["conversation"]),
        needs=("conversation",),
        gives={"file": "file_id"},
        erase={"text": ERASED, "card": ""},
        told=("side", "at"),
    ),
    Kept(
        Draft,
        _("Drafts"),
        lambda found: Draft.objects.filter(conversation_id__in=found["conversation"]),
        needs=("conversation",),
        erase={"text": ""},
        gone=True,
        is_copied=False,
    ),
    Kept(
        Needs,
        _("Needs"),
        lambda found: Needs.objects.filter(conversation_id__in=found["conversation"]),
        needs=("conversation",),
        erase={"answers": ""},
        told=("changed_at",),
    ),
    Kept(
        PriceOffer,
        _("Prices asked for"),
        lambda found: PriceOffer.objects.filter(conversation_id__in=found["conversation"]),
        needs=("conversation",),
        erase={"reason": "", "note": ""},
        told=("listed", "offered", "asked_at"),
    ),
    Kept(
        FollowUp,
        _("Follow-ups"),
        lambda found: (
            FollowUp.objects.filter(visitor_id__in=found["visitor"])
            | FollowUp.objects.filter(customer_id__in=found["customer"])
        ),
        needs=("visitor", "customer"),
        erase={"text": "", "result": ""},
        told=("kind", "due_at"),
    ),
)
