"""Reviews by the API (R1): as by file, with the key of one shop; replies fetched and confirmed."""

from datetime import timedelta
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client
from tests.people import People, make_order, make_people, make_staff, person
from tests.reviews.scene import make_review

from aftercare.accounts.terms import Role
from aftercare.apikeys.actions.end_key import end_key
from aftercare.apikeys.actions.make_key import make_key
from aftercare.apikeys.models import ApiKey
from aftercare.core.time import now
from aftercare.portal import limits
from aftercare.reviews.actions.open_cases import open_cases
from aftercare.reviews.actions.put_reviews import MOST
from aftercare.reviews.actions.write_reply import Draft, write_reply
from aftercare.reviews.models import Review, ReviewDay, ShopReply
from aftercare.reviews.terms import Answer, ReplyState, Result, Standing
from aftercare.shops.actions.close_shop import close_shop

pytestmark = [pytest.mark.django_db, pytest.mark.row("R1", "X4")]
ADDRESS = "/api/v1/reviews/"
REPLIES = "/api/v1/reviews/replies/"
BAD = {"review_no": "R1001", "stars": 1, "content": "东西质量太差，根本没有说的那么好"}


@pytest.fixture
def people() -> People:
    return make_people()


@pytest.fixture
def secret(people: People) -> str:
    return key_for(people, "reviews", "replies")


def key_for(people: People, *scopes: str) -> str:
    return make_key(shop_id=people.shop.pk, name="网站", scopes=scopes, person=person(people.administrator)).secret


def put(secret: str, *rows: Any, **more: Any) -> HttpResponse:
    dated = [{"reviewed_at": (now() - timedelta(days=1)).isoformat(), **row} for row in rows]
    return send(secret, {"reviews": dated, **more})


def send(secret: str, body: Any) -> HttpResponse:
    headers = {"Authorization": f"Bearer {secret}"} if secret else {}
    return Client().put(ADDRESS, body, content_type="application/json", headers=headers)


def fetch(secret: str, after: Any = 0) -> HttpResponse:
    return Client().get(REPLIES, {"after": after}, headers={"Authorization": f"Bearer {secret}"})


def code_of(answer: HttpResponse) -> tuple[int, str]:
    return answer.status_code, answer.json()["error"]["code"]


def test_a_review_is_taken_in_merged_counted_and_opens_its_case(people: People, secret: str):
    order = make_order(people.shop)
    line = order.lines.get()
    row = {**BAD, "order_no": order.platform_no, "line_no": line.line_no, "dsr_service": 2, "price": 39.90}
    verdicts = [put(secret, row).json()["results"] for _time in range(2)]
    assert verdicts == [[{"verdict": "added"}], [{"verdict": "unchanged"}]]
    open_cases(shop_id=people.shop.pk)
    review = Review.objects.get()
    assert (review.shop, review.order, review.order_line, review.result) == (people.shop, order, line, Result.BAD)
    assert review.standing == Standing.OPENED and review.case is not None
    assert review.dispute_type == "product.quality" and review.price is not None and review.price.fen == 3990
    assert ReviewDay.objects.get().bad == 1 and ReviewDay.objects.get().service_sum == 2

    better = {**row, "stars": 5, "append_text": "客服已处理", "appended_at": now().isoformat()}
    assert put(secret, better).json()["results"] == [{"verdict": "updated"}]
    assert put(secret, row, as_of="2026-01-01T00:00:00+08:00").json()["results"] == [{"verdict": "older"}]
    review.refresh_from_db()
    assert (review.result, review.append_text) == (Result.GOOD, "客服已处理")
    assert (ReviewDay.objects.get().bad, ReviewDay.objects.get().good) == (0, 1)


def test_each_row_says_what_is_wrong_and_holds_no_other_up(people: People, secret: str):
    nothing = {"review_no": "R2", "stars": 1, "reviewed_at": ""}
    future = {**BAD, "review_no": "R3", "reviewed_at": (now() + timedelta(days=3)).isoformat()}
    rows = [
        BAD, {"stars": 3}, {**BAD, "stars": 9}, {**BAD, "shop_id": 1}, {**BAD, "content": ["x"]}, nothing, future,
        {"review_no": "1.93E+15", "stars": 1}, {**BAD, "review_no": "R9", "content": "很大 👍🏽" + "长" * 5000},
        {**BAD, "review_no": "R10", "content": "有\0空字符"}, {"review_no": "R11"},
    ]  # fmt: skip
    answer = put(secret, *rows)
    assert answer.status_code == 200
    results = [one.get("verdict") or one["error"]["code"] for one in answer.json()["results"]]
    assert results == [
        "added", "reviews.no_key", "reviews.stars", "reviews.no_field", "reviews.no_text", "date.missing",
        "reviews.future", "id.destroyed", "added", "reviews.no_text", "reviews.stars_missing",
    ]  # fmt: skip
    assert answer.json()["results"][2]["error"]["field"] == "stars"
    assert sorted(Review.objects.values_list("review_no", flat=True)) == ["R1001", "R9"]
    assert Review.objects.get(review_no="R9").content.startswith("很大 👍🏽长")


