"""What was written to many buyers at once (U4)."""

from aftercare.core.personal import Spared
from aftercare.promotions.models import BulkRun

KEPT = (Spared(BulkRun, ("clause", "words"), "one text to many buyers: it names none of them"),)
