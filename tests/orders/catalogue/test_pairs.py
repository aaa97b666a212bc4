"""What is bought together follows the orders, exactly and from where it stopped (S6)."""

from datetime import datetime, timedelta
from itertools import count
from random import Random

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from tests.people import make_people, make_shop, person

from aftercare.core.money import Money
from aftercare.core.time import now, travel
from aftercare.orders.actions import count_pairs as counting
from aftercare.orders.actions.count_pairs import count_all_pairs, count_pairs
from aftercare.orders.actions.save_product import add_product
from aftercare.orders.catalogue.checking import ProductFacts
from aftercare.orders.catalogue.models import PairCursor, ProductBasket, ProductPair
from aftercare.orders.catalogue.queries import advice_for, bought_together, candidates
from aftercare.orders.catalogue.rules import Needs
from aftercare.orders.catalogue.words import product_words
from aftercare.orders.models import Order, OrderLine, Product
from aftercare.orders.terms import OrderStatus
from aftercare.shops.models import Shop

pytestmark = [pytest.mark.django_db, pytest.mark.row("S6")]
_numbers = count(1)
LATER = timedelta(minutes=20)


def sell(shop: Shop, title: str, **fields: object) -> Product:
    code = f"C{next(_numbers)}"
    tags = fields.pop("tags", [])
    return Product.objects.create(
        shop=shop, code=code, title=title, tags=tags, words=product_words(code, title, "", tags), **fields
    )


def buy(shop: Shop, *products: Product, at: datetime | None = None, **fields: object) -> Order:
    at = at or now()
    usual = {"status": OrderStatus.COMPLETED, "paid_at": at}
    order = Order.objects.create(
        shop=shop, platform_no=f"P{next(_numbers)}", ordered_at=at, updated_at=at, **{**usual, **fields}
    )
    for product in products:
        OrderLine.objects.create(order=order, line_no=f"L{next(_numbers)}", product=product, title=product.title)
    return order


def change(order: Order, **fields: object) -> None:
    Order.objects.filter(pk=order.pk).update(updated_at=now(), **fields)


def pairs(shop: Shop) -> dict[tuple[str, str], int]:
    rows = ProductPair.objects.filter(shop=shop).values_list("product__title", "other__title", "orders")
    return {(product, other): orders for product, other, orders in rows}


def counted_anew(shop: Shop) -> dict[tuple[str, str], int]:
    """The same by the simplest way there is."""
    found: dict[tuple[str, str], int] = {}
    for order in Order.objects.filter(shop=shop, source_order=None).exclude(paid_at=None):
        if order.status in (OrderStatus.CLOSED, OrderStatus.AWAITING_PAYMENT):
            continue
        titles = {line.product.title for line in order.lines.select_related("product") if line.product}
        for one in titles:
            for other in titles - {one}:
                found[one, other] = found.get((one, other), 0) + 1
    return found


def test_paid_orders_count_in_both_directions_and_others_do_not():
    shop = make_shop()
    vase, lamp, box = sell(shop, "花瓶"), sell(shop, "台灯"), sell(shop, "首饰盒")
    buy(shop, vase, lamp)
    buy(shop, vase, lamp, box)
    buy(shop, vase, vase)
    buy(shop, vase, box, status=OrderStatus.CLOSED)
    buy(shop, vase, box, status=OrderStatus.AWAITING_PAYMENT, paid_at=None)
    buy(shop, vase, box, source_order=buy(shop, lamp))
    assert count_pairs(shop_id=shop.pk) == 7
    assert pairs(shop) == {
        ("花瓶", "台灯"): 2, ("台灯", "花瓶"): 2, ("花瓶", "首饰盒"): 1, ("首饰盒", "花瓶"): 1,
        ("台灯", "首饰盒"): 1, ("首饰盒", "台灯"): 1,
    }  # fmt: skip
    assert [(one.other, one.orders) for one in bought_together(shop.pk, vase.pk)] == [(lamp.pk, 2), (box.pk, 1)]
    Product.objects.filter(pk=lamp.pk).update(is_active=False)
    assert [one.other for one in bought_together(shop.pk, vase.pk)] == [box.pk]


def test_an_order_is_counted_when_it_is_paid_and_taken_out_when_it_is_closed():
    shop = make_shop()
    vase, lamp = sell(shop, "花瓶"), sell(shop, "台灯")
    order = buy(shop, vase, lamp, status=OrderStatus.AWAITING_PAYMENT, paid_at=None)
    count_pairs(shop_id=shop.pk)
    assert pairs(shop) == {}
    change(order, status=OrderStatus.AWAITING_DISPATCH, paid_at=now())
    count_pairs(shop_id=shop.pk)
    count_pairs(shop_id=shop.pk)
    assert pairs(shop) == {("花瓶", "台灯"): 1, ("台灯", "花瓶"): 1}
    change(order, status=OrderStatus.CLOSED)
    count_pairs(shop_id=shop.pk)
    assert pairs(shop) == {}
    assert not ProductBasket.objects.exists()


