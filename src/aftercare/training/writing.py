"""What the steps of training write together: events, checked texts, the end of a try, certificates that are earned.
Called by actions only."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any, Final

from django.db.models import Sum
from django.utils import timezone

from aftercare.clock.actions.void_deadlines import void_deadlines
from aftercare.core.errors import InvalidInput
from aftercare.core.events import record
from aftercare.core.text import clean
from aftercare.core.words import _
from aftercare.shops.access import Person
from aftercare.shops.policies import policies_of
from aftercare.training.models import Attempt, AttemptAnswer, Certificate, Course, Rehearsal
from aftercare.training.policies import VALID_MONTHS
from aftercare.training.rules import is_enough, points_of
from aftercare.training.terms import AttemptState, QuestionKind, RehearsalState

ATTEMPT: Final = "exam_try"
CLOCK: Final = "training.time"  # the kind of the deadline of a try


def tell(kind: str, subject: tuple[str, int], shop_id: int, person: Person, at: datetime, **data: Any) -> None:
    """The event of a change. Neither questions nor answers are part of it."""
    record(kind=kind, subject=subject, shop_id=shop_id, actor_id=person.staff_id, at=at, data=data)


def checked(name: str, text: str, most: int, *, least: int = 1) -> str:
    """Without hidden characters. Raises InvalidInput when it is too long or missing."""
    text = clean(text)
    if len(text) < least:
        raise InvalidInput({name: _("Write something first.")})
    if len(text) > most:
        raise InvalidInput({name: _("At most %(most)s characters.") % {"most": most}})
    return text


def check_number(name: str, number: int, least: int, most: int) -> int:
    """Raises InvalidInput when it is not between these."""
    if not least <= number <= most:
        raise InvalidInput({name: _("Between %(least)s and %(most)s.") % {"least": least, "most": most}})
    return number


def check_lines(name: str, lines: Iterable[str], most_lines: int, most: int) -> list[str]:
    """Tidy lines without empty ones. Raises InvalidInput on too many or too long ones, and on two alike."""
    found = [text for line in lines if (text := clean(line))]
    if len(found) > most_lines or any(len(text) > most for text in found):
        sentence = _("At most %(lines)s lines of %(most)s characters.") % {"lines": most_lines, "most": most}
        raise InvalidInput({name: sentence})
    if len(set(found)) < len(found):
        raise InvalidInput({name: _("Two lines say the same.")})
    return found


def end_attempt(attempt: Attempt, person: Person, at: datetime, *, by_clock: bool) -> None:
    """The locked try is handed in: what a key can mark is marked; words wait for the trainer. Its clock stops."""
    answers = list(attempt.answers.all())
    for one in answers:
        if one.kind != QuestionKind.TEXT:
            one.points = points_of(one.key, one.given, one.most)
        elif not one.said:
            one.points = 0
    AttemptAnswer.objects.bulk_update(answers, ["points"])
    attempt.submitted_at, attempt.by_clock = at, by_clock
    attempt.most = sum(one.most for one in answers)
    waits = any(one.points is None for one in answers)
    attempt.state = AttemptState.MARKING
    attempt.save(update_fields=["submitted_at", "by_clock", "most", "state"])
    void_deadlines(subject=(ATTEMPT, attempt.pk))
    tell("exam.submitted", (ATTEMPT, attempt.pk), attempt.shop_id, person, at, by_clock=by_clock, waits=waits)
    if not waits:
        settle_attempt(attempt, person, at)


def settle_attempt(attempt: Attempt, person: Person, at: datetime) -> None:
    """Every answer has its points: passed or not, and the certificate that is earned by it."""
    attempt.points = attempt.answers.aggregate(sum=Sum("points"))["sum"] or 0
    passed = is_enough(attempt.points, attempt.most, attempt.pass_percent)
    attempt.state = AttemptState.PASSED if passed else AttemptState.FAILED
    attempt.save(update_fields=["points", "state"])
    kind = "exam.passed" if passed else "exam.failed"
    tell(kind, (ATTEMPT, attempt.pk), attempt.shop_id, person, at, points=attempt.points, most=attempt.most)
    if passed:
        certify_if_earned(attempt.exam.course, attempt.staff_id, at)


def certify_if_earned(course: Course, staff_id: int, at: datetime) -> Certificate | None:
    """Whoever has passed the exam, and the practice where the course asks for one, holds the certificate from now on;
    each passed try gives one. The caller holds the lock of what was just passed."""
    if not course.exam.gives_certificate:
        return None
    passed = Attempt.objects.filter(exam=course.exam, staff_id=staff_id, state=AttemptState.PASSED).order_by("-pk")
    attempt = passed.first()
    if attempt is None or Certificate.objects.filter(attempt=attempt).exists():
        return None
    if course.needs_practice:
        practised = Rehearsal.objects.filter(script__course=course, staff_id=staff_id, state=RehearsalState.PASSED)
        if not practised.exists():
            return None
    return grant(Certificate(shop_id=course.shop_id, staff_id=staff_id, attempt=attempt), Person.system(), at)


def grant(certificate: Certificate, person: Person, at: datetime) -> Certificate:
    """Good for as long as the shop says, counted from now."""
    months: int = policies_of(certificate.shop, at).get(VALID_MONTHS)
    certificate.granted_by_id, certificate.granted_at = person.staff_id, at
    certificate.expires_at = end_of(at, months)
    certificate.save()
    data = {"staff": certificate.staff_id, "by_hand": certificate.attempt_id is None}
    tell("certificate.granted", ("staff", certificate.staff_id), certificate.shop_id, person, at, **data)
    return certificate


def end_of(at: datetime, months: int) -> datetime | None:
    """So many months later, at the same time of day; None for no end."""
    if not months:
        return None
    local = timezone.localtime(at)
    years, month = divmod(local.month - 1 + months, 12)
    first = local.replace(year=local.year + years, month=month + 1, day=1)
    return min(first + timedelta(days=local.day - 1), _last_of(first))


def _last_of(first: datetime) -> datetime:
    """The last day of that month, at the same time."""
    return (first + timedelta(days=32)).replace(day=1) - timedelta(days=1)
