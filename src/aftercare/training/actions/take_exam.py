"""Take an exam: begin a try, save answers one by one, hand it in, or let the clock do it (K3)."""

import secrets
from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Max

from aftercare.clock.actions.arm_deadline import arm_deadline
from aftercare.clock.models import Deadline
from aftercare.core.errors import InvalidInput, NotFound, Refusal, Refused
from aftercare.core.text import clean
from aftercare.core.time import now
from aftercare.core.words import _
from aftercare.shops.access import Person
from aftercare.training.access import access_own_attempt, access_own_plan
from aftercare.training.models import Attempt, AttemptAnswer, Exam, Question
from aftercare.training.queries import renewal_of, tries_of
from aftercare.training.rules import Asked, draw, shown_key
from aftercare.training.terms import SAID_MOST, AttemptState, CourseState, QuestionKind
from aftercare.training.writing import ATTEMPT, CLOCK, end_attempt, tell

NO_EXAM = Refusal("no_exam", _("This course has no exam yet."))
NOT_OPEN = Refusal("course_not_open", _("This course is not in use any more."))
PASSED = Refusal("exam_passed", _("You have passed this exam already."))
WAITS = Refusal("exam_waits", _("Your last try waits for its marks."))
USED_UP = Refusal("tries_used_up", _("No try is left. A trainer can open another one."))
TOO_SOON = Refusal("try_too_soon", _("The next try is possible from %(time)s."))
OVER = Refusal("try_over", _("This try has been handed in: its answers are not changed any more."))
TIME_OVER = Refusal("time_over", _("The time is over. What was saved until then is handed in."))


def start_attempt(*, course_id: int, person: Person) -> Attempt:
    """Begin a try, or go on with the one that runs: two tabs that begin at once are in the same one. The questions are
    drawn now and kept as they are. Raises NotFound, Refused."""
    plan = access_own_plan(person, course_id)
    with transaction.atomic():
        exam = Exam.objects.select_for_update(no_key=True, of=("self",)).select_related("course__shop")
        found = exam.filter(course_id=plan.course_id).first()
        if found is None:
            raise Refused(NO_EXAM)
        running = Attempt.objects.filter(exam=found, staff_id=plan.staff_id, state=AttemptState.RUNNING).first()
        if running is not None:
            return running
        at = now()
        check_may_start(found, plan.staff_id, at)
        attempt = _begin(found, plan.staff_id, at)
        tell("exam.started", (ATTEMPT, attempt.pk), attempt.shop_id, person, at, number=attempt.number)
    return attempt


def check_may_start(exam: Exam, staff_id: int, at: datetime) -> None:
    """Raises Refused: passed already, not marked yet, no try left, or too soon after the last one."""
    if exam.course.state != CourseState.OPEN:
        raise Refused(NOT_OPEN)
    last = Attempt.objects.filter(exam=exam, staff_id=staff_id).order_by("-number").first()
    if last is not None and last.state == AttemptState.MARKING:
        raise Refused(WAITS)
    if last is not None and last.state == AttemptState.PASSED and not renewal_of(exam, staff_id, at):
        raise Refused(PASSED)
    tries = tries_of(exam, staff_id)
    if tries.are_used_up:
        raise Refused(USED_UP)
    free_at = tries.free_at(timedelta(hours=exam.wait_hours))
    if free_at is not None and free_at > at:
        raise Refused(Refusal(TOO_SOON.code, TOO_SOON.sentence, {"time": free_at}))


def _begin(exam: Exam, staff_id: int, at: datetime) -> Attempt:
    bank = {row.pk: row for row in Question.objects.filter(course=exam.course, is_used=True)}
    if not bank:
        raise Refused(NO_EXAM)
    seed = secrets.randbelow(2**31)
    used = Attempt.objects.filter(exam=exam, staff_id=staff_id).aggregate(most=Max("number"))["most"] or 0
    attempt = Attempt.objects.create(
        exam=exam,
        shop_id=exam.course.shop_id,
        staff_id=staff_id,
        number=used + 1,
        seed=seed,
        started_at=at,
        due_at=at + timedelta(minutes=exam.minutes),
        pass_percent=exam.pass_percent,
    )
    asked = drawn(list(bank.values()), exam.asks, seed)
    AttemptAnswer.objects.bulk_create(
        _asked(attempt, place, bank[one.question_id], one.order) for place, one in enumerate(asked, 1)
    )
    subject = (ATTEMPT, attempt.pk)
    arm_deadline(kind=CLOCK, subject=subject, shop_id=attempt.shop_id, due_at=attempt.due_at, fires="submit")
    return attempt


def drawn(bank: Sequence[Question], count: int, seed: int) -> list[Asked]:
    """What a try with that seed asks of that bank."""
    return draw([(row.pk, QuestionKind(row.kind), len(row.options)) for row in bank], count, seed)


def _asked(attempt: Attempt, place: int, question: Question, order: Sequence[int]) -> AttemptAnswer:
    return AttemptAnswer(
        attempt=attempt,
        place=place,
        question=question,
        kind=question.kind,
        text=question.text,
        options=[question.options[stored] for stored in order],
        key=shown_key(question.key, order),
        explanation=question.explanation,
        most=question.points,
    )


def answer_question(*, attempt_id: int, place: int, given: Sequence[int], said: str, person: Person) -> AttemptAnswer:
    """Keep one answer: chosen places of the options as shown, or words. It may be changed until the try is handed in;
    only the server's clock counts. Raises NotFound, Refused, InvalidInput."""
    with transaction.atomic():
        attempt = access_own_attempt(person, attempt_id, lock=True)
        at = now()
        if attempt.state != AttemptState.RUNNING:
            raise Refused(OVER)
        if at >= attempt.due_at:
            raise Refused(TIME_OVER)
        answer = attempt.answers.filter(place=place).first()
        if answer is None:
            raise NotFound(place)
        _fill(answer, given, said)
        answer.at = at
        answer.save(update_fields=["given", "said", "at"])
    return answer


def _fill(answer: AttemptAnswer, given: Sequence[int], said: str) -> None:
    if answer.kind == QuestionKind.TEXT:
        answer.said = clean(said)
        if len(answer.said) > SAID_MOST:
            raise InvalidInput({"said": _("At most %(most)s characters.") % {"most": SAID_MOST}})
        return
    chosen = sorted(set(given))
    one_only = answer.kind != QuestionKind.MULTIPLE
    if any(not 0 <= one < len(answer.options) for one in chosen) or (one_only and len(chosen) > 1):
        raise InvalidInput({"given": _("Choose among the answers that are shown.")})
    answer.given = chosen


def submit_attempt(*, attempt_id: int, person: Person) -> Attempt:
    """Hand it in. A try that has been handed in already, by another tab or by the clock, stays as it is. Raises
    NotFound."""
    with transaction.atomic():
        attempt = access_own_attempt(person, attempt_id, lock=True)
        if attempt.state == AttemptState.RUNNING:
            at = now()
            end_attempt(attempt, person, at, by_clock=at >= attempt.due_at)
    return attempt


def lock_attempt(deadline: Deadline) -> None:
    """As everybody does who ends it."""
    Attempt.objects.select_for_update(no_key=True).filter(pk=deadline.subject_id).first()


def time_over(deadline: Deadline, at: datetime) -> None:
    """The clock hands in what was saved. Raises Refused when it has been handed in."""
    attempt = Attempt.objects.select_related("exam__course__shop").filter(pk=deadline.subject_id).first()
    if attempt is None or attempt.state != AttemptState.RUNNING:
        raise Refused(OVER)
    end_attempt(attempt, Person.system(), at, by_clock=True)
