"""What is recommended, why, and what to give up when nothing fits (S6)."""

from collections.abc import Iterator

import pytest
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from aftercare.core.money import Money
from aftercare.orders.catalogue.rules import MOST, Candidate, Needs, Together, recommend
from aftercare.orders.catalogue.terms import Fit, Wish

pytestmark = pytest.mark.row("S6")


@pytest.fixture(autouse=True)
def in_english() -> Iterator[None]:
    """The ids themselves: what they are in Chinese is the catalogue's matter."""
    with translation.override("en"):
        yield


def good(pk: int, title: str, yuan: int | None, tags: str = "", points: str = "", stock: int | None = 10) -> Candidate:
    price = None if yuan is None else Money(yuan * 100)
    return Candidate(pk, title, price, tuple(tags.split()), points, stock)


BOX = good(1, "胡桃木首饰盒", 168, "送女友 结婚礼物 可刻字", "盒盖可免费刻名字")
MUSIC = good(2, "实木八音盒天空之城", 128, "生日礼物 送闺蜜 清新")
CANDLE = good(3, "香薰蜡烛礼盒", 89, "送闺蜜 生日礼物 卧室")
VASE = good(4, "哑光陶瓷花瓶", 68, "北欧 清新", stock=0)
STAND = good(5, "实木手机支架", 39, "办公桌面 实用")
LAMP = good(6, "全铜吊灯", 6880, "轻奢 客厅")
SHELF = good(7, "樟子松隔板", None, "原木 清新")
ALL = (BOX, MUSIC, CANDLE, VASE, STAND, LAMP, SHELF)


def found(needs: Needs, *together: Together) -> list[int]:
    return [one.product.pk for one in recommend(needs, ALL, together).found]


def reasons(needs: Needs, pk: int, *together: Together) -> list[str]:
    advice = recommend(needs, ALL, together)
    return [str(reason) for one in advice.found if one.product.pk == pk for reason in one.reasons]


def test_the_example_of_the_source():
    """预算500内,送闺蜜生日礼物,喜欢清新风格,疑问:是否支持刻字"""
    needs = Needs(
        is_gift=True, occasion="闺蜜生日礼物", budget=Money(50_000), preferences=("清新风格",), doubts="是否支持刻字"
    )
    assert found(needs) == [2, 3, 1]
    assert reasons(needs, 2) == [
        "Suits: 生日礼物", "Suits: 送闺蜜", "As wished: 清新", "Good as a gift", "Within the budget of ¥500",
    ]  # fmt: skip
    assert "Answers the question about 可刻字" in reasons(needs, 1)


def test_the_budget_is_a_hard_limit_and_about_says_how_far_above():
    assert found(Needs(budget=Money(12_700))) == [3, 5]
    assert found(Needs(budget=Money(12_800))) == [2, 3, 5]
    about = Needs(budget=Money(12_000), is_about=True)
    assert found(about)[-1] == 2 and 2 in found(about)
    assert reasons(about, 2) == ["¥128, close to the budget of about ¥120"]
    assert 2 not in found(Needs(budget=Money(11_600), is_about=True))


def test_sold_out_and_unpriced_products_are_never_shown_with_a_budget():
    fresh = Needs(preferences=("清新",), budget=Money(50_000))
    assert found(fresh) == [2]
    assert found(Needs(preferences=("清新",))) == [2, 7]


def test_what_is_not_wanted_is_left_out():
    assert 3 not in found(Needs(is_gift=True, preferences=("不要香薰",)))
    assert 3 in found(Needs(is_gift=True))


def test_what_the_buyer_looks_at_is_not_shown_again_but_what_is_bought_with_it():
    beside = Together(2, 5, 14, MUSIC.title)
    assert found(Needs(seen=(2,)), beside) == [5]
    assert reasons(Needs(seen=(2,)), 5, beside) == ["Often bought with 实木八音盒天空之城"]
    assert found(Needs(seen=(2,))) == []


@pytest.mark.parametrize(
    ("needs", "relax", "lowest"),
    [
        (Needs(), None, None),
        (Needs(budget=Money(1_000), is_gift=True), Wish.BUDGET, Money(8_900)),
        (Needs(preferences=("赛博朋克",)), Wish.PREFERENCES, None),
        (Needs(occasion="毕业典礼"), Wish.OCCASION, None),
        (Needs(preferences=("陶瓷",)), Wish.STOCK, None),
    ],
)
def test_nothing_fits_says_which_wish_stands_in_the_way(needs: Needs, relax: Wish | None, lowest: Money | None):
    advice = recommend(needs, ALL)
    assert (advice.found, advice.relax, advice.lowest) == ((), relax, lowest)


WORDS = st.sampled_from(["清新", "送闺蜜", "生日礼物", "北欧", "刻字", "轻奢", "不要原木", "实用", "x", ""])
PRODUCTS = st.lists(
    st.builds(
        Candidate,
        pk=st.integers(1, 50),
        title=st.sampled_from(["八音盒", "首饰盒礼盒", "花瓶", "支架"]),
        price=st.none() | st.integers(1, 100_000).map(Money),
        tags=st.lists(WORDS.filter(bool), max_size=3).map(tuple),
        stock=st.none() | st.integers(0, 3),
    ),
    max_size=30,
    unique_by=lambda one: one.pk,
)


@given(
    PRODUCTS,
    st.builds(
        Needs,
        is_gift=st.none() | st.booleans(),
        occasion=WORDS,
        budget=st.none() | st.integers(1, 100_000).map(Money),
        is_about=st.booleans(),
        preferences=st.lists(WORDS, max_size=3).map(tuple),
        seen=st.lists(st.integers(1, 50), max_size=2).map(tuple),
    ),
)
def test_never_more_than_three_never_above_the_limit_never_without_a_reason(products: list[Candidate], needs: Needs):
    advice = recommend(needs, products)
    assert len(advice.found) <= MOST == 3
    assert not (advice.found and advice.relax)
    for one in advice.found:
        assert one.reasons and one.reason
        assert one.product.stock != 0 and one.product.pk not in needs.seen
        if needs.limit is not None:
            assert one.product.price is not None and one.product.price <= needs.limit
        if any(reason.fit is Fit.BUDGET for reason in one.reasons):
            assert needs.budget is not None and one.product.price <= needs.budget
    scores = [one.score for one in advice.found]
    assert scores == sorted(scores, reverse=True)
