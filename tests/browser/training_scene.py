"""The newcomer course with its people, for the pages of training."""

from aftercare.config.demo.people import DemoPeople
from aftercare.config.demo.training import teach
from aftercare.core.time import now


def make_school(people: DemoPeople) -> None:
    """As the demo has it."""
    teach(people, now())
