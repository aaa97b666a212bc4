"""A company with two shops, people, orders and any number of cases: most of them closed over a year, the newest open.

One INSERT … SELECT per table, so that a million cases take minutes. Numbers stand for chance (`n %% 20`): every run is
the same. Payouts and their journal are left out: no page measured here reads them by anything but the case.
"""

from dataclasses import dataclass

from django.db import connection, transaction
from django.db.models import Model

from aftercare.accounts.models import Staff
from aftercare.accounts.terms import Role
from aftercare.cases.clocks import OWN, PLATFORM
from aftercare.cases.models import BuyerMessage, Case, CaseLine, Note
from aftercare.clock.models import Deadline
from aftercare.core.crypto import encrypt, keyed_hash
from aftercare.core.models import Event
from aftercare.core.text import fold
from aftercare.core.time import now
from aftercare.customers.models import Customer
from aftercare.orders.models import Order, OrderLine
from aftercare.shops.models import Membership, PolicyValue, ReturnAddress, Shop
from aftercare.shops.policies import settings_changed
from aftercare.shops.terms import Platform
from bench.filling import execute, fill, go_on_after
from bench.seed_reviews import seed_reviews, shop_of_row
from bench.words import GOODS, NICKS, REASONS, TEXTS

PASSWORD = "a-long-password-for-the-bench"
SHOPS = 2
AGENTS = 8
POOL = 64
FINDABLE = 500  # of the newest orders: by the phone and the nick that `phone_of` and `nick_of` name
REVIEWING = (Role.REVIEW_SPECIALIST, Role.OPERATIONS)  # sees reviews, their figures and the listing check
BUYER = "CASE WHEN n % 5 = 3 THEN n - 1 ELSE n END"  # of the same shop: each fifth order is somebody's second
# What happened to a case until it stands in a state: (state, moves with the state that each leads to).
PATHS = {
    "asked": (),
    "agreed": (("agree", "agreed"),),
    "sent": (("agree", "agreed"), ("register_parcel", "sent")),
    "received": (("agree", "agreed"), ("register_parcel", "sent"), ("receive", "received")),
    "doubted": (("agree", "agreed"), ("register_parcel", "sent"), ("receive", "received"), ("doubt", "doubted")),
    "refused": (("refuse", "refused"),),
    "intervention": (("refuse", "refused"), ("intervene", "intervention")),
    "refunded": (
        ("agree", "agreed"), ("register_parcel", "sent"), ("receive", "received"), ("inspect", "paying"),
        ("paid", "refunded"),
    ),
    "withdrawn": (("agree", "agreed"), ("withdraw", "withdrawn")),
    "lapsed": (("agree", "agreed"), ("lapse", "lapsed")),
    "rejected": (("refuse", "refused"), ("expire", "rejected")),
}  # fmt: skip
OPEN = ("asked",) * 9 + ("agreed",) * 3 + ("sent",) * 3 + ("received",) * 2 + ("doubted", "refused", "intervention")
CLOSED = ("refunded",) * 15 + ("withdrawn", "withdrawn", "lapsed", "lapsed", "rejected")


@dataclass(frozen=True)
class Size:
    """How much there is. The open cases are the newest; `free_orders` have no case yet."""

    cases: int
    open: int
    free_orders: int = 0
    reviews: int = 0

    @property
    def orders(self) -> int:
        return self.cases + self.free_orders


def seed(size: Size) -> None:
    """Fill a migrated, empty database; then its statistics, as autovacuum would."""
    with transaction.atomic():
        _people()
        _pools()
        _orders(size)
        _make_findable(size)
        _cases(size)
        _histories()
        if size.reviews:
            seed_reviews(size.reviews, shop_of_row())
        for model in (Customer, Order, OrderLine, Case):
            go_on_after(model)
    execute("VACUUM ANALYZE")


