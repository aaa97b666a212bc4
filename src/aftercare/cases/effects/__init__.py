"""What moves cause, by name. An effect writes inside the move's transaction; what leaves the house becomes a job."""

from aftercare.cases.effects import application, approval, granting, letters, parcels, paying
from aftercare.cases.effects.context import Effect

EFFECTS: dict[str, Effect] = {
    effect.__name__: effect
    for module in (application, approval, granting, letters, parcels, paying)
    for effect in module.EFFECTS
}
