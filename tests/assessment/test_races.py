"""Two workers gather at once, and one dies in the middle; a month is closed while points are entered."""

import pytest
from django.db import transaction
from tests.assessment.scene import entered, gathered, judged, last_month
from tests.people import make_people, person
from tests.races import race

from aftercare.assessment.actions.close_month import close_month
from aftercare.assessment.models import ClosedMonth, Entry
from aftercare.core.errors import Refused
from aftercare.core.models import Event

pytestmark = pytest.mark.django_db(transaction=True)


class PulledOut(Exception):
    """The worker dies here."""


@pytest.mark.row("K7")
def test_two_workers_and_a_dead_one_make_each_entry_once():
    people = make_people()
    for _one in range(5):
        judged(people, "rights", people.owner)
    with pytest.raises(PulledOut), transaction.atomic():
        assert gathered(people) == 5
        raise PulledOut
    assert Entry.objects.count() == 0
    ends = race(lambda: gathered(people), lambda: gathered(people))
    assert sorted(end.value for end in ends) == [0, 5]
    assert Entry.objects.count() == 5 == Event.objects.filter(kind="assessment.entered").count()


@pytest.mark.row("K7")
def test_two_supervisors_close_a_month_once():
    people = make_people()
    entered(people)
    month, slug = last_month(people), people.shop.slug

    def end(staff):
        return lambda: close_month(slug=slug, month=month, person=person(staff))

    ends = race(end(people.supervisor), end(people.administrator))
    (loser,) = [one.error for one in ends if not one.won]
    assert isinstance(loser, Refused) and loser.refusal.code == "month_closed"
    assert ClosedMonth.objects.count() == 1
