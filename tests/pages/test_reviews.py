"""Reviews on the page: the list, the reply and its check, the case, many at once, templates, figures (R1–R6, C6)."""

import html
import io
import json
import re
from datetime import timedelta
from itertools import pairwise

import pytest
from django.test import Client
from openpyxl import load_workbook
from tests.pages.stage import browser, move, queries_of
from tests.people import People, make_order, make_people, make_staff, person
from tests.reviews.scene import bring, make_review, review_of, told

from aftercare.accounts.terms import Role
from aftercare.cases.models import Case
from aftercare.core.models import Event
from aftercare.core.time import now, travel
from aftercare.orders.models import Order
from aftercare.reviews.models import ReplyTemplate, Review, ShopReply
from aftercare.reviews.terms import Answer, Direction, ReplyState, Result
from aftercare.shops.actions.set_policy import set_policy
from aftercare.web.reviews.shell import unanswered_reviews
from aftercare.web.shell.counts import count_each

LIST = "/reviews/"
SORRY = "非常抱歉没有让您满意，我们已安排专人处理"


@pytest.fixture
def people(db: None) -> People:
    return make_people()


@pytest.fixture
def writer(people: People) -> Client:
    return browser(make_staff("", Role.REVIEW_SPECIALIST, shop=people.shop))


def page_of(review: Review) -> str:
    return f"{LIST}{review.pk}/"


def reply(client: Client, review: Review, text: str = SORRY, seen: object = ""):
    return client.post(f"{page_of(review)}reply/", {"text": text, "seen": str(seen)})


def unchanged(review: Review) -> bool:
    answer = Review.objects.get(pk=review.pk).answer
    return answer == Answer.NONE and not ShopReply.objects.filter(review=review).exists()


@pytest.mark.row("R1")
def test_the_list_filters_by_what_is_asked(people: People, writer: Client):
    texts = {"bad": "太差了", "good": "很喜欢", "ours": "好买家", "odd": "看不懂", "added": "先好后坏"}
    bring(
        people.shop,
        told(make_order(people.shop), Result.BAD, content=texts["bad"], merchant_code="YM-009"),
        told(make_order(people.shop), Result.GOOD, content=texts["good"], reply_text="谢谢"),
        told(make_order(people.shop), Result.GOOD, content=texts["ours"], direction=Direction.GIVE),
        told(make_order(people.shop), Result.UNKNOWN, content=texts["odd"], raw_result="火星评"),
        told(make_order(people.shop), Result.GOOD, content=texts["added"], append_text="坏了"),
    )
    order = Order.objects.filter(reviews__merchant_code="YM-009").get()
    yesterday = f"{now() - timedelta(days=3):%Y-%m-%d}"
    for query, expected in (
        ({}, {"bad", "good", "odd", "added"}),
        ({"result": "bad"}, {"bad"}),
        ({"result": "good", "answer": "none"}, {"added"}),
        ({"answer": "confirmed"}, {"good"}),
        ({"direction": "give"}, {"ours"}),
        ({"product": "YM-009"}, {"bad"}),
        ({"q": order.platform_no}, {"bad"}),
        ({"view": "added"}, {"added"}),
        ({"until": yesterday}, set()),
        ({"since": yesterday, "result": "unknown"}, {"odd"}),
    ):
        text = writer.get(LIST, query).content.decode()
        assert {name for name, words in texts.items() if words in text} == expected, query
    assert "火星评" in writer.get(LIST).content.decode()
    for wrong in ({"result": "x"}, {"shop": "999"}, {"more": "1"}, {"after": "x"}, {"since": "x"}):
        assert writer.get(LIST, wrong).status_code == 400


@pytest.mark.row("R1")
def test_a_stranger_sees_nothing_and_a_keeper_has_no_page(people: People):
    review = make_review(make_order(people.shop))
    stranger = browser(make_staff("", Role.REVIEW_SPECIALIST, shop=people.other_shop))
    assert review.content not in stranger.get(LIST).content.decode()
    for answer in (stranger.get(page_of(review)), reply(stranger, review)):
        assert answer.status_code == 404
    assert stranger.post(f"{page_of(review)}case/").status_code == 404
    for outside in (people.warehouse, people.owner):
        assert browser(outside).get(LIST).status_code == 404
    assert unchanged(review)