def _people() -> None:
    at = now()
    staff = [Staff(username=f"agent{number}", name=f"{NICKS[number]}") for number in range(AGENTS)]
    staff[0].set_password(PASSWORD)
    for one in staff:
        one.password = staff[0].password  # hashing one is enough
    Staff.objects.bulk_create(staff)
    reviewer = Staff.objects.create(username="reviewer0", name=NICKS[-1], password=staff[0].password)
    for number in range(SHOPS):
        shop = Shop.objects.create(slug=f"shop{number}", name=f"青禾家居{number + 1}店", platform=Platform.TMALL)
        ReturnAddress.objects.create(
            shop=shop,
            label="杭州主仓",
            contact="仓库收货组",
            phone="0571-00000000",
            address="浙江省杭州市余杭区示例路 1 号 3 号仓",
            is_default=True,
        )
        # Each of eight agents grants what a hundred would in a day.
        PolicyValue.objects.create(shop=shop, key="authority.agent_daily", value=10**8, valid_from=at)
        settings_changed(shop.pk)
        Membership.objects.bulk_create(Membership(shop=shop, staff=one, role=Role.AGENT) for one in staff)
        Membership.objects.bulk_create(Membership(shop=shop, staff=reviewer, role=role) for role in REVIEWING)


def _pools() -> None:
    """Words and paths as tables to join with; sealed texts are made once, because SQL cannot."""
    execute("CREATE TEMP TABLE pool (i int PRIMARY KEY, goods text, nick text, reason text, sealed text)")
    execute("CREATE TEMP TABLE path (state text, step int, move text, source text, target text)")
    with connection.cursor() as cursor:
        cursor.executemany(
            "INSERT INTO pool VALUES (%s, %s, %s, %s, %s)",
            [
                (
                    i,
                    GOODS[i % len(GOODS)],
                    NICKS[i % len(NICKS)],
                    REASONS[i % len(REASONS)],
                    encrypt(TEXTS[i % len(TEXTS)]),
                )
                for i in range(POOL)
            ],
        )
        cursor.executemany(
            "INSERT INTO path VALUES (%s, %s, %s, %s, %s)",
            [
                (state, step, move, moves[step - 1][1] if step else "asked", target)
                for state, moves in PATHS.items()
                for step, (move, target) in enumerate(moves)
            ],
        )


def _orders(size: Size) -> None:
    """Order n belongs to case n; those beyond the cases have none."""
    source = f"generate_series(1, {size.orders}) AS n JOIN pool ON pool.i = n % {POOL}"
    shop = _ids(Shop, f"n / 20 % {SHOPS}")
    fill(
        Customer,
        source,
        id="n",
        shop=shop,
        nick="pool.sealed",
        nick_hash="md5(n::text)",
        nick_mask="pool.nick || '***'",
    )
    days = f"CASE WHEN n > {size.cases} THEN 8 ELSE 12 + (({size.cases} - n) * 365.0 / {size.cases}) END"
    ordered = f"now() - interval '1 day' * {days}"
    fill(
        Order, source, id="n", shop=shop, platform_no="(2100000000000000000 + n * 7919::bigint)::text",
        customer=BUYER,
        status="'completed'", ordered_at=ordered, paid_at=ordered, dispatched_at=f"{ordered} + interval '1 day'",
        completed_at=f"{ordered} + interval '4 days'", total="3000 + n % 9000", goods="3000 + n % 9000",
        paid="3000 + n % 9000", item_count="1 + n % 2", item_summary="pool.goods", courier="'圆通速递'",
        tracking_no="'YT' || lpad(n::text, 13, '0')", seller_memo="CASE WHEN n % 9 = 0 THEN pool.sealed ELSE '' END",
        region="'浙江省 杭州市 余杭区'", receiver_name="pool.sealed", receiver_name_mask="pool.nick || '*'",
        receiver_phone="pool.sealed", receiver_phone_hash="md5('p' || n)", receiver_phone_mask="'138****' || lpad((n % 10000)::text, 4, '0')",
        receiver_address="pool.sealed",
    )  # fmt: skip
    lines = f"generate_series(0, 1) AS second JOIN {source} ON second <= n % 2"
    share = "(3000 + n % 9000) / (1 + n % 2)"
    fill(
        OrderLine, lines, id="2 * n + second - 1", order="n", line_no="(2100000000000000000 + n * 7919::bigint)::text || '-' || second",
        title="pool.goods || second + 1 || '号款'", sku="'颜色分类:原木色;尺寸:大号'", merchant_code="'QH-' || n % 500",
        quantity="2", price=f"{share} / 2", paid=share,
    )  # fmt: skip


