"""Requests of buyers about their data, and holds that keep it."""

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import F, Q

from aftercare.core.crypto import EncryptedField
from aftercare.erasure.terms import OPEN, Block, RequestKind, RequestState


class DataRequest(models.Model):
    """A copy that was given, or an erasure that was asked for. `shops` are those of the customers: whoever reads it
    works in all of them. `rows` counts what was erased, by table. `tokens`: files whose bytes still have to go."""

    kind = models.CharField(max_length=6, choices=RequestKind.choices)
    state = models.CharField(max_length=10, choices=RequestState.choices)
    customers = ArrayField(models.BigIntegerField())
    shops = ArrayField(models.BigIntegerField())
    reason = EncryptedField()
    asked_by = models.ForeignKey("accounts.Staff", models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    due_at = models.DateTimeField()
    decided_by = models.ForeignKey("accounts.Staff", models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True)
    decision_note = EncryptedField(blank=True)
    problem = models.CharField(max_length=10, choices=Block.choices, blank=True)  # why the worker could not erase
    done_at = models.DateTimeField(null=True)
    rows = models.JSONField(default=dict)
    tokens = ArrayField(models.CharField(max_length=32), default=list)
    listed_at = models.DateTimeField(null=True)  # stands in the list beside the database

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(decided_by=None) | ~Q(decided_by=F("asked_by")), name="erasure_by_two_people"
            ),
            models.CheckConstraint(
                condition=Q(kind="erase") | Q(kind="copy", state="done"), name="copy_is_given_at_once"
            ),
        ]
        indexes = [
            models.Index(fields=["due_at", "id"], condition=Q(kind="erase", state__in=OPEN), name="erasure_due"),
            GinIndex(fields=["customers"], name="request_of_customer"),
        ]


class Hold(models.Model):
    """Data that must stay: a dispute, an authority (PIPL 47). Ended when it may go."""

    customer = models.ForeignKey("customers.Customer", models.PROTECT, related_name="+")
    reason = EncryptedField()
    by = models.ForeignKey("accounts.Staff", models.PROTECT, related_name="+")
    at = models.DateTimeField()
    ended_by = models.ForeignKey("accounts.Staff", models.PROTECT, null=True, related_name="+")
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["customer"], condition=Q(ended_at=None), name="one_hold")]
