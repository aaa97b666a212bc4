"""Say that a day is not as published, or not published yet."""

from datetime import date

from django.db import transaction

from aftercare.clock.access import access_clock_of, access_company_clock
from aftercare.clock.models import Holiday
from aftercare.core.errors import InvalidInput
from aftercare.core.events import record
from aftercare.core.time import now
from aftercare.core.words import _
from aftercare.shops.access import Person
from aftercare.shops.policies import settings_changed

FIRST_DAY, LAST_DAY = date(2000, 1, 1), date(2099, 12, 31)
LONGEST_NAME = 40


@transaction.atomic
def set_holiday(*, person: Person, shop_id: int | None, day: date, is_workday: bool, name: str) -> Holiday:
    """Make the day a workday or a day off for the shop, or for all shops (`shop_id` None: administrators only).

    Setting a day again changes it. Raises NotFound, Refused or InvalidInput (`name`, `day`).
    """
    if shop_id is None:
        access_company_clock(person)
    shop = access_clock_of(person, shop_id) if shop_id is not None else None
    name = name.strip()
    if not 1 <= len(name) <= LONGEST_NAME:
        raise InvalidInput({"name": _("Give the day a name of at most 40 characters.")})
    if not FIRST_DAY <= day <= LAST_DAY:
        raise InvalidInput({"day": _("Choose a day between 2000 and 2099.")})
    values = {"is_workday": is_workday, "name": name}
    before = Holiday.objects.filter(shop=shop, date=day).values(*values).first()
    holiday, _created = Holiday.objects.update_or_create(shop=shop, date=day, defaults=values)
    settings_changed(shop_id)
    record(
        kind="holiday.set",
        subject=("holiday", holiday.pk),
        shop_id=shop_id,
        actor_id=person.staff_id,
        at=now(),
        data={"day": day.isoformat(), "before": before, "after": values},
    )
    return holiday
