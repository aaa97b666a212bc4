"""Topics of the month from cases, the reply check and quality checks, and the course that one becomes (K3)."""

from datetime import timedelta

import pytest
from tests.people import make_case, make_order, person
from tests.quality.scene import Quality
from tests.training.scene import School

from aftercare.cases.models import Case
from aftercare.chat.models import ReplyHit
from aftercare.core.errors import InvalidInput, NotFound, Refused
from aftercare.core.time import now
from aftercare.training.actions.pick_topic import pick_topic
from aftercare.training.models import Enrolment
from aftercare.training.topics import Suggestion, suggestions

pytestmark = pytest.mark.django_db


@pytest.mark.row("K3")
def test_what_went_wrong_most_stands_first():
    school = School()
    shop, me = school.shop, school.people.owner
    cases = [make_case(me, make_order(shop)) for _one in range(4)]
    for case, reason in zip(cases, ("damaged", "damaged", "no_reason", "late"), strict=True):
        Case.objects.filter(pk=case.pk).update(reason=reason)
    Case.objects.filter(pk=cases[3].pk).update(opened_at=now() - timedelta(days=40))
    make_case(school.people.stranger, make_order(school.people.other_shop))
    talk = school.writes(school.visitor(), "在吗")
    hits = {"conversation": talk, "shop": shop, "staff": me, "rule": "r", "kind": "vague", "at": now()}
    ReplyHit.objects.bulk_create(ReplyHit(**hits) for _one in range(3))
    found = suggestions(shop, now() + timedelta(minutes=1))
    assert [(one.code, one.count) for one in found] == [("reply:vague", 3), ("case:damaged", 2)]
    other = [lambda *_asked: [Suggestion("qa:tone", "语气", 9, "质检")]]
    assert [one.code for one in suggestions(shop, now(), other)] == ["qa:tone"]  # another source fits in


@pytest.mark.row("K3", "K2")
def test_what_quality_checks_took_points_off_for_is_a_topic():
    quality = Quality()
    quality.scored()  # for vague words, no plan, a flat refusal
    found = suggestions(quality.shop, now() + timedelta(minutes=1))
    assert [(one.code, one.count) for one in found] == [
        ("quality:flat", 1),
        ("quality:no_plan", 1),
        ("quality:vague", 1),
    ]
    assert suggestions(quality.people.other_shop, now()) == []


@pytest.mark.row("K3")
def test_a_topic_becomes_a_course_of_the_whole_team():
    school = School()
    due = now().date() + timedelta(days=10)
    told = {"slug": school.shop.slug, "title": "破损怎么处理", "text": "- 先看包装"}
    course = pick_topic(due_on=due, person=school.teacher, **told)
    assert (course.state, course.kind, course.due_on) == ("open", "topic", due)
    learners = set(Enrolment.objects.filter(course=course).values_list("staff_id", flat=True))
    assert learners == {school.people.owner.pk, school.people.teammate.pk, school.people.supervisor.pk}
    with pytest.raises(Refused) as caught:
        pick_topic(due_on=due, person=school.teacher, **told)
    assert caught.value.refusal.code == "topic_taken"
    for wrong in (now().date() - timedelta(days=2), now().date() + timedelta(days=400)):
        with pytest.raises(InvalidInput):
            pick_topic(due_on=wrong, person=school.teacher, **{**told, "title": "别的"})
    with pytest.raises(NotFound):
        pick_topic(due_on=due, person=person(school.people.supervisor), **told)
