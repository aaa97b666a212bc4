"""Second dispatch (C19): every arrow of the chart."""

from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest
from tests.cases.story import Story, Walks, World, arrows, begin, clocked, go_along, let_run_out, way

from aftercare.cases.flows.reship import RESHIP
from aftercare.core.errors import Refused
from aftercare.core.models import Event
from aftercare.core.money import Money
from aftercare.money.models import Payout
from aftercare.orders.models import Order, Product

pytestmark = pytest.mark.django_db


def order_of(story: Story) -> Order:
    return Order.objects.get(pk=story.case.reship_order_id)


@pytest.mark.row("C19", "C8")
def test_the_second_order_is_made_sent_and_completed_with_its_case():
    story = begin("reship", reason="missing", inputs={"new_variant": "颜色分类:胡桃"})
    order, source = order_of(story), story.case.order
    assert (order.source_order_id, order.platform_no, order.status) == (source.pk, story.number, "awaiting_dispatch")
    assert (order.customer_id, order.shop_id, order.paid, order.item_count) == (
        source.customer_id, source.shop_id, Money(0), 2,
    )  # fmt: skip
    assert order.lines.get().sku == "颜色分类:胡桃"
    assert not story.case.holds_goods

    story.do("dispatch", by="warehouse", courier="顺丰速运", tracking_no="sf 0000 0001")
    order = order_of(story)
    assert (order.status, order.courier, order.tracking_no) == ("dispatched", "顺丰速运", "SF00000001")
    sent_at = order.dispatched_at
    story.wait(hours=1).do("correct_parcel", courier="中通快递", tracking_no="ZT12345678")
    order = order_of(story)
    assert (order.courier, order.tracking_no, order.dispatched_at) == ("中通快递", "ZT12345678", sent_at)

    story.do("arrive")
    assert (story.state, order_of(story).status) == ("arrived", "completed")
    events = Event.objects.filter(subject_kind="order", subject_id=order.pk).order_by("id")
    kinds = [event.kind for event in events]
    assert kinds == ["reship.created", "reship.dispatched", "reship.dispatched", "reship.arrived"]


@pytest.mark.row("C8", "C19", "B1")
@pytest.mark.parametrize(("hour", "minute", "days"), [(9, 0, 0), (19, 59, 0), (20, 0, 1), (20, 1, 1), (23, 59, 1)])
def test_it_leaves_before_the_courier_comes_at_eight_in_the_evening(hour: int, minute: int, days: int):
    world = World()
    world.local(hour, minute)
    story = begin("reship", world)
    zone = ZoneInfo(world.people.shop.timezone)
    opened, due = (at.astimezone(zone) for at in (story.case.opened_at, story.case.own_due_at))
    assert (due.strftime("%H:%M:%S"), (due.date() - opened.date()).days) == ("20:00:00", days)
    assert story.case.platform_due_at is None


@pytest.mark.row("B6", "C19")
def test_what_was_sent_again_is_booked_at_cost_to_whoever_is_responsible():
    story = begin("reship", reason="missing")
    product = Product.objects.create(shop=story.world.people.shop, title="原木摆件", cost=Money(1500))
    story.case.order.lines.update(product=product)
    story.do("dispatch").do("arrive")
    assert story.costs == {("reshipped", "warehouse"): 3000}


@pytest.mark.row("C19", "B6")
def test_what_was_lost_on_the_way_closes_the_order_and_is_booked_as_sent():
    story = begin("reship", reason="lost").do("dispatch").do("report_stuck").do("give_up")
    assert (story.state, order_of(story).status) == ("lost", "closed")
    assert story.costs == {("reshipped", "courier"): 20000}


@pytest.mark.row("C19", "B6")
def test_what_was_never_sent_closes_the_order_and_costs_nothing():
    story = begin("reship").do("hold").do("cancel")
    assert (story.state, order_of(story).status, story.costs) == ("cancelled", "closed", {})


@pytest.mark.row("C19", "B6")
def test_what_came_back_and_is_not_packed_again_was_never_sent():
    story = begin("reship", reason="lost").do("dispatch").do("report_stuck").do("came_back")
    order = order_of(story)
    assert (story.state, order.status, order.dispatched_at, order.tracking_no) == (
        "preparing", "awaiting_dispatch", None, "",
    )  # fmt: skip
    story.do("cancel")
    assert (story.state, order_of(story).status, story.costs) == ("cancelled", "closed", {})
    story = begin("reship", reason="lost").do("dispatch").do("report_stuck").do("came_back").do("dispatch").do("arrive")
    assert story.costs == {("reshipped", "courier"): 20000}


