"""Two supervisors fill the same cell, or decide the same swap, in the same instant."""

import pytest
from django.utils.translation import override
from tests.people import make_people, make_staff, person
from tests.races import race, racetrack
from tests.shifts.scene import held, put, today_of

from aftercare.accounts.terms import Role
from aftercare.core.errors import Refused
from aftercare.core.models import Event
from aftercare.shifts.actions.set_cell import set_cell
from aftercare.shifts.actions.swap_shifts import Offer, answer_swap, ask_swap, decide_swap, withdraw_swap
from aftercare.shifts.models import Assignment, Swap
from aftercare.shifts.terms import Absence, SwapState
from aftercare.shifts.writing import Wish

SEEN = {SwapState.DONE: ("", "early"), SwapState.DENIED: ("early", ""), SwapState.WITHDRAWN: ("early", "")}


@pytest.mark.django_db(transaction=True)
@pytest.mark.row("P3")
def test_exactly_one_wins_and_the_other_is_told():
    people = make_people()
    bosses = [people.supervisor, make_staff("", Role.SUPERVISOR, shop=people.shop)]
    with racetrack(2) as race:
        for number in range(1, 6):
            cell = (people.owner.pk, today_of(people.shop, number))

            def fill(staff, code, cell=cell):
                wish = {"shop_id": people.shop.pk, "cell": cell, "wish": Wish(code), "seen_version": 0}
                return lambda: set_cell(**wish, person=person(staff))

            ends = race(fill(bosses[0], "early"), fill(bosses[1], "late"))
            (loser,) = [end.error for end in ends if not end.won]
            assert isinstance(loser, Refused) and loser.refusal.code == "version_changed"
            (winner,) = [end.value for end in ends if end.won]
            row = Assignment.objects.get(staff=people.owner, day=cell[1])
            assert (row.code, row.version) == (winner.code, 1)


@pytest.mark.django_db(transaction=True)
@pytest.mark.row("P3")
def test_a_leave_and_a_shift_at_once_are_one_of_both_and_the_other_reads_whose():
    people = make_people()
    bosses = {"": people.supervisor, Absence.SICK: make_staff("", Role.SUPERVISOR, shop=people.shop)}
    cell = (people.owner.pk, today_of(people.shop, 1))

    def fill(absence):
        facts = {"shop_id": people.shop.pk, "cell": cell, "wish": Wish("" if absence else "early", absence)}

        def act():
            with override("en"):  # each thread has a language of its own
                return set_cell(**facts, seen_version=0, person=person(bosses[absence]))

        return act

    ends = race(fill(""), fill(Absence.SICK))
    row = Assignment.objects.get()
    (loser,) = [end.error for end in ends if not end.won]
    assert isinstance(loser, Refused)
    with override("en"):
        what = str(Absence.SICK.label) if row.absence else "Early"
        told = {name: str(value) for name, value in loser.refusal.params.items()}
    assert told == {"name": bosses[row.absence].name, "state": what}
    assert (row.version, Event.objects.filter(kind="roster.changed").count()) == (1, 1)


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("rivals", [("approve", "deny"), ("approve", "approve"), ("approve", "withdraw")])
@pytest.mark.row("P3")
def test_a_swap_is_settled_once_and_the_second_reads_by_whom_and_how(rivals):
    people = make_people()
    shop, day = people.shop, today_of(people.shop, 2)
    put(people.supervisor, shop, people.owner, day)
    swap = ask_swap(shop_id=shop.pk, offer=Offer(day, people.teammate.pk), person=person(people.owner))
    answer_swap(swap_id=swap.pk, agrees=True, person=person(people.teammate))
    other = people.supervisor if rivals[0] == rivals[1] else make_staff("", Role.SUPERVISOR, shop=shop)
    steps = {
        "approve": lambda: decide_swap(swap_id=swap.pk, grants=True, person=person(people.supervisor)),
        "deny": lambda: decide_swap(swap_id=swap.pk, grants=False, person=person(other)),
        "withdraw": lambda: withdraw_swap(swap_id=swap.pk, person=person(people.owner)),
    }
    ends = race(*(steps[name] for name in rivals))
    (loser,) = [end.error for end in ends if not end.won]
    row = Swap.objects.select_related("decided_by", "asked_by").get()
    quicker = row.decided_by or row.asked_by
    assert isinstance(loser, Refused) and loser.refusal.code == "swap_settled"
    assert loser.refusal.params == {"name": quicker.name, "state": SwapState(row.state).label}
    assert (held(shop, people.owner, day), held(shop, people.teammate, day)) == SEEN[SwapState(row.state)]
    told = Event.objects.filter(kind__in=["swap.decided", "swap.withdrawn"])
    assert (told.count(), Event.objects.filter(kind="roster.changed").count()) == (
        1,
        2 if row.state == SwapState.DONE else 1,
    )
