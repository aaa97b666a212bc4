"""Refund only (C9): every arrow of the chart."""

from datetime import timedelta

import pytest
from tests.cases.story import (
    Story,
    Walks,
    World,
    arrows,
    begin,
    clocked,
    go_along,
    granted,
    let_run_out,
    refunded_elsewhere,
    refunded_in_part,
    shown,
    way,
)  # fmt: skip
from tests.people import person

from aftercare.accounts.terms import Role
from aftercare.cases.actions.open_case import Application, open_case
from aftercare.cases.flows.refund_only import REFUND_ONLY
from aftercare.cases.terms import Reason
from aftercare.core.errors import InvalidInput, Refused
from aftercare.core.money import Money
from aftercare.core.time import now
from aftercare.money.actions.mark_paid import mark_paid
from aftercare.money.models import Payout
from aftercare.orders.models import Order
from aftercare.shops.models import Membership

pytestmark = pytest.mark.django_db


@pytest.mark.row("C9", "C18", "B6")
def test_before_dispatch_the_parcel_is_stopped_and_the_money_goes_back():
    story = begin("refund_only", sent=False, reason="not_wanted")
    assert (story.state, story.case.platform_due_at - story.case.opened_at) == ("asked", timedelta(hours=48))
    story.do("stop_parcel").do("stopped", by="warehouse")
    assert (story.state, story.case.details["stopped"]) == ("asked", True)
    story.do("agree")
    assert Payout.objects.get().amount == Money(20000)
    story.pay()
    assert (story.state, story.case.refunded, story.letters) == ("refunded", Money(20000), ["paid"])
    assert story.costs == {("refund", "buyer"): 20000}


@pytest.mark.row("C9")
def test_before_dispatch_the_buyer_may_have_the_money_back():
    begin("refund_only", sent=False).refused("unsent_is_a_right", "refuse", refusal="agreed")


@pytest.mark.row("C9")
def test_a_parcel_that_has_left_can_be_refused_though_the_last_import_does_not_know_it():
    story = begin("refund_only", sent=False).do("stop_parcel").do("too_late", by="warehouse")
    assert (story.state, story.case.platform_due_at - story.case.state_since) == ("asked_sent", timedelta(days=5))
    story.refused("not_signed_for", "refuse", refusal="received")
    story.refused("reason_does_not_apply", "refuse", refusal="fresh")
    story.do("refuse", refusal="on_its_way", clause="快递已揽收，请您签收后再申请")
    assert (story.state, story.case.refusal_code) == ("refused", "on_its_way")
    assert "快递已揽收" in story.case.messages.get(template="refused").text


@pytest.mark.row("C9", "B1")
@pytest.mark.parametrize(("sent", "limit"), [(False, timedelta(hours=48)), (True, timedelta(days=5))])
def test_the_platform_refunds_when_we_are_silent(sent: bool, limit: timedelta):
    story = begin("refund_only", sent=sent)
    assert story.case.platform_due_at - story.case.opened_at == limit
    story.run_out()
    assert (story.state, Payout.objects.get().amount) == ("paying", Money(20000))


@pytest.mark.row("C9", "C18")
@pytest.mark.attack("H7")
def test_the_clock_refunds_no_more_than_is_left_and_nothing_when_nothing_is():
    world = World()
    order = world.order(paid="400.00")
    story, late = (begin("refund_only", world, order=order) for _ in range(2))
    begin("compensation", world, order=order, amount="250.00").do("offer", by="supervisor").do("accept").pay()
    story.run_out()
    assert (story.state, story.case.granted) == ("paying", Money(15000))
    story.turn_down()
    begin("compensation", world, order=order, amount="150.00").do("offer", by="supervisor").do("accept").pay()
    with pytest.raises(Refused) as error:
        late.fire()
    assert (error.value.refusal.code, late.state) == ("nothing_asked", "asked_sent")


@pytest.mark.row("C9", "B1", "C17")
def test_a_question_to_warehouse_or_supervisor_does_not_stop_the_platforms_clock():
    story = begin("refund_only", paid="900.00")
    due = story.case.platform_due_at
    story.wait(days=1).do("ask_warehouse")
    assert story.case.platform_due_at == due
    story.wait(days=1).do("checked", warehouse_confirmed="no")
    assert (story.case.platform_due_at, story.case.details["warehouse_confirmed"]) == (due, False)
    story.do("ask_approval")
    assert story.case.platform_due_at == due
    story.run_out()
    assert (story.state, story.case.proposal, story.case.granted) == ("paying", None, Money(45000))


