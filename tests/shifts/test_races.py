"""Two supervisors fill the same cell in the same instant."""

import pytest
from tests.people import make_people, make_staff, person
from tests.races import racetrack
from tests.shifts.scene import today_of

from aftercare.accounts.terms import Role
from aftercare.core.errors import Refused
from aftercare.shifts.actions.set_cell import set_cell
from aftercare.shifts.models import Assignment
from aftercare.shifts.writing import Wish


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
