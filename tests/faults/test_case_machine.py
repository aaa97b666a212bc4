"""Any order of steps over cases, money, approvals and clocks keeps its promises (X16)."""

import os
from collections import Counter
from contextlib import suppress
from typing import Any

import pytest
from hypothesis import HealthCheck, seed, settings
from hypothesis.stateful import run_state_machine_as_test
from tests.cases.story import Story, World, begin, granted, platform_refunds
from tests.faults.case_machine import KINDS, CaseMachine, Stage
from tests.people import make_case, make_order, make_people, person

from aftercare.approvals.models import Approval
from aftercare.cases.actions.move_case import allowed_moves, move_case
from aftercare.cases.models import Case
from aftercare.clock.actions.fire_due import End, fire_due
from aftercare.core.errors import InvalidInput, Refused
from aftercare.core.models import Event
from aftercare.core.money import Money

RUNS = int(os.environ.get("FAULT_RUNS", "120"))
SEED = os.environ.get("FAULT_SEEDS", "20261122").split(",")[0]
STEPS = 50
# From the eleventh run on Hypothesis mostly repeats parts of earlier runs: many short courses see five times as much.
COURSE = 10


@pytest.mark.faults
@pytest.mark.attack("X16")
@pytest.mark.django_db
def test_any_order_of_steps_keeps_money_cases_and_clocks_right() -> None:
    CaseMachine.stage, CaseMachine.taken = Stage(), Counter()
    for done in range(0, RUNS, COURSE):
        run_state_machine_as_test(
            seed(f"{SEED}-{done}")(CaseMachine),
            settings=settings(
                max_examples=min(COURSE, RUNS - done),
                stateful_step_count=STEPS,
                deadline=None,
                database=None,
                print_blob=True,
                suppress_health_check=list(HealthCheck),
            ),
        )
    taken = CaseMachine.taken
    print(f"\n{RUNS} runs: {taken.total()} steps of {len(taken)} sorts were made: {dict(taken.most_common())}")
    if RUNS >= 120:  # what has not come about has not been tried
        assert {kind for kind, _move in taken} >= {*KINDS, "reship", "repair"}
        assert {kind for kind, move in taken if move == "paid"} >= {"return", "refund_only", "compensation"}
        assert {move for _kind, move in taken} >= {"merge", "split", "link", "choose_plan", "approve", "pay_again"}


TO_PAYING = {
    "return": ("agree", "receive", "inspect"),
    "refund_only": ("agree",),
    "compensation": ("offer", "accept"),
    "exchange": ("agree", "receive", "inspect"),
}


def stored(case: Case) -> tuple[Any, ...]:
    return Case.objects.filter(pk=case.pk).values().get(), Event.objects.count(), Approval.objects.count()


@pytest.mark.attack("X16", "B9")
@pytest.mark.django_db
def test_a_proposal_with_the_return_address_of_another_shop_is_refused() -> None:
    """It was kept, shown to the approver, and nobody could approve it; one that does not exist was an error page."""
    people = make_people()
    case = make_case(people.owner, make_order(people.shop, paid="900.00"))
    foreign = people.other_shop.return_addresses.get().pk
    before = stored(case)
    for address in (foreign, 999_999):
        inputs = {"note": "请批准", "return_address": str(address)}
        with pytest.raises(InvalidInput) as error:
            move_case(number=case.number, move_code="ask_approval", person=person(people.owner), inputs=inputs)
        assert list(error.value.problems) == ["return_address"]
        assert stored(case) == before

    own = str(people.shop.return_addresses.get().pk)
    inputs = {"note": "请批准", "return_address": own}
    case = move_case(number=case.number, move_code="ask_approval", person=person(people.owner), inputs=inputs)
    assert str(Case.objects.get(pk=case.pk).return_address_id) == own


@pytest.mark.attack("X16", "H9")
@pytest.mark.django_db
def test_amounts_too_large_to_be_added_up_are_refused_and_no_error_page() -> None:
    people = make_people()
    case = make_case(people.owner, make_order(people.shop, lines=2))
    before = stored(case)
    lines = {str(line.pk): {"pieces": "1", "amount": "999999999999.99"} for line in case.lines.all()}
    with pytest.raises(InvalidInput):
        move_case(number=case.number, move_code="agree", person=person(people.owner), inputs={"granted_lines": lines})
    assert stored(case) == before


