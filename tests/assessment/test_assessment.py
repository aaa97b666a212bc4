"""Credits and penalties: once for each event, appeals by another, months that are closed stay (K7)."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from tests.assessment.scene import closed, entered, gathered, judged, last_month, of_last_month, this_month
from tests.chat.scene import Desk
from tests.people import make_case, make_order, make_people, make_staff, person
from tests.quality.scene import FULL, Quality

from aftercare.accounts.terms import Role
from aftercare.assessment.actions.appeal_entry import appeal_entry, decide_appeal
from aftercare.assessment.actions.close_month import close_month
from aftercare.assessment.actions.enter_points import Points, enter_points
from aftercare.assessment.actions.gather import gather_lately
from aftercare.assessment.models import Appeal, ClosedMonth, Entry
from aftercare.assessment.policies import key_of
from aftercare.assessment.queries import people_of
from aftercare.assessment.sources import OWNERS_TARGETS, SOURCES
from aftercare.assessment.terms import Source
from aftercare.cases.periods import month_after
from aftercare.cases.terms import Responsible
from aftercare.chat.models import Conversation, Wait
from aftercare.core.errors import InvalidInput, NotFound, Refused
from aftercare.core.events import record
from aftercare.core.models import Event
from aftercare.core.time import now
from aftercare.quality.actions.answer_score import accept_score
from aftercare.reviews.models import Review
from aftercare.shops.models import PolicyValue
from aftercare.shops.policies import settings_changed

pytestmark = pytest.mark.django_db


def code_of(act) -> str:
    with pytest.raises(Refused) as error:
        act()
    return error.value.refusal.code


@pytest.mark.row("K7", "C7", "C8")
def test_verdicts_count_once_and_only_our_own_fault():
    people = make_people()
    lost = judged(people, "rights", people.owner)
    judged(people, "rights", people.owner, Responsible.BUYER)
    wrong = judged(people, "misshipment", people.warehouse)
    assert gathered(people) == 2
    assert gathered(people) == 0 == gather_lately()
    entry, other = Entry.objects.order_by("-points")[::-1]
    assert (entry.person_id, entry.points, entry.source) == (people.owner.pk, -10, "rights")
    assert (entry.origin, entry.origin_id, entry.origin_label) == ("case", lost.case_id, lost.case.number)
    assert (other.person_id, other.points, other.origin_id) == (people.warehouse.pk, -5, wrong.case_id)
    assert entry.month == this_month(people) and entry.entered_by_id is None
    assert Event.objects.filter(kind="assessment.entered").count() == 2


@pytest.mark.row("K7", "S2", "B1")
def test_late_clocks_are_those_of_whoever_had_the_matter():
    desk = Desk()
    people = desk.people
    talk = desk.writes(desk.visitor(name="小鱼"), "在吗")
    at = now()
    Wait.objects.filter(conversation=talk).update(breached_at=at, agent=people.owner)
    case = make_case(people.owner, make_order(people.shop))

    def missed(target: str) -> None:
        record(
            kind="target.missed", subject=("case", case.pk), shop_id=people.shop.pk, actor_id=None, at=at,
            data={"target": target},
        )  # fmt: skip

    missed("return.answer_own")
    missed("return.refund_own")  # the warehouse's turn as well: nobody is named
    assert gathered(people) == 2
    points = dict(Entry.objects.values_list("source", "points"))
    assert points == {"late_answer": -1, "late_case": -1}
    assert set(Entry.objects.values_list("person_id", flat=True)) == {people.owner.pk}
    assert "return.answer_own" in OWNERS_TARGETS["return"]


@pytest.mark.row("K7", "R1", "S16")
def test_good_reviews_and_five_stars_are_credits():
    desk = Desk()
    people = desk.people
    order = make_order(people.shop)
    make_case(people.owner, order)
    at = now()
    for number, (result, of) in enumerate((("good", order), ("bad", order), ("good", make_order(people.shop)))):
        Review.objects.create(
            shop=people.shop, key=f"r{number}", direction="get", result=result, order=of, reviewed_at=at
        )
    talk = desk.writes(desk.visitor(name="小鱼"), "谢谢")
    Conversation.objects.filter(pk=talk.pk).update(rating=5, rated_at=at, agent=people.teammate)
    assert gathered(people) == 2
    assert sorted(Entry.objects.values_list("source", "points", "person_id")) == [
        ("good_review", 2, people.owner.pk),
        ("good_talk", 1, people.teammate.pk),
    ]


@pytest.mark.row("K7", "K2")
def test_a_score_below_the_mark_counts_once_it_is_settled():
    quality = Quality()
    people, sample = quality.people, quality.scored()
    assert gathered(people) == 0  # the agent has not answered
    accept_score(sample_id=sample.pk, person=person(people.owner))
    assert gathered(people) == 1
    entry = Entry.objects.get()
    assert (entry.person_id, entry.source, entry.points) == (people.owner.pk, "quality", -5)
    assert (entry.origin, entry.origin_id) == ("talk", sample.conversation_id)
    assert gathered(people) == 0


@pytest.mark.row("K7", "K2")
def test_a_good_score_takes_nothing():
    quality = Quality()
    sample = quality.scored(FULL)
    accept_score(sample_id=sample.pk, person=person(quality.people.owner))
    assert gathered(quality.people) == 0


@pytest.mark.row("K7", "B12")
def test_the_shops_own_points_count_and_zero_is_none():
    people = make_people()
    judged(people, "rights", people.owner)
    judged(people, "misshipment", people.warehouse)
    for source, value in ((Source.RIGHTS, 0), (Source.MISSHIPMENT, 8)):
        since = now() - timedelta(days=1)
        PolicyValue.objects.create(shop=people.shop, key=key_of(source), value=value, valid_from=since)
    settings_changed(people.shop.pk)
    assert gathered(people) == 1
    assert Entry.objects.get().points == -8


@pytest.mark.row("K7")
def test_by_hand_with_a_reason_and_never_of_oneself():
    people = make_people()
    entry = entered(people, 4)
    assert (entry.points, entry.reason, entry.entered_by_id) == (4, "上班迟到", people.supervisor.pk)
    boss = person(people.supervisor)
    assert code_of(lambda: entered(people, 4, staff=people.supervisor)) == "own_points"
    assert code_of(lambda: entered(people, 4, by=people.teammate)) == "wrong_role"
    with pytest.raises(NotFound):
        entered(people, by=people.stranger)
    wrong = {"points": Points(people.owner.pk, 0, "x"), "reason": Points(people.owner.pk, 3, " ")}
    wrong["person"] = Points(people.stranger.pk, 3, "x")
    for name, told in wrong.items():
        with pytest.raises(InvalidInput) as error:
            enter_points(slug=people.shop.slug, points=told, person=boss)
        assert list(error.value.problems) == [name]
    assert Entry.objects.count() == 1
    with pytest.raises(IntegrityError), transaction.atomic():
        Entry.objects.filter(pk=entry.pk).update(entered_by=people.owner)


@pytest.mark.row("K7")
def test_an_appeal_is_made_by_the_person_and_decided_by_another():
    people = make_people()
    second = make_staff("", Role.SUPERVISOR, shop=people.shop)
    entry = entered(people)
    assert code_of(lambda: appeal_entry(entry_id=entry.pk, reason="没迟到", person=person(people.supervisor))) == (
        "not_your_entry"
    )
    with pytest.raises(NotFound):
        appeal_entry(entry_id=entry.pk, reason="没迟到", person=person(people.teammate))
    with pytest.raises(InvalidInput):
        appeal_entry(entry_id=entry.pk, reason=" ", person=person(people.owner))
    appeal_entry(entry_id=entry.pk, reason="那天调休", person=person(people.owner))
    assert code_of(lambda: appeal_entry(entry_id=entry.pk, reason="再次", person=person(people.owner))) == (
        "appealed_already"
    )

    def decide(staff, granted: bool = True):
        return lambda: decide_appeal(entry_id=entry.pk, granted=granted, note="查过排班", person=person(staff))

    assert code_of(decide(people.owner)) == "wrong_role"
    assert code_of(decide(people.supervisor)) == "another_decides"
    assert Appeal.objects.get().state == "waiting"
    assert decide(second)().struck_at is not None
    assert code_of(decide(second)) == "no_appeal"
    appeal = Appeal.objects.get()
    assert (appeal.state, appeal.decided_by_id, appeal.note) == ("granted", second.pk, "查过排班")
    assert people_of(person(people.supervisor), [people.shop.pk], this_month(people)) == []
    for field in ("by", "entered_by"):
        with pytest.raises(IntegrityError), transaction.atomic():
            Appeal.objects.update(decided_by=getattr(appeal, field))


@pytest.mark.row("K7")
def test_a_denied_appeal_changes_nothing_and_ones_own_entry_is_not_decided_by_oneself():
    people = make_people()
    second = make_staff("", Role.SUPERVISOR, shop=people.shop)
    entry = entered(people, staff=second)
    appeal_entry(entry_id=entry.pk, reason="不是我", person=person(second))
    own = {"entry_id": entry.pk, "granted": True, "note": "同意"}
    assert code_of(lambda: decide_appeal(**own, person=person(second))) == "another_decides"
    decide_appeal(entry_id=entry.pk, granted=False, note="有记录", person=person(people.administrator))
    entry.refresh_from_db()
    assert entry.struck_at is None and Appeal.objects.get().state == "denied"


@pytest.mark.row("K7")
def test_a_closed_month_stays_and_what_comes_later_counts_in_the_next():
    people = make_people()
    boss, month = person(people.supervisor), last_month(people)
    entry = of_last_month(entered(people), people)
    assert code_of(lambda: close_month(slug=people.shop.slug, month=this_month(people), person=boss)) == (
        "month_not_over"
    )
    late = judged(people, "rights", people.teammate)
    since = now() - timedelta(days=31)
    late.at = max(since, now() - timedelta(days=now().day + 1))
    late.save()
    row = close_month(slug=people.shop.slug, month=month, person=boss)
    assert {one["staff"]: one["penalties"] for one in row.rows} == {people.owner.pk: -3, people.teammate.pk: -10}
    assert code_of(lambda: close_month(slug=people.shop.slug, month=month, person=boss)) == "month_closed"
    another = judged(people, "rights", people.teammate)
    another.at = late.at
    another.save()
    gathered(people, days=40)
    assert Entry.objects.get(mark=f"verdict:{another.pk}").month == this_month(people)
    appeal_entry(entry_id=entry.pk, reason="那天调休", person=person(people.owner))
    decide_appeal(entry_id=entry.pk, granted=True, note="属实", person=person(people.administrator))
    entry.refresh_from_db()
    fixed = Entry.objects.get(source="correction")
    assert (entry.struck_at, entry.month) == (None, month)
    assert (fixed.points, fixed.month, fixed.origin_id) == (3, this_month(people), entry.pk)
    assert ClosedMonth.objects.get().rows == row.rows
    assert code_of(lambda: appeal_entry(entry_id=fixed.pk, reason="再来", person=person(people.owner))) == (
        "entry_struck"
    )


@pytest.mark.row("K7")
def test_two_closed_months_in_a_row_are_passed_over():
    people = make_people()
    closed(people, this_month(people))
    closed(people, month_after(this_month(people)))
    assert entered(people).month == month_after(this_month(people), 2)


@pytest.mark.row("K7")
@pytest.mark.attack("B1", "B2")
def test_whose_points_one_sees():
    people = make_people()
    entered(people)
    month, shops = this_month(people), [people.shop.pk]
    seen = {
        name: [one.staff_id for one in people_of(person(getattr(people, name)), shops, month)]
        for name in ("owner", "teammate", "stranger", "supervisor", "administrator", "warehouse")
    }
    mine = [people.owner.pk]
    nothing = {name: [] for name in ("teammate", "stranger", "warehouse")}
    assert seen == {"owner": mine, "supervisor": mine, "administrator": mine, **nothing}


def test_every_source_has_points_to_begin_with():
    assert {key_of(one.code) for one in SOURCES} == {
        f"assessment.{one.value}" for one in Source if one not in (Source.BY_HAND, Source.CORRECTION)
    }
