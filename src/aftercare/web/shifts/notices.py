"""What the bell says of shifts: mine is over, or nearly, and buyers are still mine (P3)."""

from datetime import timedelta
from typing import Final

from django.urls import reverse
from django.utils.translation import ngettext

from aftercare.chat.access import ANSWERERS
from aftercare.chat.board import open_talks_of
from aftercare.core.time import now
from aftercare.shifts.queries import ending_shift
from aftercare.shops.access import Person
from aftercare.web.shell.bell import Notice

BEFORE, AFTER = timedelta(minutes=15), timedelta(hours=2)
MOST: Final = 99


def shift_over(person: Person, shop_ids: frozenset[int]) -> list[Notice]:
    """Two queries at most, none for whoever speaks with no buyer."""
    if not person.all_roles & ANSWERERS:
        return []
    at = now()
    ends_at = ending_shift(person, at - AFTER, at + BEFORE)
    count = open_talks_of(person, shop_ids, MOST) if ends_at is not None else 0
    if ends_at is None or not count:
        return []
    text = ngettext(
        "Your shift ends, and %(count)s conversation is still yours: hand it over",
        "Your shift ends, and %(count)s conversations are still yours: hand them over",
        count,
    )
    return [Notice(text % {"count": count}, f"{reverse('talks')}?view=mine", ends_at, "soon")]