def phone_of(order_id: int) -> str:
    """Only its end is in the mask, as everywhere."""
    return f"1380000{order_id % 10_000:04}"


def nick_of(customer_id: int) -> str:
    return f"买家{customer_id}"


def _make_findable(size: Size) -> None:
    """The keyed hashes of some, which SQL cannot make; those of all others stand for as many different ones."""
    newest = Order.objects.filter(pk__gt=size.orders - FINDABLE).only("customer_id")
    for order in newest:
        Order.objects.filter(pk=order.pk).update(receiver_phone_hash=keyed_hash(phone_of(order.pk)))
        Customer.objects.filter(pk=order.customer_id).update(
            nick_hash=keyed_hash(fold(nick_of(order.customer_id or 0)))
        )


def _cases(size: Size) -> None:
    closed = size.cases - size.open
    opened = (
        f"now() - CASE WHEN n > {closed} THEN interval '4 days' * (({size.cases} - n + 1.0) / {size.open}) "
        f"ELSE interval '5 days' + interval '360 days' * (({closed} - n) / {max(closed, 1)}.0) END"
    )
    state = f"CASE WHEN n > {closed} THEN {_text(OPEN)}[1 + n % 20] ELSE {_text(CLOSED)}[1 + n % 20] END"
    source = f"""(
        SELECT n, pool.*, {opened} AS opened, {state} AS stands
        FROM generate_series(1, {size.cases}) AS n JOIN pool ON pool.i = n % {POOL}
    ) AS made JOIN (SELECT * FROM (VALUES {_clocks()}) AS c (code, party, platform, own)) AS clock ON clock.code = stands"""
    since = "(CASE WHEN stands = 'asked' THEN opened ELSE opened + interval '6 hours' END)"
    is_open = f"n > {closed}"
    granted = "stands NOT IN ('asked', 'refused', 'rejected', 'intervention')"
    fill(
        Case, source, id="n", number="'TH' || lpad(n::text, 8, '0')", shop=_ids(Shop, f"n / 20 % {SHOPS}"), flow="'return'",
        flow_version="1", state="stands", waits_for="clock.party",
        version="1 + (SELECT count(*) FROM path WHERE path.state = stands)", order="n",
        customer=BUYER,
        owner=_ids(Staff, f"n / 40 % {AGENTS}"), opened_by=_ids(Staff, f"n / 40 % {AGENTS}"), opened_at="opened",
        state_since=since, closed_at=f"CASE WHEN {is_open} THEN NULL ELSE opened + interval '4 days' END",
        platform_due_at=f"{since} + clock.platform", own_due_at=f"{since} + clock.own",
        next_due_at=f"least({since} + clock.platform, {since} + clock.own)", reason="reason", description="sealed",
        responsible="'shop'", asked="3000 + n % 9000", asked_freight="CASE WHEN n % 3 = 0 THEN 800 ELSE 0 END",
        granted=f"CASE WHEN {granted} THEN 3000 + n % 9000 END", granted_freight=f"CASE WHEN {granted} THEN 0 END",
        refunded="CASE WHEN stands = 'refunded' THEN 3000 + n % 9000 ELSE 0 END",
        return_tracking_no="CASE WHEN stands IN ('sent', 'received', 'doubted', 'refunded') THEN 'SF' || lpad(n::text, 12, '0') ELSE '' END",
        return_courier="CASE WHEN stands IN ('sent', 'received', 'doubted', 'refunded') THEN '顺丰速运' ELSE '' END",
    )  # fmt: skip
    came = "CASE WHEN held.state IN ('received', 'doubted', 'refunded') THEN line.quantity ELSE 0 END"
    fill(
        CaseLine, "cases_case AS held JOIN orders_orderline AS line ON line.order_id = held.order_id", case="held.id",
        order_line="line.id", asked="line.quantity", asked_amount="line.paid", received=came,
        authorised="CASE WHEN held.granted IS NULL THEN 0 ELSE line.quantity END",
        granted_amount="CASE WHEN held.granted IS NULL THEN NULL ELSE line.paid END",
    )  # fmt: skip


