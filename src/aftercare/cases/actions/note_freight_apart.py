"""Freight of a case that is paid by a registration of its own (B5), so that the case does not grant it again."""

from django.db.models import F

from aftercare.cases.models import Case
from aftercare.core.money import Money


def note_freight_apart(*, case_id: int, change: Money) -> None:
    """Granted (`change` above nothing) or not paid after all (below it). The caller holds the case's lock and writes
    the event; the database refuses less than nothing. Raises IntegrityError then."""
    Case.objects.filter(pk=case_id).update(freight_apart=F("freight_apart") + change.fen, version=F("version") + 1)
