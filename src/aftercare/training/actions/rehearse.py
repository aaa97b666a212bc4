"""Simulated reception (K3): a learner begins it, the worker lets the scripted buyer go on, a trainer marks it."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any, Final

from django.db import transaction

from aftercare.chat.access import ANSWERERS
from aftercare.chat.actions.practise import Line, begin_practice, end_practice, say_in_practice
from aftercare.chat.models import Message, ReplyHit
from aftercare.chat.terms import INNER, Side
from aftercare.chat.writing import Words
from aftercare.core.errors import NotFound, Refusal, Refused
from aftercare.core.time import now
from aftercare.core.words import _
from aftercare.shops.access import Person
from aftercare.training.access import NOT_TRAINER, OWN, TRAINERS, access_own_plan, access_rehearsal
from aftercare.training.models import Enrolment, Rehearsal, Script
from aftercare.training.rules import Answered, Turn, mark_of, speed_of, words_of
from aftercare.training.terms import SAID_MOST, CourseState, RehearsalState
from aftercare.training.writing import certify_if_earned, check_number, checked, tell

REHEARSAL: Final = "practice"
REST: Final = timedelta(seconds=6)  # after the learner's last words, before the buyer goes on: they may add something
PATIENCE: Final = 3  # times the turn's own seconds, then the buyer goes on without an answer
LEAST: Final = timedelta(minutes=2)
BATCH: Final = 100
ANOTHER = Refusal("practice_runs", _("Another practice of yours is running: end it first."))
NOT_RUNNING = Refusal("practice_over", _("This practice is over."))
NOT_WAITING = Refusal("practice_not_waiting", _("This practice does not wait for marks."))
NO_BUYERS = Refusal("practice_no_buyers", _("Practice is for those who answer buyers in this shop."))


def turns_of(told: Sequence[dict[str, Any]]) -> list[Turn]:
    """As they are stored."""
    return [Turn(one["says"], tuple(one["points"]), one["seconds"]) for one in told]


def line_of(told: Sequence[dict[str, Any]], number: int) -> Line:
    """What the buyer says as that turn, from 1; each has a number of its own, so that it is said once."""
    turn = turns_of(told)[number - 1]
    return Line(Words(f"practice-{number}", turn.says), turn.seconds)


def start_rehearsal(*, script_id: int, person: Person) -> Rehearsal:
    """The scripted buyer's first line arrives in the learner's workbench; the one that runs is gone on with. Raises
    NotFound, Refused."""
    script = Script.objects.select_related("course__shop").filter(pk=script_id, is_used=True).first()
    if script is None or not script.turns:
        raise NotFound(script_id)
    plan = access_own_plan(person, script.course_id)
    if script.course.state != CourseState.OPEN:
        raise NotFound(script_id)
    if not person.has(plan.shop_id, *ANSWERERS):
        raise Refused(NO_BUYERS)
    with transaction.atomic():
        Enrolment.objects.select_for_update(no_key=True).get(pk=plan.pk)
        running = Rehearsal.objects.filter(staff_id=plan.staff_id, state=RehearsalState.RUNNING).first()
        if running is not None:
            if running.script_id != script.pk:
                raise Refused(ANOTHER)
            return running
        return _begin(script, plan.staff_id, person)


def _begin(script: Script, staff_id: int, person: Person) -> Rehearsal:
    shop, at = script.course.shop, now()
    message = begin_practice(shop=shop, buyer=script.buyer, line=line_of(script.turns, 1), staff_id=staff_id)
    row = Rehearsal.objects.create(
        script=script,
        shop=shop,
        staff_id=staff_id,
        conversation=message.conversation,
        turns=script.turns,
        pass_mark=script.pass_mark,
        turn=1,
        turn_seq=message.seq,
        turn_at=message.at,
        started_at=at,
    )
    tell("practice.started", (REHEARSAL, row.pk), shop.pk, person, at, script=script.pk)
    return row


def advance_rehearsals() -> int:
    """Let each scripted buyer go on whose learner has answered, or has not for long; how many did. What a killed worker
    left is found by the next look: a line is said once."""
    done = 0
    running = Rehearsal.objects.filter(state=RehearsalState.RUNNING).order_by("turn_at", "pk")
    for pk in list(running.values_list("pk", flat=True)[:BATCH]):
        with transaction.atomic():
            rows = Rehearsal.objects.select_for_update(no_key=True, skip_locked=True, of=("self",))
            row = rows.select_related("conversation__visitor").filter(pk=pk, state=RehearsalState.RUNNING).first()
            done += row is not None and _advance(row, now())
    return done


def _advance(row: Rehearsal, at: datetime) -> bool:
    answered = _answer_of(row, at)
    if answered is None:
        return False
    row.answers = [*row.answers, {"seconds": answered.seconds, "hits": answered.hits}]
    turns = turns_of(row.turns)
    if row.turn >= len(turns):
        _end(row, at)
        return True
    row.turn += 1
    said = say_in_practice(conversation=row.conversation, line=line_of(row.turns, row.turn))
    row.turn_seq, row.turn_at = said.seq, said.at
    row.save(update_fields=["answers", "turn", "turn_seq", "turn_at"])
    return True


def _answer_of(row: Rehearsal, at: datetime) -> Answered | None:
    """How this turn was answered; None while it may still be."""
    words = Message.objects.filter(conversation_id=row.conversation_id, seq__gt=row.turn_seq, side=Side.AGENT)
    times = list(words.filter(auto="").exclude(kind__in=INNER).order_by("seq").values_list("at", flat=True))
    if times:
        if at < times[-1] + REST:
            return None
        hits = ReplyHit.with_simulated.filter(conversation_id=row.conversation_id, at__gte=row.turn_at)
        return Answered(round((times[0] - row.turn_at).total_seconds(), 1), hits.count())
    seconds = turns_of(row.turns)[row.turn - 1].seconds
    if at < row.turn_at + max(PATIENCE * timedelta(seconds=seconds), LEAST):
        return None
    return Answered(None, 0)


def _end(row: Rehearsal, at: datetime) -> None:
    turns = turns_of(row.turns)
    answers = [Answered(one["seconds"], one["hits"]) for one in row.answers]
    row.speed, row.words = speed_of(turns, answers), words_of(answers)
    row.state, row.ended_at = RehearsalState.MARKING, at
    row.save(update_fields=["answers", "speed", "words", "state", "ended_at"])
    end_practice(conversation_id=row.conversation_id, at=at)
    tell("practice.ended", (REHEARSAL, row.pk), row.shop_id, Person.system(), at, speed=row.speed, words=row.words)


def break_off(*, rehearsal_id: int, person: Person) -> Rehearsal:
    """The learner ends it before the script does: it is not marked. Raises NotFound, Refused."""
    with transaction.atomic():
        row = access_rehearsal(person, rehearsal_id, lock=True)
        if row.staff_id != person.staff_id:
            raise NotFound(rehearsal_id)
        if row.state != RehearsalState.RUNNING:
            raise Refused(NOT_RUNNING)
        at = now()
        row.state, row.ended_at = RehearsalState.BROKEN_OFF, at
        row.save(update_fields=["state", "ended_at"])
        end_practice(conversation_id=row.conversation_id, at=at)
        tell("practice.ended", (REHEARSAL, row.pk), row.shop_id, person, at, broken_off=True)
    return row


def mark_rehearsal(*, rehearsal_id: int, mark: int, remark: str, person: Person) -> Rehearsal:
    """The trainer's mark of 0 to 100 beside speed and words; then it is passed or not, and a certificate may be earned.
    Raises NotFound, Refused, InvalidInput."""
    with transaction.atomic():
        row = access_rehearsal(person, rehearsal_id, lock=True)
        if not person.has(row.shop_id, *TRAINERS):
            raise Refused(NOT_TRAINER)
        if row.staff_id == person.staff_id:
            raise Refused(OWN)
        if row.state != RehearsalState.MARKING:
            raise Refused(NOT_WAITING)
        at = now()
        row.trainer, row.remark = check_number("mark", mark, 0, 100), checked("remark", remark, SAID_MOST, least=0)
        row.mark = mark_of(row.speed or 0, row.words or 0, row.trainer)
        row.state = RehearsalState.PASSED if row.mark >= row.pass_mark else RehearsalState.FAILED
        row.marked_by_id, row.marked_at = person.staff_id, at
        row.save(update_fields=["trainer", "remark", "mark", "state", "marked_by", "marked_at"])
        tell("practice.marked", (REHEARSAL, row.pk), row.shop_id, person, at, mark=row.mark)
        if row.state == RehearsalState.PASSED:
            certify_if_earned(row.script.course, row.staff_id, at)
    return row
