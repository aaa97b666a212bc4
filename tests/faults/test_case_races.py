"""A person and the clock at the same instant: one winner each time (attacks I1, X14)."""

from collections import Counter
from datetime import timedelta

import pytest
from django.db import transaction
from tests.people import make_order, make_people, person
from tests.races import Finish, racetrack

from aftercare.cases.actions.answer_outside import lock_case_of, run_out
from aftercare.cases.actions.move_case import move_case
from aftercare.cases.clocks import PLATFORM
from aftercare.cases.models import Case, CaseLine
from aftercare.cases.terms import Reason, Responsible
from aftercare.clock.models import Deadline
from aftercare.core.errors import Refused
from aftercare.core.models import Event
from aftercare.core.money import Money
from aftercare.core.time import now
from aftercare.orders.models import OrderLine

RACES = 3000


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
