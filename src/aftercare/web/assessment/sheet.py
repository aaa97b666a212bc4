"""A month of a shop as an Excel file (K7): frozen when it is closed; who took it stands in it (E10)."""

from datetime import date, datetime
from typing import BinaryIO

from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from aftercare.assessment.queries import closed_of, people_of
from aftercare.assessment.sums import Total
from aftercare.shops.access import Person
from aftercare.shops.models import Shop
from aftercare.web.workbooks import Cell, Column, workbook


class PointsFile:
    """`totals`: one line a person."""

    def __init__(self, person: Person, shop: Shop, month: date, at: datetime) -> None:
        self.person, self.shop, self.month, self.at = person, shop, month, at
        self.closed = closed_of(person, [shop.pk], month).get(shop.pk)
        if self.closed is not None:
            self.totals = [Total.from_json(row) for row in self.closed.rows]
        else:
            self.totals = people_of(person, [shop.pk], month)

    def make(self) -> BinaryIO:
        """The file."""
        columns = [
            Column(_("Person"), 16), Column(_("Month"), 10), Column(_("Credits"), 10), Column(_("Penalties"), 10),
            Column(_("Total"), 10), Column(_("Entries"), 10),
        ]  # fmt: skip
        return workbook(columns, (self._line(one) for one in self.totals), self.mark)

    @property
    def mark(self) -> str:
        """Who took what, when, and whether the month can still change."""
        state = _("closed") if self.closed else _("not closed yet")
        return _("Exported from Aftercare by %(person)s at %(time)s · %(shop)s · %(month)s, %(state)s") % {
            "person": self.person.name,
            "time": f"{localtime(self.at):%Y-%m-%d %H:%M}",
            "shop": self.shop.name,
            "month": f"{self.month:%Y-%m}",
            "state": state,
        }

    def _line(self, one: Total) -> list[Cell]:
        return [one.name, f"{self.month:%Y-%m}", one.credits, one.penalties, one.total, one.entries]