@pytest.mark.row("C9", "C18")
def test_what_the_buyer_asks_is_checked_against_the_order():
    world = World()
    order = world.order(paid="400.00")
    with pytest.raises(Refused) as error:
        begin("refund_only", world, order=order, amount="400.01")
    assert error.value.refusal.code == "over_cap"
    with pytest.raises(Refused) as error:
        begin("refund_only", world, order=order, pieces=5)
    assert error.value.refusal.code == "too_many_pieces"
    story = begin("refund_only", world, order=order, amount="12.00", reason="price_difference")
    story.refused("over_cap", "agree", by="supervisor", granted_lines=granted("400.01"))
    story.do("agree", granted_lines=granted("12.00"))
    assert Payout.objects.get().amount == Money(1200)


@pytest.mark.row("C9", "C17")
@pytest.mark.parametrize(("sent", "suffix"), [(True, ""), (False, "_unsent")])
def test_above_the_limit_it_is_approved_before_and_after_dispatch(sent: bool, suffix: str):
    story = begin("refund_only", paid="900.00", sent=sent)
    begun = story.state
    story.refused("above_authority", "agree").do(f"ask_approval{suffix}").do(f"deny{suffix}")
    assert (story.state, Payout.objects.count()) == (begun, 0)
    story.do(f"ask_approval{suffix}").do(f"approve{suffix}")
    assert (story.state, Payout.objects.get().amount) == ("paying", Money(45000))


@pytest.mark.row("C9")
def test_a_refusal_that_the_buyer_accepts_frees_the_goods():
    story = begin("refund_only", reason="quality").do("refuse", refusal="unproven").run_out()
    assert (story.state, story.case.holds_goods) == ("rejected", False)
    assert begin("return", story.world, order=story.case.order, pieces=4).state == "asked"


@pytest.mark.row("C9")
@pytest.mark.parametrize(
    ("code", "state", "payouts"), [("verdict_refund", "paying", 1), ("verdict_shop", "rejected", 0)]
)
def test_the_platform_decides(code: str, state: str, payouts: int):
    story = begin("refund_only").do("refuse").do("intervene").show()
    story.refused("wrong_role", code, by="agent")
    story.do(code)
    assert (story.state, Payout.objects.count()) == (state, payouts)


@pytest.mark.row("C9")
def test_the_buyer_asks_for_less_after_a_refusal():
    story = begin("refund_only").do("refuse").do("reapply", asked_lines=granted("50.00", pieces=1), reason="missing")
    assert (story.state, story.case.asked, story.case.reason, story.case.responsible) == (
        "asked_sent", Money(5000), "missing", "warehouse",
    )  # fmt: skip
    story.do("agree")
    assert Payout.objects.get().amount == Money(5000)


@pytest.mark.row("C9", "P2")
def test_who_may_do_what():
    story = begin("refund_only", sent=False)
    story.unknown_to("stranger", "agree")
    story.refused("wrong_role", "agree", by="warehouse")
    story.do("stop_parcel").refused("wrong_role", "stopped", by="agent")


@pytest.mark.row("C18", "C17")
@pytest.mark.attack("B20")
def test_whoever_granted_or_approved_it_does_not_pay_it_by_hand():
    world = World()
    story = begin("refund_only", world, paid="900.00").do("ask_approval").do("approve")
    payout = Payout.objects.get()
    decided = {world.people.owner.pk, world.people.supervisor.pk}
    assert decided <= set(payout.decided_by)
    Membership.objects.create(shop=world.people.shop, staff=world.people.supervisor, role=Role.REFUND_CLERK)
    both = person(world.people.supervisor)
    with pytest.raises(Refused) as error, world.time():
        mark_paid(payout=payout, person=both, voucher="V-1")
    assert error.value.refusal.code == "own_payout"
    assert story.pay().state == "refunded"


@pytest.mark.row("C9")
@pytest.mark.attack("I7")
def test_a_time_of_application_so_early_that_the_platform_has_refunded_is_turned_back():
    """Else the clock would pay at once, without anybody's limit, what the platform has paid already."""
    world = World()
    order = world.order()
    line = order.lines.get()
    order.ordered_at -= timedelta(days=20)
    order.save()
    for days, problem in ((6, ["applied_at"]), (4, [])):
        wish = Application(
            flow="refund_only", order_id=order.pk, reason=Reason.LATE, lines={line.pk: (1, Money(100))},
            applied_at=now() - timedelta(days=days),
        )  # fmt: skip
        found = []
        try:
            open_case(application=wish, person=person(world.people.owner))
        except InvalidInput as error:
            found = list(error.problems)
        assert found == problem


