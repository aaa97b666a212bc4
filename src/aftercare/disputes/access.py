"""Which readings a person may see and correct: those of the shops they work in."""

from typing import Final

from django.db.models import QuerySet

from aftercare.accounts.terms import Role
from aftercare.core.errors import NotFound, Refusal, Refused
from aftercare.core.words import _
from aftercare.disputes.models import DisputeReading
from aftercare.shops.access import Person

# Whoever settles disputes says what they are about.
CORRECTORS: Final = (
    Role.PRESALE_AGENT,
    Role.AGENT,
    Role.SUPERVISOR,
    Role.RIGHTS_SPECIALIST,
    Role.REVIEW_SPECIALIST,
)
WRONG_ROLE: Final = Refusal("wrong_role", _("This step belongs to another role."))


def visible_readings(person: Person) -> QuerySet[DisputeReading]:
    """Every list, page and export of readings starts here (P1)."""
    if person.is_system:
        return DisputeReading.objects.all()
    return DisputeReading.objects.filter(shop_id__in=person.shop_ids)


def reading_of(person: Person, subject: tuple[str, int]) -> DisputeReading | None:
    """What the subject (kind, number) was read as; None when it was not, or is not theirs."""
    kind, number = subject
    return visible_readings(person).select_related("corrected_by").filter(subject_kind=kind, subject_id=number).first()


def access_reading_to_correct(person: Person, reading_id: int) -> DisputeReading:
    """The reading, locked. Raises NotFound for a foreign one, Refused for whoever does not settle disputes."""
    reading = visible_readings(person).select_for_update(of=("self",), no_key=True).filter(pk=reading_id).first()
    if reading is None:
        raise NotFound(reading_id)
    if not person.has(reading.shop_id, *CORRECTORS):
        raise Refused(WRONG_ROLE)
    return reading
