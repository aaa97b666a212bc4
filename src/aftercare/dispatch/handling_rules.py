"""What may be said of how a product is handled. Pure."""

from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from aftercare.core.words import _
from aftercare.dispatch.terms import Mark

LONGEST_BARCODE: Final = 40
MOST_HOURS: Final = 2400


@dataclass(frozen=True)
class HandlingFacts:
    """Marks on the parcel, the maker's barcode, and when it leaves; None: as the shop promises."""

    marks: tuple[str, ...] = ()
    barcode: str = ""
    promise_hours: int | None = None
    presale_on: date | None = None


def handling_problems(facts: HandlingFacts) -> dict[str, Any]:
    """What is wrong with it, by field."""
    problems: dict[str, Any] = {}
    if set(facts.marks) - set(Mark.values):
        problems["marks"] = _("Choose one of the list.")
    if len(facts.barcode) > LONGEST_BARCODE or not facts.barcode.isascii() or " " in facts.barcode:
        problems["barcode"] = _("Letters, digits and signs without spaces, at most %(most)s.") % {
            "most": LONGEST_BARCODE
        }
    if facts.promise_hours is not None and not 1 <= facts.promise_hours <= MOST_HOURS:
        problems["promise_hours"] = _("Between 1 and %(most)s hours.") % {"most": MOST_HOURS}
    return problems
