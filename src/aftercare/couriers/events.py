"""Events of couriers."""

from datetime import datetime
from typing import Any

from aftercare.core.events import record
from aftercare.shops.access import Person


def note(event: str, subject: tuple[str, int], shop_id: int, who: tuple[Person, datetime], /, **data: Any) -> None:
    """An event in the transaction of its change; `who`: the person and the time. No personal data in `data`."""
    person, at = who
    record(kind=event, subject=subject, shop_id=shop_id, actor_id=person.staff_id, at=at, data=data)