@pytest.mark.parametrize(
    "body",
    ["{", "[]", "null", "5", '{"reviews": {}}', '{"reviews": []}', '{"reviews": [{}], "shop": 1}',
     '{"reviews": [NaN]}', '{"reviews": [{}], "as_of": "gestern"}', '{"reviews": [{}], "as_of": "2026-01-01"}',
     "[" * 100_000, '{"reviews": [' + ",".join(["{}"] * (MOST + 1)) + "]}", b"\xff\xfe"],
    ids=lambda body: str(body)[:30],
)  # fmt: skip
@pytest.mark.attack("F11")
def test_what_is_no_list_of_reviews_is_refused_as_a_whole(secret: str, body: Any):
    assert send(secret, body).status_code == 422
    assert not Review.objects.exists()


@pytest.mark.attack("A16", "B1")
def test_only_a_good_key_opens_and_only_its_own_shop(people: People, secret: str):
    for wrong in ("", "ac_nonsense", secret[:-1], "²" * 20):
        assert code_of(put(wrong, BAD)) == (401, "api.key")
    assert code_of(put(key_for(people, "replies"), BAD)) == (403, "api.scope")
    assert code_of(fetch(key_for(people, "reviews"))) == (403, "api.scope")
    assert Client().get(ADDRESS, headers={"Authorization": f"Bearer {secret}"}).status_code == 405
    logged_in = Client()
    logged_in.force_login(people.administrator)
    assert logged_in.put(ADDRESS, {"reviews": [BAD]}, content_type="application/json").status_code == 401
    assert not Review.objects.exists()
    make_review(make_order(people.other_shop))
    assert fetch(secret).json() == {"replies": [], "after": None}
    key = ApiKey.objects.order_by("pk").first()
    assert key is not None and key.used_at is not None
    end_key(key_id=key.pk, person=person(people.administrator))
    assert code_of(put(secret, BAD)) == (401, "api.key")


@pytest.mark.attack("A16")
def test_a_key_dies_with_the_right_of_who_made_it_and_with_the_shop(people: People):
    maker = make_staff("", Role.ADMINISTRATOR, shop=people.shop)
    theirs = make_key(shop_id=people.shop.pk, name="网站", scopes=["reviews"], person=person(maker)).secret
    assert put(theirs, BAD).status_code == 200
    maker.is_active = False
    maker.save()
    assert code_of(put(theirs, BAD)) == (401, "api.key")
    maker.is_active = True
    maker.save()
    assert put(theirs, BAD).status_code == 200
    maker.memberships.all().delete()
    assert code_of(put(theirs, BAD)) == (401, "api.key")

    chief = make_staff("", is_administrator=True)
    other = make_key(shop_id=people.shop.pk, name="ERP", scopes=["reviews"], person=person(chief)).secret
    assert put(other, BAD).status_code == 200
    close_shop(shop_id=people.shop.pk, person=person(chief))
    assert code_of(put(other, BAD)) == (401, "api.key")


@pytest.mark.attack("G7")
def test_calls_are_counted(people: People, secret: str, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(limits, "CALLS_AN_HOUR", 2)
    monkeypatch.setattr(limits, "STRANGE_LINKS_AN_HOUR", 1)
    assert [put(secret, BAD).status_code for _call in range(3)] == [200, 200, 429]
    assert [put("ac_x", BAD).status_code for _call in range(2)] == [401, 429]


def test_replies_are_fetched_until_the_site_shows_them(people: People, secret: str):
    writer = person(make_staff("", Role.REVIEW_SPECIALIST, shop=people.shop))
    order = make_order(people.shop)
    review = make_review(order)
    reply = write_reply(review_id=review.pk, draft=Draft("非常抱歉，我们马上处理"), person=writer)
    answer = fetch(secret).json()
    assert answer["after"] is None
    told = answer["replies"][0]
    assert (told["id"], told["text"], told["line_no"]) == (reply.pk, reply.text, review.line_no)
    assert fetch(secret, reply.pk).json()["replies"] == []
    assert fetch(secret, "²").status_code == 422

    shown = {"line_no": told["line_no"], "stars": 1, "reply_text": told["text"], "replied_at": now().isoformat()}
    assert put(secret, shown).json()["results"] == [{"verdict": "updated"}]
    assert ShopReply.objects.get().state == ReplyState.CONFIRMED
    assert Review.objects.get().answer == Answer.CONFIRMED
    assert fetch(secret).json()["replies"] == []
