"""Follow orders and cases: facts of each customer, the traces they left, who may be the same (U1, U3, B7).

Looking again changes nothing, so the last minutes are read each time, for transactions that were still open.
"""

from collections.abc import Collection, Iterable, Sequence
from datetime import timedelta
from typing import Final

from django.db import connection, transaction
from django.db.models import Q

from aftercare.cases.models import Case
from aftercare.core.crypto import keyed_hash
from aftercare.core.models import Event
from aftercare.core.time import now
from aftercare.customers.models import Customer
from aftercare.orders.models import Order
from aftercare.regulars.facts import Facts, facts_of, products_of, types_of
from aftercare.regulars.models import FollowPlace, Likeness
from aftercare.regulars.models import Trace as TraceRow
from aftercare.regulars.rules import MOST_SHARED, Trace, address_key, pairs_in, phone_key, surname_of
from aftercare.regulars.terms import TraceKind
from aftercare.shops.models import Shop

BATCH: Final = 500
MOST_BATCHES: Final = 20  # of one run and shop; the next run goes on
OVERLAP: Final = timedelta(minutes=5)
MOST_EVENTS: Final = 10_000
_KEEP: Final = """
    INSERT INTO regulars_regular AS kept
        (customer_id, shop_id, orders, paid, kept, first_at, last_at, returned, products, buyer_type, tags, likes,
         version)
    VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, '{}', '', 1)
    ON CONFLICT (customer_id) DO UPDATE SET orders = excluded.orders, paid = excluded.paid, kept = excluded.kept,
        first_at = excluded.first_at, last_at = excluded.last_at, returned = excluded.returned,
        products = excluded.products, buyer_type = excluded.buyer_type
"""


def follow_buyers() -> int:
    """Every open shop in turn, then cases; returns how many customers were looked at. Call it every minute, one at a
    time."""
    looked = 0
    for shop_id in Shop.objects.filter(is_active=True).order_by("pk").values_list("pk", flat=True):
        for _batch in range(MOST_BATCHES):
            count, orders = _follow_orders(shop_id)
            looked += count
            if orders < BATCH:
                break
    return looked + _follow_cases()


@transaction.atomic
def _follow_orders(shop_id: int) -> tuple[int, int]:
    place = FollowPlace.objects.select_for_update().filter(shop_id=shop_id).first()
    orders = Order.objects.filter(shop_id=shop_id)
    if place is not None:
        later = Q(updated_at__gt=place.at) | Q(pk__gt=place.pk_seen)
        orders = orders.filter(later, updated_at__gte=place.at)
    names = ("pk", "shop_id", "customer_id", "updated_at", "receiver_name", "receiver_phone", "receiver_address")
    rows = list(orders.order_by("updated_at", "pk").only(*names)[:BATCH])
    known = [row for row in rows if row.customer_id is not None]
    customers = {row.customer_id for row in known if row.customer_id is not None}
    keep_traces(known)
    refresh(customers)
    if rows:
        _keep_place(shop_id, rows)
    return len(customers), len(rows)


def _keep_place(shop_id: int, rows: Sequence[Order]) -> None:
    at, pk, edge = rows[-1].updated_at, rows[-1].pk, now() - OVERLAP
    if len(rows) < BATCH and at > edge:
        at, pk = edge, 0
    FollowPlace.objects.update_or_create(shop_id=shop_id, defaults={"at": at, "pk_seen": pk})


@transaction.atomic
def _follow_cases() -> int:
    """Customers of cases in which something happened since the last run."""
    place = FollowPlace.objects.select_for_update().filter(shop=None).first()
    edge = now() - OVERLAP
    start = place.pk_seen if place else _first_event()
    events = Event.objects.filter(pk__gt=start).order_by("pk")
    rows = list(events.values_list("pk", "at", "subject_kind", "subject_id")[:MOST_EVENTS])
    cases = {subject for _pk, _at, kind, subject in rows if kind == "case"}
    customers = set(Case.objects.filter(pk__in=cases).exclude(customer=None).values_list("customer_id", flat=True))
    refresh({pk for pk in customers if pk is not None})
    settled = [pk for pk, at, _kind, _subject in rows if at <= edge]
    seen = settled[-1] if settled else start
    FollowPlace.objects.update_or_create(shop=None, defaults={"at": edge, "pk_seen": seen})
    return len(customers)


