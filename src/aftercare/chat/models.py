"""Visitors, conversations and their messages. Written by `actions` only."""

from django.db import models
from django.db.models import F, Q

from aftercare.chat.terms import Kind, Side, Stage
from aftercare.core.crypto import EncryptedField


class Visitor(models.Model):
    """Somebody at a shop's widget: a browser that keeps our token. `token_hash` is its SHA-256; the token itself is in
    the browser only."""

    shop = models.ForeignKey("shops.Shop", models.PROTECT, related_name="visitors")
    token_hash = models.CharField(max_length=64, unique=True)
    customer = models.ForeignKey("customers.Customer", models.PROTECT, null=True, related_name="visitors")
    since = models.DateTimeField()


class Conversation(models.Model):
    """One talk with one visitor (S1).

    `last_seq` counts its messages and is the order in which everybody sees them: whoever adds one locks this row.
    `waiting_since` is when the buyer wrote the first message that nobody has answered (S2); `answered_seq` is the
    number of our newest answer to the buyer.
    """

    shop = models.ForeignKey("shops.Shop", models.PROTECT, related_name="conversations")
    visitor = models.ForeignKey(Visitor, models.PROTECT, related_name="conversations")
    stage = models.CharField(max_length=10, choices=Stage.choices, default=Stage.QUEUED)
    agent = models.ForeignKey("accounts.Staff", models.PROTECT, null=True, related_name="conversations")
    opened_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True)
    last_seq = models.PositiveIntegerField(default=0)
    last_at = models.DateTimeField()
    answered_seq = models.PositiveIntegerField(default=0)
    waiting_since = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["visitor"], condition=~Q(stage="closed"), name="one_open_conversation"),
            models.CheckConstraint(condition=Q(answered_seq__lte=F("last_seq")), name="answer_is_a_message"),
            models.CheckConstraint(condition=Q(stage="closed") | Q(closed_at=None), name="open_has_no_end"),
        ]
        indexes = [
            models.Index(fields=["shop", "waiting_since", "id"], name="talk_waits", condition=~Q(stage="closed")),
            models.Index(fields=["agent", "-last_at", "id"], name="talk_of_agent", condition=~Q(stage="closed")),
            models.Index(fields=["visitor", "-id"], name="talk_of_visitor"),
        ]


class Message(models.Model):
    """One message, never edited. The client's own number makes sending it again harmless (G6)."""

    conversation = models.ForeignKey(Conversation, models.PROTECT, related_name="messages")
    seq = models.PositiveIntegerField()
    client_id = models.CharField(max_length=40)
    side = models.CharField(max_length=10, choices=Side.choices)
    kind = models.CharField(max_length=10, choices=Kind.choices, default=Kind.TEXT)
    staff = models.ForeignKey("accounts.Staff", models.PROTECT, null=True, related_name="+")
    text = EncryptedField(blank=True)
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["conversation", "seq"], name="message_in_order"),
            models.UniqueConstraint(fields=["conversation", "side", "client_id"], name="message_once"),
        ]
