"""Scores, blind calibration, appeals: who may, who may not, and what stays as it was (K2)."""

from dataclasses import replace
from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from tests.people import make_staff, person
from tests.quality.scene import BROKEN, FULL, POOR, Quality
from tests.races import race

from aftercare.accounts.models import Staff
from aftercare.accounts.terms import Role
from aftercare.core.errors import InvalidInput, NotFound, Refused
from aftercare.core.models import Event
from aftercare.core.time import travel
from aftercare.quality.access import access_sample
from aftercare.quality.actions.answer_score import accept_score, appeal
from aftercare.quality.actions.calibrate import ask_calibration, end_calibration
from aftercare.quality.actions.decide_appeal import decide_appeal
from aftercare.quality.actions.score_sample import comment_message, score_sample
from aftercare.quality.models import Appeal, Comment, Sample, Scoring
from aftercare.quality.queries import comments_of, scores_to_answer, scorings_of, waiting_appeals, waiting_samples
from aftercare.quality.terms import Criterion, Ruling
from aftercare.shops.models import Membership

pytestmark = pytest.mark.django_db


def score(sample: Sample, staff: Staff, card=POOR, note: str = "") -> Sample:
    return score_sample(sample_id=sample.pk, card=card, note=note, person=person(staff))


def refusal(act) -> str:
    """The code with which it is refused; nothing is written then."""
    before = (Scoring.objects.count(), Appeal.objects.count(), Event.objects.count(), *states())
    with pytest.raises(Refused) as refused, transaction.atomic():
        act()
    assert (Scoring.objects.count(), Appeal.objects.count(), Event.objects.count(), *states()) == before
    return refused.value.refusal.code


def states() -> list[tuple]:
    return list(Sample.objects.order_by("pk").values_list("state", "result_id"))


@pytest.mark.row("K2")
def test_a_score_is_given_by_a_reviewer_and_then_seen_by_its_agent():
    quality = Quality()
    sample, owner = quality.sample(), quality.people.owner
    with pytest.raises(NotFound):
        access_sample(person(owner), sample.pk)
    assert refusal(lambda: score(sample, quality.people.supervisor)) == "wrong_role"
    for stranger in (quality.people.stranger, quality.people.teammate, quality.people.warehouse):
        with pytest.raises(NotFound):
            score(sample, stranger)
    assert waiting_samples(person(quality.qa), [quality.shop.pk]).count() == 1
    score(sample, quality.qa, note="语气可以更暖")
    sample.refresh_from_db()
    assert (sample.state, sample.result.total, sample.result.by_id) == ("scored", 65, quality.qa.pk)
    assert access_sample(person(owner), sample.pk) == sample
    assert scores_to_answer(person(owner), [quality.shop.pk]).get() == sample
    assert waiting_samples(person(quality.qa), [quality.shop.pk]).count() == 0
    assert refusal(lambda: score(sample, quality.qa2)) == "sample_moved_on"
    assert list(Event.objects.filter(kind="quality.scored").values_list("actor_id", "data__total")) == [
        (quality.qa.pk, 65)
    ]


@pytest.mark.row("K2")
def test_nobody_scores_their_own_conversation():
    quality = Quality()
    Membership.objects.create(shop=quality.shop, staff=quality.people.owner, role=Role.QA)
    sample = quality.sample()
    with pytest.raises(NotFound):  # not even seen before it is scored
        score(sample, quality.people.owner)
    score(sample, quality.qa)
    assert refusal(lambda: score(sample, quality.people.owner)) == "own_score"
    assert refusal(lambda: ask_calibration(sample_id=sample.pk, person=person(quality.people.owner))) == "own_score"
    with pytest.raises(IntegrityError), transaction.atomic():  # nor behind the actions' back
        Scoring.objects.filter(sample=sample).update(by=quality.people.owner)


def test_two_reviewers_at_once_one_score(transactional_db):
    quality = Quality()
    sample = quality.sample()
    finishes = race(lambda: score(sample, quality.qa), lambda: score(sample, quality.qa2))
    assert sorted(one.won for one in finishes) == [False, True]
    assert Scoring.objects.count() == 1
    assert [one.error.refusal.code for one in finishes if one.error] == ["sample_moved_on"]


@pytest.mark.row("K2")
def test_a_critical_error_stands_with_the_score():
    quality = Quality()
    sample = quality.scored(BROKEN)
    assert (sample.result.total, sample.result.criticals) == (0, ["review_reward"])


def test_a_card_that_is_not_filled_in_well_changes_nothing():
    quality = Quality()
    sample = quality.sample()
    card = replace(POOR, points={**FULL.points, Criterion.SCRIPT: 31})
    with pytest.raises(InvalidInput) as wrong:
        score(sample, quality.qa, card)
    assert set(wrong.value.problems) == {"script", "solving", "emotion"}
    with pytest.raises(InvalidInput):
        score(sample, quality.qa, FULL, "长" * 1001)
    sample.refresh_from_db()
    assert sample.state == "open" and not Scoring.objects.exists()


