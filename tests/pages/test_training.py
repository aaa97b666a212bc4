"""Training through its pages: plan, exam, marks, the trainer's desk; no key before the end (K3)."""

import json
import re
from datetime import timedelta

import pytest
from django.utils import timezone
from tests.pages.stage import PART, browser, queries_of
from tests.people import make_staff, person
from tests.training.scene import School

from aftercare.accounts.models import Staff
from aftercare.accounts.terms import Role
from aftercare.clock.actions.fire_due import fire_due
from aftercare.core.models import Event
from aftercare.core.time import now, travel
from aftercare.shops.models import Membership
from aftercare.training.actions.certify import grant_certificate
from aftercare.training.models import Attempt, AttemptAnswer, Certificate, Course, Enrolment, LessonRead, Question
from aftercare.training.terms import QuestionKind
from aftercare.web.shell.counts import count_each
from aftercare.web.training.shell import all_waiting

pytestmark = pytest.mark.django_db
WHY = "因为甲是对的解释"


def checked(page: str) -> list[str]:
    """Values of what is ticked on the page."""
    return re.findall(r'name="given" value="(\d+)" checked', page)


@pytest.mark.row("K3")
def test_a_plan_from_its_first_lesson_to_the_certificate():
    school = School()
    me = browser(school.people.owner)
    page = me.get("/training/").content.decode()
    assert "新人培训" in page and "0 of 2 lessons" in page
    assert me.get("/").content.decode().count("My plan today") == 1
    lesson = school.course.lessons.order_by("pk")[0]
    address = f"/training/courses/{school.course.pk}/lessons/{lesson.pk}/"
    assert "<h2>要点</h2>" in me.get(address).content.decode()
    assert me.post(address).status_code == 303
    assert me.post(address).status_code == 303  # twice is once
    assert LessonRead.objects.count() == 1
    assert "1 of 2 lessons" in me.get("/training/").content.decode()
    assert "My plan today" not in me.get("/").content.decode()  # the second day is tomorrow
    with travel(timedelta(days=1)):
        assert "My plan today" in me.get("/").content.decode()
    begun = me.post(f"/training/exams/{school.course.pk}/")
    attempt = Attempt.objects.get()
    assert begun["Location"] == f"/training/tries/{attempt.pk}/"
    for one in attempt.answers.all():
        saved = me.post(f"/training/tries/{attempt.pk}/answers/{one.place}/", {"given": one.key}, headers=PART)
        assert saved.status_code == 200 and "Kept at" in saved.content.decode()
    assert me.post(f"/training/tries/{attempt.pk}/submit/").status_code == 303
    page = me.get(f"/training/tries/{attempt.pk}/").content.decode()
    assert "Passed" in page and "4 / 4" in page
    assert "You may be given buyers" in me.get("/training/").content.decode()


@pytest.mark.row("K3")
def test_no_right_answer_reaches_the_browser_before_the_end():
    school = School(bank=0)
    for number in range(4):
        key = (number,)
        school.ask(QuestionKind.SINGLE, f"第{number}题", ("甲", "乙", "丙", "丁"), key, explanation=WHY)
    me = browser(school.people.owner)
    me.post(f"/training/exams/{school.course.pk}/")
    attempt = Attempt.objects.get()
    address = f"/training/tries/{attempt.pk}/"

    def all_told() -> str:
        pages = [
            me.get(one).content.decode() for one in ("/training/", f"/training/exams/{school.course.pk}/", address)
        ]
        kept = me.post(f"{address}answers/1/", {"given": "2"}, headers=PART).content.decode()
        return "\n".join([*pages, kept, me.get(address, headers=PART).content.decode()])

    told = all_told()
    assert WHY not in told and "tr-right" not in told and ">right<" not in told
    assert checked(me.get(address).content.decode()) == ["2"]
    before = me.get(address).content.decode()
    AttemptAnswer.objects.update(key=[3])  # whatever the key is, the page is the same
    mask = re.compile(r'value="[^"]{20,}"|nonce="[^"]+"|data-at="[^"]+"|\d\d:\d\d:\d\d|delay:\d+s|data-csrf="[^"]+"')
    assert mask.sub("", me.get(address).content.decode()) == mask.sub("", before)
    for somebody in (school.trainer, school.people.supervisor):  # nor anybody else's, who could pass it on
        assert WHY not in browser(somebody).get(address).content.decode()
    assert browser(school.people.teammate).get(address).status_code == 404
    me.post(f"{address}submit/")
    failed = me.get(address).content.decode()
    assert "Not passed" in failed and WHY not in failed and "tr-right" not in failed  # a try is left
    assert WHY in browser(school.trainer).get(address).content.decode()


