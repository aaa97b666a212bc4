"""The address of a list of the workbench, read and checked: named keys only (F2)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Final
from urllib.parse import urlencode

from django.core.exceptions import BadRequest
from django.http import QueryDict
from django.utils import timezone

from aftercare.accounts.terms import Role
from aftercare.chat.access import ANSWERERS
from aftercare.chat.queues import Filters, View
from aftercare.chat.reads import Ended
from aftercare.chat.terms import Topic
from aftercare.shops.access import Person
from aftercare.web.numbers import read_day, read_number

KEYS: Final = ("topic", "late", "flagged", "agent", "stars", "until")
ALSO: Final = frozenset({"view", "after", "ids", "note"})  # `note`: opens the conversation in note mode
STARS: Final = range(6)  # 0: not rated


@dataclass(frozen=True)
class Asked:
    """Which list, narrowed by what, from where."""

    view: View
    filters: Filters
    ended: Ended
    chosen: Mapping[str, str]  # filter -> value as it stands in the address
    after: str

    def query(self, **changes: str) -> str:
        """'?view=…' with other values; '' takes one away. It always begins at the first page."""
        values = {"view": self.view.value, **self.chosen, **changes}
        return "?" + urlencode({name: value for name, value in values.items() if value})


def usual_view(person: Person) -> View:
    """Whoever answers begins with their own; supervisors and quality work with the team's."""
    return View.MINE if person.all_roles & (ANSWERERS - {Role.SUPERVISOR}) else View.TEAM


def read_asked(query: QueryDict, person: Person) -> Asked:
    """Raises BadRequest on a key or a value that the lists do not have."""
    if set(query) - set(KEYS) - ALSO or any(len(values) > 1 for values in dict(query.lists()).values()):
        raise BadRequest("unknown key")
    view = query.get("view") or usual_view(person).value
    if view not in View.values:
        raise BadRequest("unknown view")
    chosen = {name: value for name in KEYS if (value := query.get(name, ""))}
    filters = Filters(
        topic=_one_of(chosen.get("topic", ""), Topic.values),
        late=_flag(chosen.get("late")),
        flagged=_flag(chosen.get("flagged")),
        agent_id=_number(chosen.get("agent")),
    )
    return Asked(View(view), filters, _read_ended(chosen), chosen, query.get("after", ""))


def _read_ended(chosen: Mapping[str, str]) -> Ended:
    stars = _number(chosen.get("stars"))
    if stars is not None and stars not in STARS:
        raise BadRequest("unknown stars")
    day = read_day(chosen.get("until"))
    before = datetime.combine(day + timedelta(days=1), time(), timezone.get_current_timezone()) if day else None
    return Ended(stars, before)


def _one_of(value: str, values: list[str]) -> str:
    if value and value not in values:
        raise BadRequest("unknown value")
    return value


def _flag(value: str | None) -> bool:
    if value not in (None, "1"):
        raise BadRequest("unknown flag")
    return value == "1"


def _number(value: str | None) -> int | None:
    if value is None:
        return None
    number = read_number(value)
    if number is None:
        raise BadRequest("not a number")
    return number
