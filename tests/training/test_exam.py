"""An exam from its first question to the certificate: time, retakes, marks, two tabs (K3)."""

from datetime import timedelta

import pytest
from tests.people import make_staff, person
from tests.training.scene import OPTIONS, School, refusal

from aftercare.accounts.terms import Role
from aftercare.clock.actions.fire_due import fire_due
from aftercare.clock.models import Deadline
from aftercare.core.errors import InvalidInput, NotFound, Refused
from aftercare.core.models import Event
from aftercare.core.time import travel
from aftercare.training.actions.load_ready import load_newcomer_course
from aftercare.training.actions.mark_attempt import mark_attempt, open_try
from aftercare.training.actions.take_exam import drawn, submit_attempt
from aftercare.training.models import Attempt, Certificate, Question
from aftercare.training.rules import shown_key
from aftercare.training.terms import QuestionKind

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


@pytest.mark.row("K3")
def test_who_answers_enough_passes_and_holds_the_certificate():
    school = School()
    me = school.people.owner
    attempt = school.sits(me, right=3)
    assert (attempt.state, attempt.points, attempt.most, attempt.by_clock) == ("passed", 3, 4, False)
    certificate = Certificate.objects.get(staff=me)
    assert (certificate.attempt_id, certificate.expires_at, certificate.granted_by_id) == (attempt.pk, None, None)
    assert refusal(lambda: school.begins(me)) == "exam_passed"
    kinds = Event.objects.filter(kind__startswith="exam.", actor_id=me.pk).order_by("pk").values_list("kind", flat=True)
    assert list(kinds) == ["exam.started", "exam.submitted", "exam.passed"]


@pytest.mark.row("K3")
def test_the_order_is_random_and_the_seed_gives_it_again():
    school = School(bank=30, asks=12)
    mine, other = school.begins(school.people.owner), school.begins(school.people.teammate)
    bank = {row.pk: row for row in Question.objects.filter(course=school.course)}
    for attempt in (mine, other):
        again = drawn(list(bank.values()), 12, attempt.seed)
        kept = list(attempt.answers.order_by("place"))
        assert [one.question_id for one in kept] == [one.question_id for one in again]
        for one, asked in zip(kept, again, strict=True):
            assert one.options == [bank[one.question_id].options[stored] for stored in asked.order]
            assert one.key == shown_key(bank[one.question_id].key, asked.order)
    assert list(mine.answers.values_list("question_id", flat=True)) != list(
        other.answers.values_list("question_id", flat=True)
    )


def test_a_later_change_of_the_bank_moves_no_try():
    school = School()
    me = school.people.owner
    attempt = school.begins(me)
    Question.objects.filter(course=school.course).update(key=[3], text="换了")
    school.answers_all(attempt, me, right=4)
    submit_attempt(attempt_id=attempt.pk, person=person(me))
    attempt.refresh_from_db()
    assert (attempt.state, attempt.points) == ("passed", 4)
    assert "换了" not in attempt.answers.values_list("text", flat=True)


@pytest.mark.row("K3")
@pytest.mark.attack("I6")
def test_only_the_servers_clock_counts_and_a_killed_worker_hands_in_later():
    school = School(minutes=30)
    me = school.people.owner
    attempt = school.begins(me)
    school.answer(attempt, 1, me, attempt.answers.get(place=1).key)
    with travel(timedelta(minutes=30)):
        assert refusal(lambda: school.answer(attempt, 2, me, [0])) == "time_over"  # no worker has looked yet
        assert attempt.answers.get(place=2).at is None
    with travel(timedelta(hours=9)):  # the worker is back
        fire_due()
    attempt.refresh_from_db()
    assert (attempt.state, attempt.points, attempt.by_clock) == ("failed", 1, True)
    assert Deadline.objects.get(subject_kind="exam_try").state == "fired"
    assert refusal(lambda: school.answer(attempt, 2, me, [0])) == "try_over"
    before = Event.objects.count()
    submit_attempt(attempt_id=attempt.pk, person=person(me))  # a tab that was still open
    with travel(timedelta(hours=9)):
        fire_due()
    assert Event.objects.count() == before


def test_who_hands_in_in_time_is_not_handed_in_again():
    school = School()
    school.sits(school.people.owner, right=4)
    with travel(timedelta(hours=1)):
        assert fire_due().total() == 0


def test_a_try_is_gone_on_with_after_a_lost_connection():
    school = School()
    me = school.people.owner
    attempt = school.begins(me)
    school.answer(attempt, 2, me, [1])
    with travel(timedelta(minutes=10)):
        again = school.begins(me)
    assert (again.pk, again.due_at) == (attempt.pk, attempt.due_at)
    assert again.answers.get(place=2).given == [1]
    school.answer(attempt, 2, me, [2])
    assert again.answers.get(place=2).given == [2]
    assert Attempt.objects.count() == 1


