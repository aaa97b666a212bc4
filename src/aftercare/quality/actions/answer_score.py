"""The agent accepts a score, or appeals against it."""

from datetime import datetime, timedelta

from django.db import transaction

from aftercare.core.errors import Refusal, Refused
from aftercare.core.time import now
from aftercare.core.words import _
from aftercare.quality.access import access_own_sample
from aftercare.quality.models import Appeal, Sample
from aftercare.quality.policies import APPEAL_DAYS
from aftercare.quality.terms import SampleState
from aftercare.quality.writing import check_state, needed_text, tell
from aftercare.shops.access import Person
from aftercare.shops.policies import policies_of

TOO_LATE = Refusal("appeal_too_late", _("The time to appeal against this score is over."))


def accept_score(*, sample_id: int, person: Person) -> Sample:
    """The agent has seen the score and agrees (K2). Raises NotFound, Refused."""
    with transaction.atomic():
        sample = access_own_sample(person, sample_id)
        check_state(sample, SampleState.SCORED)
        _answered(sample, SampleState.ACCEPTED, now())
        tell(sample, "quality.accepted", person, now())
    return sample


def appeal(*, sample_id: int, reason: str, person: Person) -> Appeal:
    """The agent says why the score is wrong (K2). Raises NotFound, Refused, InvalidInput without a reason."""
    reason = needed_text("reason", reason, _("Say what is wrong with the score."))
    with transaction.atomic():
        sample = access_own_sample(person, sample_id)
        check_state(sample, SampleState.SCORED)
        at = now()
        until, scoring = appeal_until(sample, at), sample.result
        if until is None or at > until or scoring is None:
            raise Refused(TOO_LATE)
        _answered(sample, SampleState.APPEALED, at)
        found = Appeal.objects.create(
            sample=sample, by_id=sample.agent_id, scoring=scoring, scored_by_id=scoring.by_id, reason=reason, at=at
        )
        tell(sample, "quality.appealed", person, at)
    return found


def appeal_until(sample: Sample, at: datetime) -> datetime | None:
    """Until when its agent may appeal; None while there is no score."""
    if sample.told_at is None:
        return None
    return sample.told_at + timedelta(days=policies_of(sample.shop, at).get(APPEAL_DAYS))


def _answered(sample: Sample, state: SampleState, at: datetime) -> None:
    sample.state, sample.answered_at = state, at
    sample.save(update_fields=["state", "answered_at"])
