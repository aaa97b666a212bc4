"""What imports have changed, and how far taking one back is."""

from django.contrib.postgres.indexes import BrinIndex
from django.db import models
from django.db.models import F, Q

from aftercare.core.crypto import EncryptedField
from aftercare.intake.changes.terms import REST, Fate, UndoState


class ImportChange(models.Model):
    """What one import did to one subject (an order …): that it was added, or its fields as [before, after].

    Written with the rows, in the same transaction. A later part of the same file that changes the subject again
    replaces the row by one with a higher id, so that ids tell which import wrote last. `told` is plain JSON: money in
    fen, times in ISO, a personal field as [] (changed, no more); its values stand in `sealed`, the same as encrypted
    JSON (J3). A row without `label` is bookkeeping of the family and is not shown.
    """

    batch = models.ForeignKey("intake.ImportBatch", models.CASCADE, related_name="changes", db_index=False)
    subject_kind = models.CharField(max_length=20)
    subject_id = models.BigIntegerField()
    label = models.CharField(max_length=60, blank=True)  # what people call it, even when it is gone
    is_added = models.BooleanField()
    told = models.JSONField(default=dict)
    sealed = EncryptedField(blank=True)
    at = models.DateTimeField()
    fate = models.CharField(max_length=4, choices=Fate.choices, blank=True, default=Fate.STANDS)
    kept = models.JSONField(default=dict)  # field, or '*' for the subject, to the code of why it was not taken back

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["subject_kind", "subject_id", "batch"], name="import_change_once")
        ]
        indexes = [
            models.Index(fields=["batch", "is_added", "id"], name="import_change_of_batch"),  # the tabs of its page
            models.Index(fields=["batch", "id"], name="import_change_in_turn"),  # taking it back, piece by piece
            models.Index(fields=["batch", "id"], condition=Q(fate__in=REST), name="import_change_stayed"),
            BrinIndex(fields=["at"], name="import_change_age"),  # only for forgetting; rows come in this order
        ]

    def __str__(self) -> str:
        return f"{self.subject_kind} {self.label}"


class ImportUndo(models.Model):
    """Taking one import back: first looked at, then, when a person has said yes, done; both by the worker, a few
    hundred changes at a time.

    `position` is the id of the last change dealt with; it and the counts move in the same transaction as what they
    tell. `lease_token` fences off a worker whose lease has passed on. `counts` are those of this run (`tally.Tally`),
    `earlier` those of runs before: what stayed may be tried again.
    """

    batch = models.OneToOneField("intake.ImportBatch", models.PROTECT, related_name="undo")
    state = models.CharField(max_length=8, choices=UndoState.choices, default=UndoState.CHECKING)
    total = models.PositiveIntegerField(default=0)
    done = models.PositiveIntegerField(default=0)
    position = models.BigIntegerField(default=0)
    counts = models.JSONField(default=dict)
    earlier = models.JSONField(default=dict)
    reason = EncryptedField(blank=True)  # a person's words: they may name people
    asked_by = models.ForeignKey("accounts.Staff", models.PROTECT, null=True, related_name="+")
    asked_at = models.DateTimeField()
    checked_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)
    lease_token = models.PositiveIntegerField(default=0)
    lease_until = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(done__lte=F("total")), name="undo_within_its_changes")]
        indexes = [
            models.Index(
                fields=["id"], condition=Q(state__in=(UndoState.CHECKING, UndoState.RUNNING)), name="undo_at_work"
            )
        ]

    def __str__(self) -> str:
        return f"{self.batch_id} {self.state}"
