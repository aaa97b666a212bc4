"""A month of real orders is followed whole. The report has no items, so chance deals products out to its lines (S6)."""

from collections import Counter
from itertools import permutations
from random import Random
from typing import Any

import pytest
from tests.people import make_people
from tests.realdata import NOT_HERE, REAL_ORDER_REPORT

from aftercare.intake.actions.import_file import import_file
from aftercare.orders.actions.count_pairs import BATCH, MOST_BATCHES, count_pairs
from aftercare.orders.catalogue.models import PairCursor, ProductBasket, ProductPair
from aftercare.orders.models import Order, OrderLine, Product
from aftercare.shops.access import Person

pytestmark = [pytest.mark.django_db, pytest.mark.row("S6")]


def deal(goods: list[Product]) -> Counter[tuple[int, int]]:
    """Give every order one to three products; returns the pairs of those that were paid."""
    chance, pairs, lines = Random(3), Counter(), []
    paid = set(Order.objects.exclude(paid_at=None).values_list("pk", flat=True))
    for line in OrderLine.objects.only("pk", "order_id"):
        first, *others = chance.sample(goods, chance.choices((1, 2, 3), (72, 22, 6))[0])
        line.product = first
        lines += [line, *(OrderLine(order_id=line.order_id, line_no=f"+{one.pk}", product=one) for one in others)]
        if line.order_id in paid:
            pairs.update(permutations((one.pk for one in (first, *others)), 2))
    OrderLine.objects.bulk_update([line for line in lines if line.pk], ["product"], batch_size=2000)
    OrderLine.objects.bulk_create([line for line in lines if not line.pk], batch_size=2000)
    return pairs


@pytest.mark.skipif(not REAL_ORDER_REPORT.exists(), reason=NOT_HERE)
def test_every_paid_order_of_a_real_month_counts_once(settings: Any, tmp_path: Any):
    settings.FILES_ROOT = tmp_path
    people = make_people()
    shop = people.shop
    import_file(REAL_ORDER_REPORT, shop.slug, Person.system())
    assert count_pairs(shop_id=shop.pk) == BATCH * MOST_BATCHES  # a run is bounded, the next one goes on
    assert count_pairs(shop_id=shop.pk) == 28_010 - BATCH * MOST_BATCHES
    assert not ProductPair.objects.exists()
    pairs = deal(Product.objects.bulk_create(Product(shop=shop, code=f"G{n}", title=f"商品 {n}") for n in range(60)))
    PairCursor.objects.all().delete()
    for _run in range(3):
        count_pairs(shop_id=shop.pk)
    stored = ProductPair.objects.values_list("product_id", "other_id", "orders")
    assert {(product, other): orders for product, other, orders in stored} == pairs
    assert not ProductBasket.objects.filter(order__paid_at=None).exists()
