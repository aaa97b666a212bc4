"""The demo's goods and couriers are such as the product takes: bounds, tags, places."""

import pytest

from aftercare.config.demo.couriers import CANTON, EAST, FREIGHT
from aftercare.config.demo.goods import LAMPS, VASES, WOOD
from aftercare.config.demo.selling import SELLING
from aftercare.core.money import Money
from aftercare.orders.catalogue.checking import ProductFacts, product_problems
from aftercare.orders.catalogue.rules import Candidate, Needs, recommend
from aftercare.orders.delivery.places import read_areas

GOODS = {good.code: good for good in (*WOOD, *VASES, *LAMPS)}


def test_every_good_says_what_it_is_for():
    assert GOODS.keys() == SELLING.keys()
    for code, (tags, points, stock) in SELLING.items():
        facts = ProductFacts(code, GOODS[code].title, Money(GOODS[code].price), tuple(tags.split()), points, stock)
        assert product_problems(facts) == {}, code


@pytest.mark.row("S6")
def test_the_example_of_the_source_finds_three_in_the_demo():
    candidates = [
        Candidate(number, GOODS[code].title, Money(GOODS[code].price), tuple(tags.split()), points, stock)
        for number, (code, (tags, points, stock)) in enumerate(SELLING.items())
    ]
    needs = Needs(True, "闺蜜生日礼物", Money(50_000), preferences=("清新风格",), doubts="是否支持刻字")
    found = recommend(needs, candidates).found
    assert len(found) == 3
    assert all(len(one.reasons) >= 2 for one in found)
    assert "木质日历" in found[0].product.title


def test_the_couriers_go_to_places_that_are_there():
    for _courier, areas, first, further, days in (*EAST, *CANTON, FREIGHT):
        assert read_areas(areas) or areas == ""
        assert 0 < further < first
        assert days[0] <= days[1]
