"""One line of a courier's list. Pure."""

from dataclasses import dataclass
from datetime import date

from aftercare.orders.delivery.gazetteer import Place
from aftercare.orders.delivery.terms import GapKind


@dataclass(frozen=True)
class CoverageRow:
    """`since` None is the list's own first day, `until` the last day (None: until another list comes)."""

    place: Place
    kind: GapKind
    since: date | None = None
    until: date | None = None
    note: str = ""
