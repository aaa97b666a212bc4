"""Why a buyer asked: goes with their data (U4)."""

from aftercare.core.personal import ERASED, Kept
from aftercare.core.words import _
from aftercare.erasure.models import DataRequest, Hold

KEPT = (
    Kept(
        DataRequest,
        _("Requests about the data"),
        lambda found: DataRequest.objects.filter(customers__overlap=list(found["customer"])),
        needs=("customer",),
        erase={"reason": ERASED, "decision_note": ""},
        told=("kind", "asked_at"),
    ),
    Kept(
        Hold,
        _("Holds"),
        lambda found: Hold.objects.filter(customer_id__in=found["customer"]),
        needs=("customer",),
        erase={"reason": ERASED},
        is_copied=False,
    ),
)
