"""The newcomer course with its people, for the pages of training."""

from tests.people import person

from aftercare.config.demo.people import DemoPeople
from aftercare.config.demo.training import teach
from aftercare.core.time import now
from aftercare.training.actions.take_exam import start_attempt


def make_school(people: DemoPeople) -> None:
    """As the demo has it; the newcomer has begun an exam."""
    course = teach(people, now())
    start_attempt(course_id=course.pk, person=person(people.staff["newcomer"]))
