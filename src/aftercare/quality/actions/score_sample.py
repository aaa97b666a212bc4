"""Score a conversation, and say something to single messages of it."""

from django.db import transaction

from aftercare.chat.models import Message
from aftercare.chat.terms import Kind
from aftercare.core.errors import NotFound, Refusal, Refused
from aftercare.core.inputs import bounded_text
from aftercare.core.time import now
from aftercare.core.words import _
from aftercare.quality.access import access_to_score
from aftercare.quality.models import Comment, Sample, Scoring
from aftercare.quality.rules import Card
from aftercare.quality.terms import COMMENT_MOST, SampleState, Turn
from aftercare.quality.writing import check_state, release, tell, write_card
from aftercare.shops.access import Person

SCORED_BY_YOU = Refusal("scored_already", _("You have scored this conversation. It waits for the second reviewer."))


def score_sample(*, sample_id: int, card: Card, note: str, person: Person) -> Sample:
    """The person's score of a conversation (K2). The agent sees it at once; that of a calibration when both are there,
    and the first one counts. Raises NotFound, Refused, InvalidInput (a criterion, `note`)."""
    with transaction.atomic():
        sample = access_to_score(person, sample_id)
        _check_unscored(sample, person)
        at, me = now(), person.staff_id or 0
        known = Scoring.objects.filter(sample=sample).count()
        scoring = write_card(sample, card, Turn.SECOND if known else Turn.FIRST, note, (me, at))
        blind = sample.wanted > 1  # then no trail tells the score to whoever has still to give theirs
        tell(sample, "quality.scored", person, at, turn=scoring.turn, **({} if blind else {"total": scoring.total}))
        if known + 1 >= sample.wanted:
            release(sample, at)
    return sample


def comment_message(*, sample_id: int, seq: int, text: str, person: Person) -> Comment | None:
    """What the person says to the message with that number, before they score; '' takes it back. Raises NotFound,
    Refused, InvalidInput (`text`)."""
    text = bounded_text("text", text, COMMENT_MOST)
    with transaction.atomic():
        sample = access_to_score(person, sample_id)
        _check_unscored(sample, person)
        said = Message.objects.filter(conversation_id=sample.conversation_id, seq=seq, seq__lte=sample.until_seq)
        if not said.exclude(kind=Kind.NOTICE).exists():
            raise NotFound(seq)
        if not text:
            Comment.objects.filter(sample=sample, by_id=person.staff_id or 0, seq=seq).delete()
            return None
        return Comment.objects.update_or_create(
            sample=sample, by_id=person.staff_id or 0, seq=seq, defaults={"text": text, "at": now()}
        )[0]


def _check_unscored(sample: Sample, person: Person) -> None:
    check_state(sample, SampleState.OPEN)
    if Scoring.objects.filter(sample=sample, by_id=person.staff_id or 0).exists():
        raise Refused(SCORED_BY_YOU)
