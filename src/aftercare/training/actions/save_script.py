"""Trainers write scripted buyers (K3)."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db import transaction

from aftercare.core.errors import InvalidInput, NotFound
from aftercare.core.time import now
from aftercare.core.words import _
from aftercare.shops.access import Person
from aftercare.training.access import access_to_teach, own_id
from aftercare.training.models import Script
from aftercare.training.rules import Turn
from aftercare.training.terms import OPTION_MOST, OPTIONS_MOST, QUESTION_MOST, TITLE_MOST, TURNS_MOST
from aftercare.training.writing import check_lines, check_number, checked, tell


@dataclass(frozen=True)
class ScriptFacts:
    """A scripted buyer as typed; `pk` None makes a new one."""

    title: str
    buyer: str
    turns: Sequence[Turn]
    pass_mark: int = 70
    pk: int | None = None


def save_script(*, course_id: int, facts: ScriptFacts, person: Person) -> Script:
    """Practice that runs keeps its script. Raises NotFound, Refused, InvalidInput."""
    with transaction.atomic():
        course = access_to_teach(person, course_id)
        script = Script(course=course) if facts.pk is None else course.scripts.filter(pk=facts.pk, is_used=True).first()
        if script is None:
            raise NotFound(facts.pk)
        script.title = checked("title", facts.title, TITLE_MOST)
        script.buyer = checked("buyer", facts.buyer, 20)
        script.pass_mark = check_number("pass_mark", facts.pass_mark, 1, 100)
        if not 1 <= len(facts.turns) <= TURNS_MOST:
            raise InvalidInput({"turns": _("Write between 1 and %(most)s lines of the buyer.") % {"most": TURNS_MOST}})
        script.turns = [
            {
                "says": checked("turns", turn.says, QUESTION_MOST),
                "points": check_lines("turns", turn.points, OPTIONS_MOST, OPTION_MOST),
                "seconds": check_number("turns", turn.seconds, 10, 600),
            }
            for turn in facts.turns
        ]
        script.changed_by_id, script.changed_at = own_id(person), now()
        script.save()
        tell("course.script_saved", ("course", course.pk), course.shop_id, person, script.changed_at, script=script.pk)
    return script