@pytest.mark.parametrize("role", [Role.OPERATIONS, Role.ADMINISTRATOR])
def test_others_look_and_do_not_write(people: People, role: Role):
    review = make_review(make_order(people.shop))
    reader = browser(make_staff("", role, shop=people.shop))
    page = reader.get(page_of(review)).content.decode()
    assert review.content in page and "<textarea" not in page
    assert reply(reader, review).status_code == 404
    assert unchanged(review)


def test_who_writes_elsewhere_is_refused_here(people: People):
    review = make_review(make_order(people.shop))
    both = make_staff("", Role.OPERATIONS, shop=people.shop)
    both.memberships.create(shop=people.other_shop, role=Role.SUPERVISOR)
    assert reply(browser(both), review).status_code == 409
    assert unchanged(review)


@pytest.mark.row("R1")
def test_a_reply_is_stored_copied_and_confirmed(people: People, writer: Client):
    order = make_order(people.shop)
    review = make_review(order)
    assert reply(writer, review).status_code == 303
    stored = ShopReply.objects.get()
    assert (stored.text, stored.state) == (SORRY, ReplyState.WRITTEN)
    page = writer.get(page_of(review)).content.decode()
    assert "Nothing is sent from here" in page and f'data-copy="{SORRY}"' in page
    assert reply(writer, review, seen=stored.pk).status_code == 303  # sent twice
    assert ShopReply.objects.count() == 1
    assert writer.post(f"{LIST}replies/{stored.pk}/published/", {"published": "yes"}).status_code == 303
    review.refresh_from_db()
    assert review.answer == Answer.PUBLISHED
    bring(people.shop, told(order, reply_text=SORRY, replied_at=now()))
    review.refresh_from_db()
    stored.refresh_from_db()
    assert (review.answer, stored.state) == (Answer.CONFIRMED, ReplyState.CONFIRMED)
    late = writer.post(f"{LIST}replies/{stored.pk}/published/", {"published": "no"})
    assert late.status_code == 409
    assert "takes one for each review" in writer.get(page_of(review)).content.decode()
    assert [e.kind for e in Event.objects.filter(kind__startswith="review.").order_by("pk")] == [
        "review.case", "review.replied", "review.published"]  # fmt: skip


def test_another_reply_takes_the_place_and_two_at_once_lose_nothing(people: People, writer: Client):
    review = make_review(make_order(people.shop))
    reply(writer, review)
    first = ShopReply.objects.get()
    assert reply(writer, review, "我们已经为您补发").status_code == 409  # written without having seen the first
    assert ShopReply.objects.count() == 1
    assert reply(writer, review, "我们已经为您补发", seen=first.pk).status_code == 303
    first.refresh_from_db()
    assert first.state == ReplyState.REPLACED


BLOCKED = [
    "亲，改好评返现5元哦",
    "联系客服有惊喜，红包等您",
    "麻烦您追加好评，我们给您返现",
    "您修改后我们全额退款",
    "买家电话是13812345678，大家小心",
    "收货地址：浙江省杭州市西湖区文三路 100 号 5 幢 302 室",
]


@pytest.mark.row("R6", "S11")
@pytest.mark.parametrize("text", BLOCKED)
def test_a_blocked_reply_is_not_stored_not_even_by_a_forged_post(people: People, writer: Client, text: str):
    review = make_review(make_order(people.shop))
    answer = reply(writer, review, text)
    assert answer.status_code == 409
    page = answer.content.decode()
    assert "Not stored" in page and text in page.replace("&#x27;", "'")  # what was typed is still there
    assert unchanged(review)
    event = Event.objects.get(kind="review.reply_blocked")
    assert text not in str(event.data)
    bulk = writer.post(f"{LIST}replies/store/", {"row": review.pk, f"text-{review.pk}": text})
    assert bulk.status_code == 409
    assert unchanged(review)


@pytest.mark.row("R6")
@pytest.mark.attack("J1")
def test_nothing_of_any_buyer_stands_in_a_reply(people: People, writer: Client):
    order = make_order(people.shop)
    other = make_order(people.shop, receiver_name="欧阳小满", receiver_address="海岛县灯塔村 7 号")
    review = make_review(order)
    mine = make_review(other)
    for said in (order.platform_no, other.platform_no, f"{order.customer.nick}您好"):
        assert reply(writer, review, f"{said}，我们马上处理").status_code == 409, said
    for said in ("欧阳小满", "海岛县灯塔村7号"):
        assert reply(writer, mine, f"您好{said}").status_code == 409, said
    assert unchanged(review) and unchanged(mine)


