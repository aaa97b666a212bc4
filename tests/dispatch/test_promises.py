"""Promises follow the orders; clocks that run out become rows (O4)."""

from datetime import timedelta

import pytest
from django.db import OperationalError, connection
from django.test.utils import CaptureQueriesContext
from tests.dispatch.scene import Dock, changed, lines_of

from aftercare.core.time import now, travel
from aftercare.dispatch import handling
from aftercare.dispatch.actions import follow_orders as actions
from aftercare.dispatch.actions.follow_orders import follow_all_orders
from aftercare.dispatch.models import Breach, Handling, Promise, StuckOrder
from aftercare.dispatch.policies import PROMISE
from aftercare.dispatch.queries import PromiseWish, promise_page
from aftercare.dispatch.terms import Basis, BreachKind, Ending, Stage
from aftercare.orders.models import Order, Product
from aftercare.orders.terms import OrderStatus
from aftercare.shops.access import person_of

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)


@pytest.mark.row("O4")
def test_each_paid_order_has_one_and_it_ends_with_the_parcel():
    dock = Dock()
    order = dock.order(hours=2, follow=False)
    unpaid = dock.order(follow=False)
    Order.objects.filter(pk=unpaid.pk).update(status=OrderStatus.AWAITING_PAYMENT, paid_at=None)
    assert dock.follow()["began"] == 1 and dock.follow() == {"began": 0, "ended": 0, "changed": 0, "late": 0}
    promise = dock.promise(order)
    assert promise.due_at == order.paid_at + 48 * HOUR and promise.basis == Basis.POLICY
    assert not Promise.objects.filter(order=unpaid).exists()
    changed(order, status=OrderStatus.DISPATCHED, dispatched_at=now())
    assert dock.follow()["ended"] == 1
    promise.refresh_from_db()
    assert promise.ending == Ending.SENT and not Breach.objects.exists()
    changed(order, status=OrderStatus.AWAITING_DISPATCH, dispatched_at=None)  # it was recalled
    assert dock.follow()["began"] == 1
    promise.refresh_from_db()
    assert promise.ended_at is None and promise.ending == ""


@pytest.mark.row("O4")
def test_the_rule_of_the_day_of_payment_counts_and_the_products_own():
    dock = Dock()
    dock.rule(PROMISE, 24)
    order = dock.order(follow=False)
    product = Product.objects.create(shop=dock.shop, code=lines_of(order)[0].merchant_code, title="定制木牌")
    dock.follow()
    assert dock.promise(order).due_at == order.paid_at + 24 * HOUR
    Handling.objects.create(product=product, shop=dock.shop, promise_hours=96)
    slow = dock.order(follow=False)
    dock.follow()
    assert dock.promise(slow).due_at == slow.paid_at + 96 * HOUR
    assert dock.promise(order).due_at == order.paid_at + 24 * HOUR  # what was promised stays


@pytest.mark.row("O4")
def test_breaches_are_rows_written_once_and_void_when_a_late_report_shows_that_it_left_in_time():
    dock = Dock()
    order = dock.order(hours=40)
    assert list(Breach.objects.values_list("kind", flat=True)) == [BreachKind.OWN]
    with travel(10 * HOUR):
        assert dock.follow()["late"] == 1 and dock.follow()["late"] == 0
        assert set(Breach.objects.values_list("kind", flat=True)) == {BreachKind.OWN, BreachKind.PROMISE}
        changed(order, status=OrderStatus.DISPATCHED, dispatched_at=order.paid_at + 47 * HOUR)
        dock.follow()
    assert list(Breach.objects.filter(void_at=None).values_list("kind", flat=True)) == [BreachKind.OWN]


def test_a_parcel_that_left_late_between_two_runs_is_a_breach_as_well():
    dock = Dock()
    order = dock.order(hours=1)
    with travel(60 * HOUR):
        changed(order, status=OrderStatus.COMPLETED, dispatched_at=order.paid_at + 50 * HOUR)
        dock.follow()
    assert Breach.objects.filter(void_at=None).count() == 2


def test_a_closed_order_breaks_no_promise():
    dock = Dock()
    order = dock.order(hours=1)
    with travel(60 * HOUR):
        changed(order, status=OrderStatus.CLOSED)
        dock.follow()
    assert dock.promise(order).ending == Ending.CLOSED and not Breach.objects.exists()


