"""What a buyer said in reviews and what their cases cost, on the page of a customer (U1)."""

from datetime import timedelta

import pytest
from tests.pages.stage import browser, queries_of
from tests.people import make_case_of, make_staff
from tests.regulars.scene import buys, followed, make_town
from tests.reviews.scene import make_review

from aftercare.accounts.terms import Role
from aftercare.cases.models import Case, Cost
from aftercare.core.money import Money
from aftercare.core.time import now
from aftercare.reviews.models import Review
from aftercare.reviews.terms import Direction, Result

pytestmark = [pytest.mark.django_db, pytest.mark.row("U1")]
WORDS = "东西质量太差，打我电话 13912345678"


def page(staff, pk: int) -> str:
    answer = browser(staff).get(f"/customers/{pk}/")
    assert answer.status_code == 200
    return answer.content.decode()


def more_reviews(order, count: int, result: Result = Result.GOOD) -> None:
    start, at = Review.objects.count(), now()
    Review.objects.bulk_create(
        Review(shop=order.shop, key=f"no:more{start + n}", direction=Direction.GET, customer_id=order.customer_id,
               order_no=order.platform_no, result=result, reviewed_at=at - timedelta(hours=n), content="很好")
        for n in range(count)
    )  # fmt: skip


def test_reviews_stand_there_with_their_case_and_only_readers_of_reviews_see_the_words():
    town = make_town()
    order = buys(town.shop, "清风明月88")
    review = make_review(order, content=WORDS)
    far = buys(town.other, "远山如黛")
    make_review(far, Result.GOOD, content="别家的好评")
    case = Case.objects.get(reviews=review)
    specialist = make_staff("", Role.REVIEW_SPECIALIST, Role.AGENT, shop=town.shop)
    html = page(specialist, order.customer_id)
    for part in ("Bad review 1", f'href="/reviews/{review.pk}/"', f'href="/cases/{case.number}/"', "东西质量太差"):
        assert part in html
    assert "13912345678" not in html
    assert "别家的好评" not in html
    agent = page(town.people.owner, order.customer_id)
    assert "Bad review 1" in agent
    for part in ("东西质量太差", f'href="/reviews/{review.pk}/"'):
        assert part not in agent
    assert browser(town.people.stranger).get(f"/customers/{order.customer_id}/").status_code == 404


def test_a_joined_buyer_is_counted_over_their_shops_as_far_as_the_reader_sees_them():
    town = make_town()
    one, far = buys(town.shop, "清风明月88"), buys(town.other, "远山如黛")
    more_reviews(one, 2)
    more_reviews(far, 3, Result.NEUTRAL)
    both = browser(town.both)
    assert both.post(f"/customers/{one.customer_id}/join/", {"other": far.customer_id}).status_code == 303
    html = page(town.both, one.customer_id)
    assert "Good review 2" in html
    assert "Neutral review 3" in html
    assert "Neutral review" not in page(town.people.owner, one.customer_id)


def test_the_cost_is_for_those_who_answer_for_costs():
    town = make_town()
    order = buys(town.shop, "清风明月88")
    case = make_case_of("return", town.people.owner, order)
    for kind, fen in (("refund", 5000), ("recovered", -1234)):
        Cost.objects.create(case=case, shop=town.shop, kind=kind, amount=Money(fen), party="shop", at=now())
    assert "¥37.66" in page(town.people.supervisor, order.customer_id)
    assert "¥37.66" not in page(town.people.owner, order.customer_id)


def test_the_page_costs_the_same_with_a_thousand_reviews():
    town = make_town()
    order = buys(town.shop, "清风明月88")
    followed()
    make_review(order)
    more_reviews(order, 9)
    client = browser(make_staff("", Role.SUPERVISOR, shop=town.shop))
    address = f"/customers/{order.customer_id}/"
    client.get(address)
    few = queries_of(lambda: client.get(address))
    more_reviews(order, 990)
    assert queries_of(lambda: client.get(address)) == few
    html = client.get(address).content.decode()
    assert html.count("cu-said") <= 10
    assert "500+" in html