@pytest.mark.row("R1")
def test_the_windows_refuse_with_their_reason(people: People, writer: Client):
    late, added, ours, long = (make_order(people.shop) for _ in range(4))
    bring(
        people.shop,
        told(late, reviewed_at=now() - timedelta(days=31)),
        told(added, append_text="还是差", appended_at=now()),
        told(long, reviewed_at=now() - timedelta(days=29)),
    )
    bring(people.shop, told(ours, direction=Direction.GIVE))
    for order, why in ((late, "within 30 days"), (added, "has added to the review")):
        review = review_of(order)
        answer = reply(writer, review)
        assert (answer.status_code, why in answer.content.decode()) == (409, True), why
        assert why in writer.get(page_of(review)).content.decode()
        assert unchanged(review)
    given = Review.objects.get(order=ours)
    assert reply(writer, given).status_code == 409
    open_one = review_of(long)
    assert reply(writer, open_one, "抱" * 501).status_code == 422
    assert reply(writer, open_one, "  ").status_code == 422
    assert unchanged(open_one)
    assert "ac-clock" in writer.get(page_of(open_one)).content.decode()
    with travel(timedelta(days=2)):
        assert reply(writer, open_one).status_code == 409
    longer = {"kind": "days", "amount": 45}
    set_policy(shop_id=people.shop.pk, key="review.explain", value=longer, person=person(people.administrator))
    with travel(timedelta(days=2)):
        assert reply(writer, open_one, "抱" * 500).status_code == 303
    assert reply(writer, review_of(late)).status_code == 303


@pytest.mark.row("C6")
def test_the_case_shows_the_review_and_the_review_shows_the_case(people: People):
    review = make_review(make_order(people.shop))
    chief = browser(people.supervisor)
    assert review.case is not None
    assert f'href="{page_of(review)}"' in chief.get(f"/cases/{review.case.number}/").content.decode()
    assert review.case.number in chief.get(page_of(review)).content.decode()
    assert f'href="{page_of(review)}"' in chief.get(f"/orders/{review.order_id}/").content.decode()


def to_replying(people: People, review: Review) -> Case:
    case, chief = review.case, people.supervisor
    assert case is not None
    move(case, "find_cause", chief, reason="malicious", note="看过记录")
    return move(case, "unsolvable", chief, note="买家不接电话")


@pytest.mark.row("C6", "R6")
def test_a_reply_moves_the_case_that_waits_for_it(people: People):
    review = make_review(make_order(people.shop))
    case = to_replying(people, review)
    assert case.state == "replying"
    chief = browser(people.supervisor)
    assert reply(chief, review).status_code == 303
    case.refresh_from_db()
    assert case.state == "replied"
    assert ShopReply.objects.get().text == SORRY


@pytest.mark.row("C6", "R6")
def test_the_reply_of_a_case_is_the_reviews_and_meets_the_same_check(people: People):
    review = make_review(make_order(people.shop))
    case = to_replying(people, review)
    chief = browser(people.supervisor)
    address = f"/cases/{case.number}/moves/reply/"
    version = Case.objects.get(pk=case.pk).version
    blocked = chief.post(address, {"version": version, "public_reply": "私信客服有福利"})
    assert blocked.status_code == 409
    tried = Event.objects.get(kind="review.reply_blocked")
    assert tried.data["rules"] and "福利" not in str(tried.data)
    case.refresh_from_db()
    assert (case.state, case.version) == ("replying", version)
    assert unchanged(review)
    assert chief.post(address, {"version": version, "public_reply": SORRY}).status_code in (200, 204, 302, 303)
    case.refresh_from_db()
    assert (case.state, ShopReply.objects.get().text) == ("replied", SORRY)
    review.refresh_from_db()
    assert review.answer == Answer.WRITTEN