def test_the_list_reads_open_promises_alone_however_many_have_left():
    dock = Dock()
    dock.order()
    with connection.cursor() as cursor:
        columns = ("item_summary", "courier", "tracking_no", "buyer_message", "seller_memo", "close_reason", "region",
                   "receiver_name", "receiver_name_mask", "receiver_phone", "receiver_phone_hash",
                   "receiver_phone_mask", "receiver_address", "raw_status")  # fmt: skip
        cursor.execute(
            f"""INSERT INTO orders_order (shop_id, platform_no, status, ordered_at, total, goods, freight, paid,
                    refunded, item_count, {", ".join(columns)})
                SELECT %s, 'OLD' || n, 'completed', now(), 0, 0, 0, 0, 0, 0{", ''" * len(columns)}
                FROM generate_series(1, 20000) AS n""",
            [dock.shop.pk],
        )
        cursor.execute(
            """INSERT INTO dispatch_promise (order_id, shop_id, begins_at, due_at, own_due_at, basis, stage, is_short,
                   order_changed_at, made_at, ended_at, ending)
               SELECT id, shop_id, now(), now(), now(), 'policy', 'print', false, now(), now(), now(), 'sent'
               FROM orders_order WHERE platform_no LIKE 'OLD%%'"""
        )
        cursor.execute("ANALYZE orders_order")
        cursor.execute("ANALYZE dispatch_promise")
    wish, packer, at = PromiseWish(frozenset({dock.shop.pk}), Stage.PRINT), person_of(dock.packer), now()
    with CaptureQueriesContext(connection) as asked:
        assert len(promise_page(packer, wish, at).rows) == 1
    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN {asked[0]['sql']}")
        plan = "\n".join(line for (line,) in cursor.fetchall())
    assert "promise_by_stage" in plan or "promise_open" in plan, plan
    assert "Seq Scan on dispatch_promise" not in plan


@pytest.mark.row("O4")
def test_an_order_that_cannot_be_followed_holds_up_no_other_is_shown_and_is_tried_again(monkeypatch):
    dock = Dock()
    good, bad, late = dock.order(follow=False), dock.order(follow=False), dock.order(follow=False)
    real = handling.promised

    def promised(facts):
        if facts.begins == bad.paid_at and is_broken:
            raise OverflowError("date value out of range")
        return real(facts)

    is_broken = True
    Order.objects.filter(pk=bad.pk).update(paid_at=bad.paid_at - timedelta(seconds=1))
    bad.refresh_from_db()
    monkeypatch.setattr(handling, "promised", promised)
    dock.follow()
    assert set(Promise.objects.values_list("order", flat=True)) == {good.pk, late.pk}
    stuck = StuckOrder.objects.get()
    assert (stuck.order, stuck.shop, stuck.error, stuck.tries) == (bad, dock.shop, "OverflowError", 1)
    shown = dock.get(dock.packer).content.decode()
    assert "could not be worked out" in shown and bad.platform_no in shown and f"/orders/{bad.pk}/" in shown
    for elsewhere in ("?view=late", "?view=pack"):
        assert bad.platform_no not in dock.get(dock.packer, elsewhere).content.decode()
    assert bad.platform_no not in dock.get(dock.people.stranger).content.decode()
    assert dock.follow()["began"] == 0 and StuckOrder.objects.get().tries == 1  # not every minute
    with travel(timedelta(minutes=3)):
        dock.follow()
        again = StuckOrder.objects.get()
        assert (again.tries, again.since) == (2, stuck.since) and again.try_at > now() + timedelta(minutes=3)
    is_broken = False
    with travel(timedelta(minutes=9)):
        assert dock.follow()["began"] == 1
    assert Promise.objects.filter(order=bad).exists() and not StuckOrder.objects.exists()
    assert "could not be worked out" not in dock.get(dock.packer).content.decode()


def test_an_order_that_is_stuck_and_then_leaves_is_forgotten(monkeypatch):
    dock = Dock()
    order = dock.order(follow=False)
    StuckOrder.objects.create(order=order, shop=dock.shop, error="X", since=now(), try_at=now() + timedelta(minutes=2))
    changed(order, status=OrderStatus.DISPATCHED, dispatched_at=now())
    dock.follow()
    assert StuckOrder.objects.count() == 1
    with travel(timedelta(minutes=3)):
        dock.follow()
    assert StuckOrder.objects.count() == 0 and not Promise.objects.exists()


def test_orders_that_fail_to_end_are_set_aside_alone_and_a_database_that_is_away_sets_none_aside(monkeypatch):
    dock = Dock()
    sent, other = dock.order(), dock.order()
    for one in (sent, other):
        changed(one, status=OrderStatus.DISPATCHED, dispatched_at=now())

    def fails(ended_at, due_at, trouble=RuntimeError):
        if Promise.objects.filter(order=sent, ended_at=ended_at).exists():
            raise trouble
        return True

    monkeypatch.setattr(actions, "was_in_time", lambda ended_at, due_at: fails(ended_at, due_at, OperationalError))
    Order.objects.filter(pk=other.pk).update(dispatched_at=now() - timedelta(minutes=5))
    with pytest.raises(OperationalError):
        follow_all_orders()
    assert not StuckOrder.objects.exists() and Promise.objects.filter(ended_at=None).count() == 2
    monkeypatch.setattr(actions, "was_in_time", fails)
    follow_all_orders()
    assert [row.order for row in StuckOrder.objects.all()] == [sent]
    assert [row.order for row in Promise.objects.filter(ended_at=None)] == [sent]