def _histories() -> None:
    """Events of every case, a note on each third, a letter on those agreed, deadlines of the open ones."""
    about = {"subject_kind": "'case'", "subject_id": "held.id", "shop_id": "held.shop_id", "actor_id": "held.owner_id"}
    opened = (
        "jsonb_build_object('flow', 'return', 'order', held.order_id::text, 'asked', held.asked, 'reason', held.reason)"
    )
    fill(Event, "cases_case AS held", kind="'case.opened'", at="held.opened_at", data=opened, **about)
    moved = (
        "jsonb_build_object('move', path.move, 'from', path.source, 'to', path.target, 'version', path.step + 2)"
        " || CASE path.move WHEN 'agree' THEN jsonb_build_object('granted', held.granted, 'freight', 0) ELSE '{}' END"
    )
    steps = "path JOIN cases_case AS held ON held.state = path.state ORDER BY held.id, path.step"
    when = "held.opened_at + interval '6 hours' * (path.step + 1)"
    fill(Event, steps, kind="'case.moved'", at=when, data=moved, **about)
    pooled = f"cases_case AS held JOIN pool ON pool.i = held.id % {POOL}"
    fill(
        Note,
        f"{pooled} WHERE held.id % 3 = 0",
        case="held.id",
        text="pool.sealed",
        by="held.owner_id",
        at="held.opened_at",
    )
    told = f"{pooled} WHERE held.granted IS NOT NULL"
    fill(BuyerMessage, told, case="held.id", template="'address'", text="pool.sealed", at="held.state_since")
    for kind, due, fires in ((PLATFORM, "platform_due_at", "agree_by_time"), (OWN, "own_due_at", "return.answer_own")):
        running = f"cases_case AS held WHERE held.closed_at IS NULL AND held.{due} IS NOT NULL"
        fill(
            Deadline, running, shop="held.shop_id", kind=f"'{kind}'", subject_kind="'case'", subject_id="held.id",
            fires=f"'{fires}'", due_at=f"held.{due}",
            state=f"CASE WHEN held.{due} > now() THEN 'pending' ELSE 'fired' END",
        )  # fmt: skip


def _clocks() -> str:
    """(state, who is waited for, platform's limit, own target) as rows of SQL; limits lie ahead of every open case."""
    day, none = "interval '{} days'", "NULL::interval"
    own, limits = (
        {"asked": "interval '12 hours'"},
        {"asked": 5, "agreed": 7, "sent": 10, "received": 10, "doubted": 10, "refused": 7},
    )
    own |= dict.fromkeys(("received", "doubted", "intervention"), "interval '24 hours'")
    parties = {
        "asked": "agent", "agreed": "buyer", "sent": "warehouse", "received": "warehouse", "doubted": "agent",
        "refused": "buyer", "intervention": "platform",
    }  # fmt: skip
    rows = (
        (
            state,
            parties.get(state, "nobody"),
            day.format(limits[state]) if state in limits else none,
            own.get(state, none),
        )
        for state in PATHS
    )
    return ", ".join(f"('{state}', '{party}', {limit}, {target})" for state, party, limit, target in rows)


def _ids(model: type[Model], chosen: str) -> str:
    """The id of one of few rows, by a number from 0."""
    ids = ", ".join(str(pk) for pk in model._default_manager.order_by("pk").values_list("pk", flat=True))
    return f"(ARRAY[{ids}])[1 + {chosen}]"


def _text(words: tuple[str, ...]) -> str:
    return "(ARRAY[" + ", ".join(f"'{word}'" for word in words) + "])"
