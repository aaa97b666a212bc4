"""What a text was read as, and what an agent put right. Written by `actions` only."""

from django.db import models
from django.db.models import Q

from aftercare.core.crypto import EncryptedField
from aftercare.disputes.terms import DisputeType, Polarity


class DisputeReading(models.Model):
    """The dispute type of one subject's text (R3). The text stays with its subject: here stand the words that counted
    and a keyed hash, which tells whether the text is still the same.

    A correction keeps the text as well, encrypted: what agents put right is learned from (`aftercare train-disputes`).
    """

    shop = models.ForeignKey("shops.Shop", models.PROTECT, related_name="+")
    subject_kind = models.CharField(max_length=30)
    subject_id = models.BigIntegerField()
    type = models.CharField(max_length=30, choices=DisputeType)
    polarity = models.CharField(max_length=10, choices=Polarity)
    words = models.JSONField(default=list)
    text_hash = models.CharField(max_length=32)
    model = models.CharField(max_length=20)  # version
    read_at = models.DateTimeField()
    corrected_to = models.CharField(max_length=30, choices=DisputeType, blank=True)
    corrected_by = models.ForeignKey("accounts.Staff", models.PROTECT, null=True, related_name="+")
    corrected_at = models.DateTimeField(null=True)
    corrected_text = EncryptedField(blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["subject_kind", "subject_id"], name="one_reading_of_subject"),
            models.CheckConstraint(
                condition=Q(corrected_to="", corrected_by=None, corrected_at=None, corrected_text="")
                | (~Q(corrected_to="") & Q(corrected_at__isnull=False) & Q(corrected_by__isnull=False)),
                name="correction_is_whole",
            ),
        ]
        indexes = [
            models.Index(fields=["shop", "type", "id"], name="reading_of_type"),
            models.Index(fields=["id"], name="reading_corrected", condition=~Q(corrected_to="")),
        ]

    def __str__(self) -> str:
        return f"{self.subject_kind} {self.subject_id}: {self.settled}"

    @property
    def settled(self) -> DisputeType:
        """What an agent chose, else what was read."""
        return DisputeType(self.corrected_to or self.type)
