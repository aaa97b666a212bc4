"""Rosters hold nothing of buyers (U4)."""

from aftercare.core.personal import Spared
from aftercare.shifts.models import Assignment, Swap

KEPT = (
    Spared(Assignment, ("note",), "why a colleague is on leave"),
    Spared(Swap, ("reason",), "why a colleague wants to swap"),
)
