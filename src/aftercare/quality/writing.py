"""What every step of a sample writes: its event, a scorecard. Called by actions only."""

from datetime import datetime
from typing import Any, Final

from aftercare.core.errors import InvalidInput, Refusal, Refused
from aftercare.core.events import record
from aftercare.core.inputs import bounded_text
from aftercare.core.words import _
from aftercare.quality.models import Sample, Scoring
from aftercare.quality.rules import Card, CardProblem, problems_of
from aftercare.quality.terms import MOST_POINTS, TEXT_MOST, Criterion, SampleState, Turn
from aftercare.shops.access import Person

SUBJECT: Final = "quality_sample"
MOVED_ON: Final = "sample_moved_on"
PROBLEMS: Final = {
    "points": _("Between 0 and %(most)s points."),
    "no_reason": _("Say what the missing points are for."),
    "reason": _("Take points off, or remove the reason."),
}


def tell(sample: Sample, kind: str, person: Person, at: datetime, **data: Any) -> None:
    """The event of a change. What was said is no part of it."""
    record(
        kind=kind,
        subject=(SUBJECT, sample.pk),
        shop_id=sample.shop_id,
        actor_id=person.staff_id,
        at=at,
        data={"conversation": sample.conversation_id, "agent": sample.agent_id, **data},
    )


def check_state(sample: Sample, state: SampleState) -> None:
    """Raises Refused when the sample has moved on."""
    if sample.state != state:
        sentence = _("This conversation has moved on meanwhile: %(state)s.")
        raise Refused(Refusal(MOVED_ON, sentence, {"state": SampleState(sample.state).label}))


def needed_text(name: str, text: str, missing: Any) -> str:
    """The tidy text. Raises InvalidInput without one, or when it is too long."""
    text = bounded_text(name, text, TEXT_MOST)
    if not text:
        raise InvalidInput({name: missing})
    return text


def write_card(sample: Sample, card: Card, turn: Turn, note: str, by_at: tuple[int, datetime]) -> Scoring:
    """Keep the filled-in card of the locked sample. Raises InvalidInput at the criteria that are not filled in well."""
    problems = {one.criterion.value: _sentence(one) for one in problems_of(card)}
    if problems:
        raise InvalidInput(problems)
    return Scoring.objects.create(
        sample=sample,
        turn=turn,
        by_id=by_at[0],
        agent_id=sample.agent_id,
        **{criterion.value: card.points[criterion] for criterion in Criterion},
        deductions=sorted({one.value for one in card.deductions}),
        criticals=sorted({one.value for one in card.criticals}),
        total=card.total,
        note=bounded_text("note", note, TEXT_MOST),
        at=by_at[1],
    )


def release(sample: Sample, at: datetime) -> None:
    """The first scoring of the locked sample counts from now on, and its agent sees it."""
    sample.result = Scoring.objects.get(sample=sample, turn=Turn.FIRST)
    sample.state, sample.told_at = SampleState.SCORED, at
    sample.save(update_fields=["result", "state", "told_at", "wanted"])


def _sentence(problem: CardProblem) -> str:
    criterion = problem.criterion
    why = str(PROBLEMS[problem.code]) % {"most": MOST_POINTS[criterion]}
    return _("%(criterion)s: %(why)s") % {"criterion": criterion.label, "why": why}