@pytest.mark.row("K3")
def test_when_the_time_is_over_the_page_goes_to_the_result():
    school = School(minutes=5)
    me = browser(school.people.owner)
    me.post(f"/training/exams/{school.course.pk}/")
    address = f"/training/tries/{Attempt.objects.get().pk}/"
    assert 'hx-trigger="load delay:30' in me.get(address).content.decode()
    with travel(timedelta(minutes=5)):
        late = me.post(f"{address}answers/1/", {"given": "0"}, headers=PART)
        assert (late.status_code, AttemptAnswer.objects.exclude(at=None).count()) == (409, 0)
        assert "being handed in" in me.get(address, headers=PART).content.decode()
        fire_due()
        assert me.get(address, headers=PART)["HX-Redirect"] == address
    assert "by the clock" in me.get(address).content.decode()


@pytest.mark.row("K3")
def test_the_desk_writes_a_course_and_a_trainer_marks():
    school = School(bank=1, texts=1)
    teacher, me = browser(school.trainer), browser(school.people.owner)
    shop = school.shop.slug
    made = teacher.post(f"/training/shops/{shop}/courses/", {"title": "专题", "kind": "topic", "days": "1"})
    here = made["Location"]
    course = Course.objects.get(title="专题")
    assert here == f"/training/courses/{course.pk}/"
    assert teacher.post(f"{here}state/", {"state": "open"}).status_code == 409  # no lesson yet
    told = {"title": "第一课", "text": "先道歉", "day": "1", "minutes": "20"}
    assert teacher.post(f"{here}lessons/", told).status_code == 303
    assert teacher.post(f"{here}lessons/", {**told, "day": "2"}).status_code == 422
    single = {"kind": "single", "text": "几秒？", "options": "30\n60", "key": "1", "points": "1"}
    assert teacher.post(f"{here}questions/", single).status_code == 303
    for wrong in ({"key": ""}, {"key": "3"}, {"key": "x"}, {"options": "30"}, {"kind": "no"}, {"points": "0"}):
        assert teacher.post(f"{here}questions/", {**single, **wrong}).status_code == 422
    assert Question.objects.get(course=course).key == [0]
    exam = {"asks": "1", "minutes": "10", "pass_percent": "60", "tries": "1", "wait_hours": "0"}
    assert teacher.post(f"{here}exam/", exam).status_code == 303
    assert teacher.post(f"{here}state/", {"state": "open"}).status_code == 303
    today = timezone.localtime(now()).date().isoformat()
    given = {"staff": [school.people.owner.pk], "starts_on": today}
    assert teacher.post(f"{here}people/", given).status_code == 303
    assert teacher.post(f"{here}people/", {**given, "staff": [school.people.stranger.pk]}).status_code == 422
    version = Course.objects.get(pk=course.pk).version
    head = {"title": "专题二", "kind": "topic", "days": "1"}
    assert teacher.post(here, {**head, "version": version - 1}).status_code == 409
    assert teacher.post(here, {**head, "version": version}).status_code == 303
    assert "专题二" in me.get("/training/").content.decode()
    for path in (here, f"{here}questions/", "/training/marking/", "/training/topics/", f"{here}scripts/"):
        assert teacher.get(path).status_code == 200

    attempt = school.begins(school.people.owner)
    for one in attempt.answers.all():
        school.answer(attempt, one.place, school.people.owner, one.key, "抱歉")
    me.post(f"/training/tries/{attempt.pk}/submit/")
    assert "Exams to mark" in teacher.get("/").content.decode()
    asked = person(school.trainer), frozenset({school.shop.pk})
    assert count_each(*asked, {"training": all_waiting}) == {"training": 1}
    assert school.people.owner.name in teacher.get("/training/marking/").content.decode()
    place = attempt.answers.get(kind="text").place
    form = {f"points_{place}": "1", f"remark_{place}": "很好"}
    assert teacher.post(f"/training/tries/{attempt.pk}/mark/", {f"points_{place}": "7"}).status_code == 422
    assert teacher.post(f"/training/tries/{attempt.pk}/mark/", form).status_code == 303
    assert "很好" in me.get(f"/training/tries/{attempt.pk}/").content.decode()
    assert Certificate.objects.filter(staff=school.people.owner).count() == 1


