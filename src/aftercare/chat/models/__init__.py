"""Visitors, conversations and their messages; who answers; what is agreed in them. Written by `actions` only."""

from aftercare.chat.models.desk import Draft, Duty, Mention, ReplyHit, Wait, Watch
from aftercare.chat.models.sales import FollowUp, Needs, PriceOffer
from aftercare.chat.models.talks import Conversation, IdentityKey, Message, Visitor, VisitorToken

__all__ = [
    "Conversation",
    "Draft",
    "Duty",
    "FollowUp",
    "IdentityKey",
    "Mention",
    "Message",
    "Needs",
    "PriceOffer",
    "ReplyHit",
    "Visitor",
    "VisitorToken",
    "Wait",
    "Watch",
]
