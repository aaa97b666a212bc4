"""Lists of customers go by index however deep one reads, and whatever is filtered (U1)."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from tests.people import make_people, make_staff, person

from aftercare.accounts.terms import Role
from aftercare.core.time import now
from aftercare.regulars.models import Regular
from aftercare.regulars.queries import RECENT, VALUE, CustomerWish, Key, customer_page

pytestmark = [pytest.mark.django_db, pytest.mark.row("U1")]
MANY = 20_000


@pytest.fixture
def shop():
    shop = make_people().shop
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO customers_customer (shop_id, nick, nick_hash, nick_mask)"
            " SELECT %s, '', 'd' || n, '买***家' FROM generate_series(1, %s) AS n",
            [shop.pk, MANY],
        )
        cursor.execute(
            "INSERT INTO regulars_regular (customer_id, shop_id, orders, paid, kept, last_at, returned, products,"
            " buyer_type, tags, likes, version) SELECT id, shop_id, CASE WHEN id %% 50 = 0 THEN 0 ELSE 1 END,"
            " id %% 977, id %% 977, CASE WHEN id %% 50 = 0 THEN NULL ELSE %s - id * interval '1 minute' END, 0, '{}',"
            " CASE WHEN id %% 400 = 7 THEN 'amiable' ELSE '' END, '{}', '', 1 FROM customers_customer"
            " WHERE shop_id = %s",
            [now(), shop.pk],
        )
        cursor.execute("ANALYZE customers_customer")
        cursor.execute("ANALYZE regulars_regular")
    return shop


def keys(shop, wish: CustomerWish, after: Key | None) -> tuple[list[int], Key | None, int]:
    """The page, where the next begins, and how many rows of the table its statement looked at."""
    staff = person(make_staff("", Role.AGENT, shop=shop))
    with CaptureQueriesContext(connection) as told:
        found = customer_page(staff, wish, after)
    statement = next(one["sql"] for one in told.captured_queries if 'FROM "regulars_regular"' in one["sql"])
    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN (ANALYZE, FORMAT JSON) {statement}")
        (plan,) = cursor.fetchone()[0]
    return [row.pk for row in found.rows], found.after, looked_at(plan["Plan"])


def looked_at(node) -> int:
    """Rows that the scans of a plan have read, also those that they threw away."""
    own = 0
    if "Scan" in node["Node Type"]:
        own = (node["Actual Rows"] + node.get("Rows Removed by Filter", 0)) * node["Actual Loops"]
    return int(own) + sum(looked_at(child) for child in node.get("Plans", ()))


@pytest.mark.parametrize("sort", [RECENT, VALUE])
@pytest.mark.parametrize("buyer_type", ["", "amiable"])
def test_a_page_reads_its_rows_and_no_others_however_deep(shop, sort, buyer_type):
    wish = CustomerWish(frozenset({shop.pk}), sort=sort, buyer_type=buyer_type)
    rows = Regular.objects.filter(shop=shop, orders__gt=0)
    rows = rows.filter(buyer_type=buyer_type) if buyer_type else rows
    middle = rows.order_by("-last_at" if sort == RECENT else "-kept", "-pk")[rows.count() // 2]
    deep = Key(middle.last_at, middle.kept.fen, middle.pk)
    for after in (None, deep):
        _pks, _after, read = keys(shop, wish, after)
        assert read < 400, after


def test_who_has_bought_nothing_stands_last_and_is_reached(shop):
    wish = CustomerWish(frozenset({shop.pk}))
    oldest = Regular.objects.filter(shop=shop).exclude(last_at=None).order_by("last_at")[10]
    first, after, _read = keys(shop, wish, Key(oldest.last_at, 0, oldest.pk))
    assert first[:10] == list(
        Regular.objects.filter(shop=shop, last_at__lt=oldest.last_at).order_by("-last_at").values_list("pk", flat=True)
    )
    assert after is not None
    assert after.at is None
    second, _after, read = keys(shop, wish, after)
    assert len(set(first) | set(second)) == 100
    assert read < 400
