"""Somebody else decides what an agent says against a score."""

from django.db import transaction

from aftercare.core.errors import InvalidInput, Refused, settled_by
from aftercare.core.time import now
from aftercare.core.words import _
from aftercare.quality.access import OWN, access_to_lead
from aftercare.quality.models import Appeal, Scoring
from aftercare.quality.rules import Card
from aftercare.quality.terms import Ruling, SampleState, Turn
from aftercare.quality.writing import MOVED_ON, check_state, needed_text, tell, write_card
from aftercare.shops.access import Person


def decide_appeal(*, sample_id: int, ruling: Ruling, answer: str, card: Card | None, person: Person) -> Appeal:
    """The score stays, or `card` takes its place (K2). Nobody decides who has scored the conversation or whose it is.
    Raises NotFound, Refused, InvalidInput (`answer`, a criterion)."""
    answer = needed_text("answer", answer, _("Tell your colleague why."))
    with transaction.atomic():
        sample = access_to_lead(person, sample_id)
        decided = Appeal.objects.filter(sample=sample, decided_by__isnull=False).select_related("decided_by").first()
        if decided is not None and decided.decided_by is not None:
            raise Refused(settled_by(MOVED_ON, decided.decided_by.name, Ruling(decided.ruling).label))
        check_state(sample, SampleState.APPEALED)
        at, me = now(), person.staff_id or 0
        if Scoring.objects.filter(sample=sample, by_id=me).exists():
            raise Refused(OWN)
        found = Appeal.objects.select_for_update(of=("self",)).get(sample=sample)
        if ruling is Ruling.CHANGED:
            if card is None:
                raise InvalidInput({"ruling": _("Fill in the new score.")})
            sample.result = write_card(sample, card, Turn.APPEAL, answer, (me, at))
        found.ruling, found.answer, found.decided_by_id, found.decided_at = ruling, answer, me, at
        found.save(update_fields=["ruling", "answer", "decided_by", "decided_at"])
        sample.state = SampleState.DECIDED
        sample.save(update_fields=["state", "result"])
        tell(sample, f"quality.appeal_{ruling.value}", person, at, total=sample.result.total if sample.result else 0)
    return found
