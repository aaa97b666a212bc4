"""A buyer who was erased stays erased whatever a later file tells of the time before (U4, J7)."""

from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest
from tests.erasure.test_erasure import SECRETS, erased_by_two, home, known_buyer, standing
from tests.intake.conftest import bring_in, importer
from tests.intake.reports import CLASSIC, classic, csv_file
from tests.refundreports.files import as_csv
from tests.regulars.scene import PHONE, buys, make_town
from tests.reviews.test_files import ENGLISH, row

from aftercare.core.crypto import keyed_hash
from aftercare.core.personal import ERASED
from aftercare.core.text import fold
from aftercare.core.time import now
from aftercare.customers.models import Customer, ErasedMark
from aftercare.erasure.actions.erase import erase_again
from aftercare.orders.models import Order
from aftercare.reviews.models import Review, ShopReply
from aftercare.reviews.terms import Direction, Result

__all__ = ["bring_in", "home", "importer"]
pytestmark = [pytest.mark.django_db, pytest.mark.attack("J7"), pytest.mark.row("U4")]
NICK, SAID = "清风明月88", "裂纹特写都拍给客服了，偏爱哑光"


@pytest.fixture
def town(db):
    return make_town()


@pytest.fixture
def people(town):
    return town.people


@pytest.fixture
def erased(town):
    """An order of a buyer who was erased, and the moment of it."""
    order = known_buyer(town)
    erased_by_two(town, order)
    assert standing() == {}
    return order


def stamp(days: float) -> str:
    """As the platform writes it: in the shop's time."""
    return f"{(now() + timedelta(days=days)).astimezone(ZoneInfo('Asia/Shanghai')):%Y-%m-%d %H:%M:%S}"


def review(order_no: str, *, days: float = -2, nick: str = NICK, number: str | None = None) -> bytes:
    told = row(
        tid=order_no, oid=number or order_no, created=stamp(days), nick=nick, content=SAID, reply="清风明月88您好"
    )
    return as_csv(ENGLISH, [told], "utf-8")


def test_an_order_report_that_tells_the_erased_order_anew_brings_nobody_back(erased, bring_in):
    told = {
        "买家会员名": NICK,
        "收货人姓名": "王小明",
        "联系手机": f"'{PHONE}",
        "买家留言": "孩子过敏",
        "订单备注": "清风明月88",
    }
    bring_in(csv_file(CLASSIC, [classic(erased.platform_no, 订单状态="交易成功", **told)]))
    bring_in(csv_file(CLASSIC, [classic("2100000000000000999", **told)]), "ExportOrderList2.csv")  # an older order
    assert standing() == {}
    assert not Customer.objects.filter(nick_hash=keyed_hash(fold(NICK))).exists()
    old = Order.objects.get(platform_no="2100000000000000999")
    assert (old.customer, old.receiver_name, old.paid > old.refunded) == (None, "", True)
    assert erase_again() == 0


def test_what_the_buyer_orders_and_writes_since_is_kept(erased, town, bring_in):
    again = buys(town.shop, NICK, name="王小明")
    bring_in(review(again.platform_no, days=0.1), "rates.csv")
    kept = Review.objects.get()
    assert (kept.content, kept.nick) == (SAID, NICK)
    assert kept.customer_id == again.customer_id
    assert erase_again() == 0
    kept.refresh_from_db()
    assert kept.content == SAID


@pytest.mark.parametrize("known", ["order", "nick", "line"])
def test_a_review_of_the_time_before_is_written_without_words_and_nick(erased, town, bring_in, known):
    line = erased.lines.get()
    line.line_no = "2100000000000000123"
    line.save()
    ErasedMark.objects.all().delete()
    assert erase_again() == 0  # an installation that erased before it kept marks has them within five minutes
    assert {mark.kind for mark in ErasedMark.objects.all()} == {"nick", "order"}
    numbers = {"order": (erased.platform_no, None), "nick": ("2100000000000000555", None), "line": ("", line.line_no)}
    order_no, number = numbers[known]
    bring_in(review(order_no, nick="清***8" if known != "nick" else NICK, number=number), "rates.csv")
    found = Review.objects.get()
    assert (found.result, found.content, found.reply_text, found.nick, found.nick_hash) == (Result.BAD, "", "", "", "")
    assert standing() == {}
    assert not Customer.objects.filter(nick_hash=keyed_hash(fold(NICK))).exists()
    assert erase_again() == 0


def test_a_review_that_came_in_while_the_data_was_erased_goes_at_the_second_look(erased, town):
    """As an import leaves it that began before the erasure."""
    at = now() - timedelta(days=3)
    fields = {"shop": town.shop, "direction": Direction.GET, "result": Result.BAD, "reviewed_at": at, "content": SAID}
    of_order = Review.objects.create(key="no:1", order=erased, order_no=erased.platform_no, **fields)
    ShopReply.objects.create(review=of_order, shop=town.shop, text="您好", written_at=now())
    buyer = Customer.objects.create(shop=town.shop, nick=NICK, nick_hash=keyed_hash(fold(NICK)), nick_mask="清***8")
    of_nick = Review.objects.create(key="no:2", customer=buyer, nick=NICK, nick_hash=buyer.nick_hash, **fields)
    other = Review.objects.create(key="no:3", nick="远山如黛", **fields)
    new = Review.objects.create(key="no:4", order=erased, **{**fields, "reviewed_at": now() + timedelta(hours=1)})
    assert erase_again() == 1
    for gone in (of_order, of_nick):
        gone.refresh_from_db()
        assert (gone.content, gone.nick, gone.nick_hash, gone.result) == ("", "", "", Result.BAD)
    assert ShopReply.objects.get().text == ERASED
    buyer.refresh_from_db()
    assert (buyer.nick, buyer.nick_hash) == ("", "")
    for kept in (other, new):
        kept.refresh_from_db()
        assert kept.content == SAID
    assert erase_again() == 0


def test_marks_say_nothing_that_can_be_read(erased):
    marks = [(mark.kind, mark.digest) for mark in ErasedMark.objects.all()]
    assert ("nick", keyed_hash(fold(NICK))) in marks
    text = str(marks)
    assert erased.platform_no not in text
    assert not any(secret in text for secret in SECRETS)
