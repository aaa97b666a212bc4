"""Runs over many cases, row by row. Written by `actions` only."""

from django.db import models
from django.db.models import Q

from aftercare.cases.eligibility import RefusalReason
from aftercare.core.crypto import EncryptedField
from aftercare.promotions.terms import BulkKind, RowState


class BulkRun(models.Model):
    """One step for many cases of one kind and state (B11), with the same words for all. It goes on by itself, whoever
    stopped in the middle; each row is done with the rights that `made_by` has at that moment."""

    shop = models.ForeignKey("shops.Shop", models.PROTECT, related_name="+")
    kind = models.CharField(max_length=8, choices=BulkKind.choices)
    flow = models.CharField(max_length=20)
    state = models.CharField(max_length=30)
    refusal = models.CharField(max_length=20, choices=RefusalReason.choices, blank=True)
    clause = EncryptedField(blank=True)  # told to the buyers with a refusal
    words = EncryptedField(blank=True)  # the note of the step, or the message
    owner = models.ForeignKey("accounts.Staff", models.PROTECT, null=True, related_name="+")
    language = models.CharField(max_length=10)  # in which its results are said
    made_by = models.ForeignKey("accounts.Staff", models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)  # every row is settled

    class Meta:
        indexes = [
            models.Index(fields=["shop", "-id"], name="bulk_of_shop"),
            models.Index(fields=["id"], condition=Q(ended_at=None), name="bulk_unfinished"),
        ]


class BulkRow(models.Model):
    """One case of a run: as it was when the run began (`version`), and what became of it."""

    run = models.ForeignKey(BulkRun, models.PROTECT, related_name="rows")
    case = models.ForeignKey("cases.Case", models.PROTECT, related_name="+")
    version = models.PositiveIntegerField()
    state = models.CharField(max_length=8, choices=RowState.choices, default=RowState.WAITING)
    code = models.CharField(max_length=60, blank=True)  # of the refusal
    said = models.CharField(max_length=300, blank=True)
    done_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["run", "case"], name="case_once_in_a_run")]
        indexes = [models.Index(fields=["run", "id"], condition=Q(state="waiting"), name="bulk_rows_waiting")]
