"""Settlement by courier and month: the list of a month, a sheet as it stands, a sheet that is closed (O7)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from typing import Any

from django.http import QueryDict
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from aftercare.accounts.terms import Role
from aftercare.cases.access import COST_READERS
from aftercare.cases.periods import month_of
from aftercare.core.errors import NotFound
from aftercare.core.money import Money
from aftercare.couriers.access import access_settlement, visible_settlements
from aftercare.couriers.figures import Figures, month_figures
from aftercare.couriers.models import Settlement
from aftercare.couriers.sheets import Draft, closed_of, draft_of, newest_sheets
from aftercare.couriers.terms import Level
from aftercare.couriers.totals import Compensation, Piece
from aftercare.shops.access import Person, visible_shops
from aftercare.web.caseline import address_of as case_address
from aftercare.web.costs.asking import Asked
from aftercare.web.couriers.asking import CourierHead, month_text, read_month, shops_asked
from aftercare.web.couriers.words import LEVEL_TONES, limits_words, rate_words
from aftercare.web.numbers import read_number
from aftercare.web.pieces.marks import Tone, moment, money, pill


@dataclass(frozen=True)
class SheetRow:
    """One courier of one shop in the month: closed, or as it stands."""

    courier: str
    shop: str
    address: str
    sent: int
    held: int
    deduction: SafeString
    total: SafeString
    state: SafeString


class SettlementsContext:
    """The month's couriers: four queries."""

    def __init__(self, asked: Asked) -> None:
        self.asked, self.head = asked, CourierHead(asked, "courier_settlements")
        self.shops = {shop.pk: shop for shop in shops_asked(asked)}

    @cached_property
    def _closed(self) -> Mapping[tuple[int, str], Settlement]:
        return newest_sheets(self.asked.person, self.shops, self.asked.period.first)

    @cached_property
    def rows(self) -> list[SheetRow]:
        """Couriers with figures, and those whose sheet is closed though their figures are gone."""
        figures = month_figures(self.asked.person, self.shops.values(), self.asked.period, self.asked.at)
        named = {(one.shop_id, one.courier): one for one in figures if one.courier}
        return [self._row(key, named.get(key)) for key in dict.fromkeys((*named, *sorted(self._closed)))]

    def _row(self, key: tuple[int, str], figures: Figures | None) -> SheetRow:
        shop_id, courier = key
        shop, closed = self.shops[shop_id], self._closed.get(key)
        name = shop.name if self.asked.several_shops else ""
        if closed is not None:
            return SheetRow(
                courier, name, reverse("courier_settlement", args=[closed.pk]), closed.sent, closed.held,
                money(closed.deduction), money(closed.total), pill(_version_words(closed), Tone.DONE),
            )  # fmt: skip
        runs = self.asked.period.first >= month_of(self.asked.at, shop.timezone)
        state = pill(_("Month runs"), Tone.OTHERS) if runs else pill(_("Sheet to be closed"), Tone.US)
        address = sheet_address(shop_id, courier, self.asked.period.first)
        sent, held = (figures.sent, len(figures.held)) if figures else (0, 0)
        return SheetRow(
            courier, name, address, sent, held, money(figures.judged.deduction if figures else Money(0)),
            SafeString("–"), state,
        )  # fmt: skip

    @property
    def waiting(self) -> int:
        """How many sheets of a month that is over are not closed."""
        first, at = self.asked.period.first, self.asked.at
        is_over = any(first < month_of(at, shop.timezone) for shop in self.shops.values())
        return len(self.rows) - len(self._closed) if is_over else 0


def sheet_address(shop_id: int, courier: str, month: date) -> str:
    """The sheet as it stands."""
    query = QueryDict(mutable=True)
    query.update({"shop": str(shop_id), "courier": courier, "month": month_text(month)})
    return f"{reverse('courier_sheet')}?{query.urlencode()}"


def _version_words(sheet: Settlement) -> str:
    return _("Closed, version %(number)s") % {"number": sheet.version} if sheet.version > 1 else _("Settlement closed")


@dataclass(frozen=True)
class LineView:
    """One line of a sheet; `address` of its case."""

    number: str
    address: str
    order_no: str
    tracking_no: str
    day: str
    deduction: SafeString
    claimed: SafeString
    paid: SafeString


