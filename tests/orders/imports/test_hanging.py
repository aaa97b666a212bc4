"""What keeps an order when the import that brought it is taken back, and what goes with it (O1)."""

from datetime import datetime, timedelta
from io import BytesIO
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from django.apps import apps
from tests.chat.scene import Desk
from tests.intake.platform_reports import JD
from tests.intake.reports import CLASSIC, classic
from tests.orders.imports.test_any_order import jd_rows
from tests.orders.imports.test_undo import bring, take_back
from tests.people import make_case, make_staff, person

from aftercare.accounts.terms import Role
from aftercare.chat.actions.end_follow_up import Result, end_follow_up
from aftercare.chat.actions.plan_reminders import plan_reminders
from aftercare.chat.actions.write_as_buyer import write_as_buyer
from aftercare.chat.cards import order_words
from aftercare.chat.models import FollowUp
from aftercare.chat.terms import FollowUpState
from aftercare.config.hangers import HANGERS
from aftercare.confirmation.actions.follow_orders import follow_orders as follow_checks
from aftercare.confirmation.actions.write_note import Wording, add_note
from aftercare.confirmation.models import Confirmation, OrderNote
from aftercare.confirmation.terms import Reader
from aftercare.core.time import now
from aftercare.couriers.models import CourierChoice
from aftercare.dispatch.actions.follow_orders import follow_orders as follow_promises
from aftercare.dispatch.actions.print_slips import print_slips
from aftercare.dispatch.models import Breach, Promise, StuckOrder
from aftercare.dispatch.terms import BreachKind
from aftercare.intake.changes.models import ImportChange
from aftercare.orders.actions.count_pairs import count_pairs
from aftercare.orders.catalogue.models import ProductBasket, ProductPair
from aftercare.orders.imports.hanging import OTHER, SENTENCES, held_orders
from aftercare.orders.models import Order, OrderLine, Product
from aftercare.parcels.actions.follow_orders import follow_orders as follow_parcels
from aftercare.parcels.models import Parcel, TrackingEvent
from aftercare.parcels.terms import Sign, Way

pytestmark = [pytest.mark.django_db, pytest.mark.row("O1")]
QUIET, SENT, UNPAID, NOTED, SLIP, COURIER, MOVING, REMINDED, LATE, CASE = range(10)
UNTOUCHED = {QUIET, SENT, UNPAID}
WHY = {
    NOTED: "hangs.check",
    SLIP: "hangs.packing",
    COURIER: "hangs.courier",
    MOVING: "hangs.parcel",
    REMINDED: "hangs.reminder",
    LATE: "hangs.promise",
    CASE: "hangs.case",
}


def number(index: int) -> str:
    return f"21000000000000010{index}"


def row(index: int, zone: str) -> list[str]:
    told = f"{now().astimezone(ZoneInfo(zone)) - timedelta(hours=2):%Y-%m-%d %H:%M:%S}"
    values = {"订单创建时间": told, "订单付款时间": told, "买家留言": "周末送货", "买家会员名": f"买家{index}"}
    if index in (SENT, MOVING):
        values |= {"订单状态": "卖家已发货，等待买家确认", "物流单号": f"YT000000000{index}", "物流公司": "圆通速递"}
    if index in (UNPAID, REMINDED):
        values |= {"订单状态": "等待买家付款", "订单付款时间": "", "买家实际支付金额": "0"}
    return classic(number(index), **values)


def touch(desk: Desk, at: datetime) -> None:
    """Somebody, a clock or a courier acts on every order but the first three."""
    people, orders = desk.people, {int(one.platform_no[-1]): one for one in Order.objects.filter(shop=desk.shop)}
    agent = person(people.owner)
    check = Confirmation.objects.get(order=orders[NOTED])
    add_note(confirmation_id=check.pk, wording=Wording(Reader.WAREHOUSE, "送礼品袋"), person=agent)
    print_slips(order_ids=[orders[SLIP].pk], person=person(people.warehouse), out=BytesIO())
    CourierChoice.objects.create(order=orders[COURIER], shop=desk.shop, courier="sf", at=at)
    parcel = Parcel.objects.get(order=orders[MOVING])
    TrackingEvent.objects.create(parcel=parcel, key=1, at=at, sign=Sign.values[0], way=Way.values[0], told_at=at)
    reminder = FollowUp.objects.get(order=orders[REMINDED])
    seller = person(make_staff("", Role.PRESALE_AGENT, shop=desk.shop))
    end_follow_up(follow_up_id=reminder.pk, result=Result(FollowUpState.DROPPED), person=seller)
    promise = Promise.objects.get(order=orders[LATE])
    Breach.objects.create(promise=promise, shop=desk.shop, kind=BreachKind.OWN, due_at=at, noted_at=at)
    make_case(people.owner, orders[CASE])


