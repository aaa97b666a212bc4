"""Numbers of persons in an evidence pack are hidden however they are typed; numbers that prove something stay.

All people here are generated.
"""

import re
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.people import make_case, make_order, make_people

from aftercare.cases.models import Case
from aftercare.cases.pack.masking import Masker, masker_of
from aftercare.cases.pack.numbers import hide_numbers

OURS = frozenset({"057100000000", "13900001111", "613812345678"})
HIDDEN = {
    "wx13812345678": "wx138****5678",
    "加微wx：138 1234 5678": "加微wx：138****5678",
    "VX：138 1234 5678": "VX：138****5678",
    "v信138-1234-5678": "v信138****5678",
    "+86 138-1234-5678": "138****5678",
    "86138 1234 5678": "138****5678",
    "013812345678": "138****5678",
    "138.1234.5678": "138****5678",
    "1 3 8 1 2 3 4 5 6 7 8": "138****5678",
    "138\u200b1234\u200b5678": "138****5678",
    "138 1234 5678 139 1234 5678": "138****5678 139****5678",
    "13812345678x2": "138****5678x2",
    "2026-11-22 138-1234-5678": "2026-11-22 138****5678",
    "一三八一二三四五六七八": "一三八****",
    "010-12345678": "010****78",
    "01081234567": "010****67",
    "0571 8765 4321": "0571****21",
    "(021)65432100": "(021****00",
    "（0571）87654321": "（0571****21",
    "电话87654321": "电话87****",
    "330106199001011234": "330106********",
    "33010619900101123X，": "330106********，",
    "330106 19900101 123x": "330106********",
    "6222 0212 3456 7890 128": "6222********0128",
    "4111 1111 1111 1111": "4111********1111",
    "138/1234/5678": "138****5678",
    "138、1234、5678": "138****5678",
    "1381234567813912345678": "138****5678 139****5678",
    "①③⑧①②③④⑤⑥⑦⑧": "138****5678",
    "一 三 八 一 二 三 四 五 六 七 八": "一 三****",
    "壹叁捌壹贰叁肆伍陆柒捌": "壹叁捌****",
    "微信:zhangsan": "微信:zh****",
    "加我V：abc12345": "加我V：ab****",
    "微信号abc_12345": "微信号ab****",
    "QQ：12345678": "QQ：12****",
    "护照 E12345678": "护照 E1****",
}
KEPT = (
    "SF1234567890123", "YT9900112233445", "JT0012345678901", "773012345678901", "订单 4123456789012345678",
    "241122-123456789012345", "2026-11-22 19:30 收到", "¥1299.00，平台单号 2026112200001", "客服 400-123-4567 打不通",
    "拨打 95588 或 12315", "电话 0571-00000000", "13900001111", "手机 iPhone15ProMax", "手机壳 12 个", "尺码 165/88A",
    "4111 1111 1111 1112", "613812345678", "①退货②换货", "微信聊天记录", "尺寸 10,20,30", "金额1,380,000,000元",
)  # fmt: skip
SIGNS = ("", " ", "-", "－", "　", ".", "·", "\u200b")


@pytest.mark.attack("J1", "J10")
@pytest.mark.parametrize(("text", "masked"), HIDDEN.items())
def test_a_number_of_a_person_is_hidden(text: str, masked: str):
    assert hide_numbers(text, OURS) == masked


@pytest.mark.row("B8")
@pytest.mark.parametrize("text", KEPT)
def test_a_number_that_proves_something_stays(text: str):
    assert hide_numbers(text, OURS) == text


def _grouped(digits: str, draw) -> str:
    """As somebody types it: in up to four groups with signs between them."""
    cuts = sorted({draw(st.integers(1, len(digits) - 1)) for _ in range(3)})
    sign = draw(st.sampled_from(SIGNS))
    return sign.join(digits[a:b] for a, b in zip([0, *cuts], [*cuts, len(digits)], strict=True))


@st.composite
def phones(draw) -> tuple[str, str]:
    """(as typed, its digits)"""
    digits = f"1{draw(st.integers(3, 9))}{draw(st.integers(0, 10**9 - 1)):09d}"
    return draw(st.sampled_from(("", "+86", "86", "wx", "VX：", "电话", "手机号"))) + _grouped(digits, draw), digits


@st.composite
def identities(draw) -> tuple[str, str]:
    place, serial = draw(st.integers(110101, 659004)), draw(st.integers(0, 999))
    born = f"{draw(st.integers(1930, 2020))}{draw(st.integers(1, 12)):02d}{draw(st.integers(1, 28)):02d}"
    digits = f"{place}{born}{serial:03d}{draw(st.sampled_from('0123456789X'))}"
    return draw(st.sampled_from(("", "身份证", "ID"))) + digits, digits


@st.composite
def cards(draw) -> tuple[str, str]:
    digits = f"62{Random(draw(st.integers())).randrange(10**17):017d}"
    return draw(st.sampled_from(("", "卡号", "卡"))) + _grouped(digits, draw), digits


@given(
    st.one_of(phones(), identities(), cards()),
    st.sampled_from(("", "你好", "，", "abc")),
    st.sampled_from(("", "，谢谢", " 号")),
)
def test_whatever_stands_around_it(number: tuple[str, str], before: str, after: str):
    typed, digits = number
    masked = hide_numbers(before + typed + after, frozenset())
    assert digits not in re.sub(r"[^0-9X]", "", masked)
    assert "****" in masked


@given(st.text(max_size=80))
def test_any_text_comes_through(text: str):
    assert isinstance(hide_numbers(text, OURS), str)


@given(st.integers(10**12, 10**13 - 1), st.sampled_from(("SF", "YT", "JT", "ZT", "EMS", "DPK")))
def test_numbers_of_couriers_stay(number: int, courier: str):
    typed = f"{courier}1{number}"  # fourteen digits: longer than any phone, no card, no birthday
    assert hide_numbers(typed, frozenset()) == typed


def masker(**fields: str) -> Masker:
    people = make_people()
    order = make_order(people.shop, **fields)
    return masker_of(
        Case.objects.select_related("order__customer", "return_address").get(pk=make_case(people.owner, order).pk)
    )


@pytest.mark.django_db
@pytest.mark.attack("J1")
def test_what_we_know_of_the_buyer_is_hidden_with_spaces_and_in_part():
    masked = masker(
        receiver_name="王小明",
        receiver_phone="13812345678",
        receiver_address="文三路 99 号 3 幢 402 室",
        region="浙江省 杭州市 西湖区",
    )
    text = masked("王 小明住文三路９９号3幢，a.b-c+d@qq.com，１３８１２３４５６７８")
    assert text == "王**住浙江省 杭州市 西湖区 ****，***@qq.com，138****5678"


@pytest.mark.django_db
@pytest.mark.row("B8")
def test_the_numbers_of_the_case_stay_whatever_they_look_like():
    masked = masker(platform_no="330106199001011234", tracking_no="JD13812345678")
    text = "订单 330106199001011234 由 JD13812345678 发出"
    assert masked(text) == text
