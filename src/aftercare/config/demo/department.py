"""The department's own day: rosters and handovers, callbacks, points, promotion mode."""

from datetime import datetime

from aftercare.config.demo.callbacks import call_buyers
from aftercare.config.demo.merits import assess_people
from aftercare.config.demo.people import DemoPeople
from aftercare.config.demo.promoting import promote
from aftercare.config.demo.quality import sample_quality
from aftercare.config.demo.roster import live_by_the_roster
from aftercare.config.demo.training import teach


def run_the_department(people: DemoPeople, at: datetime) -> None:
    """All of it, after everything that it works on."""
    live_by_the_roster(people, at)
    call_buyers(people, at)
    assess_people(people, at)
    promote(people, at)
    sample_quality(people, at)
    teach(people, at)
