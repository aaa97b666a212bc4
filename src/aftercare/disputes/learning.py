"""What agents put right, as examples to train with."""

import re

from aftercare.disputes.models import DisputeReading
from aftercare.disputes.terms import DisputeType, Polarity
from aftercare.disputes.training.expand import Example

_NUMBERS = re.compile(r"[0-9a-zA-Z@._-]{5,}")  # phones, addresses, order numbers: nothing to learn from them


def correction_examples() -> tuple[Example, ...]:
    """Every correction of every shop, the oldest first, without numbers and addresses (R3); not those of
    buyers whose data was erased."""
    rows = DisputeReading.objects.exclude(corrected_to="").exclude(corrected_text="").order_by("pk")
    return tuple(
        Example(_NUMBERS.sub(" ", row.corrected_text), DisputeType(row.corrected_to), Polarity(row.polarity))
        for row in rows.iterator(chunk_size=1000)
    )
