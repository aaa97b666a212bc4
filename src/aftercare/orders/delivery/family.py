"""What intake knows of couriers' lists."""

from aftercare.core.words import _
from aftercare.intake.families import Family, register
from aftercare.orders.actions.take_in_coverage import end_coverage, take_in_coverage
from aftercare.orders.delivery.sheet import PROFILE, SENTENCES, coverage_reader, shown

COVERAGE = Family(
    code="courier_coverage",
    label=_("Places not served"),
    profiles=(PROFILE,),
    reader=coverage_reader,
    apply=take_in_coverage,
    finish=end_coverage,
    shown=shown,
    sentences=SENTENCES,
)


def define() -> None:
    """Called once, when the program starts."""
    register(COVERAGE)
