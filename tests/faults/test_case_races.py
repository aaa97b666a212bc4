"""Two at the same instant: a person and the clock, two people, a child and its parent, two who want the last fen or the
last piece. One winner each time, or both agree; whoever loses is told why (attacks I1, X14)."""

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection, transaction
from tests.cases.story import Story, World, begin
from tests.faults.case_invariants import Record, check_all, job_is_done, waiting_jobs
from tests.people import make_order, make_people, person
from tests.races import Finish, Racer, race, racetrack

from aftercare.cases.actions.answer_outside import lock_case_of, run_out
from aftercare.cases.actions.move_case import move_case
from aftercare.cases.actions.open_case import Application, open_case
from aftercare.cases.clocks import PLATFORM
from aftercare.cases.models import Case, CaseLine
from aftercare.cases.terms import Reason, Responsible
from aftercare.clock.models import Deadline
from aftercare.core.errors import InvalidInput, Refused
from aftercare.core.models import Event
from aftercare.core.money import Money
from aftercare.core.time import now
from aftercare.jobs.cases import hear
from aftercare.money.models import Cap, Payout
from aftercare.orders.models import Order, OrderLine
from aftercare.shops.access import Person

RACES = 3000
ROUNDS = 30  # of races whose scene takes several steps to set up


def bulk_cases(people, count: int) -> list[Case]:
    """Many returns that wait for our answer, each with its platform clock due now."""
    order = make_order(people.shop, paid="30000.00")
    lines = OrderLine.objects.bulk_create(
        OrderLine(order=order, line_no=f"race-{index}", title="摆件", paid=Money(1)) for index in range(count)
    )
    at = now()
    cases = Case.objects.bulk_create(
        Case(
            number=f"RACE{index}",
            shop=people.shop,
            flow="return",
            flow_version=1,
            state="asked",
            waits_for="agent",
            order=order,
            owner=people.owner,
            opened_by=people.owner,
            opened_at=at - timedelta(days=5),
            state_since=at,
            platform_due_at=at,
            next_due_at=at,
            reason=Reason.QUALITY,
            responsible=Responsible.SHOP,
            asked=Money(1),
        )
        for index in range(count)
    )
    CaseLine.objects.bulk_create(
        CaseLine(case=case, order_line=line, asked=1, asked_amount=Money(1))
        for case, line in zip(cases, lines, strict=True)
    )
    Deadline.objects.bulk_create(
        Deadline(
            shop=people.shop, kind=PLATFORM, subject_kind="case", subject_id=case.pk, fires="agree_by_time", due_at=at
        )
        for case in cases
    )
    return cases


def fire(deadline: Deadline) -> None:
    with transaction.atomic():
        lock_case_of(deadline)
        run_out(deadline, now())


def winners(finishes: list[Finish]) -> int:
    assert all(finish.won or isinstance(finish.error, Refused) for finish in finishes), finishes
    return sum(finish.won for finish in finishes)


@pytest.mark.faults
@pytest.mark.row("B1")
@pytest.mark.attack("I1", "X14")
@pytest.mark.django_db(transaction=True)
def test_a_person_and_the_clock_at_the_same_instant_have_one_winner():
    people = make_people()
    agent = person(people.owner)
    cases = bulk_cases(people, RACES)
    deadlines = {row.subject_id: row for row in Deadline.objects.all()}
    tally: Counter[int] = Counter()
    with racetrack(2) as race:
        for case in cases:
            by_hand = lambda number=case.number: move_case(number=number, move_code="agree", person=agent)  # noqa: E731
            by_time = lambda deadline=deadlines[case.pk]: fire(deadline)  # noqa: E731
            tally[winners(race(by_hand, by_time))] += 1
    assert tally == {1: RACES}
    assert Case.objects.filter(state="agreed", version=2).count() == RACES
    moves = Event.objects.filter(kind="case.moved").values_list("data__move", flat=True)
    assert len(moves) == RACES
    print(f"winners over {RACES} races: {Counter(moves)}")


@pytest.mark.faults
@pytest.mark.attack("X14")
@pytest.mark.django_db(transaction=True)
def test_two_agents_who_do_different_things_have_one_winner():
    people = make_people()
    cases = bulk_cases(people, 200)
    tally: Counter[int] = Counter()
    one, other = person(people.owner), person(people.teammate)
    words = {"note": "买家不退了"}
    with racetrack(2) as race:
        for case in cases:
            finishes = race(
                lambda number=case.number: move_case(number=number, move_code="agree", person=one, expected_version=1),
                lambda number=case.number: move_case(
                    number=number, move_code="withdraw", person=other, inputs=words, expected_version=1
                ),
            )
            tally[winners(finishes)] += 1
    assert tally == {1: 200}
    assert Case.objects.filter(version=2).count() == 200