@pytest.mark.row("C6", "R6", "S11")
@pytest.mark.parametrize(
    ("text", "rule", "status"),
    [
        ("修改差评后返现 20 元", "promise_for_review", 409), ("请加 138 0000 0000 联系我们", "number_in_reply", 409),
        ("{name}您好，抱歉让您失望", "personal.named", 422),
    ],
)  # fmt: skip
@pytest.mark.parametrize("of_review", [True, False])
def test_a_reply_that_a_step_of_the_case_stops_is_noted_without_its_words(
    people: People, text: str, rule: str, status: int, *, of_review: bool
):
    review = make_review(make_order(people.shop))
    case = to_replying(people, review)
    if not of_review:
        Review.objects.update(case=None)
    chief, address = browser(people.supervisor), f"/cases/{case.number}/moves/reply/"
    assert case.customer is not None
    words = text.format(name=case.customer.nick)
    assert chief.post(address, {"version": case.version, "public_reply": ""}).status_code == 422
    assert chief.post(address, {"version": 0, "public_reply": words}).status_code == 409  # somebody was quicker
    assert not Event.objects.filter(kind="review.reply_blocked").exists()
    assert chief.post(address, {"version": case.version, "public_reply": words}).status_code == status
    tried = Event.objects.get(kind="review.reply_blocked")
    assert (tried.subject_kind, tried.subject_id) == (("review", review.pk) if of_review else ("case", case.pk))
    assert tried.actor_id == people.supervisor.pk
    assert rule in tried.data["rules"] and words not in str(tried.data)
    assert chief.get(f"/cases/{case.number}/").status_code == 200
    case.refresh_from_db()
    assert case.state == "replying" and unchanged(review)


@pytest.mark.row("C6")
def test_a_judged_addition_opens_the_case(people: People, writer: Client):
    order = make_order(people.shop)
    bring(people.shop, told(order, Result.GOOD, append_text="用了两天就坏了", appended_at=now()))
    review = review_of(order)
    assert writer.post(f"{page_of(review)}addition/", {"result": "x"}).status_code == 422
    assert writer.post(f"{page_of(review)}addition/", {"result": "bad"}).status_code == 303
    review.refresh_from_db()
    assert (review.judged_result, review.standing) == ("bad", "pending")
    bring(people.shop)
    review.refresh_from_db()
    assert review.case is not None
    plain = make_review(make_order(people.shop), Result.GOOD)
    assert writer.post(f"{page_of(plain)}addition/", {"result": "bad"}).status_code == 409


def test_a_case_is_opened_by_hand_once(people: People, writer: Client):
    review = make_review(make_order(people.shop), Result.GOOD)
    for _turn in range(2):
        assert writer.post(f"{page_of(review)}case/").status_code == 303
    assert Case.objects.count() == 1
    bring(people.shop, told(None, Result.BAD))
    lost = Review.objects.get(order=None)
    assert writer.post(f"{page_of(lost)}case/").status_code == 409


def make_templates(client: Client, people: People, *texts: str, product: str = "") -> None:
    for text in texts:
        posted = {"shop": people.shop.pk, "text": text, "product": product}
        assert client.post(f"{LIST}templates/new/", posted).status_code == 303


def texts_in(page: str) -> dict[int, str]:
    return {int(pk): text for pk, text in re.findall(r'name="text-(\d+)"[^>]*>([^<]*)</textarea>', page)}