@pytest.mark.row("K3")
def test_progress_and_certificates_by_hand():
    school = School()
    boss = browser(school.people.supervisor)
    address = f"/training/people/{school.shop.slug}/{school.people.owner.pk}/"
    assert boss.post(address, {"do": "grant", "reason": ""}).status_code == 422
    assert boss.post(address, {"do": "grant", "reason": "老员工"}).status_code == 303
    page = boss.get("/training/people/").content.decode()
    assert school.people.owner.name in page and "by hand" in page
    assert boss.post(address, {"do": "revoke", "reason": "投诉"}).status_code == 303
    assert boss.post(address, {"do": "burn", "reason": "x"}).status_code == 422
    kinds = Event.objects.filter(kind__startswith="certificate.").values_list("kind", flat=True)
    assert sorted(kinds) == ["certificate.granted", "certificate.revoked"]
    assert browser(school.people.owner).get("/training/people/").status_code == 404
    for wrong in ("sort=x", "after=1&who=2"):
        assert boss.get(f"/training/people/?{wrong}").status_code == 400


@pytest.mark.row("K3")
def test_the_workbench_says_why_nobody_comes():
    school = School()
    me = browser(school.people.owner)
    words = "You are given no buyers"
    assert words not in me.get("/talks/").content.decode()
    school.rule("training.gate", True)
    assert words in me.get("/talks/").content.decode()
    talk = school.writes(school.visitor(), "在吗")
    taken = me.post(f"/talks/{talk.pk}/take/", {"agent_seen": ""}, headers=PART)
    assert taken.status_code == 409 and "passed the exam" in taken.content.decode()
    grant_certificate(shop_id=school.shop.pk, staff_id=school.people.owner.pk, reason="老员工", person=school.teacher)
    assert words not in me.get("/talks/").content.decode()
    assert me.post(f"/talks/{talk.pk}/take/", {"agent_seen": ""}, headers=PART).status_code < 300


@pytest.mark.row("K3")
def test_practice_begins_in_the_workbench():
    school = School()
    teacher, me = browser(school.trainer), browser(school.people.owner)
    here = f"/training/courses/{school.course.pk}/scripts/"
    script = {"title": "催发货", "buyer": "小满", "pass_mark": "70", "turns": "30 | 三天了还没发货？ | 道歉；给时间"}
    assert teacher.post(here, {**script, "turns": "快 | 在吗"}).status_code == 422
    assert teacher.post(here, script).status_code == 303
    row = school.course.scripts.get()
    assert row.turns == [{"says": "三天了还没发货？", "points": ["道歉", "给时间"], "seconds": 30}]
    assert "30 | 三天了还没发货？ | 道歉；给时间" in teacher.get(f"{here}?edit={row.pk}").content.decode()
    begun = me.post(f"/training/scripts/{row.pk}/start/")
    page = me.get(begun["Location"]).content.decode()
    assert "Practice" in page and "小满" in page
    data = json.loads(re.search(r'<script id="talk-data"[^>]*>(.*?)</script>', page).group(1))
    assert [one["text"] for one in data["messages"]] == ["三天了还没发货？"]
    assert "小满" in me.get("/talks/?view=mine").content.decode()
    assert browser(school.people.supervisor).get(begun["Location"]).status_code == 404
    practice = me.get("/training/").content.decode()
    assert "Practice is running" in practice
    number = re.search(r"/training/practice/(\d+)/", practice).group(1)
    assert "给时间" not in me.get(f"/training/practice/{number}/").content.decode()  # not before the end
    assert me.post(f"/training/practice/{number}/stop/").status_code == 303


