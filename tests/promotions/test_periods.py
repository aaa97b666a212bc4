"""A promotion begins and ends at its very second: clocks, banner (B11)."""

from datetime import timedelta

import pytest
from tests.pages.stage import browser
from tests.people import make_people, person

from aftercare.clock.actions.plan_promotion import plan_promotion
from aftercare.clock.models import Promotion
from aftercare.clock.queries import calendar_of
from aftercare.clock.rules import Promotion as Period
from aftercare.clock.rules import Span, SpanKind
from aftercare.core.time import now
from aftercare.shops.models import Shop
from aftercare.web.promotions.shell import promotions_home, running

pytestmark = pytest.mark.django_db
SECOND = timedelta(seconds=1)


@pytest.mark.row("B11", "P3")
def test_own_targets_are_longer_from_its_first_to_before_its_last_second():
    people = make_people()
    begin = now() + timedelta(days=1)
    end = begin + timedelta(days=3)
    period = Period("双11", begin, end, percent=300, targets=frozenset({"complaint.callback_own"}))
    plan_promotion(person=person(people.supervisor), shop_id=people.shop.pk, period=period)
    calendar = calendar_of(Shop.objects.get(pk=people.shop.pk))
    span = Span(SpanKind.DAYS, 1)

    def days(start, key: str = "complaint.callback_own") -> int:
        return (span.due(start, calendar, calendar.promotions_for(key)) - start).days

    assert [days(at) for at in (begin - SECOND, begin, end - SECOND, end)] == [1, 3, 3, 1]
    assert days(begin, "callbacks.within") == 1
    assert (span.due(begin, calendar) - begin).days == 1  # a platform's limit is given no promotion


@pytest.mark.row("B11")
def test_the_banner_shows_what_runs_at_that_second():
    people = make_people()
    at = now()
    row = Promotion.objects.create(
        shop=people.shop, name="双11大促", starts_at=at, ends_at=at + timedelta(days=3), percent=200
    )
    agent, shops = person(people.owner), [people.shop.pk]
    assert [one.name for one in running(agent, shops, at)] == ["双11大促"]
    assert running(agent, shops, at - SECOND) == []
    assert [one.name for one in running(agent, shops, row.ends_at - SECOND)] == ["双11大促"]
    assert running(agent, shops, row.ends_at) == []
    assert [one.title for one in promotions_home(agent, frozenset(shops), at).rows] == ["双11大促"]
    client = browser(people.owner)
    for address in ("/", "/cases/"):
        assert "双11大促" in client.get(address).content.decode()
    assert "双11大促" not in browser(people.stranger).get("/").content.decode()
