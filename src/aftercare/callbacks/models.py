"""Buyers to call back, and each call. Written by `actions` only."""

from django.db import models
from django.db.models import F, Q

from aftercare.callbacks.terms import CallbackState, CallResult
from aftercare.core.crypto import EncryptedField
from aftercare.customers.terms import Channel


class Callback(models.Model):
    """One finished case whose buyer is called by `due_at` (K5): exactly one for each time that it was finished.

    `next_at`: not before, for nobody answered. `first_call_at` against `due_at` is "called in time"."""

    shop = models.ForeignKey("shops.Shop", models.PROTECT, related_name="+")
    case = models.ForeignKey("cases.Case", models.PROTECT, related_name="callbacks")
    kind = models.CharField(max_length=20)  # the case's flow
    owner = models.ForeignKey("accounts.Staff", models.PROTECT, null=True, related_name="+")
    finished_at = models.DateTimeField()
    due_at = models.DateTimeField()
    state = models.CharField(max_length=10, choices=CallbackState.choices, default=CallbackState.OPEN)
    calls = models.PositiveSmallIntegerField(default=0)
    first_call_at = models.DateTimeField(null=True)
    next_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    ended_by = models.ForeignKey("accounts.Staff", models.PROTECT, null=True, related_name="+")
    follow_up = models.ForeignKey("cases.Case", models.PROTECT, null=True, related_name="+")  # opened by it

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["case", "finished_at"], name="one_callback_each_time"),
            models.CheckConstraint(condition=Q(due_at__gt=F("finished_at")), name="callback_has_time"),
        ]
        indexes = [
            models.Index(fields=["shop", "due_at", "id"], condition=Q(state="open"), name="callback_due"),
            models.Index(fields=["shop", "-finished_at", "-id"], name="callback_of_month"),
        ]


class Call(models.Model):
    """One attempt, never changed."""

    callback = models.ForeignKey(Callback, models.PROTECT, related_name="tries")
    channel = models.CharField(max_length=10, choices=Channel.choices)
    result = models.CharField(max_length=12, choices=CallResult.choices)
    note = EncryptedField(blank=True)
    by = models.ForeignKey("accounts.Staff", models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["callback", "id"], name="call_of_callback")]
