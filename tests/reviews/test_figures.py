"""The rate and the ratings, one more bad review, and what a limit needs (R2): against counting by hand."""

from datetime import date, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.people import People, make_order, person
from tests.reviews.scene import bring, told

from aftercare.core.time import now
from aftercare.reviews.figures import figures_of
from aftercare.reviews.models import Review, ReviewDay
from aftercare.reviews.outlook import Totals, dsr_standing, rate_standing, window
from aftercare.reviews.terms import Direction, Result

LIMITS = st.sampled_from([Decimal("98"), Decimal("90"), Decimal("99.5"), Decimal("50")])


@given(good=st.integers(0, 400), neutral=st.integers(0, 20), bad=st.integers(0, 20), limit=LIMITS)
def test_so_many_bad_ones_are_borne_and_so_many_good_ones_are_needed(good, neutral, bad, limit):
    totals = Totals(good, neutral, bad)
    found = rate_standing(totals, limit, near=3)
    if not totals.count:
        assert (found.value, found.level) == (None, "")
        return

    def reaches(more_good: int, more_bad: int) -> bool:
        return 100 * (good + more_good) >= limit * (totals.count + more_good + more_bad)

    if reaches(0, 0):
        assert (found.good_needed, found.level) == (0, "near" if found.bad_left < 3 else "")
        assert reaches(0, found.bad_left) and not reaches(0, found.bad_left + 1)
    else:
        assert (found.level, found.bad_left) == ("below", 0)
        assert reaches(found.good_needed, 0) and not reaches(found.good_needed - 1, 0)


@given(stars=st.lists(st.integers(1, 5), min_size=1, max_size=60), limit=st.sampled_from([Decimal(4), Decimal("4.6")]))
def test_the_same_of_a_rating(stars, limit):
    totals = Totals(parts={"service": (sum(stars), len(stars))})
    found = dsr_standing(totals, "service", limit, near=3)

    def reaches(fives: int, ones: int) -> bool:
        return sum(stars) + 5 * fives + ones >= limit * (len(stars) + fives + ones)

    if reaches(0, 0):
        assert reaches(0, found.bad_left) and not reaches(0, found.bad_left + 1)
    else:
        assert reaches(found.good_needed, 0) and not reaches(found.good_needed - 1, 0)


def test_a_rate_is_rounded_down_and_one_more_bad_review_is_told():
    totals = Totals(197, 1, 2)
    assert totals.rate == Decimal("98.50")
    assert rate_standing(totals, Decimal("98"), 3).after_bad == Decimal("98.00")  # 197 / 201 is 98.0099
    assert Totals(2, 0, 1).rate == Decimal("66.66")


def test_the_window_is_six_months_up_to_the_day():
    today = date(2026, 11, 29)
    one = (1, 0, 0, 0, 0, 0, 0, 0, 0)
    days = {today: one, today - timedelta(days=179): one, today - timedelta(days=180): one, today + timedelta(1): one}
    assert window(days, today).good == 2


@pytest.mark.row("R2")
def test_the_counts_of_days_are_those_of_the_reviews(people: People):
    shop, zone = people.shop, ZoneInfo(people.shop.timezone)
    orders = [make_order(shop) for _ in range(4)]
    results = [Result.GOOD, Result.BAD, Result.NEUTRAL, Result.UNKNOWN]
    rows = [told(order, result, dsr_service=4) for order, result in zip(orders, results, strict=True)]
    bring(shop, *rows, told(None, Result.BAD, counts=False), told(make_order(shop), direction=Direction.GIVE))
    day = ReviewDay.objects.get()
    assert day.day == rows[0].reviewed_at.astimezone(zone).date()
    assert (day.good, day.neutral, day.bad, day.service_sum, day.service_count) == (1, 1, 1, 16, 4)
    bring(shop, *rows)  # the same again adds nothing
    better = told(orders[1], Result.GOOD, dsr_service=5)
    bring(shop, better, day=9)
    day.refresh_from_db()
    assert (day.good, day.bad, day.service_sum, day.service_count) == (2, 0, 17, 4)
    (figures,) = figures_of(person(people.supervisor), [shop.pk], now())
    assert (figures.totals.good, figures.totals.count, figures.rate.value) == (2, 3, Decimal("66.66"))
    assert figures.dsr["service"].value == Decimal("4.25")
    assert (figures.level, figures.months[0].totals.count + figures.months[1].totals.count) == ("below", 3)
    assert Review.objects.count() == 6


def test_others_shops_have_no_figures_here(people: People):
    bring(people.shop, told(make_order(people.shop), Result.GOOD))
    stranger = person(people.stranger)
    assert [one.shop for one in figures_of(stranger, [people.shop.pk, people.other_shop.pk], now())] == [
        people.other_shop
    ]
    assert figures_of(person(people.warehouse), [people.shop.pk], now()) == []
