"""What was said at callbacks; nobody calls an erased buyer (U4, J7)."""

from aftercare.callbacks.models import Call, Callback
from aftercare.callbacks.terms import CallbackState
from aftercare.core.personal import ERASED, Kept
from aftercare.core.words import _

KEPT = (
    Kept(
        Call,
        _("Calls after a case"),
        lambda found: Call.objects.filter(callback__case_id__in=found["case"]),
        needs=("case",),
        erase={"note": ERASED},
        told=("channel", "result", "at"),
    ),
    Kept(
        Callback,
        _("Callbacks still to be made"),
        lambda found: Callback.objects.filter(case_id__in=found["case"], state=CallbackState.OPEN),
        needs=("case",),
        erase={"state": CallbackState.DROPPED},
        is_copied=False,
    ),
)
