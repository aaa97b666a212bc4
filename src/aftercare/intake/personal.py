"""What imports remember of a buyer's orders, for taking them back: it goes, and with it the way back (U4)."""

from aftercare.core.personal import Kept, Spared
from aftercare.core.words import _
from aftercare.intake.models import ImportChange, ImportUndo

KEPT = (
    Kept(
        ImportChange,
        _("Changes by imports"),
        lambda found: ImportChange.objects.filter(subject_kind="order", subject_id__in=found["order"]),
        needs=("order",),
        erase={"sealed": ""},
        gone=True,
        is_copied=False,
    ),
    Spared(ImportUndo, ("reason",), "why a whole file was taken back: a colleague's words on a file"),
)
