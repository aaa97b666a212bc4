"""Readings: the buyer's words that counted, and texts that people put right (U4)."""

from django.db.models import Q

from aftercare.core.personal import Kept
from aftercare.core.words import _
from aftercare.disputes.models import DisputeReading

KEPT = (
    Kept(
        DisputeReading,
        _("Dispute types"),
        lambda found: DisputeReading.objects.filter(
            Q(subject_kind="review", subject_id__in=found["review"])
            | Q(subject_kind="case", subject_id__in=found["case"])
        ),
        needs=("review", "case"),
        erase={"corrected_text": "", "words": []},
        told=("type", "read_at"),
    ),
)
