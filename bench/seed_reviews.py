"""Reviews of the seeded orders over two years, their counts of days, replies, products and their checked pages: as many
of each as is asked for. One review in ten is not good; each of those is read."""

from aftercare.listings.models import ListingText, ShopTally
from aftercare.orders.models import Product
from aftercare.reviews.models import Review, ReviewDay, ShopReply
from aftercare.shops.models import Shop
from bench.filling import execute, fill, go_on_after

DAYS = 730
TYPES = ("product.quality", "product.detail", "logistics.timeliness", "service.slow", "fulfilment.missing")


def seed_reviews(count: int, shop: str) -> None:
    """`shop` is the SQL of a shop's id by `n`; the pool of words must be there."""
    _reviews(count, shop)
    _days()
    _products(count, shop)
    for model in (Review, Product):
        go_on_after(model)


def _reviews(count: int, shop: str) -> None:
    result = "CASE WHEN n % 10 <> 0 THEN 'good' WHEN n % 20 = 0 THEN 'bad' ELSE 'neutral' END"
    kinds = ", ".join(f"'{kind}'" for kind in TYPES)
    fill(
        Review, f"generate_series(1, {count}) AS n JOIN pool ON pool.i = n % 64", id="n", shop=shop,
        key="'line:get:' || n", direction="'get'", line_no="n::text", order_no="(2100000000000000000 + n * 7919::bigint)::text",
        title="pool.goods", merchant_code="'QH-' || n % 500", nick_mask="pool.nick || '***'", result=result,
        raw_result=result, stars="CASE WHEN n % 10 = 0 THEN 2 ELSE 5 END", dsr_service="1 + n % 5",
        reviewed_at=f"now() - interval '{DAYS} days' * (({count} - n) / {count}.0)", content="pool.sealed",
        is_added_to="n % 50 = 0", append_text="CASE WHEN n % 50 = 0 THEN pool.sealed ELSE '' END",
        dispute_type=f"CASE WHEN n % 10 = 0 THEN (ARRAY[{kinds}])[1 + n / 10 % {len(TYPES)}] ELSE '' END",
        answer="CASE WHEN n % 4 = 0 THEN 'none' WHEN n % 400 = 1 THEN 'written' ELSE 'confirmed' END",
        standing="CASE WHEN n % 10 = 0 THEN 'opened' ELSE '' END", told_at="now()",
    )  # fmt: skip
    written = "reviews_review AS held JOIN pool ON pool.i = held.id % 64 WHERE held.answer IN ('written', 'confirmed')"
    fill(
        ShopReply, written, review="held.id", shop="held.shop_id", text="pool.sealed", written_at="held.reviewed_at",
        state="held.answer",
    )  # fmt: skip


def _days() -> None:
    counted = """(
        SELECT shop_id, (reviewed_at AT TIME ZONE 'Asia/Shanghai')::date AS day, count(*) FILTER (WHERE result = 'good') AS good,
               count(*) FILTER (WHERE result = 'neutral') AS neutral, count(*) FILTER (WHERE result = 'bad') AS bad,
               sum(dsr_service) AS stars, count(dsr_service) AS given
        FROM reviews_review GROUP BY 1, 2
    ) AS told"""
    fill(
        ReviewDay, counted, shop="shop_id", day="day", good="good", neutral="neutral", bad="bad", service_sum="stars",
        service_count="given",
    )  # fmt: skip


def _products(count: int, shop: str) -> None:
    source = f"generate_series(1, {count}) AS n JOIN pool ON pool.i = n % 64"
    fill(Product, source, id="n", shop=shop, code="'QH-' || n", title="pool.goods", words="'{}'::varchar[]")
    fill(
        ListingText, "orders_product AS held WHERE held.id % 5 <> 0", product="held.id", shop="held.shop_id",
        score="held.id % 101", tasks="held.id % 9", banned="CASE WHEN held.id % 40 = 0 THEN 2 ELSE 0 END",
        checked_with="'bench'", checked_at="now()",
    )  # fmt: skip
    told = """(
        SELECT held.shop_id, count(*) AS in_sale, count(page.score) AS checked, sum(page.score) AS points,
               count(*) FILTER (WHERE page.banned > 0) AS banned
        FROM orders_product AS held LEFT JOIN listings_listingtext AS page ON page.product_id = held.id GROUP BY 1
    ) AS told"""
    fill(ShopTally, told, shop="shop_id", in_sale="in_sale", checked="checked", points="points", banned="banned")
    execute("ANALYZE orders_product")


def shop_of_row() -> str:
    """The id of each second shop in turn."""
    ids = ", ".join(str(pk) for pk in Shop.objects.order_by("pk").values_list("pk", flat=True))
    return f"(ARRAY[{ids}])[1 + n / 20 % {Shop.objects.count()}]"