class SheetView:
    """What both kinds of sheet print."""

    def __init__(self, title: tuple[str, str, date], pieces: Sequence[Piece], claims: Sequence[Compensation]) -> None:
        self.courier, self.shop_name, self.month = title
        self._pieces, self._claims = pieces, claims

    @property
    def month_text(self) -> str:
        return month_text(self.month)

    @property
    def list_url(self) -> str:
        return f"{reverse('courier_settlements')}?month={self.month_text}"

    @property
    def pieces(self) -> list[LineView]:
        return [
            LineView(one.number, case_address(one.number), one.order_no, one.tracking_no, one.day,
                     money(one.deduction), SafeString(""), SafeString(""))
            for one in self._pieces
        ]  # fmt: skip

    @property
    def claims(self) -> list[LineView]:
        return [
            LineView(one.number, case_address(one.number), one.order_no, one.tracking_no, one.day, SafeString(""),
                     money(one.claimed), money(one.paid))
            for one in self._claims
        ]  # fmt: skip


class DraftContext(SheetView):
    """A sheet as it stands: its figures change until a supervisor closes it."""

    def __init__(self, person: Person, query: QueryDict, at: datetime) -> None:
        self.person = person
        shop_id, month = read_number(query.get("shop")), read_month(query.get("month", ""))
        shop = visible_shops(person).filter(pk=shop_id).first() if shop_id else None
        courier = str(query.get("courier", ""))
        if shop is None or not courier or not person.has(shop.pk, *COST_READERS):
            raise NotFound("sheet")
        self.shop = shop
        self.draft: Draft = draft_of(person, shop, courier, month, at)
        super().__init__((courier, shop.name, month), self.draft.pieces, self.draft.compensations)
        earlier = visible_settlements(person).filter(shop=shop, courier=self.courier, month=month)
        self.versions = list(earlier.order_by("-version").select_related("closed_by"))
        self.is_over = month < month_of(at, shop.timezone)
        self.problems: Mapping[str, Any] = {}
        self.reason = ""

    @property
    def figures(self) -> Figures:
        return self.draft.figures

    @property
    def rate(self) -> str:
        return rate_words(self.figures.judged.rate)

    @property
    def level(self) -> SafeString:
        level = self.figures.judged.level
        return pill(level.label, LEVEL_TONES[level])

    @property
    def limits(self) -> str:
        return limits_words(self.draft.rules)

    @property
    def may_close(self) -> bool:
        return self.is_over and self.person.has(self.shop.pk, Role.SUPERVISOR)

    @property
    def has_changed(self) -> bool:
        """Whether something differs from the newest closed version."""
        if not self.versions:
            return True
        newest, sums = closed_of(self.versions[0]), self.draft.totals
        same = (newest.totals, newest.sheet.sent) == (sums, self.figures.sent)
        return not same or [one.number for one in newest.pieces] != [one.number for one in self.draft.pieces]

    @property
    def close_words(self) -> str:
        """What closing does, exactly."""
        values = {"courier": self.courier, "month": self.month_text, "total": self.draft.totals.total.yuan}
        return _("Close the sheet of %(courier)s for %(month)s with ¥%(total)s? It can never be changed.") % values


class ClosedContext(SheetView):
    """A closed sheet, exactly as it was."""

    def __init__(self, person: Person, pk: int, at: datetime) -> None:
        self.person, self.at = person, at
        self.sheet = access_settlement(person, pk)
        self.found = closed_of(self.sheet)
        title = (self.sheet.courier, self.sheet.shop.name, self.sheet.month)
        super().__init__(title, self.found.pieces, self.found.compensations)

    @property
    def rate(self) -> str:
        return rate_words(self.sheet.rate)

    @property
    def level(self) -> SafeString:
        level = Level(self.sheet.level)
        return pill(level.label, LEVEL_TONES[level])

    @property
    def limits(self) -> str:
        return limits_words(self.sheet.rules)

    @property
    def piece(self) -> Money:
        return Money(self.sheet.rules["piece"])

    @property
    def closed_at(self) -> SafeString:
        return moment(self.sheet.closed_at, self.at)

    @cached_property
    def versions(self) -> list[Settlement]:
        """All versions of the month, the newest first."""
        sheet = self.sheet
        rows = visible_settlements(self.person).filter(shop=sheet.shop, courier=sheet.courier, month=sheet.month)
        return list(rows.order_by("-version"))

    @property
    def is_newest(self) -> bool:
        return self.versions[0].pk == self.sheet.pk

    @property
    def draft_url(self) -> str:
        """The figures of today, to be compared or closed once more."""
        return sheet_address(self.sheet.shop_id, self.sheet.courier, self.sheet.month)
