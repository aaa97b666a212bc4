"""What colleagues noted of a buyer, and the traces by which they are recognised (U4)."""

from aftercare.core.personal import ERASED, Kept, Spared
from aftercare.core.words import _
from aftercare.regulars.models import Notice, Regular, RegularNote, Trace

KEPT = (
    Spared(Notice, ("text",), "what the shop writes to a whole group: it names nobody"),
    Kept(
        Regular,
        _("Tags and likes"),
        lambda found: Regular.objects.filter(pk__in=found["customer"]),
        needs=("customer",),
        erase={"likes": "", "tags": [], "buyer_type": ""},
        told=("orders", "paid", "kept", "first_at", "last_at"),
    ),
    Kept(
        RegularNote,
        _("Notes"),
        lambda found: RegularNote.objects.filter(customer_id__in=found["customer"]),
        needs=("customer",),
        erase={"text": ERASED},
        told=("at",),
    ),
    Kept(
        Trace,
        _("Traces"),
        lambda found: Trace.objects.filter(customer_id__in=found["customer"]),
        needs=("customer",),
        gone=True,
        is_copied=False,
    ),
)