@pytest.mark.row("C19", "B3")
def test_the_same_pieces_are_sent_once_more_and_not_over_and_over():
    world = World()
    order = world.order(paid="400.00", quantity=4)
    first = begin("reship", world, order=order, pieces=3)
    with pytest.raises(Refused) as error:
        begin("reship", world, order=order, pieces=2)
    assert (error.value.refusal.code, error.value.refusal.params["order"]) == ("sent_once_more", first.number)
    second = begin("reship", world, order=order, pieces=1)
    first.do("cancel")  # what was not sent counts no more
    begin("reship", world, order=order, pieces=3)
    second.do("dispatch").do("arrive")
    mixed = begin("misshipment", world, order=order, pieces=1, reason="missing")
    mixed.show().do("ask_warehouse").do("confirm").refused("sent_once_more", "resend")
    again = begin("reship", world, order=order_of(second), pieces=1, reason="damaged")  # its own order knows more
    assert order_of(again).source_order_id == order_of(second).pk


@pytest.mark.row("C19", "C2")
def test_new_goods_of_exchanges_go_out_as_often_as_old_ones_come_back():
    world = World()
    order = world.order(paid="400.00", quantity=1)
    for _time in range(2):
        story = begin("exchange", world, order=order, pieces=1).do("agree").do("receive").do("inspect")
        assert story.ends(well=True).state == "exchanged"


@pytest.mark.row("C18", "C19")
def test_money_of_a_second_dispatch_is_paid_on_the_order_that_the_platform_knows():
    story = begin("reship", reason="missing")
    source, order = story.case.order, order_of(story)
    freight = begin("complaint", story.world, order=order, reason="quality")
    freight.do("compensate", compensation_form="freight", compensation_amount="8.00").child.do("offer", by="supervisor")
    freight.child.do("accept")
    assert Payout.objects.get().payee_reference == source.platform_no


@pytest.mark.row("C19", "B1")
def test_nothing_heard_for_fifteen_days_means_arrived():
    story = begin("reship").do("dispatch")
    assert story.case.platform_due_at - story.case.state_since == timedelta(days=15)
    story.run_out()
    assert (story.state, order_of(story).status) == ("arrived", "completed")


@pytest.mark.row("C11", "B6")
def test_a_claim_runs_beside_it_once_and_a_second_time_only_after_the_first_was_given_up():
    story = begin("reship", reason="wrong_item").do("dispatch").do("report_stuck").do("claim", claim_amount="66.00")
    claim = story.child
    assert (claim.case.flow, claim.case.details["claim_amount"]) == ("claim", 6600)
    story.refused("claimed_already", "claim")
    claim.do("drop")
    story.do("claim", claim_amount="60.00")
    again = story.child
    again.show().do("file").do("recover", recovered_amount="55.00")
    assert again.costs == {("recovered", "courier"): -5500}  # whoever packed wrongly gets none of it
    story.refused("claimed_already", "claim")


@pytest.mark.row("C19", "B13")
def test_a_second_dispatch_is_cancelled_and_never_merged():
    begin("reship").refused("unknown_move", "merge")


@pytest.mark.row("C19", "P2")
def test_who_may_do_what():
    story = begin("reship")
    story.unknown_to("stranger", "dispatch", courier="顺丰速运", tracking_no="SF1234567890")
    story.refused("wrong_role", "dispatch", by="refund_clerk")
    story.do("dispatch", by="warehouse").refused("wrong_role", "arrive", by="warehouse")
    story.refused("wrong_state", "cancel")


@pytest.mark.row("C19")
def test_a_number_that_is_none_is_turned_back():
    assert begin("reship").turned_back("tracking_no", "dispatch", tracking_no="？？？")


SENT = way("dispatch")
STUCK = SENT.and_then("report_stuck")

WALKS: Walks = {
    "dispatch": SENT,
    "hold": way("hold"),
    "resume": way("hold", "resume"),
    "correct_parcel": SENT.and_then("correct_parcel"),
    "arrive": SENT.and_then("arrive"),
    "arrived_by_time": SENT.and_then("arrived_by_time"),
    "report_stuck": STUCK,
    "moving_again": STUCK.and_then("moving_again"),
    "claim": STUCK.and_then("claim"),
    "came_back": STUCK.and_then("came_back"),
    "give_up": STUCK.and_then("give_up"),
    "cancel": way("cancel"),
    "contact": SENT.and_then("contact"),
    "link": way("link"),
}


@pytest.mark.row("C19")
@pytest.mark.parametrize(("state", "code"), arrows(RESHIP))
def test_every_arrow_of_the_chart_is_gone_for_real(state: str, code: str):
    go_along(RESHIP, WALKS, state, code)


@pytest.mark.row("B1", "C19")
@pytest.mark.parametrize("state", clocked(RESHIP))
def test_every_limit_that_runs_out_moves_the_case_as_the_table_says(state: str):
    let_run_out(RESHIP, WALKS, state)