@pytest.mark.row("K2")
def test_comments_stand_at_single_messages_until_the_score_is_given():
    quality = Quality()
    sample = quality.sample()
    qa, owner = person(quality.qa), person(quality.people.owner)

    def say(seq: int, text: str, who=qa):
        return comment_message(sample_id=sample.pk, seq=seq, text=text, person=who)

    say(2, "少了称呼")
    say(2, "少了称呼和问候")
    say(3, "x")
    say(3, "")
    assert list(Comment.objects.values_list("seq", "by_id")) == [(2, quality.qa.pk)]
    for seq in (0, 4, 99):
        with pytest.raises(NotFound):
            say(seq, "没有这条")
    with pytest.raises(InvalidInput):
        say(2, "长" * 301)
    assert refusal(lambda: say(2, "x", person(quality.people.supervisor))) == "wrong_role"
    assert comments_of(person(quality.qa2), sample) == {}  # until the score is given they are the reviewer's own
    score(sample, quality.qa)
    sample.refresh_from_db()
    told = comments_of(owner, sample)
    assert [one.text for one in told[2]] == ["少了称呼和问候"]
    assert refusal(lambda: say(2, "改")) == "sample_moved_on"


@pytest.mark.row("K2")
def test_two_who_calibrate_are_blind_to_each_other():
    quality = Quality()
    sample, boss = quality.sample(), quality.people.supervisor
    ask_calibration(sample_id=sample.pk, person=person(boss))
    ask_calibration(sample_id=sample.pk, person=person(quality.qa))  # asked twice
    comment_message(sample_id=sample.pk, seq=2, text="语气", person=person(quality.qa))
    score(sample, quality.qa, POOR, "不看对方")
    sample.refresh_from_db()
    assert sample.state == "open"
    assert refusal(lambda: score(sample, quality.qa, FULL)) == "scored_already"
    for blind in (quality.qa2, boss):  # the supervisor calibrates as well
        assert scorings_of(person(blind), sample) == [] and comments_of(person(blind), sample) == {}
    assert len(scorings_of(person(quality.qa), sample)) == 1
    with pytest.raises(NotFound):
        access_sample(person(quality.people.owner), sample.pk)
    assert waiting_samples(person(boss), [quality.shop.pk]).get() == sample
    score(sample, boss, FULL)
    sample.refresh_from_db()
    assert (sample.state, sample.result.by_id) == ("scored", quality.qa.pk)  # the first one counts
    for leader in (quality.qa, quality.qa2, boss):
        assert [one.turn for one in scorings_of(person(leader), sample)] == ["first", "second"]
    assert [one.turn for one in scorings_of(person(quality.people.owner), sample)] == ["first"]
    assert Event.objects.filter(kind="quality.calibration_asked").count() == 1
    assert [one.data.get("total") for one in Event.objects.filter(kind="quality.scored")] == [None, None]


def test_a_calibration_may_end_with_one_score():
    quality = Quality()
    sample, boss = quality.sample(), person(quality.people.supervisor)
    ask_calibration(sample_id=sample.pk, person=boss)
    score(sample, quality.qa)
    end_calibration(sample_id=sample.pk, person=boss)
    sample.refresh_from_db()
    assert (sample.state, sample.wanted) == ("scored", 1)
    assert refusal(lambda: ask_calibration(sample_id=sample.pk, person=boss)) == "sample_moved_on"
    assert waiting_samples(boss, [quality.shop.pk]).count() == 0


@pytest.mark.row("K2")
def test_the_agent_accepts_or_appeals_once():
    quality = Quality()
    sample, owner = quality.scored(), person(quality.people.owner)
    assert refusal(lambda: accept_score(sample_id=sample.pk, person=person(quality.qa))) == "wrong_role"
    with pytest.raises(NotFound):
        accept_score(sample_id=sample.pk, person=person(quality.people.teammate))
    with pytest.raises(InvalidInput):
        appeal(sample_id=sample.pk, reason=" ", person=owner)
    accept_score(sample_id=sample.pk, person=owner)
    sample.refresh_from_db()
    assert sample.state == "accepted" and sample.answered_at is not None
    assert refusal(lambda: appeal(sample_id=sample.pk, reason="不公平", person=owner)) == "sample_moved_on"


@pytest.mark.row("K2")
def test_an_appeal_comes_in_the_shops_days():
    quality = Quality()
    sample, owner = quality.scored(), person(quality.people.owner)
    with travel(timedelta(days=7, minutes=1)):
        assert refusal(lambda: appeal(sample_id=sample.pk, reason="晚了", person=owner)) == "appeal_too_late"
        assert scores_to_answer(owner, [quality.shop.pk]).count() == 1  # it can still be accepted
    with travel(timedelta(days=7, minutes=-1)):
        appeal(sample_id=sample.pk, reason="买家自己没说清", person=owner)
    sample.refresh_from_db()
    assert (sample.state, sample.appeal.scored_by_id) == ("appealed", quality.qa.pk)


