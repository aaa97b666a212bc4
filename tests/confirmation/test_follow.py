"""Orders come by themselves, are looked at again when reports change them, and close themselves (O2)."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from tests.confirmation.scene import WHERE, Check, codes
from tests.people import make_order

from aftercare.clock.models import Promotion
from aftercare.confirmation.actions.follow_orders import BATCH, follow_all_orders, follow_orders
from aftercare.confirmation.actions.note_overdue import note_overdue
from aftercare.confirmation.models import Breach, Confirmation, FollowCursor, OrderNote, ProductHabit
from aftercare.confirmation.policies import MANY_PIECES, PROMOTION_DUE
from aftercare.confirmation.terms import Ending, Level, State
from aftercare.core.models import Event
from aftercare.core.time import now, travel
from aftercare.orders.models import Order, OrderLine
from aftercare.orders.terms import OrderStatus

pytestmark = pytest.mark.django_db


@pytest.mark.row("O2")
def test_paid_orders_that_have_not_left_wait_with_their_clock():
    desk = Check()
    clean, odd = desk.order(), desk.order("浙江省杭州市西湖区翠湖南路")
    sent = desk.order(status=OrderStatus.DISPATCHED, dispatched_at=now())
    unpaid = desk.order(status=OrderStatus.AWAITING_PAYMENT, paid_at=None)
    again = make_order(desk.shop, status=OrderStatus.AWAITING_DISPATCH, source_order=sent, completed_at=None)
    assert desk.follow() == 2
    row = desk.check(clean)
    assert (row.state, row.level, row.findings) == (State.WAITING, Level.CLEAN, [])
    assert row.since == clean.paid_at and row.due_at - row.since == timedelta(hours=1)
    assert codes(desk.check(odd)) == ["address.no_number"] and desk.check(odd).level == Level.LOOK
    assert Confirmation.objects.filter(order__in=[sent, unpaid, again]).count() == 0
    assert follow_all_orders() == 0  # looking twice changes nothing
    assert Confirmation.objects.count() == 2 and Event.objects.filter(kind__startswith="confirmation.").count() == 0


def test_a_shop_that_begins_owes_nothing_of_the_past():
    desk = Check()
    order = desk.order(ago=timedelta(days=2))
    assert follow_orders(shop_id=desk.shop.pk) == 1
    row = desk.check(order)
    assert row.since == now() and row.due_at > now() and note_overdue() == 0


def test_what_a_report_brings_late_begins_when_it_comes_and_a_promotion_gives_two_hours():
    desk = Check()
    at = now()
    late = desk.order(ago=timedelta(minutes=1), paid_at=at - timedelta(hours=9))
    desk.follow()
    assert desk.check(late).due_at > at
    Promotion.objects.create(
        shop=desk.shop, name="双11", starts_at=at - timedelta(days=1), ends_at=at + timedelta(days=1), percent=100
    )
    desk.rule(PROMOTION_DUE, {"kind": "working_hours", "amount": 2})
    row = desk.checked()
    assert row.due_at - row.since == timedelta(hours=2)


@pytest.mark.row("O2")
def test_it_closes_itself_when_the_order_leaves_or_the_trade_is_closed():
    desk = Check()
    gone, closed, confirmed = desk.checked(), desk.checked(), desk.checked()
    desk.confirm(confirmed)
    desk.changes(gone.order, status=OrderStatus.DISPATCHED, dispatched_at=now())
    desk.changes(closed.order, status=OrderStatus.CLOSED)
    desk.changes(confirmed.order, status=OrderStatus.DISPATCHED, dispatched_at=now())
    assert desk.follow() == 2
    for row, ending in ((gone, Ending.DISPATCHED), (closed, Ending.TRADE_CLOSED)):
        row.refresh_from_db()
        assert (row.state, row.ending) == (State.CLOSED, ending) and row.ended_at and row.ended_by is None
    assert Event.objects.filter(kind="confirmation.closed", subject_id=gone.order_id).get().data["why"] == "dispatched"
    confirmed.refresh_from_db()
    assert confirmed.state == State.CONFIRMED
    assert desk.follow() == 0


@pytest.mark.row("O2")
def test_a_later_report_is_looked_at_and_reopens_what_was_confirmed():
    desk = Check()
    row = desk.checked()
    desk.changes(row.order, seller_memo="加急")
    desk.follow()
    desk.confirm(row)
    desk.changes(row.order, seller_memo="加急,今天出")
    desk.follow()
    row.refresh_from_db()
    assert row.state == State.CONFIRMED  # a memo is not what was looked at
    desk.changes(row.order, receiver_address="浙江省 杭州市 西湖区 文一路 7 号")
    desk.follow()
    row.refresh_from_db()
    assert row.state == State.WAITING and codes(row) == ["changed.address"] and row.ended_at is None
    assert row.due_at > now() and row.handled_by is None
    assert Event.objects.get(kind="confirmation.reopened").data == {"changed": "address"}
    desk.changes(row.order, seller_memo="")
    desk.follow()
    row.refresh_from_db()
    assert codes(row) == ["changed.address"]  # until somebody has looked


def test_goods_that_come_later_are_checked_and_reopen_only_when_odd():
    desk = Check()
    plain, odd = desk.checked(lines=[]), desk.checked(lines=[])
    assert codes(plain) == ["goods.unknown"] and plain.level == Level.BLIND
    desk.confirm(plain)
    desk.confirm(odd)
    desk.lines(plain.order, [("青瓷杯", "颜色分类:青色", 1)])
    desk.lines(odd.order, [("青瓷杯", "颜色分类:青色", 30)])
    for row in (plain, odd):
        desk.changes(row.order)
    desk.follow()
    plain.refresh_from_db()
    odd.refresh_from_db()
    assert (plain.state, plain.level) == (State.CONFIRMED, Level.CLEAN)
    assert (odd.state, codes(odd)) == (State.WAITING, ["quantity.many"])


@pytest.mark.row("O2")
def test_another_unsent_order_of_the_buyer_is_seen_on_both():
    desk = Check()
    first = desk.checked()
    second = desk.checked(customer=first.order.customer)
    first.refresh_from_db()
    assert first.findings == [["buyer.merge", "2", {"orders": second.order.platform_no}]]
    assert second.findings == [["buyer.merge", "2", {"orders": first.order.platform_no}]]
    desk.changes(second.order, status=OrderStatus.DISPATCHED, dispatched_at=now())
    desk.follow()
    first.refresh_from_db()
    assert first.findings == []


def test_habits_of_product_and_buyer_are_learned_once():
    desk = Check()
    for _number in range(25):
        desk.order(status=OrderStatus.COMPLETED)
    many = desk.checked(lines=[("青瓷杯", "颜色分类:青色", 4)])
    assert codes(many) == ["quantity.product"]
    habit = ProductHabit.objects.get(shop=desk.shop, key="青瓷杯")
    assert habit.pieces[0] == 25 and habit.pieces[3] in (1, 2)
    before = sum(habit.pieces)
    desk.changes(many.order)
    desk.follow()
    habit.refresh_from_db()
    assert sum(habit.pieces) == before
    desk.rule(MANY_PIECES, 3)
    assert codes(desk.checked(lines=[("新品", "", 3)])) == ["quantity.many"]


@pytest.mark.row("O3")
def test_notes_follow_the_words_and_leave_alone_what_a_person_wrote():
    desk = Check()
    row = desk.checked(buyer_message="优先发货,放丰巢柜,送礼品袋")
    assert {note.code for note in row.order.notes_to_send.all()} == {"urgent", "locker", "gift_bag"}
    urgent = OrderNote.objects.get(code="urgent")
    OrderNote.objects.filter(pk=urgent.pk).update(text="今天一定发", changed_at=now())
    OrderNote.objects.filter(code="locker").update(removed_at=now(), changed_at=now())
    desk.changes(row.order, buyer_message="放丰巢柜,检查外观无瑕疵")
    desk.follow()
    live = {note.code: note.text for note in OrderNote.objects.filter(removed_at=None)}
    assert live == {"urgent": "今天一定发", "inspect": "检查外观无瑕疵"}


@pytest.mark.row("O2")
def test_a_breach_is_a_row_once_and_knows_who_came_late():
    desk = Check()
    row = desk.checked()
    assert note_overdue() == 0
    with travel(timedelta(hours=1)):
        assert note_overdue() == 1 and note_overdue() == 0
        breach = Breach.objects.get(confirmation=row)
        assert (breach.due_at, breach.handled_at) == (row.due_at, None)
        desk.confirm(row)
    breach.refresh_from_db()
    assert breach.handled_by == desk.people.owner
    other = desk.checked()
    with travel(timedelta(hours=2)):
        desk.confirm(other)  # between two looks of the clock: late all the same
    assert Breach.objects.get(confirmation=other).handled_by == desk.people.owner
    left = desk.checked()
    with travel(timedelta(hours=2)):
        desk.changes(left.order, status=OrderStatus.DISPATCHED, dispatched_at=now())
        desk.follow()
    assert Breach.objects.get(confirmation=left).handled_by is None


def test_the_cursor_goes_in_chunks_and_forgets_nothing():
    desk = Check()
    like = desk.order()
    values = {
        field.attname: getattr(like, field.attname) for field in Order._meta.concrete_fields if field.name != "id"
    }
    Order.objects.bulk_create(
        Order(**{**values, "platform_no": f"88{number:016d}", "customer_id": None}) for number in range(BATCH + 20)
    )
    OrderLine.objects.bulk_create(
        OrderLine(order=order, line_no="1", title="杯", sku="", quantity=1)
        for order in Order.objects.filter(customer=None)
    )
    assert desk.follow() == BATCH + 21
    cursor = FollowCursor.objects.get(shop=desk.shop)
    assert cursor.changed_at <= now() - timedelta(minutes=4) and desk.follow() == 0


def test_a_hundred_orders_cost_as_many_queries_as_ten():
    desk = Check()

    def queries(count: int) -> int:
        for _number in range(count):
            desk.order(buyer_message="放丰巢柜")
        with CaptureQueriesContext(connection) as caught:
            assert desk.follow() == count
        return len(caught)

    queries(2)
    assert queries(10) == queries(100)


def test_another_shop_and_other_places_are_left_alone():
    desk = Check()
    other = desk.order(shop=desk.people.other_shop)
    desk.checked(WHERE)
    assert Confirmation.objects.filter(order=other).count() == 0
