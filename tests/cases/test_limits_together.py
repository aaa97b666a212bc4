"""Limits that several cases, orders, people or steps reach together (H7, H8, C17, C18)."""

import pytest
from tests.cases.story import Story, World, begin, refunded_elsewhere
from tests.people import person

from aftercare.approvals.models import Approval
from aftercare.cases.actions.assign_case import assign_case
from aftercare.cases.models import Case, CaseLine, Note
from aftercare.core.errors import Refused
from aftercare.core.money import Money
from aftercare.money.models import Payout
from aftercare.orders.models import Order

pytestmark = pytest.mark.django_db
DEAR = {"pieces": 1, "amount": "4750.00", "reason": "quality"}  # a supervisor's alone, two of them are not


def dear(world: World, order: Order, **more: str) -> Story:
    return begin("return", world, order=order, **{**DEAR, **more})


@pytest.mark.row("C17")
@pytest.mark.attack("B20", "H8")
def test_requests_that_are_asked_for_together_grow_with_what_the_order_is_granted_meanwhile():
    world = World()
    order = world.order(paid="19000.00")
    stories = [dear(world, order).do("ask_approval") for _number in range(3)]
    assert {approval.final_role for approval in Approval.objects.all()} == {"supervisor"}
    first, second, third = stories
    first.do("approve", by="supervisor")
    second.refused("approval_above_role", "approve", by="supervisor").do("endorse", by="supervisor")
    assert Approval.objects.get(state="pending", subject_id=second.case.pk).final_role == "administrator"
    second.do("approve", by="administrator")
    third.do("approve", by="administrator")  # at once: the highest level covers the one below
    assert [story.state for story in stories] == ["agreed"] * 3


@pytest.mark.row("C18")
@pytest.mark.attack("H8")
def test_verdicts_of_one_order_count_together():
    world = World()
    order = world.order(paid="19000.00")
    first, second = (dear(world, order).show().do("intervene", by="rights_specialist") for _number in range(2))
    first.do("verdict_refund", by="rights_specialist")
    second.refused("needs_a_second", "verdict_refund", by="rights_specialist")
    second.do("verdict_refund", by="supervisor")  # who has had no hand in it
    assert second.state == "paying"


@pytest.mark.row("C17", "C18")
@pytest.mark.attack("B20")
def test_giving_the_case_away_makes_nobody_a_second_person():
    world = World()
    story = begin("return", world, paid="9500.00", amount="9500.00", reason="quality", by="supervisor").show()
    story.do("intervene", by="supervisor").refused("needs_a_second", "verdict_refund", by="supervisor")
    boss = person(world.staff["supervisor"])
    Case.objects.filter(pk=story.case.pk).update(opened_by=world.people.teammate)
    assign_case(number=story.number, owner_id=world.people.teammate.pk, person=boss)
    story.refused("needs_a_second", "verdict_refund", by="supervisor")
    assert story.do("verdict_refund", by="rights_specialist").state == "paying"


@pytest.mark.row("C16", "C19")
@pytest.mark.attack("H7", "H8")
def test_a_second_dispatch_is_the_same_order_to_our_limits():
    world = World()
    order = world.order(paid="400.00")
    again = begin("reship", world, order=order, reason="quality").do("dispatch").do("arrive").case.reship_order

    def compensation(of: Order, form: str, amount: str) -> Story:
        parent = begin("complaint", world, order=of, reason="quality", pieces=1)
        return parent.do("compensate", compensation_form=form, compensation_amount=amount).child

    compensation(order, "freight", "25.00").do("offer").do("accept").pay()
    compensation(order, "goods", "150.00").do("offer_gift", gift_worth="150.00").do("accept_goods").ends(well=True)
    compensation(again, "goods", "60.00").refused("above_order_authority", "offer_gift", gift_worth="60.00")
    late = begin("complaint", world, order=again, reason="quality", pieces=1)
    late.refused("freight_too_high", "compensate", compensation_form="freight", compensation_amount="25.00")


@pytest.mark.row("C17", "B1")
def test_a_request_has_a_time_of_its_own_however_late_it_is_asked_for():
    story = begin("return", paid="900.00", amount="900.00", reason="quality").wait(days=3).do("ask_approval")
    approval = Approval.objects.get()
    assert approval.due_at > approval.requested_at
    assert approval.due_at <= story.case.platform_due_at
    story = begin("return", paid="19000.00", amount="19000.00", reason="quality").do("ask_approval").wait(days=1)
    story.do("endorse", by="supervisor")
    below, above = Approval.objects.filter(subject_id=story.case.pk).order_by("id")
    assert above.due_at > below.due_at


@pytest.mark.row("C3", "C16")
def test_a_gift_or_a_coupon_instead_of_freight_leaves_no_freight_behind():
    world = World()
    order = world.order(paid="400.00")
    for form, code, inputs in (("goods", "offer_gift", {}), ("coupon", "offer", {})):
        parent = begin("complaint", world, order=order, reason="quality", pieces=1)
        child = parent.do("compensate", compensation_form="freight", compensation_amount="20.00").child
        if form == "coupon":
            child.refused("nothing_granted", code, compensation_form=form)
            continue
        child.do(code, **inputs).do("accept_goods").ends(well=True)
        assert (child.state, child.case.granted_freight) == ("compensated", Money(0))
    assert Payout.objects.count() == 0


@pytest.mark.row("C3", "C19")
def test_a_gift_from_before_that_nobody_named_is_offered_anew():
    story = begin("compensation", amount="12.50", inputs={"compensation_form": "goods"}).do("offer_gift")
    Note.objects.filter(case=story.case, name="gift").delete()
    Case.objects.filter(pk=story.case.pk).update(details={"compensation_form": "goods"})
    story.refused("gift_unnamed", "accept_goods").do("improve").do("offer_gift").do("accept_goods")
    assert story.state == "sending"


@pytest.mark.row("C13", "C1")
def test_a_plan_with_a_gift_on_top_takes_nothing_from_the_refund():
    story = begin("return", amount="100.00", reason="quality")
    Case.objects.filter(pk=story.case.pk).update(details={"compensation_form": "goods", "plan": "A"})
    story.do("agree")
    assert story.case.granted == Money(10000)


@pytest.mark.row("C19", "C2")
def test_after_old_goods_that_were_kept_nothing_is_sent_a_third_time():
    world = World()
    order = world.order(paid="400.00", quantity=2)
    story = begin("exchange", world, order=order, pieces=2, reason="quality")
    story.do("assess", urgent="yes").do("agree").do("send_first").child.do("dispatch").do("arrive")
    story.do("old_goods_kept").do("accept")
    assert story.state == "exchanged"
    with pytest.raises(Refused) as error:
        begin("reship", world, order=order, pieces=1, reason="quality")
    assert error.value.refusal.code == "sent_once_more"


@pytest.mark.row("C2", "B8")
def test_a_disputed_exchange_that_came_to_nothing_can_be_ended():
    story = begin("exchange", reason="quality").do("refuse").do("intervene")
    refunded_elsewhere(story)
    assert story.do("withdraw", note="平台已自行退款，买家不再要求换货").state == "withdrawn"
    assert not CaseLine.objects.filter(case=story.case, received__gt=0).exists()