def test_orders_that_nobody_acted_on_go_with_all_that_was_made_of_them(tmp_path: Path):
    desk, at = Desk(), now()
    shop = desk.shop
    batch = bring(tmp_path, shop, CLASSIC, [row(index, shop.timezone) for index in range(10)])
    follow_checks(shop_id=shop.pk)
    follow_promises(shop=shop)
    follow_parcels(shop_id=shop.pk)
    plan_reminders()
    ids = dict(Order.objects.filter(shop=shop).values_list("platform_no", "pk"))
    for model, index in (
        (Confirmation, QUIET),
        (OrderNote, QUIET),
        (Promise, QUIET),
        (Parcel, SENT),
        (FollowUp, UNPAID),
    ):
        assert model.objects.filter(order_id=ids[number(index)]).exists(), model
    quiet = ids[number(QUIET)]
    StuckOrder.objects.create(order_id=quiet, shop=shop, error="ValueError", since=at, try_at=at)
    touch(desk, at)

    tally = take_back(batch)

    assert dict(tally.reasons) == dict.fromkeys(WHY.values(), 1)
    assert (tally.gone, tally.stays) == (len(UNTOUCHED), len(WHY))
    kept = dict(ImportChange.objects.filter(batch=batch).exclude(kept={}).values_list("label", "kept"))
    assert kept == {number(index): {"*": code} for index, code in WHY.items()}
    assert set(Order.objects.filter(shop=shop).values_list("platform_no", flat=True)) == set(kept)
    gone = [ids[number(index)] for index in UNTOUCHED]
    for model in (Confirmation, OrderNote, Promise, StuckOrder, Parcel, FollowUp, OrderLine):
        assert not model.objects.filter(order_id__in=gone).exists()


def test_an_order_that_was_shown_to_its_buyer_stays(tmp_path: Path):
    desk = Desk()
    batch = bring(tmp_path, desk.shop, CLASSIC, [row(QUIET, desk.shop.timezone), row(SLIP, desk.shop.timezone)])
    order = Order.objects.get(platform_no=number(SLIP))
    visitor = desk.visitor(customer=order.customer)
    talk = desk.writes(visitor, "我的订单呢")
    write_as_buyer(visitor=visitor, words=order_words("card-1", talk, pk=order.pk))
    assert dict(take_back(batch).reasons) == {"hangs.talk": 1}
    assert list(Order.objects.values_list("platform_no", flat=True)) == [number(SLIP)]


def test_what_was_bought_together_is_not_counted_any_more(tmp_path: Path):
    desk = Desk()
    batch = bring(tmp_path, desk.shop, JD, jd_rows(1, 3))
    codes = set(OrderLine.objects.values_list("merchant_code", flat=True))
    assert len(codes) == 2
    for code in codes:
        Product.objects.create(shop=desk.shop, code=code, title=code)
    count_pairs(shop_id=desk.shop.pk)
    assert (ProductBasket.objects.count(), ProductPair.objects.count()) == (1, 2)
    assert take_back(batch).gone == 1
    assert (ProductBasket.objects.count(), ProductPair.objects.count()) == (0, 0)


def test_every_relation_to_an_order_has_words_of_its_own():
    """A package that begins to refer to orders says why they stay (`config/hangers.py`)."""
    known = {model for model in apps.get_models() for field in model._meta.get_fields()
             if field.is_relation and field.many_to_one and field.related_model in (Order, OrderLine)}  # fmt: skip
    assert len(known) > 10
    assert held_orders([10**12]) == {}
    named = {label for hanger in HANGERS for label in hanger.models} | {
        "orders.order", "orders.orderline", "orders.productbasket",
    }  # fmt: skip
    assert {model._meta.label_lower for model in known} - named == set()
    assert OTHER in SENTENCES
