"""A trainer marks answers in words, and opens another try (K3)."""

from collections.abc import Mapping

from django.db import transaction

from aftercare.core.errors import InvalidInput, NotFound, Refusal, Refused
from aftercare.core.time import now
from aftercare.core.words import _
from aftercare.shops.access import Person
from aftercare.training.access import NOT_TRAINER, OWN, TRAINERS, access_attempt, access_learner, access_to_teach
from aftercare.training.models import Attempt, AttemptAnswer, ExtraTry
from aftercare.training.queries import tries_of
from aftercare.training.terms import REASON_MOST, SAID_MOST, AttemptState, QuestionKind
from aftercare.training.writing import ATTEMPT, checked, settle_attempt, tell

NOT_WAITING = Refusal("try_not_waiting", _("This try does not wait for marks."))
TRY_LEFT = Refusal("try_left", _("There is a try left: another one is not needed."))


def mark_attempt(*, attempt_id: int, marks: Mapping[int, tuple[int, str]], person: Person) -> Attempt:
    """Points and a remark for each answer in words, by its place; then the try is passed or not. Raises NotFound,
    Refused, InvalidInput when one has no points or more than there are."""
    with transaction.atomic():
        attempt = access_attempt(person, attempt_id, lock=True)
        if not person.has(attempt.shop_id, *TRAINERS):
            raise Refused(NOT_TRAINER)
        if attempt.staff_id == person.staff_id:
            raise Refused(OWN)
        if attempt.state != AttemptState.MARKING:
            raise Refused(NOT_WAITING)
        answers = list(attempt.answers.filter(kind=QuestionKind.TEXT))
        for answer in answers:
            _mark(answer, marks)
        AttemptAnswer.objects.bulk_update(answers, ["points", "remark"])
        at = now()
        attempt.marked_by_id, attempt.marked_at = person.staff_id, at
        attempt.save(update_fields=["marked_by", "marked_at"])
        settle_attempt(attempt, person, at)
    return attempt


def _mark(answer: AttemptAnswer, marks: Mapping[int, tuple[int, str]]) -> None:
    points, remark = marks.get(answer.place, (-1, ""))
    if not answer.said and answer.place not in marks:
        points = 0
    if not 0 <= points <= answer.most:
        sentence = _("Between 0 and %(most)s points.") % {"most": answer.most}
        raise InvalidInput({f"points_{answer.place}": sentence})
    answer.points, answer.remark = points, checked("remark", remark, SAID_MOST, least=0)


def open_try(*, course_id: int, staff_id: int, reason: str, person: Person) -> ExtraTry:
    """Another try for somebody who has none left, without waiting. Raises NotFound, Refused, InvalidInput."""
    reason = checked("reason", reason, REASON_MOST)
    with transaction.atomic():
        course = access_to_teach(person, course_id)
        if not hasattr(course, "exam"):
            raise NotFound(course_id)
        staff, at = access_learner(person, course.shop_id, staff_id), now()
        last = Attempt.objects.filter(exam=course.exam, staff=staff).order_by("-number").first()
        if last is None or last.state != AttemptState.FAILED or not tries_of(course.exam, staff.pk).are_used_up:
            raise Refused(TRY_LEFT)
        row = ExtraTry.objects.create(
            exam=course.exam, staff=staff, reason=reason, opened_by_id=person.staff_id or 0, opened_at=at
        )
        tell("exam.try_opened", (ATTEMPT, last.pk), course.shop_id, person, at, staff=staff.pk)
    return row
