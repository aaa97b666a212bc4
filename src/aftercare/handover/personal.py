"""Lines of handovers: what colleagues wrote of a buyer (U4)."""

from django.db.models import Q

from aftercare.core.personal import ERASED, Kept
from aftercare.core.words import _
from aftercare.handover.models import HandoverItem, Promise

KEPT = (
    Kept(
        Promise,
        _("Promises"),
        lambda found: Promise.objects.filter(conversation_id__in=found["conversation"]),
        needs=("conversation",),
        erase={"text": ERASED},
        told=("due_at", "state"),
    ),
    Kept(
        HandoverItem,
        _("Lines of handovers"),
        lambda found: HandoverItem.objects.filter(
            Q(case_id__in=found["case"])
            | Q(conversation_id__in=found["conversation"])
            | Q(order_id__in=found["order"])
            | Q(follow_up__conversation_id__in=found["conversation"])
            | Q(promise__conversation_id__in=found["conversation"])
        ),
        needs=("case", "conversation", "order"),
        erase={"buyer": "", "description": ERASED, "handling": ERASED, "reason": ""},
        told=("order_no", "settled_at"),
    ),
)
