"""The charge-back list and the bookings behind it (B6)."""

from dataclasses import dataclass
from typing import Any

from django.core.exceptions import BadRequest
from django.utils.safestring import SafeString
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from aftercare.accounts.terms import Role
from aftercare.cases.access import COST_READERS
from aftercare.cases.costs import MOST_GROUPS, Booking, Charge, Sums, booking_page, charges, total
from aftercare.cases.flows.registry import flow_of
from aftercare.cases.terms import CostKind, Responsible
from aftercare.core.money import Money
from aftercare.web.caseline import address_of as case_address
from aftercare.web.costs.asking import Asked, Head
from aftercare.web.costs.audience import EXPORTERS
from aftercare.web.costs.words import charge_words
from aftercare.web.numbers import read_number
from aftercare.web.pieces.marks import money

KEYS = ("party", "counterparty")


@dataclass(frozen=True)
class SumRow:
    """One party as a row. `cells`: one amount per kind of cost, '' for none; `parts`: the same in words."""

    label: str
    note: str
    address: str
    sums: Sums
    cells: tuple[SafeString | str, ...]
    parts: tuple[tuple[Any, SafeString], ...]


@dataclass(frozen=True)
class BookingRow:
    """One booking as a row. `reassign_url` is '' for whoever may not change it."""

    at: str
    number: str
    address: str
    case_kind: Any
    order_no: str
    kind: Any
    product: str
    charge: str
    amount: SafeString
    shop: str
    reassign_url: str


class ChargesContext:
    """Who bears what in a month: two queries, however many bookings there are."""

    def __init__(self, asked: Asked) -> None:
        self.asked, self.head = asked, Head(asked)
        self.total = total(asked.person, asked.period)
        groups = charges(asked.person, asked.period)
        self.rows = [self._row(charge, sums) for charge, sums in groups]
        self.total_cells = _cells(self.total)
        self.is_cut = len(groups) == MOST_GROUPS
        self.kinds = [kind.label for kind in CostKind]
        self.sees_all = sees_all(asked)

    @property
    def recovered(self) -> Money:
        """As what it is for the shop: money that came in."""
        return -self.total.by_kind[CostKind.RECOVERED]

    @property
    def most(self) -> int:
        return MOST_GROUPS

    @property
    def all_url(self) -> str:
        """All bookings of the month."""
        return self.asked.other_page("cost_bookings")

    @property
    def export_url(self) -> str:
        return self.asked.other_page("cost_export") if self.rows and may_export(self.asked) else ""

    def _row(self, charge: Charge, sums: Sums) -> SumRow:
        label = str(charge.party.label)
        note = charge.counterparty
        if charge.party in (Responsible.COURIER, Responsible.SUPPLIER) and not note:
            note = _("name not entered")
        address = self.asked.other_page("cost_bookings", party=charge.party.value, counterparty=charge.counterparty)
        parts = tuple((kind.label, money(amount)) for kind, amount in sums.by_kind.items() if amount)
        return SumRow(label, note, address, sums, _cells(sums), parts)


class BookingsContext:
    """The bookings of a month, of all or of one charge: two queries."""

    def __init__(self, asked: Asked, after: str) -> None:
        self.asked, self.head = asked, Head(asked)
        self.charge = read_charge(asked)
        self._after = read_number(after)
        page = booking_page(asked.person, asked.period, self.charge, after=self._after)
        self._names = asked.shop_names
        self.rows = [self._row(booking) for booking in page.rows]
        self.more_url = asked.address(after=str(page.after)) if page.after is not None else ""

    @property
    def total(self) -> Sums:
        return total(self.asked.person, self.asked.period, self.charge)

    @property
    def title(self) -> str:
        return charge_words(self.charge) if self.charge else _("All bookings")

    @property
    def export_url(self) -> str:
        return self.asked.address("cost_export") if self.rows and may_export(self.asked) else ""

    @property
    def back_url(self) -> str:
        return self.asked.other_page("cost_charges")

    @property
    def columns(self) -> int:
        return 5 + self.asked.several_shops + (self.charge is None)

    def _row(self, booking: Booking) -> BookingRow:
        may = self.asked.person.has(booking.shop_id, Role.SUPERVISOR)
        return BookingRow(
            at=f"{localtime(booking.at):%m-%d %H:%M}",
            number=booking.number,
            address=case_address(booking.number),
            case_kind=flow_of(booking.flow, booking.flow_version).label,
            order_no=booking.order_no,
            kind=booking.kind.label,
            product=booking.product_title or booking.product_code,
            charge=charge_words(booking.charge),
            amount=money(booking.amount),
            shop=self._names.get(booking.shop_id, "") if self.asked.several_shops else "",
            reassign_url=f"/costs/cases/{booking.number}/reassign/" if may else "",
        )


def read_charge(asked: Asked) -> Charge | None:
    """The charge of the address, None for all of them. Raises BadRequest on a party that does not exist."""
    party, name = asked.values.get("party", ""), asked.values.get("counterparty", "")
    if not party and not name:
        return None
    if party not in Responsible.values:
        raise BadRequest("unknown party")
    return Charge(Responsible(party), name)


def sees_all(asked: Asked) -> bool:
    """Whether all that was charged in these shops is shown, and not only what is charged to the warehouse."""
    return all(asked.person.has(shop_id, *COST_READERS) for shop_id in asked.period.zones)


def may_export(asked: Asked) -> bool:
    """Whether the person takes all of what is shown out of the house."""
    return bool(asked.period.zones) and sees_all(asked) and bool(asked.person.all_roles & EXPORTERS)


def _cells(sums: Sums) -> tuple[SafeString | str, ...]:
    return tuple(money(amount) if amount else "" for amount in sums.by_kind.values())
