"""The list of professional bad reviewers: why somebody stands on it, in people's own words (U4)."""

from aftercare.core.personal import ERASED, Kept
from aftercare.core.words import _
from aftercare.reviewrisk.models import ReviewerEntry

KEPT = (
    Kept(
        ReviewerEntry,
        _("Professional bad reviewers"),
        lambda found: ReviewerEntry.objects.filter(customer_id__in=found["customer"]),
        needs=("customer",),
        erase={"why": ERASED, "appeal": "", "answer": ""},
        told=("listed_at", "ends_at", "score"),
    ),
)
