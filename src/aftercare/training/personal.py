"""Training holds nothing of buyers (U4): scripted buyers are invented, and nobody is linked to them."""

from aftercare.core.personal import Spared
from aftercare.training.models import AttemptAnswer, Certificate, ExtraTry, Rehearsal

KEPT = (
    Spared(AttemptAnswer, ("said", "remark"), "what a colleague wrote in an exam, and how it was marked"),
    Spared(ExtraTry, ("reason",), "why a colleague may try once more"),
    Spared(Certificate, ("reason", "revoked_for"), "why a colleague may be given buyers, or may not"),
    Spared(Rehearsal, ("remark",), "how a colleague's practice was marked"),
)
