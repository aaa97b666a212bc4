"""Handovers and their lines. Written by `actions` only."""

from django.db import models
from django.db.models import Q

from aftercare.core.crypto import EncryptedField
from aftercare.core.money import MoneyField
from aftercare.handover.terms import UNSETTLED, WORD_MOST, HandoverState, ItemState, PromiseState, Subject


class Promise(models.Model):
    """What an agent promised a buyer, by when (B9): read from the message numbered `seq`, or set by hand. An answer
    from `counts_from` on keeps it: the words that follow the promise at once do not."""

    shop = models.ForeignKey("shops.Shop", models.PROTECT, related_name="+")
    conversation = models.ForeignKey("chat.Conversation", models.PROTECT, related_name="+")
    message = models.OneToOneField("chat.Message", models.PROTECT, null=True, related_name="+")  # empty: by hand
    seq = models.PositiveIntegerField()
    owner = models.ForeignKey("accounts.Staff", models.PROTECT, related_name="+")
    text = EncryptedField(blank=True)
    due_at = models.DateTimeField()
    counts_from = models.DateTimeField()
    state = models.CharField(max_length=8, choices=PromiseState.choices, default=PromiseState.OPEN)
    made_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    ended_by = models.ForeignKey("accounts.Staff", models.PROTECT, null=True, related_name="+")  # empty: by itself

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(state=PromiseState.OPEN, ended_at=None)
                | ~Q(state=PromiseState.OPEN) & Q(ended_at__isnull=False),
                name="promise_ended_has_time",
            ),
        ]
        indexes = [
            models.Index(fields=["shop", "due_at", "id"], condition=Q(state="open"), name="promise_due"),
            models.Index(fields=["owner", "due_at"], condition=Q(state="open"), name="promise_mine"),
            models.Index(fields=["conversation", "-id"], name="promise_of_talk"),
        ]


class PromiseMark(models.Model):
    """Up to which message promises have been looked for; one row."""

    message_id = models.BigIntegerField()


class Handover(models.Model):
    """What one person leaves to the next shift of a shop (P5). `version` counts changes of the draft, and its
    sending."""

    shop = models.ForeignKey("shops.Shop", models.PROTECT, related_name="+")
    day = models.DateField()  # by the shop's clock: of its sending, of its beginning while it is a draft
    giver = models.ForeignKey("accounts.Staff", models.PROTECT, related_name="+")
    state = models.CharField(max_length=6, choices=HandoverState.choices, default=HandoverState.DRAFT)
    version = models.PositiveIntegerField(default=1)
    made_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True)
    due_at = models.DateTimeField(null=True)  # then the supervisor is told
    escalated_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["shop", "giver"], condition=Q(state=HandoverState.DRAFT), name="one_draft_of_a_handover"
            ),
            models.CheckConstraint(
                condition=Q(state=HandoverState.DRAFT, sent_at=None)
                | ~Q(state=HandoverState.DRAFT) & Q(sent_at__isnull=False),
                name="handover_sent_has_time",
            ),
        ]
        indexes = [
            models.Index(fields=["shop", "-sent_at", "-id"], condition=~Q(state="draft"), name="handover_sent"),
            models.Index(fields=["shop", "sent_at"], condition=Q(state="sent"), name="handover_open"),
            models.Index(fields=["giver", "-id"], name="handover_of_giver"),
            models.Index(fields=["shop", "-escalated_at"], condition=~Q(escalated_at=None), name="handover_escalated"),
        ]


class HandoverItem(models.Model):
    """One line. The four columns of the order are as they were when the line was made; `buyer` is a mask, never the
    nick itself. Who accepts is the owner of what it is about from then on."""

    handover = models.ForeignKey(Handover, models.CASCADE, related_name="items")
    shop = models.ForeignKey("shops.Shop", models.PROTECT, related_name="+")
    subject = models.CharField(max_length=10, choices=Subject.choices)
    case = models.ForeignKey("cases.Case", models.PROTECT, null=True, related_name="+")
    conversation = models.ForeignKey("chat.Conversation", models.PROTECT, null=True, related_name="+")
    follow_up = models.ForeignKey("chat.FollowUp", models.PROTECT, null=True, related_name="+")
    promise = models.ForeignKey(Promise, models.PROTECT, null=True, related_name="+")
    order = models.ForeignKey("orders.Order", models.PROTECT, null=True, related_name="+")
    buyer = models.CharField(max_length=WORD_MOST, blank=True)
    order_no = models.CharField(max_length=WORD_MOST, blank=True)
    order_status = models.CharField(max_length=WORD_MOST, blank=True)
    price = MoneyField(null=True)
    description = EncryptedField(blank=True)
    handling = EncryptedField(blank=True)
    state = models.CharField(max_length=8, choices=ItemState.choices, default=ItemState.OPEN)
    taker = models.ForeignKey("accounts.Staff", models.PROTECT, null=True, related_name="+")  # or who refused it
    settled_at = models.DateTimeField(null=True)
    reason = EncryptedField(blank=True)  # why it was refused

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["handover", "case"], condition=~Q(case=None), name="case_handed_once"),
            models.UniqueConstraint(
                fields=["handover", "conversation"], condition=~Q(conversation=None), name="talk_handed_once"
            ),
            models.UniqueConstraint(
                fields=["handover", "follow_up"], condition=~Q(follow_up=None), name="follow_up_handed_once"
            ),
            models.UniqueConstraint(
                fields=["handover", "promise"], condition=~Q(promise=None), name="promise_handed_once"
            ),
            models.CheckConstraint(
                condition=Q(state=ItemState.OPEN, taker=None, settled_at=None)
                | ~Q(state=ItemState.OPEN) & Q(taker__isnull=False, settled_at__isnull=False),
                name="item_settled_by_somebody",
            ),
        ]
        indexes = [
            models.Index(fields=["shop", "id"], condition=Q(state__in=UNSETTLED), name="items_unsettled"),
        ]