@pytest.mark.row("R5")
def test_many_are_answered_at_once_row_by_row(people: People, writer: Client):
    make_templates(writer, people, "感谢{买家}喜欢{商品}", "谢谢您的支持，{店铺}祝您愉快", "收到您的认可很开心")
    make_templates(writer, people, "{商品}配我们的花瓶更好看", product="YM-777")
    orders = [make_order(people.shop) for _ in range(6)]
    rows = [told(one, Result.GOOD, merchant_code="YM-777" if n == 0 else "YM-001") for n, one in enumerate(orders)]
    bring(people.shop, *rows, told(make_order(people.shop), Result.GOOD, reviewed_at=now() - timedelta(days=40)))
    reviews = [review_of(one) for one in orders]
    old = Review.objects.exclude(pk__in=[one.pk for one in reviews]).get()
    chosen = [*[one.pk for one in reviews], old.pk]
    page = writer.post(f"{LIST}replies/", {"row": chosen, "action": "reply"}).content.decode()
    drafts = texts_in(page)
    assert set(drafts) == {one.pk for one in reviews}  # the old one is shown with its reason, and has no box
    assert "within 30 days" in page
    texts = list(drafts.values())
    assert all(one != other for one, other in pairwise(texts))
    assert any("花瓶" in text for pk, text in drafts.items() if pk == reviews[0].pk)
    assert sum("花瓶" in text for text in texts) == 1
    assert ShopReply.objects.count() == 0
    typed = {f"text-{pk}": text for pk, text in drafts.items()}
    typed[f"text-{reviews[2].pk}"] = "改好评返现"
    typed[f"text-{reviews[3].pk}"] = "自己写的一句感谢"
    sent = {"row": [one.pk for one in reviews], **typed}
    answer = writer.post(f"{LIST}replies/store/", sent)
    assert answer.status_code == 409
    assert texts_in(answer.content.decode()) == {reviews[2].pk: "改好评返现"}
    assert ShopReply.objects.count() == 5
    assert ShopReply.objects.get(review=reviews[3]).text == "自己写的一句感谢"
    assert unchanged(reviews[2])
    again = writer.post(f"{LIST}replies/store/", sent)  # the same lot again
    assert (again.status_code, ShopReply.objects.count()) == (409, 5)
    fixed = writer.post(f"{LIST}replies/store/", {"row": reviews[2].pk, f"text-{reviews[2].pk}": "谢谢您"})
    assert (fixed.status_code, ShopReply.objects.count()) == (303, 6)


@pytest.mark.attack("B1", "B8")
def test_a_lot_takes_no_foreign_row_and_no_strange_field(people: People, writer: Client):
    theirs = make_review(make_order(people.other_shop), Result.GOOD)
    assert writer.post(f"{LIST}replies/", {"row": theirs.pk, "action": "reply"}).status_code == 422
    answer = writer.post(f"{LIST}replies/store/", {"row": theirs.pk, f"text-{theirs.pk}": "谢谢"})
    assert answer.status_code == 409
    assert unchanged(theirs)
    for posted in ({"row": "x"}, {"row": "1", "shop": "1"}, {}):
        assert writer.post(f"{LIST}replies/store/", posted).status_code == 422


@pytest.mark.row("R5")
def test_templates_are_checked_changed_and_put_out_of_use(people: People, writer: Client):
    make_templates(writer, people, "感谢{买家}")
    template = ReplyTemplate.objects.get()
    new = f"{LIST}templates/new/"
    for wrong in ("", "谢谢{订单号}", "谢谢{买 家}", "晒图返现5元", "谢" * 501):
        answer = writer.post(new, {"shop": people.shop.pk, "text": wrong, "product": ""})
        assert answer.status_code == 422, wrong
    assert writer.post(new, {"shop": people.other_shop.pk, "text": "谢谢", "product": ""}).status_code == 404
    address = f"{LIST}templates/{template.pk}/"
    assert writer.post(address, {"text": "多谢{买家}", "product": "", "version": "1"}).status_code == 303
    assert writer.post(address, {"text": "旧的", "product": "", "version": "1"}).status_code == 409
    assert writer.post(f"{address}use/", {"use": "no", "version": "2"}).status_code == 303
    template.refresh_from_db()
    assert (template.text, template.is_active, template.version) == ("多谢{买家}", False, 3)
    assert "多谢清***8" in writer.get(f"{LIST}templates/", {"archived": "yes"}).content.decode()
    looking = browser(make_staff("", Role.OPERATIONS, shop=people.shop))
    assert looking.get(address).status_code == 200
    assert looking.post(address, {"text": "谢谢", "product": "", "version": "3"}).status_code == 409


@pytest.mark.row("R2")
def test_the_figures_say_what_one_more_bad_review_does(people: People):
    rows = [told(make_order(people.shop), Result.GOOD, dsr_service=5) for _ in range(9)]
    bring(people.shop, *rows, told(make_order(people.shop), Result.BAD, dsr_service=1))
    chief = browser(people.supervisor)
    page = chief.get(f"{LIST}figures/").content.decode()
    for words in (
        "90.00%",
        "One more bad review: 81.81%",
        "40 good reviews are needed",
        "is below what promotions ask",
    ):
        assert words in page, words
    assert "good / (good + neutral + bad)" in page
    for address in (LIST, "/"):
        assert "is below what promotions ask" in chief.get(address).content.decode(), address
    set_policy(shop_id=people.shop.pk, key="reviews.rate_limit", value="80", person=person(people.administrator))
    set_policy(shop_id=people.shop.pk, key="reviews.dsr_limit", value="", person=person(people.administrator))
    page = chief.get(f"{LIST}figures/").content.decode()
    assert "1 bad review can still be borne" in page and "is near what promotions ask" in page
    set_policy(shop_id=people.shop.pk, key="reviews.rate_limit", value="50", person=person(people.administrator))
    assert "promotions ask" not in chief.get(f"{LIST}figures/").content.decode()
    assert "90.00%" not in browser(people.stranger).get(f"{LIST}figures/").content.decode()