def step(story: Story, code: str, who: Person, **inputs: Any) -> Racer:
    return lambda: move_case(number=story.number, move_code=code, person=who, inputs=inputs)


def two_agents(world: World) -> tuple[Person, Person]:
    return person(world.people.owner), person(world.people.teammate)


def codes(finishes: list[Finish]) -> list[str]:
    """Why the losers were refused: a code, or the field that was wrong; any other error is a finding."""
    errors = [finish.error for finish in finishes if not finish.won]
    assert all(isinstance(error, Refused | InvalidInput) for error in errors), finishes
    return [error.refusal.code if isinstance(error, Refused) else "".join(error.problems) for error in errors]


def all_agrees(order: Order) -> None:
    check_all(Record.of([order]), {})


@pytest.mark.faults
@pytest.mark.attack("X14")
@pytest.mark.django_db(transaction=True)
def test_two_agents_open_one_compensation_on_the_same_parent():
    world = World()
    order = world.order()
    wish = {"compensation_form": "money", "compensation_amount": "8.00"}
    with racetrack(2) as run:
        for _round in range(ROUNDS):
            story = begin("complaint", world, order=order)
            finishes = run(*(step(story, "compensate", agent, **wish) for agent in two_agents(world)))
            assert codes(finishes) == ["wrong_state"]
            assert (story.state, len(story.linked)) == ("compensating", 1)
    all_agrees(order)


@pytest.mark.faults
@pytest.mark.row("C3", "C9", "C18")
@pytest.mark.attack("X14", "H6", "H7")
@pytest.mark.django_db(transaction=True)
def test_a_refund_and_a_compensation_want_the_last_fen_of_a_line_and_one_gets_it():
    world, tally = World(), Counter[str]()
    one, other = two_agents(world)
    with racetrack(2) as run:
        for _round in range(ROUNDS):
            order = world.order()
            line = order.lines.get()
            OrderLine.objects.filter(pk=line.pk).update(refunded=line.paid - Money(1))
            parent = begin("misshipment", world, order=order).show().do("ask_warehouse").do("confirm")
            refund = parent.do("refund_missing", refund_amount="0.01").child
            unhappy = begin("complaint", world, order=order).do("compensate", compensation_amount="0.01")
            gift = unhappy.child.do("offer")

            finishes = run(step(refund, "agree", one), step(gift, "accept", other))

            assert codes(finishes) == ["over_cap"]
            payout = Payout.objects.get(shop=world.people.shop, payee_reference=order.platform_no)
            assert (payout.amount, Cap.objects.get(reference=line.cap_reference).room) == (Money(1), Money(0))
            assert sorted((refund.state, gift.state)) in (["asked_sent", "paying"], ["offered", "paying"])
            all_agrees(order)
            tally[refund.state] += 1
    print(f"refunds over {ROUNDS} races: {tally}")


def sent_ahead(world: World) -> tuple[Story, Story]:
    """An exchange whose goods are back while the new ones, sent ahead, are still on their way."""
    story = begin("exchange", world).do("agree").do("register_parcel").do("send_ahead")
    child = story.child.do("dispatch")
    return story.do("receive"), child


def inspect(story: Story) -> Racer:
    lines = {str(story.line.pk): {"good": "2", "defective": "0", "good_to": "restock"}}
    return step(story, "inspect", person(story.world.people.warehouse), inspected_lines=lines)


def arrive_and_tell(child: Story, who: Person) -> None:
    """The new goods arrive, and the worker does at once what waits for it."""
    move_case(number=child.number, move_code="arrive", person=who)
    for job, case_id in waiting_jobs():
        hear(case_id=case_id)
        job_is_done(job)


@pytest.mark.faults
@pytest.mark.row("C2", "C19")
@pytest.mark.attack("X14")
@pytest.mark.django_db(transaction=True)
def test_a_child_that_ends_while_its_parent_begins_to_wait_is_heard():
    world = World()
    agent = person(world.people.owner)
    with racetrack(2) as run:
        for _round in range(ROUNDS):
            story, child = sent_ahead(world)
            finishes = run(inspect(story), lambda child=child: arrive_and_tell(child, agent))
            assert winners(finishes) == 2
            story.work()
            assert (child.state, story.state) == ("arrived", "exchanged")
            all_agrees(story.case.order)


@pytest.mark.faults
@pytest.mark.row("C2", "C19")
@pytest.mark.attack("X14")
@pytest.mark.django_db(transaction=True)
def test_a_child_that_ends_before_its_parents_step_is_committed_is_heard():
    """The worker is told of the end while nobody can see yet that the parent waits for it."""
    world = World()
    story, child = sent_ahead(world)

    def elsewhere() -> None:
        arrive_and_tell(child, person(world.people.owner))
        connection.close()

    with transaction.atomic():
        inspect(story)()
        with ThreadPoolExecutor(1) as pool:
            pool.submit(elsewhere).result(30)
    story.work()
    assert (child.state, story.state) == ("arrived", "exchanged")


