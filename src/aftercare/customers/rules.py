"""What a reason must say, and how long a look counts. Pure (J2)."""

import re
from datetime import timedelta
from typing import Any, Final

from aftercare.core.text import clean
from aftercare.core.words import _
from aftercare.customers.terms import LEAST_TEXT, MOST_TEXT, Purpose

SPAN: Final = timedelta(hours=1)
_LONG_NUMBER = re.compile(r"\d{7,}|\d{3,4}[ \-]\d{4}[ \-]\d{3,4}")


def purpose_problem(purpose: str, text: str) -> Any:
    """What is wrong with a reason, as a sentence; None when it will do. `text` only counts for Purpose.OTHER."""
    if purpose not in Purpose.values:
        return _("Choose what you need it for.")
    if purpose != Purpose.OTHER:
        return None
    words = clean(text)
    if len(words) < LEAST_TEXT:
        return _("Say in a few words what you need it for.")
    if len(words) > MOST_TEXT:
        return _("At most %(most)s characters.") % {"most": MOST_TEXT}
    if _LONG_NUMBER.search(words):
        return _("Write the reason without phone or order numbers.")
    return None
