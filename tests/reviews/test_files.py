"""Review files under every header that we know; broken twins are refused row by row (R1, E1–E10)."""

from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone
from tests.intake.conftest import Import
from tests.intake.own_sheets import naming, own_file, run
from tests.people import People, make_order
from tests.refundreports.files import as_csv, as_xlsx

from aftercare.customers.models import Customer
from aftercare.intake.actions.name_columns import name_columns
from aftercare.reviews.models import Review, ReviewChange
from aftercare.reviews.terms import Answer, Direction, Result, Standing

NO = "2100000000000000777"
ENGLISH = ("tid", "oid", "role", "nick", "result", "created", "rated_nick", "item_title", "item_price", "content",
           "reply", "num_iid", "valid_score")  # fmt: skip
CHINESE = ("订单编号", "子订单编号", "评价方", "评价人", "评价结果", "评价时间", "被评价人", "宝贝标题", "宝贝价格",
           "评价内容", "卖家解释", "商品ID", "是否计分", "追评内容", "追评时间", "描述相符", "服务态度",
           "物流服务")  # fmt: skip
PLUGIN = ("评论ID", "用户昵称", "评价时间", "SKU", "评分", "初评内容", "追评内容", "追评时间", "商家回复")
LATELY = f"{timezone.now() - timedelta(days=2):%Y-%m-%d %H:%M:%S}"  # noqa: DTZ
VALUES = {
    ("tid", "订单编号"): f'="{NO}"',
    ("oid", "子订单编号"): f"'{NO}",
    ("role", "评价方"): "buyer",
    ("nick", "评价人", "用户昵称"): "清***8",
    ("result", "评价结果"): "bad",
    ("created", "评价时间"): LATELY,
    ("rated_nick", "被评价人"): "青禾家居",
    ("item_title", "宝贝标题"): "原木摆件 1 号",
    ("item_price", "宝贝价格"): "100.00",
    ("content", "评价内容", "初评内容"): "东西质量太差，根本没有说的那么好",
    ("num_iid", "商品ID"): "523456789012",
    ("valid_score", "是否计分"): "true",
    ("描述相符",): "2",
    ("服务态度",): "5",
    ("物流服务",): "4",
    ("评论ID",): "110022003300",
    ("SKU",): "颜色:原木",
    ("评分",): "1",
}
FORMS = [
    pytest.param("trade_rates", ENGLISH, "utf-8", id="english"),
    pytest.param("trade_rates", CHINESE, "gb18030", id="chinese"),
    pytest.param("trade_rates", CHINESE, "xlsx", id="chinese-xlsx"),
    pytest.param("review_plugin", PLUGIN, "utf-8-sig", id="plugin"),
    pytest.param("review_plugin", PLUGIN, "gb18030", id="plugin-gbk"),
]


def row(**told: str) -> dict[str, str]:
    return {name: value for names, value in VALUES.items() for name in names} | told


def written(header: tuple[str, ...], rows: list[dict[str, str]], form: str) -> tuple[bytes, str]:
    if form == "xlsx":
        return as_xlsx(header, rows), "reviews.xlsx"
    return as_csv(header, rows, form), "reviews.csv"


@pytest.mark.row("R1")
@pytest.mark.parametrize(("profile", "header", "form"), FORMS)
def test_each_form_becomes_a_review_once(people: People, bring_in: Import, profile: str, header, form: str):
    order = make_order(people.shop, platform_no=NO)
    done = bring_in(*written(header, [row()], form))
    assert (done.batch.kind, done.counts["added"], done.refusals) == (profile, 1, ())
    review = Review.objects.get()
    assert (review.result, review.direction, review.answer) == (Result.BAD, Direction.GET, Answer.NONE)
    assert (review.content, review.nick_mask) == ("东西质量太差，根本没有说的那么好", "清***8")
    has_order = profile == "trade_rates"
    assert review.order == (order if has_order else None)
    assert review.standing == (Standing.PENDING if has_order else Standing.WAITING)
    if has_order:
        assert (review.order_line, review.customer) == (order.lines.get(), order.customer)
        assert (review.price.fen, review.title, review.counts) == (10_000, "原木摆件 1 号", True)
    if header == CHINESE:
        assert (review.dsr_description, review.dsr_service, review.dsr_logistics) == (2, 5, 4)
    again = bring_in(*written(header, [row(), row()], form))
    assert (again.counts["unchanged"], again.counts["added"], Review.objects.count()) == (2, 0, 1)


@pytest.mark.row("R1")
def test_texts_and_buyers_are_stored_encrypted(people: People, bring_in: Import):
    bring_in(*written(PLUGIN, [row(追评内容="联系电话 13812345678", 用户昵称="清风明月88")], "utf-8"))
    with connection.cursor() as cursor:
        cursor.execute("SELECT content, append_text, nick, nick_mask, nick_hash FROM reviews_review")
        content, added, nick, mask, digest = cursor.fetchone()
    assert all(one.startswith("v1:") for one in (content, added, nick))
    assert (mask, len(digest)) == ("清***8", 32)
    review = Review.objects.get()
    assert review.customer == Customer.objects.get(nick_hash=digest)
    assert ReviewChange.objects.get().changes == {}


