"""Rates of callbacks by month and kind (K5)."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.core.exceptions import BadRequest
from django.http import QueryDict
from django.utils.formats import date_format

from aftercare.callbacks.queries import Rates, rates_of
from aftercare.cases.flows.registry import newest_flow
from aftercare.shops.access import Person


@dataclass(frozen=True)
class RateRow:
    """One line: a month and a kind; rates as printed, '–' of nothing."""

    month: str
    kind: Any
    row: Rates
    in_time: str
    reached: str
    content: str


class FiguresContext:
    """The newest month first. Months are those of the company's clock, for several shops stand in one line."""

    def __init__(self, person: Person, shop_ids: frozenset[int], query: QueryDict, at: datetime) -> None:
        if set(query) - {"shop"}:
            raise BadRequest("unknown key")
        self.rows = [_line(row) for row in rates_of(person, shop_ids, ZoneInfo(settings.TIME_ZONE), at)]


def _line(row: Rates) -> RateRow:
    return RateRow(
        month=date_format(row.month, "YEAR_MONTH_FORMAT"),
        kind=newest_flow(row.kind).label,
        row=row,
        in_time=percent(row.in_time, row.due),
        reached=percent(row.reached, row.called),
        content=percent(row.content, row.reached),
    )


def percent(part: int, whole: int) -> str:
    """'87%', '–' of nothing."""
    return f"{round(100 * part / whole)}%" if whole else "–"
