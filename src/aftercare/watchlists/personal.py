"""Why buyers stand on a list, and what was said against it, in people's own words (U4)."""

from aftercare.core.personal import ERASED, Kept
from aftercare.core.words import _
from aftercare.watchlists.models import Appeal, ListEntry

KEPT = (
    Kept(
        ListEntry,
        _("Entries of the list"),
        lambda found: ListEntry.objects.filter(customer_id__in=found["customer"]),
        needs=("customer",),
        kind="list_entry",
        erase={"reason": ERASED},
        told=("kind", "at", "expires_at", "score"),
    ),
    Kept(
        Appeal,
        _("Appeals"),
        lambda found: Appeal.objects.filter(entry_id__in=found["list_entry"]),
        needs=("list_entry",),
        erase={"text": ERASED, "note": ""},
        told=("at",),
    ),
)
