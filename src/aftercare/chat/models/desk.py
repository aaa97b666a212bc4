"""The agents' side of conversations: who is on duty, how long buyers wait, drafts, notes, hits of the reply check."""

from django.db import models
from django.db.models import Q, QuerySet

from aftercare.chat.models.talks import Conversation, Message
from aftercare.chat.terms import DutyState
from aftercare.core.crypto import EncryptedField


class Duty(models.Model):
    """Whether a person takes conversations now (S4, S13). `seen_at` is the last sign of life of their screen;
    `assigned_at` when they were last given one, so that turns go round. `capacity` None: the shop's own."""

    staff = models.OneToOneField("accounts.Staff", models.PROTECT, related_name="duty")
    state = models.CharField(max_length=5, choices=DutyState.choices, default=DutyState.OFF)
    reason = models.CharField(max_length=60, blank=True)  # why away; buyers read it
    back_at = models.DateTimeField(null=True)
    since = models.DateTimeField()
    seen_at = models.DateTimeField(null=True)
    assigned_at = models.DateTimeField(null=True)
    capacity = models.PositiveSmallIntegerField(null=True)

    class Meta:
        indexes = [models.Index(fields=["state", "seen_at"], name="duty_now", condition=~Q(state="off"))]


class Wait(models.Model):
    """The time from a buyer's first unanswered message (number `seq`) to our answer: what clocks and figures are read
    from (S2). A breach is a row with `breached_at`; the supervisor was told at `escalated_at`. `ended_at` without
    `answered_by`: the conversation ended without an answer."""

    conversation = models.ForeignKey(Conversation, models.PROTECT, related_name="waits")
    shop = models.ForeignKey("shops.Shop", models.PROTECT, related_name="+")
    seq = models.PositiveIntegerField()
    is_first = models.BooleanField()
    since = models.DateTimeField()
    due_at = models.DateTimeField()
    agent = models.ForeignKey("accounts.Staff", models.PROTECT, null=True, related_name="+")  # when it ran out
    answered_by = models.ForeignKey("accounts.Staff", models.PROTECT, null=True, related_name="+")
    ended_at = models.DateTimeField(null=True)
    breached_at = models.DateTimeField(null=True)
    escalated_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["conversation", "seq"], name="wait_once"),
            models.UniqueConstraint(fields=["conversation"], condition=Q(ended_at=None), name="one_wait_at_a_time"),
        ]
        indexes = [
            models.Index(fields=["due_at"], condition=Q(ended_at=None, breached_at=None), name="wait_due"),
            models.Index(fields=["breached_at"], condition=Q(ended_at=None, escalated_at=None), name="wait_to_tell"),
            models.Index(fields=["shop", "-since"], name="wait_of_shop"),
            models.Index(fields=["shop", "-breached_at"], condition=~Q(breached_at=None), name="wait_breaches"),
            models.Index(fields=["answered_by", "-since"], name="wait_of_agent"),
        ]


class Draft(models.Model):
    """What somebody has typed and not sent, so that it survives the screen."""

    conversation = models.ForeignKey(Conversation, models.CASCADE, related_name="drafts")
    staff = models.ForeignKey("accounts.Staff", models.CASCADE, related_name="+")
    text = EncryptedField()
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["conversation", "staff"], name="draft_once")]


class Watch(models.Model):
    """Somebody keeps an eye on a conversation that a colleague answers."""

    conversation = models.ForeignKey(Conversation, models.CASCADE, related_name="watches")
    staff = models.ForeignKey("accounts.Staff", models.CASCADE, related_name="watches")
    since = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["staff", "conversation"], name="watch_once")]


class Mention(models.Model):
    """A note names a colleague; `seen_at` when they opened the conversation."""

    message = models.ForeignKey(Message, models.CASCADE, related_name="mentions")
    conversation = models.ForeignKey(Conversation, models.CASCADE, related_name="+")
    staff = models.ForeignKey("accounts.Staff", models.CASCADE, related_name="+")
    at = models.DateTimeField()
    seen_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["message", "staff"], name="mention_once")]
        indexes = [models.Index(fields=["staff", "-at"], condition=Q(seen_at=None), name="mention_unseen")]


class RealHits(models.Manager["ReplyHit"]):
    """Those of conversations with buyers: what is met in practice counts for its own mark only (K3)."""

    def get_queryset(self) -> QuerySet["ReplyHit"]:
        return super().get_queryset().filter(conversation__is_simulated=False)


class ReplyHit(models.Model):
    """A rule of the reply check that an answer met (S11); without `message` the answer was not sent. Words of the
    answer are not kept here."""

    conversation = models.ForeignKey(Conversation, models.PROTECT, related_name="+")
    message = models.ForeignKey(Message, models.PROTECT, null=True, related_name="hits")
    shop = models.ForeignKey("shops.Shop", models.PROTECT, related_name="+")
    staff = models.ForeignKey("accounts.Staff", models.PROTECT, related_name="+")
    rule = models.CharField(max_length=60)
    kind = models.CharField(max_length=20)
    is_blocked = models.BooleanField(default=False)
    at = models.DateTimeField()

    objects = RealHits()
    with_simulated = models.Manager["ReplyHit"]()

    class Meta:
        indexes = [
            models.Index(fields=["shop", "-at"], name="hit_of_shop"),
            models.Index(fields=["staff", "-at"], name="hit_of_staff"),
        ]