@pytest.mark.row("R1")
def test_a_later_file_adds_a_review_and_a_reply_and_an_older_one_takes_nothing_back(people: People, bring_in: Import):
    bare = row()
    more = row(追评内容="用了一周就坏了", 追评时间="2026-11-25 10:00:00", 商家回复="非常抱歉")
    bring_in(*written(PLUGIN, [bare], "utf-8"))
    done = bring_in(*written(PLUGIN, [more], "utf-8"))
    assert done.counts["updated"] == 1
    again = bring_in(*written(PLUGIN, [bare], "utf-8"))
    assert again.counts["unchanged"] == 1
    review = Review.objects.get()
    assert (review.append_text, review.reply_text, review.answer) == ("用了一周就坏了", "非常抱歉", Answer.CONFIRMED)
    told = ReviewChange.objects.filter(verdict="moved").get().changes
    assert told["append_text"] == [] and told["reply_text"] == []
    assert "appended_at" in told


@pytest.mark.row("R1")
def test_an_unknown_result_is_kept_and_shown(people: People, bring_in: Import):
    header = (*ENGLISH,)
    done = bring_in(*written(header, [row(result="火星好评")], "utf-8"))
    assert (done.counts["added"], done.refusals) == (1, ())
    review = Review.objects.get()
    assert (review.result, review.raw_result, review.standing) == (Result.UNKNOWN, "火星好评", Standing.NONE)
    assert done.batch.unknown == {"火星好评": 1}


@pytest.mark.row("R1")
def test_both_directions_are_two_reviews_and_ours_opens_no_case(people: People, bring_in: Import):
    make_order(people.shop, platform_no=NO)
    ours = row(role="seller", nick="青禾家居", rated_nick="清***8", result="bad")
    bring_in(*written(ENGLISH, [row(result="good"), ours], "utf-8"))
    found = {review.direction: review for review in Review.objects.all()}
    assert found["get"].result == Result.GOOD
    assert (found["give"].result, found["give"].nick_mask, found["give"].standing) == (Result.BAD, "清***8", "")


BROKEN = [
    ("tid", "1.93068E+15", "id.destroyed"),
    ("oid", "2.1E+18", "id.destroyed"),
    ("created", "2026-13-45", "date.format"),
    ("created", "", "date.missing"),
    ("item_price", "NaN", "money.format"),
    ("role", "路人", "reviews.direction"),
    ("valid_score", "也许", "reviews.flag"),
    ("result", "", "text.missing"),
]


@pytest.mark.attack("E5", "E7")
def test_the_broken_twin_is_refused_row_by_row(people: People, bring_in: Import):
    rows = [row(**{name: value}) for name, value, _code in BROKEN]
    done = bring_in(*written(ENGLISH, [row(), *rows], "utf-8"))
    assert (done.counts["added"], done.counts["refused"]) == (1, len(BROKEN))
    told = [(one.line, one.column, one.code) for one in done.refusals]
    assert told == [(index + 3, name, code) for index, (name, _value, code) in enumerate(BROKEN)]
    assert Review.objects.count() == 1


def test_stars_that_are_none_and_reviews_of_the_future_are_refused(people: People, bring_in: Import):
    ahead = f"{timezone.now() + timedelta(days=5):%Y-%m-%d %H:%M:%S}"
    done = bring_in(*written(PLUGIN, [row(评分="6"), row(评分="4.5"), row(评价时间=ahead), row(评分="★★★★☆")], "utf-8"))
    assert [one.code for one in done.refusals] == ["reviews.stars", "reviews.stars", "reviews.future"]
    assert Review.objects.get().result == Result.GOOD


def test_a_number_that_was_told_for_another_order_is_refused(people: People, bring_in: Import):
    header = ("评价ID", "订单编号", "评价结果", "评价时间", "评价内容")
    one, other = (row(评价ID="77", 订单编号=f"21000000000000000{no}") for no in ("11", "22"))
    done = bring_in(*written(header, [one, other], "utf-8"))
    assert [one.code for one in done.refusals] == ["reviews.other_order"]
    assert Review.objects.get().order_no.endswith("11")


@pytest.mark.attack("E8")
def test_a_dry_run_writes_nothing(people: People, bring_in: Import):
    make_order(people.shop, platform_no=NO)
    done = bring_in(*written(ENGLISH, [row(), row()], "utf-8"), dry_run=True)
    assert (done.counts["added"], done.counts["unchanged"]) == (1, 1)
    assert (Review.objects.count(), Customer.objects.filter(shop=people.shop).count()) == (0, 1)


@pytest.mark.attack("E9")
def test_columns_that_name_our_own_fields_do_nothing(people: People, bring_in: Import):
    header = (*ENGLISH, "shop_id", "case", "answer", "judged_result")
    bring_in(*written(header, [row(shop_id=str(people.other_shop.pk), case="1", answer="confirmed")], "utf-8"))
    review = Review.objects.get()
    assert (review.shop, review.case, review.answer, review.judged_result) == (people.shop, None, Answer.NONE, "")


def test_an_own_sheet_is_read_by_its_named_columns(people: People, importer, upload):
    header = ["买家", "打分", "哪天", "说了什么"]
    batch = upload(own_file([["清风明月88", "1", LATELY, "太差"], ["", "5", LATELY, "好"]], header), "own.csv")
    named = naming("评价登记", codes=["buyer", "raw_result", "reviewed_at", "content"], kind="own_reviews")
    name_columns(person=importer, batch_id=batch.pk, naming=named)
    batch = run(importer, batch)
    assert (batch.kind, batch.added, batch.refused) == ("own_reviews", 1, 1)
    assert Review.objects.get().result == Result.BAD
