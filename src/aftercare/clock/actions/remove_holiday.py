"""Let a day be as published again."""

from django.db import transaction

from aftercare.clock.access import access_clock_of, access_company_clock, visible_holidays
from aftercare.core.errors import NotFound
from aftercare.core.events import record
from aftercare.core.time import now
from aftercare.shops.access import Person
from aftercare.shops.policies import settings_changed


@transaction.atomic
def remove_holiday(*, person: Person, holiday_id: int) -> None:
    """Remove the row of a day. Raises NotFound or Refused."""
    holiday = visible_holidays(person).filter(pk=holiday_id).first()
    if holiday is None:
        raise NotFound(holiday_id)
    if holiday.shop_id is None:
        access_company_clock(person)
    else:
        access_clock_of(person, holiday.shop_id)
    removed, _rows = holiday.delete()
    if not removed:
        raise NotFound(holiday_id)
    settings_changed(holiday.shop_id)
    record(
        kind="holiday.removed",
        subject=("holiday", holiday_id),
        shop_id=holiday.shop_id,
        actor_id=person.staff_id,
        at=now(),
        data={"day": holiday.date.isoformat(), "was_workday": holiday.is_workday, "name": holiday.name},
    )
