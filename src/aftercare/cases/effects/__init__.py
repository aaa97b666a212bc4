"""What moves cause, by name. An effect writes inside the move's transaction; what leaves the house becomes a job."""

from aftercare.cases.effects import (
    advising,
    application,
    approval,
    details,
    family,
    granting,
    letters,
    parcels,
    paying,
    reports,
    reshipping,
    surgery,
    talking,
)
from aftercare.cases.effects.context import Effect

EFFECTS: dict[str, Effect] = {
    effect.__name__: effect
    for module in (
        advising,
        application,
        approval,
        details,
        family,
        granting,
        letters,
        parcels,
        paying,
        reports,
        reshipping,
        surgery,
        talking,
    )
    for effect in module.EFFECTS
}