@pytest.mark.row("K2")
def test_nobody_decides_about_their_own_score():
    quality = Quality()
    Membership.objects.create(shop=quality.shop, staff=quality.people.owner, role=Role.SUPERVISOR)
    sample, owner = quality.scored(), quality.people.owner
    appeal(sample_id=sample.pk, reason="买家自己没说清", person=person(owner))

    def decide(staff: Staff, ruling=Ruling.UPHELD, card=None):
        return decide_appeal(sample_id=sample.pk, ruling=ruling, answer="看过了", card=card, person=person(staff))

    assert refusal(lambda: decide(owner)) == "own_score"  # the agent, though a supervisor
    assert refusal(lambda: decide(quality.qa)) == "own_score"  # who scored it
    for stranger in (quality.people.teammate, quality.people.stranger):
        with pytest.raises(NotFound):
            decide(stranger)
    assert waiting_appeals(person(quality.qa), [quality.shop.pk]).count() == 0
    assert waiting_appeals(person(owner), [quality.shop.pk]).count() == 0
    assert waiting_appeals(person(quality.qa2), [quality.shop.pk]).count() == 1
    decide(quality.people.supervisor)
    sample.refresh_from_db()
    assert (sample.state, sample.result.total, sample.appeal.ruling) == ("decided", 65, "upheld")
    assert refusal(lambda: decide(quality.qa2)) == "sample_moved_on"
    for who in (owner, quality.qa):
        with pytest.raises(IntegrityError), transaction.atomic():
            Appeal.objects.update(decided_by=who)


@pytest.mark.row("K2")
def test_two_decide_an_appeal_at_once_one_ruling_and_the_second_reads_whose(transactional_db):
    quality = Quality()
    sample = quality.scored()
    appeal(sample_id=sample.pk, reason="不公平", person=person(quality.people.owner))
    act = {"sample_id": sample.pk, "answer": "看过了"}
    finishes = race(
        lambda: decide_appeal(**act, ruling=Ruling.UPHELD, card=None, person=person(quality.people.supervisor)),
        lambda: decide_appeal(**act, ruling=Ruling.CHANGED, card=FULL, person=person(quality.qa2)),
    )
    (loser,) = [one.error for one in finishes if not one.won]
    found = Appeal.objects.select_related("decided_by").get()
    assert isinstance(loser, Refused) and loser.refusal.code == "sample_moved_on"
    assert loser.refusal.params == {"name": found.decided_by.name, "state": Ruling(found.ruling).label}
    assert Scoring.objects.count() == 1 + int(found.ruling == Ruling.CHANGED)
    assert Event.objects.filter(kind__startswith="quality.appeal_").count() == 1


@pytest.mark.row("K2")
def test_a_second_reviewer_of_a_calibration_does_not_decide_either():
    quality = Quality()
    sample, boss = quality.sample(), quality.people.supervisor
    ask_calibration(sample_id=sample.pk, person=person(boss))
    score(sample, quality.qa)
    score(sample, boss)
    appeal(sample_id=sample.pk, reason="不公平", person=person(quality.people.owner))
    act = {"sample_id": sample.pk, "ruling": Ruling.UPHELD, "answer": "好", "card": None}
    assert refusal(lambda: decide_appeal(**act, person=person(boss))) == "own_score"
    decide_appeal(**act, person=person(quality.qa2))
    assert Sample.objects.get().state == "decided"


@pytest.mark.row("K2")
def test_a_changed_score_takes_the_place_of_the_old_one_which_stays_to_be_read():
    quality = Quality()
    sample, boss = quality.scored(), person(quality.people.supervisor)
    appeal(sample_id=sample.pk, reason="买家自己没说清", person=person(quality.people.owner))
    changed = {"sample_id": sample.pk, "ruling": Ruling.CHANGED, "person": boss}
    no_points = replace(FULL, points={})
    wrong_ones = ({"answer": "", "card": FULL}, {"answer": "好", "card": None}, {"answer": "好", "card": no_points})
    for wrong in wrong_ones:
        with pytest.raises(InvalidInput):
            decide_appeal(**changed, **wrong)
    assert Sample.objects.get().state == "appealed" and Scoring.objects.count() == 1
    decide_appeal(**changed, answer="确实是买家没说清", card=FULL)
    sample.refresh_from_db()
    assert (sample.state, sample.result.total, sample.result.turn) == ("decided", 100, "appeal")
    told = scorings_of(person(quality.people.owner), sample)
    assert [(one.turn, one.total) for one in told] == [("first", 65), ("appeal", 100)]
    assert Event.objects.filter(kind="quality.appeal_changed", data__total=100).count() == 1


def test_whoever_has_left_the_shop_sees_nothing():
    quality = Quality()
    sample = quality.scored()
    elsewhere = make_staff("", Role.QA, shop=quality.people.other_shop)
    Membership.objects.filter(staff=quality.people.owner).delete()
    for staff in (quality.people.owner, elsewhere):
        with pytest.raises(NotFound):
            access_sample(person(staff), sample.pk)