def test_what_was_seen_is_not_read_again_after_the_overlap():
    shop = make_shop()
    vase, lamp = sell(shop, "花瓶"), sell(shop, "台灯")
    for _order in range(3):
        buy(shop, vase, lamp)
    assert count_pairs(shop_id=shop.pk) == 3
    with travel(LATER):
        assert count_pairs(shop_id=shop.pk) == 3  # the overlap, once more, to the same end
        assert count_pairs(shop_id=shop.pk) == 0
        buy(shop, vase, lamp)
        assert count_pairs(shop_id=shop.pk) == 1
    assert pairs(shop)["花瓶", "台灯"] == 4


def test_many_orders_of_one_moment_are_all_counted(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(counting, "BATCH", 3)
    shop = make_shop()
    vase, lamp = sell(shop, "花瓶"), sell(shop, "台灯")
    at = now() - timedelta(days=1)
    for _order in range(10):
        buy(shop, vase, lamp, at=at)
    assert count_all_pairs() == 10
    assert pairs(shop)["花瓶", "台灯"] == 10
    assert count_all_pairs() == 0
    assert PairCursor.objects.get(shop=shop).changed_at == at


def test_chance_and_the_simplest_way_come_to_the_same():
    shop, chance = make_shop(), Random(7)
    goods = [sell(shop, f"商品{number}") for number in range(6)]
    orders: list[Order] = []
    statuses = (OrderStatus.COMPLETED, OrderStatus.CLOSED, OrderStatus.AWAITING_PAYMENT, OrderStatus.DISPATCHED)
    for turn in range(12):
        with travel(timedelta(minutes=3 * turn)):
            for _order in range(chance.randint(0, 4)):
                orders.append(buy(shop, *chance.sample(goods, chance.randint(1, 4)), status=chance.choice(statuses)))
            for order in chance.sample(orders, min(len(orders), 3)):
                change(order, status=chance.choice(statuses))
                if chance.random() < 0.5:
                    OrderLine.objects.create(
                        order=order, line_no=f"L{next(_numbers)}", product=chance.choice(goods), title="补充"
                    )
            count_pairs(shop_id=shop.pk)
        assert pairs(shop) == counted_anew(shop), turn


def test_lines_that_name_a_product_by_its_code_count_as_soon_as_the_shop_has_it():
    people = make_people()
    shop, keeper = people.shop, person(people.supervisor)
    old = now() - timedelta(days=30)
    order = buy(shop, sell(shop, "花瓶"), at=old)
    OrderLine.objects.create(order=order, line_no="x", title="台灯 白色", merchant_code="DX-1")
    count_pairs(shop_id=shop.pk)
    assert pairs(shop) == {}
    add_product(shop_id=shop.pk, facts=ProductFacts("DX-1", "台灯"), person=keeper)
    count_pairs(shop_id=shop.pk)
    assert pairs(shop) == {("花瓶", "台灯"): 1, ("台灯", "花瓶"): 1}


def test_another_shop_sees_nothing_of_it():
    shop, other = make_shop(), make_shop()
    vase, lamp = sell(shop, "花瓶"), sell(shop, "台灯")
    sell(other, "首饰盒", price=Money(100), tags=["清新"])
    buy(shop, vase, lamp)
    count_all_pairs()
    assert bought_together(other.pk, vase.pk) == []
    assert [one.title for one in candidates(other.pk, Needs(preferences=("清新",), seen=(vase.pk,)))] == ["首饰盒"]


def test_candidates_are_bounded_and_cost_the_same_in_a_large_shop():
    shop = make_shop()
    needs = Needs(is_gift=True, occasion="生日", budget=Money(20_000), preferences=("清新",))

    def queries() -> int:
        with CaptureQueriesContext(connection) as made:
            assert len(candidates(shop.pk, needs)) <= 200
        return len(made)

    for number in range(10):
        sell(shop, f"礼物{number}", price=Money(100 * number), tags=["清新"])
    few = queries()
    Product.objects.bulk_create(
        Product(
            shop=shop, code=f"B{number}", title=f"清新生日礼物 {number}", price=Money(number), tags=["清新", "生日"],
            words=product_words(f"B{number}", "清新生日礼物", "", ["清新", "生日"]),
        )
        for number in range(1000)
    )  # fmt: skip
    assert queries() == few <= 4
    assert len(advice_for(shop.pk, needs).found) == 3


def test_with_too_small_a_budget_the_lowest_price_is_told():
    shop = make_shop()
    sell(shop, "八音盒", price=Money(12_800), tags=["生日礼物"])
    advice = advice_for(shop.pk, Needs(is_gift=True, budget=Money(5_000)))
    assert (advice.found, advice.lowest) == ((), Money(12_800))
