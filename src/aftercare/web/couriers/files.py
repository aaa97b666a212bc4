"""A closed settlement sheet as a file: Excel and PDF say the same, and who took it (O7, E10)."""

import tempfile
from datetime import datetime
from typing import BinaryIO

from django.utils.timezone import localtime
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from aftercare.core.money import ZERO, Money
from aftercare.couriers.models import Settlement
from aftercare.couriers.paper import Printed, write_sheet
from aftercare.couriers.sheets import Closed
from aftercare.couriers.terms import Level
from aftercare.web.couriers.asking import month_text
from aftercare.web.couriers.words import limits_words, rate_words
from aftercare.web.workbooks import Column, workbook


def file_name(sheet: Settlement, ending: str) -> str:
    """'settlement-202611-17-v2.xlsx'."""
    return f"settlement-{sheet.month:%Y%m}-{sheet.pk}-v{sheet.version}.{ending}"


def excel_of(found: Closed, name: str, at: datetime) -> BinaryIO:
    """Each line of the sheet, and its sums below; amounts are numbers, all else is text."""
    return workbook(_columns(), _rows(found), mark_of(found.sheet, name, at))


def pdf_of(found: Closed, name: str, at: datetime) -> BinaryIO:
    """The paper for the courier, in the active language."""
    out = tempfile.TemporaryFile()  # noqa: SIM115 - whoever sends it closes it
    write_sheet(out, printed(found, name, at))
    out.seek(0)
    return out


def mark_of(sheet: Settlement, name: str, at: datetime) -> str:
    """Who took what, and when."""
    return _("%(shop)s · %(courier)s %(month)s, version %(number)s · exported by %(name)s, %(time)s") % {
        "shop": sheet.shop.name, "courier": sheet.courier, "month": month_text(sheet.month), "number": sheet.version,
        "name": name, "time": f"{localtime(at):%Y-%m-%d %H:%M}",
    }  # fmt: skip


def facts_of(sheet: Settlement) -> list[tuple[str, str]]:
    """What stands above the lines."""
    closer = sheet.closed_by.name if sheet.closed_by else ""
    facts = [
        (_("Shop"), sheet.shop.name),
        (_("Courier"), sheet.courier),
        (_("Month"), month_text(sheet.month)),
        (_("Parcels sent"), f"{sheet.sent:,}"),
        (_("Out of zone"), f"{sheet.held:,} · {rate_words(sheet.rate)} · {Level(sheet.level).label}"),
        (_("Limits"), limits_words(sheet.rules)),
        (_("Deduction for each parcel"), _yuan(Money(sheet.rules["piece"]))),
        (
            _("Closed by"),
            f"{closer} {localtime(sheet.closed_at):%Y-%m-%d %H:%M}",
        ),
        (_("Version"), f"{sheet.version} {sheet.reason}".strip()),
    ]
    return [(label, value) for label, value in facts if value]


def sums_of(sheet: Settlement) -> list[tuple[str, Money]]:
    """The sums of the sheet; the last one is what the courier bears."""
    return [
        (_("Deduction for parcels out of zone"), sheet.deduction),
        (_("Compensation claimed"), sheet.claimed),
        (_("Compensation paid"), sheet.paid),
        (_("Borne by the courier"), sheet.total),
    ]


def printed(found: Closed, name: str, at: datetime) -> Printed:
    """The sheet as texts for the paper."""
    sheet = found.sheet
    return Printed(
        title=_("Settlement with the courier"),
        subtitle=f"{sheet.courier} · {month_text(sheet.month)} · {sheet.shop.name}",
        facts=facts_of(sheet),
        pieces_title=_("Parcels out of zone"),
        pieces_heads=(_("Case"), _("Order number"), _("Tracking number"), _("Day"), _("Deduction")),
        pieces=[
            (one.number, one.order_no, one.tracking_no, one.day, _yuan(one.deduction)) for one in found.pieces
        ],
        claims_title=_("Compensation by the courier"),
        claims_heads=(_("Case"), _("Order number"), _("Day"), _("Claimed"), _("Paid by the courier")),
        claims=[
            (one.number, one.order_no, one.day, _yuan(one.claimed), _yuan(one.paid)) for one in found.compensations
        ],
        none=_("None in this month."),
        sums=[(label, _yuan(amount)) for label, amount in sums_of(sheet)],
        signatures=(_("Signed for the shop"), _("Signed for the courier")),
        foot=mark_of(sheet, name, at),
        language=get_language() or "zh-hans",
    )  # fmt: skip


def _columns() -> list[Column]:
    return [
        Column(_("Item of the sheet"), 22), Column(_("Case"), 14), Column(_("Order number"), 24),
        Column(_("Tracking number"), 22), Column(_("Day"), 12), Column(_("Deduction, yuan"), 14),
        Column(_("Claimed, yuan"), 14), Column(_("Paid by the courier, yuan"), 16),
    ]  # fmt: skip


def _rows(found: Closed) -> list[list[str | Money]]:
    piece, claim = _("Parcel out of zone"), _("Compensation by the courier")
    rows: list[list[str | Money]] = [
        [piece, one.number, one.order_no, one.tracking_no, one.day, one.deduction, ZERO, ZERO] for one in found.pieces
    ]
    rows += [
        [claim, one.number, one.order_no, one.tracking_no, one.day, ZERO, one.claimed, one.paid]
        for one in found.compensations
    ]
    sums = found.totals
    rows.append([_("Total"), "", "", "", "", sums.deduction, sums.claimed, sums.paid])
    rows.append([_("Borne by the courier"), "", "", "", "", found.sheet.total])
    rows.append([])
    rows += [[label, value] for label, value in facts_of(found.sheet)]
    return rows


def _yuan(amount: Money) -> str:
    sign = "−" if amount.fen < 0 else ""
    return f"{sign}¥{abs(amount.fen) // 100:,}.{abs(amount.fen) % 100:02d}"