@pytest.mark.row("K3")
def test_retakes_wait_are_counted_and_opened_by_a_trainer():
    school = School()
    me, teacher = school.people.owner, school.teacher
    course = school.course.pk
    assert school.sits(me, right=0).state == "failed"
    assert refusal(lambda: school.begins(me)) == "try_too_soon"
    opened = {"course_id": course, "staff_id": me.pk, "person": teacher}
    assert refusal(lambda: open_try(reason="紧急", **opened)) == "try_left"
    with travel(DAY + timedelta(minutes=1)):
        assert school.sits(me, right=1).number == 2
    with travel(3 * DAY):
        assert refusal(lambda: school.begins(me)) == "tries_used_up"
        with pytest.raises(InvalidInput):
            open_try(reason=" ", **opened)
        for somebody in (school.people.supervisor, school.people.teammate):
            with pytest.raises((Refused, NotFound)):
                open_try(course_id=course, staff_id=me.pk, reason="再给一次", person=person(somebody))
        open_try(reason="补课后再考", **opened)
        assert school.sits(me, right=4).state == "passed"  # without waiting
    assert Event.objects.filter(kind="exam.try_opened").count() == 1


@pytest.mark.row("K3")
def test_answers_in_words_wait_for_a_trainer():
    school = School(bank=2, texts=2)
    me = school.people.owner
    attempt = school.sits(me, right=4)
    assert attempt.state == "marking" and not Certificate.objects.exists()
    assert refusal(lambda: school.begins(me)) == "exam_waits"
    words = [one.place for one in attempt.answers.filter(kind="text")]
    marks = dict.fromkeys(words, (1, "好"))
    for somebody in (school.people.owner, school.people.supervisor):
        refused = refusal(lambda who=somebody: mark_attempt(attempt_id=attempt.pk, marks=marks, person=person(who)))
        assert refused == "training.not_trainer"
    with pytest.raises(NotFound):
        mark_attempt(attempt_id=attempt.pk, marks=marks, person=person(school.people.stranger))
    for wrong in ({}, {words[0]: (1, "")}, dict.fromkeys(words, (2, ""))):
        with pytest.raises(InvalidInput):
            mark_attempt(attempt_id=attempt.pk, marks=wrong, person=school.teacher)
    marked = mark_attempt(attempt_id=attempt.pk, marks=marks, person=school.teacher)
    assert (marked.state, marked.points, marked.marked_by_id) == ("passed", 4, school.trainer.pk)
    assert refusal(lambda: mark_attempt(attempt_id=attempt.pk, marks=marks, person=school.teacher)) == (
        "try_not_waiting"
    )
    assert Certificate.objects.get(staff=me).attempt_id == attempt.pk


def test_nothing_written_needs_no_trainer():
    school = School(bank=3, texts=1)
    me = school.people.owner
    attempt = school.begins(me)
    for one in attempt.answers.exclude(kind="text"):
        school.answer(attempt, one.place, me, one.key)
    done = submit_attempt(attempt_id=attempt.pk, person=person(me))
    assert (done.state, done.points, done.most) == ("passed", 3, 4)


def test_only_what_is_shown_can_be_chosen():
    school = School()
    me = school.people.owner
    attempt = school.begins(me)
    for wrong in ([4], [-1], [0, 1]):
        with pytest.raises(InvalidInput):
            school.answer(attempt, 1, me, wrong)
    with pytest.raises(NotFound):
        school.answer(attempt, 99, me, [0])
    for somebody in (school.people.teammate, school.people.stranger, school.trainer):
        with pytest.raises(NotFound):
            school.answer(attempt, 1, somebody, [0])
    assert not attempt.answers.exclude(at=None).exists()


def test_questions_that_cannot_be_asked():
    school = School()
    wrong = [
        (QuestionKind.SINGLE, "题", ("甲",), (0,)),
        (QuestionKind.SINGLE, "题", OPTIONS, ()),
        (QuestionKind.SINGLE, "题", OPTIONS, (0, 1)),
        (QuestionKind.MULTIPLE, "题", OPTIONS, (4,)),
        (QuestionKind.MULTIPLE, "题", ("甲", "甲"), (0,)),
        (QuestionKind.TRUE_FALSE, "题", (), (2,)),
        (QuestionKind.TEXT, " ", (), ()),
    ]
    before = Question.objects.count()
    for told in wrong:
        with pytest.raises(InvalidInput):
            school.ask(*told)
    assert Question.objects.count() == before


@pytest.mark.row("K3")
def test_a_certificate_ends_and_is_renewed_by_the_exam():
    school = School(tries=1)
    me = school.people.owner
    school.rule("training.valid_months", 12)
    school.sits(me, right=4)
    assert refusal(lambda: school.begins(me)) == "exam_passed"
    with travel(340 * DAY):
        again = school.sits(me, right=4)
    assert (again.number, again.state) == (2, "passed")
    ends = [row.expires_at for row in Certificate.objects.order_by("pk")]
    assert len(ends) == 2 and ends[1] - ends[0] > 330 * DAY


@pytest.mark.row("K3")
def test_the_ready_course_is_loaded_once():
    school = School()
    course = load_newcomer_course(slug=school.shop.slug, person=school.teacher)
    assert course.state == "open" and course.needs_practice and course.exam.asks == 30
    assert course.questions.count() >= 60 and course.lessons.count() >= 10 and course.scripts.count() >= 2
    assert refusal(lambda: load_newcomer_course(slug=school.shop.slug, person=school.teacher)) == "ready_course_loaded"
    for somebody in (school.people.supervisor, make_staff("", Role.TRAINER, shop=school.people.other_shop)):
        with pytest.raises(NotFound):
            load_newcomer_course(slug=school.shop.slug, person=person(somebody))
