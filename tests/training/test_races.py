"""Two tabs begin, and hand in, in the same instant (K3)."""

import pytest
from tests.people import person
from tests.races import racetrack
from tests.training.scene import School

from aftercare.core.models import Event
from aftercare.training.actions.take_exam import start_attempt, submit_attempt
from aftercare.training.models import Attempt, Certificate


@pytest.mark.django_db(transaction=True)
@pytest.mark.row("K3")
def test_there_is_one_try_and_one_end_of_it():
    school = School()
    me = person(school.people.owner)
    with racetrack(2) as race:
        ends = race(*[lambda: start_attempt(course_id=school.course.pk, person=me)] * 2)
        assert len({end.value.pk for end in ends}) == 1
        attempt = Attempt.objects.get()
        school.answers_all(attempt, school.people.owner, right=4)
        ends = race(*[lambda: submit_attempt(attempt_id=attempt.pk, person=me)] * 2)
    assert all(end.won for end in ends)
    attempt.refresh_from_db()
    assert (attempt.state, Certificate.objects.count()) == ("passed", 1)
    assert Event.objects.filter(kind="exam.submitted").count() == 1
