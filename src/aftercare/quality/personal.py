"""What reviewers and agents wrote about a conversation (U4)."""

from aftercare.core.personal import ERASED, Kept
from aftercare.core.words import _
from aftercare.quality.models import Appeal, Comment, Scoring

KEPT = (
    Kept(
        Scoring,
        _("Scores of conversations"),
        lambda found: Scoring.objects.filter(sample__conversation_id__in=found["conversation"]),
        needs=("conversation",),
        erase={"note": ""},
        told=("at",),
        is_copied=False,
    ),
    Kept(
        Comment,
        _("Comments at messages"),
        lambda found: Comment.objects.filter(sample__conversation_id__in=found["conversation"]),
        needs=("conversation",),
        erase={"text": ERASED},
        told=("at",),
        is_copied=False,
    ),
    Kept(
        Appeal,
        _("Appeals against scores"),
        lambda found: Appeal.objects.filter(sample__conversation_id__in=found["conversation"]),
        needs=("conversation",),
        erase={"reason": ERASED, "answer": ""},
        told=("at",),
        is_copied=False,
    ),
)
