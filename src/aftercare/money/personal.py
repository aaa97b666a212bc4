"""Words on payouts. Amounts, vouchers and the platform's order number stay: the law keeps books (U4, J7)."""

from django.db.models import Q, QuerySet

from aftercare.core.personal import ERASED, Found, Kept
from aftercare.core.words import _
from aftercare.money.models import Payout, PayoutRemark


def _payouts(found: Found) -> QuerySet[Payout]:
    of_case = Q(subject_kind="case", subject_id__in=found["case"])
    return Payout.objects.filter(of_case | Q(subject_kind="freight", subject_id__in=found["freight"]))


KEPT = (
    Kept(
        Payout,
        _("Payouts"),
        _payouts,
        needs=("case", "freight"),
        kind="payout",
        erase={"result_text": "", "payee_label": ""},
        told=("key", "amount", "state", "instructed_at"),
    ),
    Kept(
        PayoutRemark,
        _("Remarks on payouts"),
        lambda found: PayoutRemark.objects.filter(payout_id__in=found["payout"]),
        needs=("payout",),
        erase={"text": ERASED},
        is_copied=False,
    ),
)
