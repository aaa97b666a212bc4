"""Reconciliation: instruction, channel record and journal of one shop, day by day; and the journal as a file."""

import csv
import io
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import islice
from typing import Any
from zoneinfo import ZoneInfo

from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from aftercare.core.errors import InvalidInput, NotFound
from aftercare.core.money import ZERO, Money
from aftercare.intake.refusals_file import BYTE_ORDER_MARK, safe_cell
from aftercare.money.access import money_shop_ids
from aftercare.money.channels import channel_of, is_known
from aftercare.money.queries import JournalRow, journal_rows
from aftercare.money.reconciliation import MOST, DayRow, Difference, Span, day_rows, differences, readings
from aftercare.money.terms import Posting
from aftercare.shops.access import Person, visible_shops
from aftercare.shops.models import Shop
from aftercare.web.payouts.record import account_name

USUAL_DAYS = 7
LONG_NUMBER = 12  # digits from which Excel rounds or writes 1.9E+15
ROWS_AT_ONCE = 500


@dataclass(frozen=True)
class DayView:
    """One day of one channel: three sides."""

    day: date
    channel: Any
    row: DayRow
    off: Money  # what the sides differ by


@dataclass(frozen=True)
class DifferenceView:
    """One payment on which the sides differ."""

    kind: Any
    difference: Difference
    channel: Any
    address: str


class BooksContext:
    """The books of a span of days."""

    def __init__(self, person: Person, asked: Mapping[str, str], only_shop: int | None, at: datetime) -> None:
        self.shops = money_shops(person)
        self.span = read_span(self.shops, asked, only_shop, at)
        self.days = [_day(row) for row in day_rows(self.span)]
        found = differences(self.span)
        self.differences = [_difference(one) for one in found]
        self.count = f"{MOST}+" if len(found) >= MOST else str(len(found))
        self.readings = [(_label(code), when) for code, when in sorted(readings(self.span.shop).items())]
        self.paid = _sum(view.row.paid for view in self.days)
        self.at_channel = _sum(view.row.at_channel for view in self.days if view.row.at_channel is not None)
        self.journal = _sum(view.row.journal for view in self.days)

    @property
    def csv_url(self) -> str:
        span = self.span
        keys = {"shop": span.shop.slug, "from": span.first.isoformat(), "to": span.last.isoformat()}
        return f"{reverse('journal_csv')}?{urlencode(keys)}"

    @property
    def has_channel_record(self) -> bool:
        return any(view.row.at_channel is not None for view in self.days)


def money_shops(person: Person) -> list[Shop]:
    """The shops whose money the person sees, by name. Raises NotFound when there are none."""
    shops = list(visible_shops(person).filter(pk__in=money_shop_ids(person)).order_by("name", "pk"))
    if not shops:
        raise NotFound("books")
    return shops


def read_span(shops: list[Shop], asked: Mapping[str, str], only_shop: int | None, at: datetime) -> Span:
    """Shop and days of the address; the last seven days of the shop in the rail when nothing is asked.

    Raises NotFound on a foreign shop and InvalidInput on days that cannot be read.
    """
    slug = asked.get("shop", "")
    fitting = [shop for shop in shops if (shop.slug == slug if slug else only_shop in (None, shop.pk))]
    if not fitting:
        raise NotFound(slug)
    shop = fitting[0]
    today = at.astimezone(ZoneInfo(shop.timezone)).date()
    last = _day_of(asked.get("to", ""), today)
    return Span(shop, _day_of(asked.get("from", ""), last - timedelta(days=USUAL_DAYS - 1)), last)


def _day_of(text: str, usual: date) -> date:
    if not text:
        return usual
    try:
        day = date.fromisoformat(text)
    except ValueError:
        day = None
    if day is None or not 2000 <= day.year <= 2100:
        raise InvalidInput({"span": _("Write the days like 2026-11-22.")})
    return day


class JournalFile:
    """The journal of a span as CSV: UTF-8 with a byte-order mark, no cell can be a formula (C18, E1).

    `rows` is how many entries have been written so far.
    """

    def __init__(self, span: Span) -> None:
        self.span, self.rows = span, 0

    def pieces(self) -> Iterator[bytes]:
        """Head and rows, some hundred at once."""
        yield BYTE_ORDER_MARK
        head = (
            _("Time"), _("Posting"), _("Account"), _("Debit, yuan"), _("Credit, yuan"), _("Payout"), _("Order number"),
            _("Voucher"), _("Purpose"), _("Reference"),
        )  # fmt: skip
        yield _lines([list(head)])
        span = self.span
        start = datetime.combine(span.first, datetime.min.time(), span.zone)
        end = datetime.combine(span.last + timedelta(days=1), datetime.min.time(), span.zone)
        entries = journal_rows(span.shop.pk, start, end)
        while batch := list(islice(entries, ROWS_AT_ONCE)):
            self.rows += len(batch)
            yield _lines([_cells(row, span.zone) for row in batch])


def _cells(row: JournalRow, zone: ZoneInfo) -> list[str]:
    return [
        f"{row.at.astimezone(zone):%Y-%m-%d %H:%M:%S}",
        str(Posting(row.posting).label),
        safe_cell(account_name(row.account)),
        row.debit.yuan,
        row.credit.yuan,
        safe_cell(row.payout_key),
        _number(row.payee_reference),
        _number(row.voucher),
        safe_cell(row.purpose),
        safe_cell(row.reference),
    ]


def _number(text: str) -> str:
    """A long number as text: Excel would round it, and nobody could ever match it again."""
    return f"'{text}" if len(text) >= LONG_NUMBER and text.isdigit() else safe_cell(text)


def _lines(rows: list[list[str]]) -> bytes:
    buffer = io.StringIO()
    csv.writer(buffer, lineterminator="\r\n").writerows(rows)
    return buffer.getvalue().encode()


def _day(row: DayRow) -> DayView:
    sides = [row.paid.fen, row.journal.fen, *([row.at_channel.fen] if row.at_channel is not None else [])]
    return DayView(row.day, _label(row.channel), row, Money(max(sides) - min(sides)))


def _difference(one: Difference) -> DifferenceView:
    address = reverse("payout", args=[one.payout_id]) if one.payout_id else ""
    return DifferenceView(one.kind.label, one, _label(one.channel), address)


def _label(channel: str) -> Any:
    return channel_of(channel).label if is_known(channel) else channel


def _sum(amounts: Iterator[Money]) -> Money:
    return sum(amounts, ZERO)
