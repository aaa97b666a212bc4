"""Dispatch: other ways to send, packings, buyers who were told (U4)."""

from aftercare.core.personal import ERASED, Kept
from aftercare.core.words import _
from aftercare.dispatch.models import FreightChange, PackingPhoto, Release, StockTask

KEPT = (
    Kept(
        FreightChange,
        _("Changes of freight"),
        lambda found: FreightChange.objects.filter(order_id__in=found["order"]),
        needs=("order",),
        gives={"file": "invoice_id"},
        erase={"note": "", "waiver_reason": ""},
        told=("kind", "amount", "asked_at"),
    ),
    Kept(
        Release,
        _("Released packings"),
        lambda found: Release.objects.filter(order_id__in=found["order"]),
        needs=("order",),
        erase={"reason": ERASED},
        is_copied=False,
    ),
    Kept(
        PackingPhoto,
        _("Packing photos"),
        lambda found: PackingPhoto.objects.filter(packing__order_id__in=found["order"]),
        needs=("order",),
        gives={"file": "file_id"},
        told=("at",),
    ),
    Kept(
        StockTask,
        _("Told of missing goods"),
        lambda found: StockTask.objects.filter(line__order_id__in=found["order"]),
        needs=("order",),
        erase={"words": ""},
        told=("told_at", "answer"),
    ),
)
