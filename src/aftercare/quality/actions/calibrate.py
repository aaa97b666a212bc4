"""Have a conversation scored by two reviewers who do not see each other's score."""

from django.db import transaction

from aftercare.core.time import now
from aftercare.quality.access import access_to_lead
from aftercare.quality.models import Sample, Scoring
from aftercare.quality.terms import SampleState
from aftercare.quality.writing import check_state, release, tell
from aftercare.shops.access import Person


def ask_calibration(*, sample_id: int, person: Person) -> Sample:
    """Two reviewers score it, each alone (K2). Asked again it stays as it is. Raises NotFound, Refused."""
    with transaction.atomic():
        sample = access_to_lead(person, sample_id)
        check_state(sample, SampleState.OPEN)
        if sample.wanted == 1:
            sample.wanted = 2
            sample.save(update_fields=["wanted"])
            tell(sample, "quality.calibration_asked", person, now())
    return sample


def end_calibration(*, sample_id: int, person: Person) -> Sample:
    """One score is enough after all: the one that is there counts, or the next one. Raises NotFound, Refused."""
    with transaction.atomic():
        sample = access_to_lead(person, sample_id)
        check_state(sample, SampleState.OPEN)
        if sample.wanted > 1:
            at, sample.wanted = now(), 1
            sample.save(update_fields=["wanted"])
            tell(sample, "quality.calibration_ended", person, at)
            if Scoring.objects.filter(sample=sample).exists():
                release(sample, at)
    return sample