def _first_event() -> int:
    """Where an installation begins that had cases before: the orders bring their customers anyway."""
    newest = Event.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
    return max(newest - MOST_EVENTS, 0)


def refresh(customer_ids: Collection[int]) -> None:
    """Bring the facts of these customers up to date, and look who may be the same. In the transaction of the caller."""
    ids = sorted(customer_ids)
    if not ids:
        return
    shops = dict(Customer.objects.filter(pk__in=ids).values_list("pk", "shop_id"))
    facts, products, types = facts_of(ids), products_of(ids), types_of(ids)
    rows = []
    for pk in ids:
        one = facts.get(pk, Facts())
        sums = (one.orders, one.paid.fen, one.kept.fen, one.first_at, one.last_at, one.returned)
        rows.append((pk, shops[pk], *sums, products.get(pk, []), types.get(pk, "")))
    with connection.cursor() as cursor:
        cursor.executemany(_KEEP, rows)
    find_likenesses(ids)


def keep_traces(orders: Iterable[Order]) -> None:
    """What these orders and their customers' nicks leave behind, each once."""
    found: dict[tuple[int, str, str], TraceRow] = {}
    shops: dict[int, int] = {}
    for order in orders:
        if order.customer_id is None:
            continue
        shops[order.customer_id] = order.shop_id
        for trace in _traces(order, order.customer_id):
            row = TraceRow(
                customer_id=trace.customer_id,
                shop_id=trace.shop_id,
                kind=trace.kind,
                digest=trace.digest,
                surname=trace.surname,
            )
            found[trace.customer_id, trace.kind, trace.digest] = row
    nicks = Customer.objects.filter(pk__in=shops).exclude(nick_hash="").values_list("pk", "nick_hash")
    for pk, digest in nicks:
        found[pk, TraceKind.NICK, digest] = TraceRow(
            customer_id=pk, shop_id=shops[pk], kind=TraceKind.NICK, digest=digest
        )
    TraceRow.objects.bulk_create([found[key] for key in sorted(found)], ignore_conflicts=True)


def _traces(order: Order, customer_id: int) -> list[Trace]:
    phone, place = phone_key(order.receiver_phone), address_key(order.receiver_address)
    traces = []
    if phone:
        traces.append(Trace(customer_id, order.shop_id, TraceKind.PHONE, keyed_hash(phone)))
    if place:
        surname = surname_of(order.receiver_name)
        traces.append(Trace(customer_id, order.shop_id, TraceKind.ADDRESS, keyed_hash(f"place:{place}"), surname))
    return traces


def find_likenesses(customer_ids: Collection[int]) -> int:
    """Write down which of these customers may be the same as another one; what a person has decided stays. Returns how
    many pairs were looked at."""
    own = TraceRow.objects.filter(customer_id__in=customer_ids)
    digests = set(own.values_list("digest", flat=True))
    rows = TraceRow.objects.filter(kind__in=TraceKind.values, digest__in=digests)
    # One phone of very many customers must not be read for each of them.
    most = max(len(digests), 1) * (MOST_SHARED + 1) * 4
    names = ("customer_id", "shop_id", "kind", "digest", "surname")
    traces = [
        Trace(pk, shop, TraceKind(kind), digest, surname)
        for pk, shop, kind, digest, surname in rows.order_by("digest", "pk").values_list(*names)[:most]
    ]
    asked = set(customer_ids)
    pairs = {pair: kinds for pair, kinds in pairs_in(traces).items() if asked & set(pair)}
    shops = {trace.customer_id: trace.shop_id for trace in traces}
    at = now()
    Likeness.objects.bulk_create(
        [
            Likeness(
                low_id=low,
                high_id=high,
                low_shop_id=shops[low],
                high_shop_id=shops[high],
                reasons=sorted(kinds),
                found_at=at,
            )
            for (low, high), kinds in sorted(pairs.items())
        ],
        update_conflicts=True,
        unique_fields=["low", "high"],
        update_fields=["reasons"],
    )
    return len(pairs)
