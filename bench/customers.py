"""Customers at 1,000 and 1,000,000: pages of the list, deep ones, filters, search, a group; and how fast values are
written anew with a newer data key: `python -m bench customers`, or of other sizes `python -m bench.customers --rows N`.

Median milliseconds of the read behind each page, without the template; a page that costs more of a million than of a
thousand reads what it does not show.
"""

# ruff: noqa: E402  the data folder must be chosen before the settings are read, and they before models are imported

import argparse
import json
import statistics
import time
from collections.abc import Callable
from typing import Any

from bench.place import choose_home, database, say

choose_home()

from django.db import connection

from aftercare.accounts.models import Staff
from aftercare.accounts.terms import Role
from aftercare.core.crypto import encrypt, keyed_hash
from aftercare.core.rekeying import make_key, rewrite
from aftercare.core.text import fold
from aftercare.core.time import now
from aftercare.regulars.grouping import first_of, size_of
from aftercare.regulars.groups import GroupRule
from aftercare.regulars.queries import RECENT, VALUE, CustomerWish, Key, customer_page
from aftercare.regulars.risk import risks_of
from aftercare.shops.access import person_of
from aftercare.shops.models import Membership, Shop
from aftercare.shops.terms import Platform
from bench.filling import execute
from bench.report import Table

SIZES = (1_000, 1_000_000)
TIMES = 30
CUSTOMERS = """
    INSERT INTO customers_customer (shop_id, nick, nick_hash, nick_mask)
    SELECT %s, %s, CASE n WHEN 1 THEN %s ELSE 'n' || n END, '买***家' FROM generate_series(1, %s) AS n
"""
REGULARS = """
    INSERT INTO regulars_regular (customer_id, shop_id, orders, paid, kept, last_at, returned, products,
        buyer_type, tags, likes, version)
    SELECT id, shop_id, CASE WHEN id %% 50 = 0 THEN 0 ELSE 1 + id %% 5 END, 10000, 100 * (id %% 400),
        CASE WHEN id %% 50 = 0 THEN NULL ELSE %s::timestamptz - id * interval '7 seconds' END, id %% 2, '{}',
        CASE WHEN id %% 400 = 7 THEN 'amiable' ELSE '' END, CASE WHEN id %% 1000 = 0 THEN ARRAY['花艺师'] ELSE '{}' END,
        '', 1
    FROM customers_customer
"""


def people() -> tuple[Any, Shop]:
    """A shop, and an agent of it."""
    shop = Shop.objects.create(slug="qinghe", name="青禾家居", platform=Platform.TMALL)
    staff = Staff.objects.create(username="agent0", name="清风")
    Membership.objects.create(shop=shop, staff=staff, role=Role.AGENT)
    return person_of(staff), shop


def fill(shop: Shop, rows: int) -> None:
    """So many customers of the shop, and no others."""
    execute("TRUNCATE customers_customer CASCADE")
    execute(CUSTOMERS, shop.pk, encrypt("清风明月88"), keyed_hash(fold("清风明月88")), rows)
    execute(REGULARS, now())
    execute("VACUUM ANALYZE")


def reads(person: Any, shop: Shop, rows: int) -> dict[str, Callable[[], Any]]:
    """What the pages ask for."""
    own = frozenset({shop.pk})
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT last_at, kept, customer_id FROM regulars_regular WHERE last_at IS NOT NULL"
            " ORDER BY customer_id DESC OFFSET %s LIMIT 1",
            [rows // 2],
        )
        at, fen, pk = cursor.fetchone()
        cursor.execute("SELECT customer_id FROM regulars_regular LIMIT 30")
        thirty = {found: shop for (found,) in cursor.fetchall()}
    deep = Key(at, fen, pk)
    return {
        "bought last": lambda: customer_page(person, CustomerWish(own)),
        "bought last, half way down": lambda: customer_page(person, CustomerWish(own), deep),
        "worth most": lambda: customer_page(person, CustomerWish(own, VALUE)),
        "worth most, half way down": lambda: customer_page(person, CustomerWish(own, VALUE), deep),
        "one type": lambda: customer_page(person, CustomerWish(own, RECENT, buyer_type="amiable")),
        "one tag": lambda: customer_page(person, CustomerWish(own, RECENT, tag="花艺师")),
        "search by nick": lambda: customer_page(person, CustomerWish(own, search="清风明月88")),
        "a group, counted to 10,000": lambda: size_of(shop.pk, GroupRule(orders=3), now()),
        "the first ten of a group": lambda: first_of(shop.pk, GroupRule(orders=3), now()),
        "signs of thirty buyers": lambda: risks_of(thirty, now()),
    }


def measure(person: Any, shop: Shop, rows: int) -> dict[str, float]:
    """Median milliseconds by page, and rows written anew per second."""
    say(f"customers: filling {rows:,}")
    fill(shop, rows)
    found = {}
    for name, read in reads(person, shop, rows).items():
        read()
        spans = []
        for _time in range(TIMES):
            start = time.perf_counter()
            read()
            spans.append(1000 * (time.perf_counter() - start))
        found[name] = round(statistics.median(spans), 2)
    make_key()
    start = time.perf_counter()
    done = rewrite()
    found["written anew, rows a second"] = round(done.rows / (time.perf_counter() - start))
    return found


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rows", type=int, nargs="*", default=SIZES)
    options = parser.parse_args()
    with database():
        person, shop = people()
        found = {rows: measure(person, shop, rows) for rows in options.rows}
    table = Table("Customers, ms", ("read", *(f"{rows:,}" for rows in options.rows)))
    for name in found[options.rows[0]]:
        table.rows.append([name, *(found[rows][name] for rows in options.rows)])
    print(json.dumps([table.as_json()], ensure_ascii=False))


if __name__ == "__main__":
    main()
