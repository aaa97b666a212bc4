"""What a review complains of: read when it comes, put right by people, kept while its words stay (R3)."""

import pytest
from django.test import Client
from tests.pages.stage import browser
from tests.people import People, make_order, make_staff
from tests.reviews.scene import bring, make_review, review_of, told

from aftercare.accounts.terms import Role
from aftercare.core.models import Event
from aftercare.disputes.models import DisputeReading
from aftercare.reviews.complaints import KIND
from aftercare.reviews.models import Review
from aftercare.reviews.terms import Direction, Result

SLOW = "都多少天了还没到货，物流太慢了"


def typed(review: Review) -> str:
    return Review.objects.get(pk=review.pk).dispute_type


@pytest.fixture
def writer(people: People) -> Client:
    return browser(make_staff("", Role.REVIEW_SPECIALIST, shop=people.shop))


@pytest.mark.row("R3")
def test_complaints_are_read_when_they_come_and_content_is_not(people: People):
    orders = [make_order(people.shop) for _order in range(4)]
    bring(
        people.shop,
        told(orders[0], content=SLOW),
        told(orders[1], Result.GOOD, content="质量很好，下次还来"),
        told(orders[2], Result.GOOD, content="不错", append_text="用了一次就坏了，质量太差", append_result=Result.BAD),
        told(orders[3], direction=Direction.GIVE, content="恶意差评的买家"),
    )
    late, glad, soured = (review_of(order) for order in orders[:3])
    assert (late.dispute_type, glad.dispute_type, soured.dispute_type) == (
        "logistics.timeliness",
        "",
        "product.quality",
    )
    assert set(DisputeReading.objects.values_list("subject_kind", "subject_id")) == {(KIND, late.pk), (KIND, soured.pk)}


@pytest.mark.row("R3")
def test_a_correction_stays_while_the_words_do_and_goes_with_them(people: People, writer: Client):
    order = make_order(people.shop)
    first = told(order, content=SLOW)
    bring(people.shop, first, day=1)
    review = review_of(order)
    page = writer.get(f"/reviews/{review.pk}/").content.decode()
    assert 'data-dispute="logistics.timeliness"' in page
    sent = writer.post(f"/reviews/{review.pk}/dispute/", {"type": "service.slow"})
    assert sent.status_code in (302, 303)
    assert typed(review) == "service.slow"
    assert Event.objects.filter(kind="dispute.corrected").count() == 1
    bring(people.shop, first, day=2)
    assert typed(review) == "service.slow"
    changed = told(order, content=SLOW, append_text="收到了，是假货", append_result=Result.BAD)
    bring(people.shop, changed, day=3)
    assert typed(review) != "service.slow"
    assert DisputeReading.objects.get(subject_id=review.pk, subject_kind=KIND).corrected_to == ""


@pytest.mark.row("R3")
def test_only_those_who_answer_reviews_put_it_right(people: People, writer: Client):
    review = make_review(make_order(people.shop), content=SLOW)
    looker = browser(make_staff("", Role.OPERATIONS, shop=people.shop))
    stranger = browser(make_staff("", Role.REVIEW_SPECIALIST, shop=people.other_shop))
    address = f"/reviews/{review.pk}/dispute/"
    assert 'name="type"' not in looker.get(f"/reviews/{review.pk}/").content.decode()
    assert looker.post(address, {"type": "service.slow"}).status_code in (403, 404, 409)
    assert stranger.post(address, {"type": "service.slow"}).status_code == 404
    assert writer.post(address, {"type": "made.up"}).status_code == 422
    assert typed(review) == "logistics.timeliness"
    glad = make_review(make_order(people.shop), Result.GOOD, content="很好")
    assert writer.post(f"/reviews/{glad.pk}/dispute/", {"type": "service.slow"}).status_code == 409


@pytest.mark.row("R3")
def test_the_list_is_filtered_by_what_they_complain_of(people: People, writer: Client):
    make_review(make_order(people.shop), content=SLOW)
    make_review(make_order(people.shop), content="质量太差，一洗就掉色")
    found = writer.get("/reviews/?dispute=logistics.timeliness").content.decode()
    assert SLOW in found
    assert "一洗就掉色" not in found
