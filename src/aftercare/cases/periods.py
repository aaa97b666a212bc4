"""A month as each shop's own calendar has it: what figures, lists and exports of costs are asked for."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from django.db.models import Q


def month_of(at: datetime, zone: str) -> date:
    """The first day of the month that it is there."""
    return at.astimezone(ZoneInfo(zone)).date().replace(day=1)


def month_after(first: date, months: int = 1) -> date:
    """The first day of the month so many months later; negative ones are earlier."""
    year, month = divmod(first.year * 12 + first.month - 1 + months, 12)
    return date(year, month + 1, 1)


@dataclass(frozen=True)
class Period:
    """One month in some shops. `zones`: time zone by shop id; no shop, no rows."""

    first: date
    zones: Mapping[int, str]

    def bounds(self, zone: str) -> tuple[datetime, datetime]:
        """From when to before when the month lasts in that zone."""
        first, after = (
            datetime(day.year, day.month, 1, tzinfo=ZoneInfo(zone)) for day in (self.first, month_after(self.first))
        )
        return first, after

    def holds(self, column: str, shop: str = "shop_id") -> Q:
        """Rows of these shops whose `column` falls into the month; both are names in our code. A condition per zone."""
        shops: dict[str, list[int]] = defaultdict(list)
        for shop_id, zone in sorted(self.zones.items()):
            shops[zone].append(shop_id)
        found = Q(pk__in=[])
        for zone, ids in shops.items():
            since, until = self.bounds(zone)
            found |= Q(**{f"{shop}__in": ids, f"{column}__gte": since, f"{column}__lt": until})
        return found
