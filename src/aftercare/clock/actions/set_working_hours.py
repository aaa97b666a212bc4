"""Set the week of a shop."""

from collections.abc import Sequence

from django.db import transaction

from aftercare.clock.access import access_clock_of
from aftercare.clock.models import WorkingHours
from aftercare.clock.queries import week_to_json
from aftercare.clock.rules import Interval, Week, overlapping_days, parse_day
from aftercare.core.errors import InvalidInput
from aftercare.core.events import record
from aftercare.core.time import now
from aftercare.core.words import _
from aftercare.shops.access import Person
from aftercare.shops.policies import settings_changed


@transaction.atomic
def set_working_hours(*, person: Person, shop_id: int, days: Sequence[str], works_holidays: bool) -> WorkingHours:
    """Give the shop the hours of seven days, Monday first, each as people type it: "08:30-16:30, 16:30-24:00" (P3).

    Clocks that run keep their time; those started later use the new hours. Raises NotFound, Refused, or InvalidInput
    with a problem per day (`day_0` is Monday) or for the whole (`week`).
    """
    access_clock_of(person, shop_id)
    week = check_week(days)
    before = WorkingHours.objects.filter(shop_id=shop_id).values("week", "works_holidays").first()
    after = {"week": week_to_json(week), "works_holidays": works_holidays}
    hours, _created = WorkingHours.objects.update_or_create(shop_id=shop_id, defaults=after)
    settings_changed(shop_id)
    record(
        kind="working_hours.set",
        subject=("shop", shop_id),
        shop_id=shop_id,
        actor_id=person.staff_id,
        at=now(),
        data={"before": before, "after": after},
    )
    return hours


def check_week(days: Sequence[str]) -> Week:
    """The intervals of seven days; raises InvalidInput (see `set_working_hours`)."""
    if len(days) != 7:
        raise InvalidInput({"week": _("A week has seven days.")})
    week: list[tuple[Interval, ...]] = []
    problems = {}
    for number, text in enumerate(days):
        try:
            week.append(parse_day(text))
        except ValueError:
            problems[f"day_{number}"] = _("Write times like 08:30-16:30, 16:30-24:00.")
    if problems:
        raise InvalidInput(problems)
    if not any(week):
        raise InvalidInput({"week": _("At least one day needs working hours.")})
    overlaps = overlapping_days(tuple(week))
    if overlaps:
        raise InvalidInput({f"day_{number}": _("These hours overlap with others.") for number in overlaps})
    return tuple(week)