def test_pages_cost_the_same_at_ten_and_at_a_thousand():
    school = School()
    school.rule("training.gate", True)
    me, boss, teacher = (browser(one) for one in (school.people.owner, school.people.supervisor, school.trainer))
    course = school.course
    attempt = school.sits(school.people.owner, right=1)
    Attempt.objects.filter(pk=attempt.pk).update(state="marking")
    lesson = course.lessons.all()[0]

    def more(count: int) -> None:
        at = now()
        bank = {"course": course, "kind": "single", "options": ["a", "b"], "key": [0]}
        by = {"changed_by": school.trainer, "changed_at": at}
        Question.objects.bulk_create(Question(text=f"题{at}{n}", **bank, **by) for n in range(count))
        first = Staff.objects.count()
        staff = Staff.objects.bulk_create(
            Staff(username=f"many{first}-{number}", name=f"学员{number}") for number in range(count)
        )
        Membership.objects.bulk_create(Membership(shop=school.shop, staff=one, role=Role.AGENT) for one in staff)
        made = {"course": course, "shop": school.shop, "starts_on": at.date(), "made_by": school.trainer, "made_at": at}
        plans = Enrolment.objects.bulk_create(Enrolment(staff=one, **made) for one in staff)
        LessonRead.objects.bulk_create(LessonRead(enrolment=one, lesson=lesson, at=at) for one in plans)
        told = {"exam": course.exam, "shop": school.shop, "number": 1, "seed": 1, "started_at": at, "due_at": at}
        Attempt.objects.bulk_create(
            Attempt(staff=one, state="marking", submitted_at=at, pass_percent=60, **told) for one in staff
        )
        other = {"shop": school.shop, "kind": "topic", "state": "open", "made_by": school.trainer, "made_at": at}
        courses = Course.objects.bulk_create(Course(title=f"专题{number}", **other) for number in range(count // 20))
        Enrolment.objects.bulk_create(
            Enrolment(**{**made, "course": one}, staff=school.people.owner) for one in courses
        )

    def costs() -> list[int]:
        addresses = [
            *((me, one) for one in ("/training/", f"/training/exams/{course.pk}/", f"/training/tries/{attempt.pk}/")),
            *((boss, one) for one in ("/training/people/", "/training/courses/")),
            *((teacher, one) for one in ("/training/marking/", f"/training/courses/{course.pk}/")),
            *((teacher, one) for one in (f"/training/courses/{course.pk}/questions/", "/training/topics/")),
        ]
        return [queries_of(lambda client=client, one=one: client.get(one)) for client, one in addresses]

    more(10)
    ten = costs()
    more(990)
    assert costs() == ten
    assert max(ten) <= 13


def test_who_learns_here_and_teaches_elsewhere_reads_no_keys():
    school = School()
    both = school.people.owner
    Membership.objects.create(shop=school.people.other_shop, staff=both, role=Role.TRAINER)
    me = browser(both)
    for page in ("questions", "scripts"):
        assert me.get(f"/training/courses/{school.course.pk}/{page}/").status_code == 404
    single = {"kind": "single", "text": "几秒？", "options": "30\n60", "key": "1", "points": "1"}
    before = Question.objects.count()
    assert me.post(f"/training/courses/{school.course.pk}/questions/", single).status_code in (404, 409)
    assert Question.objects.count() == before


def test_a_trainer_of_another_shop_sees_nothing():
    school = School()
    other = browser(make_staff("", Role.TRAINER, shop=school.people.other_shop))
    attempt = school.sits(school.people.owner, right=4)
    for address in (f"/training/courses/{school.course.pk}/", f"/training/tries/{attempt.pk}/"):
        assert other.get(address).status_code == 404
    assert "新人培训" not in other.get("/training/courses/").content.decode()
    assert person(school.trainer).has(school.shop.pk, Role.TRAINER)
