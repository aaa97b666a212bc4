"""Cases: what the buyer and colleagues wrote, and the evidence (U4). Amounts, states and lines stay."""

from django.db.models import Q

from aftercare.cases.models import BuyerMessage, Case, CaseLine, Evidence, Note, Verdict
from aftercare.core.personal import ERASED, Kept, Spared
from aftercare.core.words import _

KEPT = (
    Kept(
        Case,
        _("Cases"),
        lambda found: Case.objects.filter(Q(order_id__in=found["order"]) | Q(customer_id__in=found["customer"])),
        needs=("order", "customer"),
        kind="case",
        erase={"description": "", "refusal_clause": ""},
        told=("number", "flow", "state", "reason", "opened_at", "closed_at", "asked", "refunded"),
    ),
    Kept(
        CaseLine,
        _("Lines of cases"),
        lambda found: CaseLine.objects.filter(case_id__in=found["case"]),
        needs=("case",),
        erase={"inspection_note": ""},
        is_copied=False,
    ),
    Kept(
        Note,
        _("Notes on cases"),
        lambda found: Note.objects.filter(case_id__in=found["case"]),
        needs=("case",),
        erase={"text": ERASED},
        told=("at",),
    ),
    Kept(
        Evidence,
        _("Evidence"),
        lambda found: Evidence.objects.filter(case_id__in=found["case"]),
        needs=("case",),
        gives={"file": "file_id"},
        erase={"note": ""},
        told=("stage", "at"),
    ),
    Kept(
        BuyerMessage,
        _("Messages to the buyer"),
        lambda found: BuyerMessage.objects.filter(case_id__in=found["case"]),
        needs=("case",),
        erase={"text": ERASED},
        told=("at", "sent_at"),
    ),
    Spared(Verdict, ("result",), "what a colleague was assessed for; the buyer stands in the case"),
)
