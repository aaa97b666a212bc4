"""Visitors, conversations and their messages."""

from django.db import models
from django.db.models import F, Q, QuerySet

from aftercare.chat.terms import Ending, Kind, Side, Stage, Topic
from aftercare.core.crypto import EncryptedField


class IdentityKey(models.Model):
    """The secret by which a shop's own site signs who its buyer is (G4). An ended one is good for nothing."""

    shop = models.ForeignKey("shops.Shop", models.PROTECT, related_name="+")
    secret = EncryptedField()
    made_at = models.DateTimeField()
    made_by = models.ForeignKey("accounts.Staff", models.PROTECT, null=True, related_name="+")
    ended_at = models.DateTimeField(null=True)


class Visitor(models.Model):
    """Somebody at a shop's widget. `identity_hash` is the keyed hash of the number by which the shop's own site knows
    them, '' for somebody unknown."""

    shop = models.ForeignKey("shops.Shop", models.PROTECT, related_name="visitors")
    identity_hash = models.CharField(max_length=32, blank=True)
    name = EncryptedField(blank=True)  # as the shop's site calls them
    customer = models.ForeignKey("customers.Customer", models.PROTECT, null=True, related_name="visitors")
    linked_by = models.ForeignKey("accounts.Staff", models.PROTECT, null=True, related_name="+")  # None: by their site
    language = models.CharField(max_length=10, blank=True)
    buyer_type = models.CharField(max_length=12, blank=True)  # signs.terms.BuyerType, as an agent set it (S15)
    since = models.DateTimeField()
    seen_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["shop", "identity_hash"], condition=~Q(identity_hash=""), name="visitor_once"
            )
        ]
        indexes = [models.Index(fields=["customer"], condition=~Q(customer=None), name="visitor_of_customer")]


class VisitorToken(models.Model):
    """What one browser of a visitor keeps: we have its SHA-256, the token itself is in the browser only."""

    visitor = models.ForeignKey(Visitor, models.PROTECT, related_name="tokens")
    token_hash = models.CharField(max_length=64, unique=True)
    since = models.DateTimeField()


class RealConversations(models.Manager["Conversation"]):
    """Those with buyers: what is practised with a scripted one stands in no list, figure, sample or queue (K3)."""

    def get_queryset(self) -> QuerySet["Conversation"]:
        return super().get_queryset().filter(is_simulated=False)


class Conversation(models.Model):
    """One talk with one visitor (S1). `is_simulated`: practice with a scripted buyer, which `objects` leaves out.

    `last_seq` counts its messages and is the order in which everybody sees them: whoever adds one locks this row.
    `waiting_since` is when the buyer wrote the first message that nobody has answered, and `due_at` until when an
    answer is due (S2); `answered_seq` is the number of our newest answer to the buyer. `queued_at` orders those who
    wait for an agent. `buyer_read` and `agent_read` are how far each side has read.
    """

    shop = models.ForeignKey("shops.Shop", models.PROTECT, related_name="conversations")
    visitor = models.ForeignKey(Visitor, models.PROTECT, related_name="conversations")
    topic = models.CharField(max_length=10, choices=Topic.choices, default=Topic.PRESALE)
    stage = models.CharField(max_length=10, choices=Stage.choices, default=Stage.QUEUED)
    agent = models.ForeignKey("accounts.Staff", models.PROTECT, null=True, related_name="conversations")
    opened_at = models.DateTimeField()
    queued_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)
    ending = models.CharField(max_length=10, choices=Ending.choices, blank=True)
    last_seq = models.PositiveIntegerField(default=0)
    last_at = models.DateTimeField()
    answered_seq = models.PositiveIntegerField(default=0)
    waiting_since = models.DateTimeField(null=True)
    due_at = models.DateTimeField(null=True)
    buyer_read = models.PositiveIntegerField(default=0)
    agent_read = models.PositiveIntegerField(default=0)
    flagged_at = models.DateTimeField(null=True)  # an abusive buyer (S14)
    flagged_by = models.ForeignKey("accounts.Staff", models.PROTECT, null=True, related_name="+")
    rating = models.PositiveSmallIntegerField(null=True)  # 1 to 5 stars (S16)
    rating_text = EncryptedField(blank=True)
    rated_at = models.DateTimeField(null=True)
    page = EncryptedField(blank=True)  # title and address of the page on which the buyer began
    is_simulated = models.BooleanField(default=False)

    objects = RealConversations()
    with_simulated = models.Manager["Conversation"]()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["visitor"], condition=~Q(stage="closed"), name="one_open_conversation"),
            models.CheckConstraint(condition=Q(answered_seq__lte=F("last_seq")), name="answer_is_a_message"),
            models.CheckConstraint(condition=Q(stage="closed") | Q(closed_at=None), name="open_has_no_end"),
            models.CheckConstraint(condition=Q(rating=None) | Q(rating__range=(1, 5)), name="stars_are_one_to_five"),
        ]
        indexes = [
            models.Index(fields=["shop", "waiting_since", "id"], name="talk_waits", condition=~Q(stage="closed")),
            models.Index(fields=["agent", "-last_at", "id"], name="talk_of_agent", condition=~Q(stage="closed")),
            models.Index(fields=["shop", "queued_at", "id"], name="talk_queue", condition=Q(stage="queued")),
            models.Index(fields=["visitor", "-id"], name="talk_of_visitor"),
            models.Index(fields=["shop", "-last_at", "-id"], name="talk_newest"),
        ]


class Message(models.Model):
    """One message, never edited. The client's own number makes sending it again harmless (G6).

    A card's content is JSON in `card` (`cards.py`); `text` then says it in words. `auto` is why an automatic reply was
    sent, once in a conversation.
    """

    conversation = models.ForeignKey(Conversation, models.PROTECT, related_name="messages")
    seq = models.PositiveIntegerField()
    client_id = models.CharField(max_length=40)
    side = models.CharField(max_length=10, choices=Side.choices)
    kind = models.CharField(max_length=10, choices=Kind.choices, default=Kind.TEXT)
    staff = models.ForeignKey("accounts.Staff", models.PROTECT, null=True, related_name="+")
    text = EncryptedField(blank=True)
    card = EncryptedField(blank=True)
    file = models.ForeignKey("files.StoredFile", models.PROTECT, null=True, related_name="+")
    auto = models.CharField(max_length=40, blank=True)
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["conversation", "seq"], name="message_in_order"),
            models.UniqueConstraint(fields=["conversation", "side", "client_id"], name="message_once"),
            models.UniqueConstraint(fields=["conversation", "auto"], condition=~Q(auto=""), name="auto_reply_once"),
        ]
        indexes = [models.Index(fields=["file"], condition=~Q(file=None), name="message_of_file")]