@pytest.mark.faults
@pytest.mark.row("B13")
@pytest.mark.attack("X14")
@pytest.mark.django_db(transaction=True)
def test_two_cases_that_are_merged_into_each_other_leave_one():
    world, tally = World(), Counter[int]()
    with racetrack(2) as run:
        for _round in range(ROUNDS):
            first = begin("return", world, reason="quality")
            order = first.case.order
            second = begin("return", world, order=order, pieces=1, reason="quality")
            words = {"note": "同一件事"}
            finishes = run(
                *(
                    step(story, "merge", agent, other_case=into.number, **words)
                    for story, into, agent in zip((first, second), (second, first), two_agents(world), strict=True)
                )
            )
            lost = codes(finishes)
            assert len(lost) in (1, 2) and set(lost) <= {"other_case_busy", "wrong_state", "other_case"}
            left = [story for story in (first, second) if story.state == "asked"]
            assert (len(left), sum(story.line.asked for story in left)) == (len(lost), 3)
            all_agrees(order)
            tally[2 - len(lost)] += 1
    print(f"winners over {ROUNDS} races: {tally}")


@pytest.mark.faults
@pytest.mark.row("B13", "B3")
@pytest.mark.attack("X14")
@pytest.mark.django_db(transaction=True)
def test_a_case_that_is_split_and_agreed_to_at_the_same_instant_loses_no_piece():
    """Whoever agrees after the split grants what is left in the case; whoever splits after that is too late."""
    world, tally = World(), Counter[tuple[str, int]]()
    one, other = two_agents(world)
    with racetrack(2) as run:
        for _round in range(ROUNDS):
            story = begin("return", world, reason="quality")
            pieces = {str(story.line.pk): "1"}
            finishes = run(step(story, "agree", one), step(story, "split", other, split_lines=pieces))
            assert set(codes(finishes)) <= {"wrong_state"}
            cases = [story, *story.linked]
            assert story.case.granted == story.case.asked
            assert (sum(one.line.asked for one in cases), sum(one.case.asked.fen for one in cases)) == (2, 20_000)
            assert (story.state, story.line.authorised) == ("agreed", story.line.asked)
            all_agrees(story.case.order)
            tally[story.state, len(cases)] += 1
    print(f"ends over {ROUNDS} races: {tally}")


def application(kind: str, order: Order, pieces: int) -> Application:
    line = order.lines.get()
    return Application(flow=kind, order_id=order.pk, reason=Reason.QUALITY, lines={line.pk: (pieces, Money(100))})


@pytest.mark.faults
@pytest.mark.row("B3", "B13")
@pytest.mark.attack("X14", "B3")
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("rival", ["conversion", "application", "child"])
def test_two_who_want_the_same_pieces_do_not_both_get_them(rival: str):
    """A complaint becomes a return of all pieces while another one does, somebody applies for one, or opens a child."""
    world = World()
    one, other = two_agents(world)
    for _round in range(ROUNDS // 3):
        order = world.order()
        words = {"note": "买家要求退货", "new_reason": "quality"}
        unhappy = begin("complaint", world, order=order, pieces=4)
        if rival == "conversion":
            second = step(begin("complaint", world, order=order, pieces=4), "to_return", other, **words)
        elif rival == "application":
            second = lambda order=order: open_case(application=application("return", order, 1), person=other)  # noqa: E731
        else:
            parent = begin("misshipment", world, order=order, reason="missing").show()
            parent.do("ask_warehouse").do("confirm")
            second = step(parent, "refund_missing", other, refund_amount="5.00")
        assert codes(race(step(unhappy, "to_return", one, **words), second)) == ["too_many_pieces"]
        all_agrees(order)


@pytest.mark.faults
@pytest.mark.row("B3")
@pytest.mark.attack("X14", "B3")
@pytest.mark.django_db(transaction=True)
def test_a_changed_application_does_not_take_pieces_that_another_case_takes_just_now():
    world = World()
    one, other = two_agents(world)
    for _round in range(ROUNDS // 3):
        refused = begin("return", world, reason="quality", pieces=1).do("refuse")
        order = refused.case.order
        wish = {str(refused.line.pk): {"pieces": "4", "amount": "10.00"}}
        finishes = race(
            step(refused, "reapply", one, asked_lines=wish, reason="quality", note="买家改为全部退货"),
            lambda order=order: open_case(application=application("return", order, 3), person=other),
        )
        assert codes(finishes) == ["too_many_pieces"]
        all_agrees(order)
