"""What a buyer's own words say of their needs (S5)."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aftercare.chat.needs.reading import filled, read_needs
from aftercare.chat.needs.rules import Needs
from aftercare.chat.needs.terms import Doubt, Field, ForWhom, Occasion, Recipient
from aftercare.core.money import Money


def budget(text: str) -> tuple[int | None, int | None]:
    """The budget in whole yuan."""
    needs = read_needs([text]).needs
    ends = (needs.budget_least, needs.budget_most)
    return ends[0] and ends[0].fen // 100, ends[1] and ends[1].fen // 100  # type: ignore[return-value]


@pytest.mark.row("S5")
def test_the_buyer_of_the_source():
    reading = read_needs(["在吗", "预算500元内,送闺蜜生日礼物,她喜欢清新风格的", "能不能刻字?"])
    assert reading.needs == Needs(
        for_whom=ForWhom.GIFT,
        recipient=Recipient.BESTIE.value,
        occasion=Occasion.BIRTHDAY.value,
        budget_most=Money(50_000),
        preferences=("清新风格",),
        doubts=(Doubt.ENGRAVING.value,),
    )
    assert {(source.field, source.quote.line, source.quote.words) for source in reading.sources} == {
        (Field.BUDGET, 1, "500元内"),
        (Field.FOR_WHOM, 1, "送闺蜜"),
        (Field.RECIPIENT, 1, "送闺蜜"),
        (Field.OCCASION, 1, "生日"),
        (Field.PREFERENCES, 1, "喜欢清新风格"),
        (Field.DOUBTS, 2, "能不能刻字"),
    }


@pytest.mark.row("S5")
@pytest.mark.parametrize(
    ("text", "least", "most"),
    [
        ("预算500以内", None, 500),
        ("预算５００以内", None, 500),
        ("三五百吧", 300, 500),
        ("两三百的", 200, 300),
        ("七八十块", 70, 80),
        ("300-500块", 300, 500),
        ("300～500元", 300, 500),
        ("300到500之间", 300, 500),
        ("3-5百", 300, 500),
        ("预算是500到800吧", 500, 800),
        ("一千左右", 1000, 1000),
        ("500块左右吧", 500, 500),
        ("两百块以内", None, 200),
        ("一百五以内", None, 150),
        ("五百以内的有吗", None, 500),
        ("不超过800", None, 800),
        ("最多1k", None, 1000),
        ("预算1k", None, 1000),
        ("预算一千五", None, 1500),
        ("预算十五块", None, 15),
        ("至少1000元", 1000, None),
        ("99.9元以内", None, 99),
        ("五百塊以內", None, 500),
    ],
)
def test_budgets_in_the_words_of_buyers(text: str, least: int | None, most: int | None):
    assert budget(text) == (least, most)


@pytest.mark.row("S5")
@pytest.mark.parametrize(
    "text",
    [
        "身高170以内",
        "170-180cm",
        "170-180",
        "5天以内能到吗",
        "10-12号能到吗",
        "2-3天到吗",
        "三五天",
        "两三千米",
        "买了三四百次",
        "满300减50",
        "满300元以上包邮吗",
        "订单500123",
        "电话13800000000",
        "大概500g",
        "最多3个",
        "优惠券500以内能用吗",
        "第一二百货",
    ],
)
def test_other_numbers_are_no_budget(text: str):
    assert budget(text) == (None, None)


@pytest.mark.row("S5")
@pytest.mark.parametrize(
    ("text", "whom", "recipient", "occasion"),
    [
        ("我自己用", ForWhom.SELF, "", ""),
        ("给自己买的", ForWhom.SELF, "", ""),
        ("不是自己用,送人", ForWhom.GIFT, "", ""),
        ("给我妈买的", ForWhom.GIFT, "mother", ""),
        ("想送女朋友", ForWhom.GIFT, "girlfriend", ""),
        ("买给爸妈的", ForWhom.GIFT, "parents", ""),
        ("朋友乔迁", ForWhom.GIFT, "friend", "housewarming"),
        ("闺蜜结婚送什么好", ForWhom.GIFT, "bestie", "wedding"),
        ("中秋送领导的", ForWhom.GIFT, "boss", "mid_autumn"),
        ("父亲节给父亲买的", ForWhom.GIFT, "father", "fathers_day"),
        ("520送老婆", ForWhom.GIFT, "wife", "valentine"),
        ("当生日礼物", ForWhom.GIFT, "", "birthday"),
    ],
)
def test_for_whom_and_when(text: str, whom: ForWhom, recipient: str, occasion: str):
    needs = read_needs([text]).needs
    assert (needs.for_whom, needs.recipient, needs.occasion) == (whom, recipient, occasion)


@pytest.mark.row("S5")
@pytest.mark.parametrize(
    "text",
    [
        "送货到家吗",
        "有礼物送吗",
        "有赠品吗",
        "送运费险吗",
        "会送什么",
        "出生日期填什么",
        "生日优惠券怎么领",
        "中秋放假发货吗",
        "春节发货吗",
        "给老板说一下",
        "给老公打电话",
        "发送客户手机",
        "快递送到我老婆那了",
        "自用还是送人都行",
        "不是送人的",
        "我520下的单,订单5201314",
        "帮朋友问一下",
        "不喜欢",
        "喜欢吗",
        "喜欢你们家",
        "不要了",
        "支持货到付款吗",
        "我的快递什么时候到",
        "订单什么时候能到",
        "申请了能退吗",
        "不支持退换货",
    ],
)
def test_what_is_no_need_is_left_alone(text: str):
    assert read_needs([text]).needs == Needs()


@pytest.mark.row("S5")
@pytest.mark.parametrize(
    ("text", "preference"),
    [
        ("喜欢清新的风格", "清新风格"),
        ("我比较喜欢简约一点的款式", "简约款式"),
        ("想要复古风格的", "复古风格"),
        ("想要素雅点的", "素雅"),
        ("不要太花的", "不要太花"),
        ("不喜欢太亮的颜色", "不喜欢太亮"),
    ],
)
def test_what_they_like(text: str, preference: str):
    assert read_needs([text]).needs.preferences == (preference,)


@pytest.mark.row("S5")
@pytest.mark.parametrize(
    ("text", "doubt"),
    [
        ("可以刻字吗", Doubt.ENGRAVING),
        ("支持定制吗", Doubt.CUSTOM),
        ("有没有礼盒", Doubt.GIFT_BOX),
        ("能不能配个贺卡", Doubt.GREETING_CARD),
        ("可以不放价格小票吗", Doubt.NO_PRICE),
        ("能退吗", Doubt.RETURNS),
        ("保修几年", Doubt.WARRANTY),
        ("是正品吗", Doubt.GENUINE),
        ("会掉色吗", Doubt.FADING),
        ("会不会缩水", Doubt.SHRINKING),
        ("敏感肌能用吗", Doubt.SKIN),
        ("几天能到", Doubt.ARRIVAL),
        ("能开发票吗", Doubt.INVOICE),
    ],
)
def test_what_they_want_to_be_sure_of(text: str, doubt: Doubt):
    assert read_needs([text]).needs.doubts == (doubt.value,)


@pytest.mark.row("S5")
def test_what_is_said_later_counts_and_lists_grow():
    reading = read_needs(["预算300以内,送朋友", "能刻字吗", "算了预算加到500", "还是我自己用吧", "会掉色吗,能刻字吗"])
    assert reading.needs == Needs(
        for_whom=ForWhom.SELF, budget_most=Money(50_000), doubts=(Doubt.ENGRAVING.value, Doubt.FADING.value)
    )
    lines = [(source.field, source.quote.line) for source in reading.sources]
    assert lines == [
        (Field.DOUBTS, 1),
        (Field.BUDGET, 2),
        (Field.FOR_WHOM, 3),
        (Field.DOUBTS, 4),
    ]


@pytest.mark.row("S5")
def test_what_was_read_fills_only_what_is_empty():
    read = read_needs(["预算300以内,送闺蜜生日礼物", "会掉色吗"]).needs
    kept = Needs(recipient="表姐", budget_most=Money(80_000), doubts=(Doubt.ENGRAVING.value,))
    assert filled(kept, read) == Needs(
        for_whom=ForWhom.GIFT,
        recipient="表姐",
        occasion=Occasion.BIRTHDAY.value,
        budget_most=Money(80_000),
        doubts=(Doubt.ENGRAVING.value, Doubt.FADING.value),
    )
    assert filled(Needs(for_whom=ForWhom.SELF), read_needs(["送闺蜜"]).needs) == Needs(for_whom=ForWhom.SELF)
    assert filled(Needs(), read) == read


@given(st.lists(st.text(max_size=200), max_size=6))
def test_no_text_breaks_it(texts: list[str]):
    reading = read_needs(texts)
    for source in reading.sources:
        assert "".join(source.quote.words.split()) in "".join(texts[source.quote.line].split())


@given(st.text(alphabet="送给我妈的预算百千五三0123456789-到元块内以生日喜欢风格,。吗?能刻字自己用 ", max_size=60))
def test_no_mixture_of_the_words_breaks_it(text: str):
    needs = read_needs([text]).needs
    assert needs.problems() == {} or needs.budget_most is not None
