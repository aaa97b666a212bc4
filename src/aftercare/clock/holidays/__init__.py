"""China's public holidays and make-up workdays as the State Council published them, one JSON file per year.

A year without a file has only weekdays until somebody adds its days as rows (`clock.models.Holiday`).
"""

import json
from collections.abc import Mapping
from datetime import date, timedelta
from functools import cache
from importlib.resources import files
from types import MappingProxyType

SATURDAY = 5


@cache
def known_years() -> tuple[int, ...]:
    """Years that have a file, ascending."""
    names = (entry.name for entry in files(__name__).iterdir())
    return tuple(sorted(int(name.removesuffix(".json")) for name in names if name.endswith(".json")))


@cache
def days_of(year: int) -> Mapping[date, tuple[bool, str]]:
    """Published days of a year: day -> (is a workday, name of the holiday it belongs to). Empty for an unknown year."""
    if year not in known_years():
        return MappingProxyType({})
    data = json.loads(files(__name__).joinpath(f"{year}.json").read_text(encoding="utf-8"))
    days = {date.fromisoformat(day): (False, name) for day, name in data["holidays"].items()}
    days |= {date.fromisoformat(day): (True, name) for day, name in data["workdays"].items()}
    return MappingProxyType(days)


@cache
def published_days() -> Mapping[date, bool]:
    """All known days of all years: True is a make-up workday, False a holiday."""
    return MappingProxyType({day: works for year in known_years() for day, (works, _) in days_of(year).items()})


def legal_last_day(day: date) -> date:
    """The last day of a legal period that would end on that day: a day of rest moves it to the first workday after it
    (民法典 art. 203). Weekends are days of rest unless they were published as workdays."""
    while not published_days().get(day, day.weekday() < SATURDAY):
        day += timedelta(days=1)
    return day
