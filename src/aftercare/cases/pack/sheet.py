"""The words of an evidence pack: what the PDF prints, as plain texts in the active language."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any

from django.utils.translation import gettext as _

from aftercare.cases.eligibility import RefusalReason
from aftercare.cases.models import Case, CaseLine
from aftercare.cases.pack.contents import Contents, Piece
from aftercare.cases.pack.course import MOST_STEPS
from aftercare.cases.pack.limits import Limits, megabytes
from aftercare.cases.terms import Reason, where_to
from aftercare.core.money import ZERO, Money
from aftercare.orders.models import Order
from aftercare.shops.terms import Platform


@dataclass(frozen=True)
class Made:
    """Who makes the pack, and when; `language` is that of its words."""

    by: str
    at: datetime
    language: str


class Sheet:
    """Everything that is printed; times in the shop's zone, the buyer masked."""

    def __init__(self, contents: Contents, made: Made) -> None:
        self._contents, self._made = contents, made
        self._material = contents.material
        self._case: Case = contents.material.case
        self._order: Order = contents.material.case.order
        self.limits: Limits = contents.material.limits
        self.title, self.number, self.shop = _("Evidence pack"), self._case.number, self._case.shop.name

    @property
    def subtitle(self) -> str:
        return f"{Platform(self._case.shop.platform).label} · {self.shop}"

    @property
    def foot(self) -> str:
        """On each page: whose paper it is (E10)."""
        values = {"number": self.number, "name": self._made.by, "moment": self._moment(self._made.at)}
        return _("%(number)s · made by %(name)s, %(moment)s") % values

    @property
    def facts(self) -> list[tuple[str, str]]:
        """Name and value of what is known; what is not is left out."""
        return [(name, value) for name, value in self._facts() if value]

    def _facts(self) -> Iterator[tuple[str, str]]:
        case, order, buyer = self._case, self._order, self._order.customer or self._case.customer
        yield _("Case number"), case.number
        yield _("Platform's case number"), case.platform_case_no
        yield _("Hand in evidence until"), self._moment(self._material.due_at)
        yield _("Stands at"), str(self._material.stands_at)
        yield _("Order number"), order.platform_no
        yield _("Ordered at"), self._moment(order.ordered_at)
        yield _("Dispatched at"), self._moment(order.dispatched_at)
        yield _("Signed for"), self._moment(order.completed_at)
        yield _("Amount paid"), _yuan(order.paid)
        yield _("Buyer"), buyer.nick_mask if buyer else ""
        yield _("Receiver"), " ".join(filter(None, (order.receiver_name_mask, order.receiver_phone_mask, order.region)))
        yield _("Parcel to the buyer"), f"{order.courier} {order.tracking_no}".strip()
        yield _("Parcel sent back"), f"{case.return_courier} {case.return_tracking_no}".strip()
        yield _("Came back"), self._moment(case.received_at)
        yield _("Asked for"), _yuan(case.asked + case.asked_freight)
        granted = None if case.granted is None else case.granted + (case.granted_freight or ZERO)
        yield _("Granted"), "" if granted is None else _yuan(granted)
        yield _("Refunded"), _yuan(case.refunded) if case.refunded else ""

    @property
    def words(self) -> list[tuple[str, list[str]]]:
        """What the buyer says, and what the shop answered."""
        said = [str(Reason(self._case.reason).label), self._masked(self._case.description)]
        found = [(_("The buyer's application"), [text for text in said if text])]
        if self._case.refusal_code:
            answer = [str(RefusalReason(self._case.refusal_code).label), self._masked(self._case.refusal_clause)]
            found.append((_("Refused by the shop"), [text for text in answer if text]))
        return found

    @property
    def goods(self) -> list[list[str]]:
        return [
            [
                _goods(line),
                str(line.order_line.quantity),
                _yuan(line.order_line.paid),
                str(line.asked),
                _yuan(line.asked_amount),
            ]
            for line in self._material.lines
        ]

    @property
    def steps(self) -> list[list[str]]:
        return [
            [self._moment(step.at), step.who or _("System"), _joined(step.label, step.text)]
            for step in self._contents.steps
        ]

    @property
    def earlier(self) -> str:
        """A sentence about older steps that are left out; '' when none is."""
        count = self._material.course.earlier
        sentence = _("The newest %(most)s steps are listed; %(count)s earlier ones are left out.")
        return sentence % {"most": MOST_STEPS, "count": count} if count else ""

    @property
    def packed(self) -> list[list[str]]:
        """The packing of the order, each piece scanned; empty when it was packed without."""
        return [
            [
                self._moment(one.at),
                one.by,
                "\n".join(f"{title} ×{pieces}" for title, pieces in one.goods),
                "\n".join(filter(None, (f"{one.grams} g" if one.grams else "", one.film))),
            ]
            for one in self._material.packed
        ]

    @property
    def inspected(self) -> list[list[str]]:
        """Lines of which something came back; empty before the warehouse has looked."""
        return [
            [
                _goods(line),
                str(line.received),
                str(line.good),
                str(line.defective),
                _joined(where_to(line.good_to, line.defective_to), self._masked(line.inspection_note)),
            ]
            for line in self._material.lines
            if line.received or line.good_to or line.defective_to
        ]

    @property
    def letters(self) -> list[tuple[str, str]]:
        return [(f"{self._moment(one.sent_at)}  {one.sent_by}", one.text) for one in self._contents.letters]

    @cached_property
    def pieces(self) -> list[Piece]:
        return self._contents.pieces

    def caption(self, piece: Piece) -> list[str]:
        """What stands below a picture."""
        first = f"{piece.name}  ·  {self._moment(piece.added_at)}  {piece.added_by}"
        return [first, *([piece.note] if piece.note else []), f"SHA-256 {piece.sha256}"]

    @property
    def index(self) -> list[list[str]]:
        return [
            [f"{one.name}\n{megabytes(one.file.size)}", self._moment(one.added_at), one.added_by, one.sha256]
            for one in self.pieces
        ]

    def _masked(self, text: str) -> str:
        return self._contents.masked(text)

    def _moment(self, at: datetime | None) -> str:
        return f"{at.astimezone(self._material.zone):%Y-%m-%d %H:%M}" if at else ""


def _goods(line: CaseLine) -> str:
    return " ".join(" · ".join(filter(None, (line.order_line.title, line.order_line.sku))).split())


def _joined(label: Any, text: str) -> str:
    """A row of a table: its text keeps no empty lines."""
    return "\n".join(filter(None, (str(label), " ".join(text.split()))))


def _yuan(amount: Money) -> str:
    return f"¥{amount.yuan}"
