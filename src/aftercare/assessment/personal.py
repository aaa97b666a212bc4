"""Assessments hold nothing of buyers (U4)."""

from aftercare.assessment.models import Appeal, Entry
from aftercare.core.personal import Spared

KEPT = (
    Spared(Entry, ("reason",), "why a colleague is given or loses points"),
    Spared(Appeal, ("reason", "note"), "what a colleague says against it, and the decision"),
)
