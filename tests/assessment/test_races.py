"""Two workers gather at once, and one dies in the middle; two close a month, or decide an appeal."""

import pytest
from django.db import transaction
from tests.assessment.scene import closed, entered, gathered, judged, last_month, of_last_month
from tests.people import make_people, make_staff, person
from tests.races import race

from aftercare.accounts.terms import Role
from aftercare.assessment.actions.appeal_entry import appeal_entry, decide_appeal
from aftercare.assessment.actions.close_month import close_month
from aftercare.assessment.models import Appeal, ClosedMonth, Entry
from aftercare.assessment.terms import AppealState, Source
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


@pytest.mark.parametrize("second", [True, False])
@pytest.mark.row("K7")
def test_two_supervisors_decide_an_appeal_once_and_the_second_reads_by_whom_and_how(second: bool):
    people = make_people()
    entry = of_last_month(entered(people), people)
    appeal_entry(entry_id=entry.pk, reason="那天请过假", person=person(people.owner))
    closed(people, last_month(people))
    deciders = [make_staff("", Role.SUPERVISOR, shop=people.shop) for _one in range(2)]

    def decide(staff, granted):
        return lambda: decide_appeal(entry_id=entry.pk, granted=granted, note="查过排班", person=person(staff))

    ends = race(decide(deciders[0], True), decide(deciders[1], second))
    (loser,) = [one.error for one in ends if not one.won]
    appeal = Appeal.objects.select_related("decided_by").get()
    assert isinstance(loser, Refused) and loser.refusal.code == "no_appeal"
    assert loser.refusal.params == {"name": appeal.decided_by.name, "state": AppealState(appeal.state).label}
    corrections = Entry.objects.filter(source=Source.CORRECTION, points=3).count()
    assert corrections == int(appeal.state == AppealState.GRANTED)
    assert Event.objects.filter(kind__startswith="assessment.appeal_").count() == 1
