"""The words of a pick slip, as plain texts in the active language."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from aftercare.dispatch.contents import Contents
from aftercare.dispatch.models import Promise
from aftercare.dispatch.terms import Receiver


@dataclass(frozen=True)
class Printed:
    """By whom, when, and which copy of it this is."""

    by: str
    at: datetime
    copy: int
    receiver: Receiver


@dataclass(frozen=True)
class SlipLine:
    """One row of the goods."""

    code: str
    goods: str
    sku: str
    pieces: int
    remark: str


class Slip:
    """Everything that is printed of one order; times in the shop's zone."""

    def __init__(self, promise: Promise, contents: Contents, printed: Printed) -> None:
        self._promise, self._contents, self._printed = promise, contents, printed
        self._zone = ZoneInfo(promise.shop.timezone)
        self.number, self.shop = contents.order.platform_no, promise.shop.name
        self.title = _("Pick slip")

    @property
    def copy(self) -> str:
        """Said from the second copy on, so that nobody packs an order twice."""
        return _("Reprint, copy %(copy)s") % {"copy": self._printed.copy} if self._printed.copy > 1 else ""

    @property
    def marks(self) -> list[str]:
        return [str(mark.label) for mark in self._contents.marks]

    @property
    def facts(self) -> list[tuple[str, str]]:
        """Name and value; what is not known is left out."""
        pieces = self._contents.pieces
        found = [
            (_("Courier"), self._contents.courier),
            (_("Receiver"), self._receiver),
            (_("Together"), ngettext("%(pieces)s piece", "%(pieces)s pieces", pieces) % {"pieces": pieces}),
            (_("Leaves by"), self._moment(self._promise.due_at)),
        ]
        return [(name, value) for name, value in found if value]

    @property
    def _receiver(self) -> str:
        order = self._contents.order
        if self._printed.receiver is Receiver.WHOLE and order.receiver_address:
            parts = [order.receiver_name, order.receiver_phone, order.region, order.receiver_address]
        else:
            parts = [order.receiver_name_mask, order.receiver_phone_mask, order.region]
        return " ".join(part for part in parts if part)

    @property
    def notes(self) -> Sequence[str]:
        return self._contents.notes

    @property
    def lines(self) -> list[SlipLine]:
        return [
            SlipLine(line.code, line.title, line.sku, line.pieces, self._remark(line.line_id, line.is_changed))
            for line in self._contents.wanted
        ]

    def _remark(self, line_id: int, is_changed: bool) -> str:
        if line_id in self._contents.refunded:
            return _("Refunded: do not send")
        if line_id in self._contents.short:
            return _("Out of stock")
        return _("Changed variant") if is_changed else ""

    @property
    def foot(self) -> str:
        values = {"name": self._printed.by, "moment": self._moment(self._printed.at)}
        return _("Printed by %(name)s, %(moment)s") % values

    def _moment(self, at: datetime) -> str:
        return f"{at.astimezone(self._zone):%Y-%m-%d %H:%M}"
