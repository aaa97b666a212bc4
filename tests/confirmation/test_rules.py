"""What is odd about an order: addresses, phones, names, goods, wishes, couriers (O2, O3). Pure."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.confirmation.scene import couriers

from aftercare.clock.rules import Promotion, Span, SpanKind, WorkCalendar, parse_day
from aftercare.confirmation.checks.wish_table import WISHES
from aftercare.confirmation.checks.wishes import couriers_in, notes_in, read_wishes
from aftercare.confirmation.facts import BuyerFacts, CheckFacts, LineFacts, Sibling
from aftercare.confirmation.rules import CHECKS, confirm_refusal, due_of, look, reopens, worst
from aftercare.confirmation.sentences import SENTENCES, sentence, short
from aftercare.confirmation.shifts import shift_after, shift_at, shift_before
from aftercare.confirmation.terms import Level, Reader, Source, State
from aftercare.confirmation.wording import QUESTIONS, Said, message
from aftercare.core.money import Money
from aftercare.customers.phones import Line, read_phone
from aftercare.orders.delivery.table import parse_couriers

WHERE = "浙江省 杭州市 西湖区 文三路99号3幢402室"
CUP = LineFacts("青瓷杯", "颜色分类:青色", 1)


def facts(**fields: object) -> CheckFacts:
    """An order with nothing odd, but for the fields."""
    usual = {"name": "王小明", "phone": "13912340001", "address": WHERE, "lines": (CUP,)}
    return CheckFacts(**{**usual, **fields})


def found(**fields: object) -> list[str]:
    return [finding.code for finding in look(facts(**fields))]


def test_an_ordinary_order_has_nothing_odd():
    assert found() == [] and worst(look(facts())) is Level.CLEAN


@pytest.mark.parametrize(
    ("address", "code"),
    [
        ("浙江省杭州市西湖区文三路99号", ""),
        ("上海 上海市 浦东新区 张杨路88号5栋", ""),
        ("北京市朝阳区望京街8号院", ""),
        ("广东省东莞市长安镇乌沙兴发路12号", ""),
        ("重庆 重庆市 渝北区 新牌坊12号", ""),
        ("湖南省 长沙市 岳麓区 麓山南路湖南大学天马学生公寓", ""),
        ("文三路99号", "address.no_province"),
        ("浙江省文三路99号", "address.no_city"),
        ("江苏杭州西湖区文三路3号", "address.contrary"),
        ("浙江省杭州市文三路99号", "address.no_district"),
        ("浙江省杭州市西湖区", "address.no_street"),
        ("浙江省杭州市余杭区仓前街道", "address.only_town"),
        ("四川省成都市双流区黄龙溪镇", "address.only_town"),
        ("四川甘孜州石渠县洛须镇俄巴村", "address.village"),
        ("山东省青岛市黄岛区幸福里", "address.short"),
        ("云南省昆明市五华区翠湖南路", "address.no_number"),
        ("浙江省杭州市西湖区测试路1号", "address.invented"),
        ("浙江省杭州市西湖区文三路1号集运仓", "address.forwarder"),
        ("Unit 5, 12 King Street, London", "address.abroad"),
    ],
)
@pytest.mark.row("O2")
def test_addresses(address: str, code: str):
    assert [one for one in found(address=address) if one.startswith("address.")] == ([code] if code else [])


def test_what_the_platform_says_of_the_place_is_compared_with_what_is_written():
    assert found(address="江苏省 南京市 鼓楼区 中山北路9号", region="浙江省 杭州市 西湖区") == ["address.region"]
    assert found(address="文三路99号3幢", region="浙江省 杭州市 西湖区") == []


def test_a_mask_cannot_be_checked_and_nothing_at_all_must_be_cleared():
    masked = found(name="", name_mask="王**", phone="", phone_mask="139****0001", address="", region="浙江省 杭州市")
    assert sorted(masked) == ["address.masked", "name.masked", "phone.masked"]
    assert worst(look(facts(address="浙江省杭州市西湖区***"))) is Level.BLIND
    assert sorted(found(name="", phone="", address="")) == ["address.none", "name.none", "phone.none"]


@pytest.mark.parametrize(
    ("phone", "line", "code"),
    [
        ("13912340001", Line.MOBILE, ""),
        ("+86 139-1234-0001", Line.MOBILE, ""),
        ("13812345678-1234", Line.VIRTUAL, ""),
        ("138123456781234", Line.VIRTUAL, ""),
        ("18412340001转6688", Line.VIRTUAL, ""),
        ("0571-88881234", Line.LANDLINE, "phone.landline"),
        ("+85291234567", Line.FOREIGN, "phone.abroad"),
        ("1391234000", Line.WRONG, "phone.form"),
        ("12012345678", Line.WRONG, "phone.form"),
        ("13800000000", Line.MOBILE, "phone.invented"),
        ("13912345678", Line.MOBILE, "phone.invented"),
    ],
)
@pytest.mark.row("O2")
def test_phones(phone: str, line: Line, code: str):
    assert read_phone(phone).line is line
    assert found(phone=phone) == ([code] if code else [])


def test_a_privacy_number_gives_the_courier_its_extension():
    (note,) = notes_in(facts(phone="138123456781234"))
    assert (note.reader, note.text, note.source) == (Reader.COURIER, "转1234", Source.ORDER)


def test_names():
    assert found(name="王先生") == ["name.surname"] and found(name="匿名买家") == ["name.invented"]
    assert found(name="浙江省杭州市西湖区文三路九十九号西溪花园三幢四零二王小明") == ["name.long"]
    assert found(name="欧阳娜娜") == []


def test_quantities_out_of_the_habit_of_product_and_buyer():
    usual = (950, 40, 6, 3, 1, *(0,) * 15)
    assert found(lines=(LineFacts("杯", "青", 4, usual),)) == ["quantity.product"]
    assert found(lines=(LineFacts("杯", "青", 2, usual),)) == []
    assert found(lines=(LineFacts("杯", "青", 5, (10, 2, 0, 0, 0)),)) == []  # too little is known
    assert found(lines=(LineFacts("杯", "青", 12),)) == ["quantity.many"]
    regular = BuyerFacts(orders=5, most_pieces=1)
    assert found(lines=(LineFacts("杯", "青", 4),), buyer=regular) == ["quantity.buyer"]
    assert found(lines=(CUP, CUP)) == ["quantity.twice"]


@pytest.mark.parametrize(
    ("words", "sku", "code"),
    [
        ("我要红色的", "颜色分类:雾灰", "variant.colour"),
        ("不要雾灰色", "颜色分类:雾灰", "variant.colour"),
        ("要浅灰色的谢谢", "颜色分类:雾灰", ""),
        ("黑色,谢谢", "颜色分类:黑胡桃", ""),
        ("麻烦发XL码", "颜色:黑;尺码:L", "variant.size"),
        ("身高165cm 穿L", "颜色:黑;尺码:L", ""),
        ("要40厘米的", "尺寸:30 厘米", "variant.size"),
        ("要大号", "尺寸:小号", "variant.size"),
        ("要3个", "颜色分类:雾灰", "quantity.said"),
        ("要1个", "颜色分类:雾灰", ""),
    ],
)
@pytest.mark.row("O2")
def test_words_against_what_was_bought(words: str, sku: str, code: str):
    assert found(message=words, lines=(LineFacts("花瓶", sku, 1),)) == ([code] if code else [])


@pytest.mark.parametrize(
    ("words", "code", "reader"),
    [
        ("放丰巢柜", "locker", Reader.COURIER),
        ("不要放快递柜", "no_locker", Reader.COURIER),
        ("周末送货", "weekend", Reader.COURIER),
        ("周六日不在家", "no_weekend", Reader.COURIER),
        ("工作日送", "workday", Reader.COURIER),
        ("送货前电话联系", "call", Reader.COURIER),
        ("请送货上门", "to_door", Reader.COURIER),
        ("放门口就行", "at_door", Reader.COURIER),
        ("放菜鸟驿站", "station", Reader.COURIER),
        ("送礼品袋", "gift_bag", Reader.WAREHOUSE),
        ("优先发货", "urgent", Reader.WAREHOUSE),
        ("检查外观无瑕疵", "inspect", Reader.WAREHOUSE),
        ("开发票", "invoice", Reader.WAREHOUSE),
        ("写张贺卡:生日快乐", "card", Reader.WAREHOUSE),
        ("送朋友的礼物", "gift", Reader.WAREHOUSE),
        ("不要放价格单", "no_price", Reader.WAREHOUSE),
        ("多裹几层气泡膜", "pack", Reader.WAREHOUSE),
        ("请发顺丰", "courier", Reader.WAREHOUSE),
        ("不要发圆通", "not_courier", Reader.WAREHOUSE),
        ("先不要发货", "later", Reader.WAREHOUSE),
        ("底部刻字 LOVE", "engrave", Reader.WAREHOUSE),
    ],
)
@pytest.mark.row("O2", "O3")
def test_wishes_become_notes(words: str, code: str, reader: Reader):
    notes = {note.code: note for note in notes_in(facts(message=words))}
    assert notes[code].reader is reader and notes[code].text == words
    assert "wish.unread" not in found(message=words)


def test_wishes_that_somebody_must_act_on():
    assert found(message="改地址 浙江省杭州市西湖区文一路1号") == ["wish.address"]
    assert found(message="电话写错了,改成13912340002") == ["wish.phone"]
    assert found(message="收件人写李雷") == ["wish.receiver"]
    assert worst(look(facts(message="25号再发"))) is Level.STOP
    assert found(message="这个能不能放在阳台上用呢") == ["wish.unread"]
    assert found(message="谢谢老板,麻烦了") == []
    assert found(memo="已备注改地址") == ["memo.receiver"]
    assert [note.source for note in notes_in(facts(memo="加急,今天出"))] == [Source.MEMO]


def test_a_word_is_taken_once_and_negations_go_first():
    assert couriers_in("不要发圆通,发顺丰") == (frozenset({"顺丰"}), frozenset({"圆通"}))
    (wish, clause), *others = read_wishes("麻烦不要放丰巢，谢谢").wishes
    assert (wish.code, clause, others) == ("no_locker", "麻烦不要放丰巢", [])
    assert len({wish.code for wish in WISHES}) == len(WISHES)


@pytest.mark.row("O2")
def test_couriers_that_do_not_go_there():
    table = parse_couriers(couriers())
    far = "四川省 甘孜藏族自治州 石渠县 洛须镇幸福路12号"
    (finding,) = look(facts(address=far, couriers=table, day=date(2026, 1, 5)))
    assert finding.code == "courier.out_of_zone" and finding.params["other"] == "顺丰速运"
    assert found(couriers=table, message="请发顺丰") == ["courier.wish"]
    assert found(couriers=table, message="请发京东") == ["courier.wish_cannot"]
    assert found(couriers=table, message="不要发中通") == ["courier.unwanted"]
    assert found(couriers=table, worth=Money(5000)) == []


def test_other_orders_of_the_buyer():
    both = BuyerFacts(unsent=(Sibling("77001", True), Sibling("77002", False)))
    merge, apart = look(facts(buyer=both))
    assert (merge.code, merge.params["orders"], apart.params["orders"]) == ("buyer.merge", "77001", "77002")


def test_every_finding_has_its_sentence_and_its_check_a_name():
    assert len({check.code for check in CHECKS}) == len(CHECKS)
    assert set(QUESTIONS) <= set(SENTENCES)
    for code in SENTENCES:
        assert short(code) and sentence(code, {})
    assert sentence("address.short", {"count": 3}).startswith("Only 3 characters") or "3" in sentence(
        "address.short", {"count": 3}
    )
    assert short("odd") == sentence("odd", {}) == "odd"


@given(text=st.text(max_size=80))
def test_nothing_that_is_typed_stops_the_checks(text: str):
    odd = facts(name=text, phone=text, address=text, region=text, message=text, memo=text)
    for finding in look(odd):
        assert finding.code in SENTENCES
    list(notes_in(odd))


def test_confirming_is_refused_with_a_reason():
    assert confirm_refusal(State.WAITING, Level.CLEAN, said="", is_bulk=True) is None
    assert confirm_refusal(State.WAITING, Level.LOOK, said="", is_bulk=False) is None
    assert confirm_refusal(State.WAITING, Level.LOOK, said="", is_bulk=True).code == "confirmation.not_for_many"
    assert confirm_refusal(State.HELD, Level.STOP, said="", is_bulk=False).code == "confirmation.must_be_cleared"
    assert confirm_refusal(State.HELD, Level.STOP, said="买家确认", is_bulk=False) is None
    assert confirm_refusal(State.CONFIRMED, Level.CLEAN, said="", is_bulk=False).code == "confirmation.settled"


def test_what_a_later_report_reopens():
    odd = look(facts(name="王先生"))
    assert not reopens(State.WAITING, [], odd, changed="address")
    assert reopens(State.CONFIRMED, [], (), changed="address") and reopens(State.ASKED, [], odd, changed="")
    assert not reopens(State.CONFIRMED, ["name.surname"], odd, changed="")
    assert not reopens(State.HELD, [], odd, changed="goods")  # on hold it stays


@pytest.mark.row("O2")
def test_one_hour_of_working_time_and_two_in_a_promotion():
    zone = ZoneInfo("Asia/Shanghai")
    day = tuple(parse_day("08:30-16:30, 16:30-24:00") for _day in range(7))
    at = datetime(2026, 11, 10, 10, 0, tzinfo=zone)
    hours = Span(SpanKind.WORKING_HOURS, 1), Span(SpanKind.WORKING_HOURS, 2)
    plain = WorkCalendar(zone, day)
    assert due_of(at, plain, *hours, "confirmation.due") == at + timedelta(hours=1)
    night = datetime(2026, 11, 10, 3, 0, tzinfo=zone)
    assert due_of(night, plain, *hours, "confirmation.due") == night.replace(hour=9, minute=30)
    sale = Promotion("双11", at - timedelta(days=1), at + timedelta(days=2))
    assert due_of(at, WorkCalendar(zone, day, promotions=(sale,)), *hours, "confirmation.due") == at + timedelta(
        hours=2
    )
    never = WorkCalendar(zone, ((),) * 7)
    assert due_of(at, never, *hours, "confirmation.due") == at + timedelta(hours=1)


@pytest.mark.row("O10")
def test_a_shift_has_what_came_since_the_one_before():
    zone = ZoneInfo("Asia/Shanghai")
    calendar = WorkCalendar(zone, tuple(parse_day("08:30-16:30, 16:30-24:00") for _day in range(7)))
    early = shift_at(calendar, datetime(2026, 11, 10, 3, 0, tzinfo=zone))
    assert early is not None
    assert early.since == datetime(2026, 11, 9, 16, 0, tzinfo=UTC)  # midnight of Shanghai
    assert early.starts == datetime(2026, 11, 10, 0, 30, tzinfo=UTC)
    late = shift_after(calendar, early)
    assert late is not None and (late.since, late.ends) == (early.ends, datetime(2026, 11, 10, 16, 0, tzinfo=UTC))
    assert shift_before(calendar, late) == early
    assert shift_at(WorkCalendar(zone, ((),) * 7), late.ends) is None


def test_the_message_repeats_address_and_goods_and_fills_in_nothing_else():
    said = Said("77001", "王**", "139****0001", WHERE, "青瓷杯 {order} ×1")
    text = message(said, ["address.no_number", "address.short", "odd"])
    assert WHERE in text and "王** 139****0001" in text and "青瓷杯 {order} ×1" in text
    assert str(QUESTIONS["address.short"]) in text and text.count(str(QUESTIONS["address.short"])) == 1
    own = message(said, [], "亲,订单{order}寄到{address}对吗?{odd}{0}")
    assert own == f"亲,订单77001寄到{WHERE}对吗?{{odd}}{{0}}"