@pytest.mark.row("R1")
def test_the_rail_counts_by_the_time_to_reply_of_each_shop(people: People):
    for days in (2, 12, 40):
        make_review(make_order(people.shop), reviewed_at=now() - timedelta(days=days))
    writer, shops = person(make_staff("", Role.REVIEW_SPECIALIST, shop=people.shop)), frozenset({people.shop.pk})

    def waiting() -> int:
        return count_each(writer, shops, {"reviews": unanswered_reviews})["reviews"]

    assert waiting() == 2
    for kind, amount, counted in (("days", 10, 1), ("hours", 13 * 24, 2), ("days", 60, 3)):
        value = {"kind": kind, "amount": amount}
        set_policy(shop_id=people.shop.pk, key="review.explain", value=value, person=person(people.administrator))
        assert waiting() == counted, value
    with travel(timedelta(days=55)):
        assert waiting() == 1
    assert count_each(person(people.owner), shops, {"reviews": unanswered_reviews})["reviews"] == 0


@pytest.mark.row("R2", "R3")
def test_the_figures_show_the_rate_over_time_and_what_products_are_complained_of(people: People):
    for day in (40, 20, 1):
        bring(people.shop, told(make_order(people.shop), Result.GOOD, reviewed_at=now() - timedelta(days=day)))
    slow = {"content": "都多少天了还没到货，物流太慢了", "merchant_code": "YM-1"}
    bring(people.shop, told(title="原木摆件", **slow), told(title="原木摆件", **slow), told(title="香薰", number="R9"))
    bring(people.shop, told(title="旧的", reviewed_at=now() - timedelta(days=200)))
    bring(people.other_shop, told(title="别家的"))
    page = browser(people.supervisor).get(f"{LIST}figures/").content.decode()
    charts = [json.loads(html.unescape(one)) for one in re.findall(r'data-chart="([^"]+)"', page)]
    assert [chart["kind"] for chart in charts] == ["lines", "bars"]
    assert [one["limit"] for one in charts[0]["series"]] == [False, True] and "98%" in charts[0]["series"][1]["name"]
    assert charts[1]["labels"] == ["原木摆件", "香薰"]
    assert {one["name"]: one["values"] for one in charts[1]["series"]} == {
        "Product dispute": [0, 1], "Logistics dispute": [2, 0]}  # fmt: skip
    assert f'href="{LIST}?product=YM-1&amp;shop={people.shop.pk}"' in page
    assert page.count("As a table") == 2


@pytest.mark.row("R2")
@pytest.mark.attack("E10")
def test_the_figures_are_an_excel_file_of_the_persons_own_shops(people: People):
    bring(people.shop, told(make_order(people.shop), Result.GOOD, dsr_service=4))
    chief = browser(people.supervisor)
    rows = sheet_of(chief)
    assert rows[0][0] == "Shop" and rows[1][0] == people.shop.name
    assert rows[1][2:7] == (1, 0, 0, "100.00%", "–")
    assert Event.objects.get(kind="review.exported").shop_id == people.shop.pk
    assert people.shop.name not in str(sheet_of(browser(people.stranger)))
    other = browser(make_staff("", Role.RIGHTS_SPECIALIST, shop=people.shop))
    assert other.get(f"{LIST}figures/export/").status_code == 404


def sheet_of(client: Client) -> list[tuple]:
    answer = client.get(f"{LIST}figures/export/")
    return list(load_workbook(io.BytesIO(b"".join(answer.streaming_content))).active.values)