@pytest.mark.row("B1", "C9")
@pytest.mark.attack("X16")
@pytest.mark.django_db
@pytest.mark.parametrize("freight", [Money(0), Money(1_200)])
def test_a_refund_that_the_platform_has_made_by_itself_is_not_tried_again_and_again_by_the_clock(freight: Money):
    """The clock failed eight times and left a deadline for a person to look at. Freight is the buyer's own here."""
    story = begin("refund_only", reason="not_wanted", freight=freight)
    order = story.case.order
    order.lines.update(refunded=order.paid)
    story.wait(days=6)
    with story.world.time():
        ends = fire_due()
    assert (ends[End.MOOT], ends[End.PUT_OFF], story.state) == (1, 0, "asked_sent")


@pytest.mark.row("B13", "C9")
@pytest.mark.attack("X16")
@pytest.mark.django_db
def test_a_part_that_goes_back_into_the_case_it_came_from_does_not_end_it():
    """The parent was told by the newest link, to the part that had closed, that nothing had been refunded."""
    parent = begin("rights").do("object").show().do("hand_in").do("verdict_buyer", refund_amount="20.00")
    refund = parent.child
    part = refund.do("split").child
    part.do("merge", other_case=refund.number)
    assert parent.state == "refunding"
    refund.do("agree").pay()
    assert (refund.case.refunded, parent.state) == (Money(2_000), "judging")


@pytest.mark.row("B13", "B3")
@pytest.mark.attack("X16")
@pytest.mark.django_db
def test_pieces_that_were_free_are_not_taken_twice_by_a_merge():
    world = World()
    order = world.order()

    def case(kind: str, reason: str, pieces: int) -> Story:
        return begin(kind, world, order=order, pieces=pieces, amount="10.00", reason=reason)

    free, holding, other = case("refund_only", "quality", 4), case("refund_only", "other", 1), case("return", "size", 3)
    free.refused("too_many_pieces", "merge", other_case=holding.number)
    other.do("withdraw")
    free.do("merge", other_case=holding.number)
    assert (free.state, holding.line.asked) == ("merged", 4)


@pytest.mark.row("B13", "C9")
@pytest.mark.attack("X16")
@pytest.mark.django_db
def test_a_part_of_a_refund_whose_parcel_has_left_stands_where_the_rest_stands():
    story = begin("refund_only", sent=False).do("too_late")
    part = story.do("split").child
    assert (part.state, part.case.details.get("left")) == (story.state, True)


@pytest.mark.row("C18")
@pytest.mark.attack("X16")
@pytest.mark.django_db
@pytest.mark.parametrize("kind", TO_PAYING)
def test_a_payment_that_failed_because_the_platform_had_refunded_by_itself_can_be_brought_to_an_end(kind: str):
    story = begin(kind, **({"amount": "10.00"} if kind != "exchange" else {}))
    for code in TO_PAYING[kind]:
        story.do(code, **({"granted_lines": granted("5.00")} if code == "agree" else {}))
    if kind == "exchange":
        story.ends(well=True)
    story.turn_down()
    assert story.state == "unpaid"
    platform_refunds(story.case.order)
    with story.world.time() as at:
        possible = {
            move.code
            for staff in story.world.staff.values()
            for move, refusal in allowed_moves(story.case, person(staff), at)
            if refusal is None and move.target
        }
    for code in possible:
        with suppress(Refused):
            story.do(code)
    assert story.state != "unpaid"


@pytest.mark.row("C2", "C18")
@pytest.mark.attack("X16", "H6")
@pytest.mark.django_db
def test_an_exchange_whose_rest_was_refunded_elsewhere_ends_though_its_line_has_a_cap():
    """Guards see the room of the old cap, the payout the refunds of today: neither `refund_rest` nor `rest_gone`."""
    world = World()
    order = world.order()
    begin("compensation", world, order=order, amount="1.00").do("offer").do("accept").pay()
    story = begin("exchange", world, order=order)
    story.do("agree", granted_lines=granted("5.00")).do("receive").do("inspect")
    platform_refunds(order)
    story.ends(well=True)
    assert story.state == "exchanged"
