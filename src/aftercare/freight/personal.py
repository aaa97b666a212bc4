"""Freight that a buyer registered: their account and the picture of the receipt (U4). The amount stays."""

from aftercare.core.personal import Kept
from aftercare.core.words import _
from aftercare.freight.models import FreightClaim

KEPT = (
    Kept(
        FreightClaim,
        _("Return freight"),
        lambda found: FreightClaim.objects.filter(case_id__in=found["case"]),
        needs=("case",),
        kind="freight",
        gives={"file": "picture_id"},
        erase={
            "payee_name": "",
            "payee_account": "",
            "payee_mask": "",
            "note": "",
            "decision_reason": "",
            "refusal_text": "",
        },
        told=("number", "amount", "granted", "registered_at"),
    ),
)