@pytest.mark.row("R6")
def test_suggestions_hold_facts_of_ours_and_pass_the_check(people: People, writer: Client):
    order = make_order(people.shop, courier="顺丰速运", receiver_name="欧阳小满")
    review = make_review(order)
    page = writer.get(page_of(review)).content.decode()
    texts = re.findall(r'data-copy="([^"]+)"', page)
    assert len(texts) >= 6
    assert any("顺丰速运" in text for text in texts)
    for text in texts:
        assert "欧阳" not in text and order.platform_no not in text
        fresh = make_review(make_order(people.shop))
        assert reply(writer, fresh, text).status_code == 303, text


def copies(people: People, count: int) -> None:
    """So many reviews more, with cases and shops as the first ones have them."""
    review = Review.objects.exclude(case=None).first()
    assert review is not None
    like = {field.attname: getattr(review, field.attname) for field in Review._meta.concrete_fields}
    like.pop("id")
    tag = Review.objects.count()
    Review.objects.bulk_create(Review(**{**like, "key": f"no:copy{tag + n}"}) for n in range(count))


@pytest.mark.parametrize("query", [{}, {"result": "bad", "answer": "none"}, {"product": "YM-001"}, {"view": "added"}])
def test_the_list_costs_the_same_at_any_size(people: People, writer: Client, query: dict[str, str]):
    make_review(make_order(people.shop), merchant_code="YM-001")
    copies(people, 9)
    few = queries_of(lambda: writer.get(LIST, query))
    copies(people, 990)
    many = queries_of(lambda: writer.get(LIST, query))
    assert few == many, (few, many)
    first = writer.get(LIST, query, headers={"HX-Request": "true"}).content.decode()
    if query != {"view": "added"}:
        assert "Show more" in first


def test_pages_follow_each_other_without_a_gap(people: People, writer: Client):
    make_review(make_order(people.shop))
    copies(people, 119)
    address, seen = LIST, []
    while address:
        text = writer.get(address, headers={"HX-Request": "true"}).content.decode()
        seen += re.findall(r'data-row="/reviews/(\d+)/"', text)
        found = re.search(r'hx-get="([^"]+)"', text)
        address = found[1].replace("&amp;", "&") if found else ""
    assert len(seen) == len(set(seen)) == 120


@pytest.mark.row("R1")
def test_the_shop_reviews_its_buyer_within_its_days(people: People, writer: Client):
    done = now()
    order = make_order(people.shop, completed_at=done)
    address, posted = f"{LIST}orders/{order.pk}/", {"result": "good", "text": "好买家，付款爽快"}
    early = writer.post(address, posted)
    assert (early.status_code, Review.objects.count()) == (409, 0)
    assert "from day 3 after the deal" in writer.get(address).content.decode()
    with travel(timedelta(days=46)):
        assert writer.post(address, posted).status_code == 409
    with travel(timedelta(days=4)):
        assert "ac-clock" in writer.get(address).content.decode()
        assert writer.post(address, {"result": "x", "text": "好"}).status_code == 422
        assert writer.post(address, {"result": "bad", "text": f"{order.customer.nick}是骗子"}).status_code == 409
        assert Review.objects.count() == 0
        stranger = browser(make_staff("", Role.SUPERVISOR, shop=people.other_shop))
        assert stranger.post(address, posted).status_code == 404
        assert writer.post(address, posted).status_code == 303
        assert writer.post(address, posted).status_code == 409
    given = Review.objects.get()
    assert (given.direction, given.result, given.told_at) == (Direction.GIVE, Result.GOOD, None)
    line = order.lines.get()
    ours = told(order, Result.GOOD, key=f"line:give:{line.line_no}", direction=Direction.GIVE, content=given.content)
    bring(people.shop, ours)
    given.refresh_from_db()
    assert given.told_at is not None
    assert Review.objects.count() == 1
    page = writer.get(f"/orders/{order.pk}/").content.decode()
    assert f'href="{LIST}{given.pk}/"' in page


def test_the_days_for_reviewing_are_a_dated_setting(people: People, writer: Client):
    order = make_order(people.shop, completed_at=now() - timedelta(days=1))
    keeper = person(people.administrator)
    set_policy(shop_id=people.shop.pk, key="reviews.first_day", value=0, person=keeper)
    posted = {"result": "good", "text": "好买家"}
    assert writer.post(f"{LIST}orders/{order.pk}/", posted).status_code == 303
    undone = make_order(people.shop, completed_at=None)
    assert writer.post(f"{LIST}orders/{undone.pk}/", posted).status_code == 409