DEAR = {"paid": "900.00"}
HUGE = {"paid": "12000.00"}  # above the supervisor's limit
UNSENT = {"sent": False}
CALLED_IN = way("intervene")


def leaves_the_house(story: Story) -> None:
    """An import says that the order was sent meanwhile."""
    Order.objects.filter(pk=story.case.order_id).update(dispatched_at=story.case.opened_at)


WALKS: Walks = {
    "agree": way("agree"),
    "stop_parcel": way("stop_parcel", **UNSENT),
    "stopped": way("stop_parcel", "stopped", **UNSENT),
    "too_late": way("stop_parcel", "too_late", **UNSENT),
    "ask_warehouse": way("ask_warehouse"),
    "checked": way("ask_warehouse", "checked"),
    "ask_approval": way("ask_approval", **DEAR),
    "approve": way("ask_approval", "approve", **DEAR),
    "endorse": way("ask_approval", "endorse", **HUGE),
    "deny": way("ask_approval", "deny", **DEAR),
    "retract": way("ask_approval", "retract", **DEAR),
    "retract_unsent": way("ask_approval_unsent", "retract_unsent", **DEAR, **UNSENT),
    "to_reship": way(("to_reship", {"new_reason": "lost"})),
    "claim": way("claim"),
    "ask_approval_unsent": way("ask_approval_unsent", **DEAR, **UNSENT),
    "approve_unsent": way("ask_approval_unsent", "approve_unsent", **DEAR, **UNSENT),
    "endorse_unsent": way("ask_approval_unsent", "endorse_unsent", **HUGE, **UNSENT),
    "deny_unsent": way("ask_approval_unsent", "deny_unsent", **DEAR, **UNSENT),
    "refund_by_time": way("refund_by_time"),
    "refuse": way("refuse"),
    "refuse@asked": way(leaves_the_house, "refuse", **UNSENT),
    "paid": way("agree", "paid"),
    "payment_failed": way("agree", "payment_failed"),
    "pay_again": way("agree", "payment_failed", "pay_again"),
    "pay_rest": way("agree", "payment_failed", refunded_in_part, "pay_rest"),
    "refunded_elsewhere": way("agree", "payment_failed", refunded_elsewhere, "refunded_elsewhere"),
    "reapply": way("refuse", "reapply"),
    "intervene": CALLED_IN,
    "hand_in": CALLED_IN.and_then(shown, "hand_in"),
    "evidence_lapsed": CALLED_IN.and_then("evidence_lapsed"),
    "verdict_refund": CALLED_IN.and_then(shown, "verdict_refund"),
    "verdict_refund@intervention": CALLED_IN.and_then(shown, "hand_in", "verdict_refund"),
    "verdict_shop": CALLED_IN.and_then("verdict_shop"),
    "withdraw": way("withdraw"),
    "expire": way("refuse", "expire"),
    "to_return": way(("to_return", {"new_reason": "quality"})),
    "to_exchange": way(("to_exchange", {"new_reason": "quality"})),
    "to_misshipment": way(("to_misshipment", {"new_reason": "missing"})),
    "contact": way("contact"),
    "assess": way("assess"),
    "choose_plan": way("choose_plan"),
    "split": way("split"),
    "link": way("link"),
    "merge": way("merge"),
}


@pytest.mark.row("C9")
@pytest.mark.parametrize(("state", "code"), arrows(REFUND_ONLY))
def test_every_arrow_of_the_chart_is_gone_for_real(state: str, code: str):
    go_along(REFUND_ONLY, WALKS, state, code)


@pytest.mark.row("B1", "C9")
@pytest.mark.parametrize("state", clocked(REFUND_ONLY))
def test_every_limit_that_runs_out_moves_the_case_as_the_table_says(state: str):
    let_run_out(REFUND_ONLY, WALKS, state)


@pytest.mark.row("C9", "B3")
def test_money_for_a_price_difference_leaves_the_pieces_free_and_a_missing_part_does_not():
    story = begin("refund_only", reason="price_difference")
    assert not story.case.holds_goods
    assert begin("return", story.world, order=story.case.order, pieces=4).case.holds_goods
    assert begin("refund_only", reason="missing").case.holds_goods
