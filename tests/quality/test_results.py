"""What assessment and the page of figures read (K2, K7); what an erasure leaves."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from tests.people import person
from tests.quality.scene import BROKEN, FULL, POOR, Quality

from aftercare.core.personal import ERASED, walk
from aftercare.customers.models import Customer
from aftercare.quality.actions.answer_score import appeal
from aftercare.quality.actions.calibrate import ask_calibration
from aftercare.quality.actions.score_sample import comment_message, score_sample
from aftercare.quality.models import Appeal, Comment, Sample, Scoring
from aftercare.quality.results import month_result, results_of
from aftercare.quality.terms import Deduction, Layer
from aftercare.quality.weeks import WEEK, mondays_of_month, month_of

pytestmark = pytest.mark.django_db


@pytest.mark.row("K2", "K7")
def test_the_results_of_a_month_are_each_agents_weighted_average():
    quality = Quality()
    owner, mate = quality.people.owner, quality.people.teammate
    quality.talks(owner, 20)
    quality.talks(owner, 4, rating=1, rated_at=quality.wednesday)
    quality.talks(mate, 5)
    quality.draw()
    for sample in Sample.objects.filter(agent=owner).select_related("layer"):
        card = POOR if sample.layer.layer == Layer.RATED_LOW else FULL
        score_sample(sample_id=sample.pk, card=card, note="", person=person(quality.qa))
    bad = Sample.objects.get(agent=owner, layer__layer=Layer.RATED_LOW)
    appeal(sample_id=bad.pk, reason="不公平", person=person(owner))
    told = {one.staff.pk: one for one in results_of(quality.shop, month_of(quality.monday))}
    mine = told[owner.pk]
    assert (mine.talks, mine.drawn, mine.scored, mine.open_appeals, mine.critical) == (24, 3, 3, 1, 0)
    assert mine.average == Decimal("94.2")  # (20 × 100 + 4 × 65) / 24
    assert mine.plain == Decimal("88.3") and mine.below == Decimal("16.7")
    assert (told[mate.pk].drawn, told[mate.pk].average) == (1, None)
    assert results_of(quality.shop, month_of(quality.monday) - timedelta(days=40)) == []
    assert results_of(quality.people.other_shop, month_of(quality.monday)) == []


@pytest.mark.row("K2")
def test_the_figures_name_deductions_critical_errors_and_how_far_reviewers_agree():
    quality = Quality()
    quality.talks(quality.people.owner, 21)
    quality.draw()
    first, second, third = Sample.objects.order_by("pk")
    ask_calibration(sample_id=first.pk, person=person(quality.qa))
    qa = quality.qa
    given = ((first, qa, POOR), (first, quality.qa2, FULL), (second, qa, BROKEN), (third, qa, POOR))
    for sample, staff, card in given:
        score_sample(sample_id=sample.pk, card=card, note="", person=person(staff))
    month = month_result(quality.shop, month_of(quality.monday), 80, with_calibration=True)
    assert dict(month.deductions) == {Deduction.VAGUE: 2, Deduction.NO_PLAN: 2, Deduction.FLAT: 2}
    assert [(one.value, count) for one, count in month.criticals] == [("review_reward", 1)]
    assert (month.pairs, month.same_criticals) == (1, 1)
    assert [one.percent for one in month.agreements] == [Decimal("66.7"), Decimal("62.5"), Decimal("66.7")]
    assert (month.scored, month.drawn, month.average) == (3, 3, Decimal("43.3"))


def test_results_cost_the_same_at_ten_and_at_a_thousand():
    quality = Quality()
    month = month_of(quality.monday)

    def cost() -> int:
        with CaptureQueriesContext(connection) as found:
            results_of(quality.shop, month)
        return len(found)

    quality.talks(quality.people.owner, 100)
    quality.draw()
    few = cost()
    quality.talks(quality.people.teammate, 900, at=quality.wednesday - WEEK)
    quality.draw(quality.monday - WEEK)
    assert cost() == few <= 5


@pytest.mark.parametrize(
    ("month", "first", "end"),
    [
        (date(2026, 11, 15), date(2026, 10, 26), date(2026, 11, 30)),  # from the week that ends on 1 November
        (date(2026, 12, 1), date(2026, 11, 30), date(2026, 12, 28)),
        (date(2027, 1, 31), date(2026, 12, 28), date(2027, 2, 1)),
    ],
)
def test_a_week_counts_for_the_month_in_which_it_ends(month: date, first: date, end: date):
    assert mondays_of_month(month) == (first, end)
    assert month_of(first) == month.replace(day=1) and month_of(end) != month.replace(day=1)


@pytest.mark.row("U4")
def test_what_was_written_about_a_buyer_goes_with_them():
    quality = Quality()
    sample = quality.sample()
    customer = Customer.objects.create(shop=quality.shop, nick="青青", nick_hash="9" * 32, nick_mask="青***青")
    sample.conversation.visitor.customer = customer
    sample.conversation.visitor.save()
    comment_message(sample_id=sample.pk, seq=2, text="买家青青住在某区", person=person(quality.qa))
    score_sample(sample_id=sample.pk, card=POOR, note="青青的电话", person=person(quality.qa))
    appeal(sample_id=sample.pk, reason="青青没说清", person=person(quality.people.owner))
    for kept, ids, _found in walk({"customer": [customer.pk]}):
        if kept.model in (Scoring, Comment, Appeal):
            assert len(ids) == 1
            kept.model.objects.filter(pk__in=ids).update(**kept.erase)
    assert Comment.objects.get().text == ERASED and Appeal.objects.get().reason == ERASED
    assert Scoring.objects.get().note == "" and Scoring.objects.get().total == 65
