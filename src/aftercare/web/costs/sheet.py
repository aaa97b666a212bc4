"""The bookings of a month as an Excel file (B6): who took them stands in it, and in the audit trail (E10)."""

from collections import Counter
from collections.abc import Iterator
from typing import BinaryIO
from zoneinfo import ZoneInfo

from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from aftercare.cases.costs import Booking, all_bookings, export_refusal
from aftercare.cases.flows.registry import flow_of
from aftercare.core.errors import Refused
from aftercare.core.money import Money
from aftercare.web.costs.asking import Asked, Head
from aftercare.web.costs.charges import read_charge
from aftercare.web.costs.words import charge_words
from aftercare.web.workbooks import Column, workbook


class CostsFile:
    """The list that the address asks for. `rows`: how many of each shop were written; known when it has been made."""

    def __init__(self, asked: Asked) -> None:
        self.asked, self.charge = asked, read_charge(asked)
        self.rows: Counter[int] = Counter(dict.fromkeys(asked.period.zones, 0))

    def make(self) -> BinaryIO:
        """The file. Raises Refused when it would be too large."""
        asked = self.asked
        refusal = export_refusal(asked.person, asked.period, self.charge)
        if refusal is not None:
            raise Refused(refusal)
        return workbook(_columns(), self._lines(), self.mark)

    @property
    def name(self) -> str:
        return f"costs-{self.asked.period.first:%Y%m}.xlsx"

    @property
    def mark(self) -> str:
        """Who took what, and when."""
        asked = self.asked
        return _("Exported from Aftercare by %(person)s at %(time)s · %(month)s · %(shops)s · %(charge)s") % {
            "person": asked.person.name,
            "time": f"{localtime(asked.at):%Y-%m-%d %H:%M}",
            "month": Head(asked).month_words,
            "shops": ", ".join(name for pk, name in asked.shop_names.items() if pk in asked.period.zones),
            "charge": charge_words(self.charge) if self.charge else _("All bookings"),
        }

    def _lines(self) -> Iterator[list[str | Money]]:
        names, zones = self.asked.shop_names, {pk: ZoneInfo(zone) for pk, zone in self.asked.period.zones.items()}
        for booking in all_bookings(self.asked.person, self.asked.period, self.charge):
            self.rows[booking.shop_id] += 1
            yield _line(booking, names[booking.shop_id], zones[booking.shop_id])


def _columns() -> list[Column]:
    return [
        Column(_("Booked at"), 17), Column(_("Shop"), 16), Column(_("Case"), 13), Column(_("Kind of case")),
        Column(_("Order number"), 22), Column(_("Borne by"), 10), Column(_("Courier or supplier"), 16),
        Column(_("Cost"), 12), Column(_("Merchant code"), 16), Column(_("Product"), 36), Column(_("Amount, yuan"), 12),
    ]  # fmt: skip


def _line(booking: Booking, shop: str, zone: ZoneInfo) -> list[str | Money]:
    return [
        f"{booking.at.astimezone(zone):%Y-%m-%d %H:%M}",
        shop,
        booking.number,
        str(flow_of(booking.flow, booking.flow_version).label),
        booking.order_no,
        str(booking.charge.party.label),
        booking.charge.counterparty,
        str(booking.kind.label),
        booking.product_code,
        booking.product_title,
        booking.amount,
    ]
