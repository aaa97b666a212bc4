"""What the page of one payout prints: instruction, lines, books, the channel's record, and what happened."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from aftercare.accounts.models import Staff
from aftercare.cases.access import visible_cases
from aftercare.core.models import Event
from aftercare.core.money import ZERO, Money
from aftercare.money.channels import channel_of, is_known
from aftercare.money.models import ChannelRecord, JournalTransaction, Payout, PayoutRemark
from aftercare.money.queries import account_label
from aftercare.money.terms import CASH, LineKind, Posting
from aftercare.orders.models import OrderLine
from aftercare.shops.access import Person
from aftercare.web.numbers import read_number
from aftercare.web.payouts.contexts import payout_row
from aftercare.web.pieces.parts import TimelineEntry

ORDER_LINE = "order_line:"
MOST_EVENTS = 200  # an unknown result is asked again every 20 seconds: the last ones tell all
MARKS = {
    "payout.instructed": (gettext_lazy("Payment instructed"), "receipt-text", "us"),
    "payout.sending": (gettext_lazy("Sent to the channel"), "send", "others"),
    "payout.unknown": (gettext_lazy("No usable answer"), "circle-question-mark", "soon"),
    "payout.needs_person": (gettext_lazy("Needs a person"), "hand", "late"),
    "payout.rechecked": (gettext_lazy("Asked again"), "refresh-cw", "others"),
    "payout.paid": (gettext_lazy("Paid"), "circle-check", "done"),
    "payout.refused": (gettext_lazy("Payment refused"), "circle-x", "refused"),
    "payout.cancelled": (gettext_lazy("Cancelled"), "circle-x", "refused"),
}


@dataclass(frozen=True)
class LineView:
    """A part of the payout."""

    kind: Any
    title: str
    amount: Money


@dataclass(frozen=True)
class EntryView:
    """One side of a posting."""

    account: str
    debit: Money | None
    credit: Money | None


@dataclass(frozen=True)
class PostingView:
    """One posting with its sides."""

    kind: Any
    at: datetime
    entries: tuple[EntryView, ...]


class PayoutContext:
    """One payout; nine queries at most, whatever happened to it."""

    def __init__(self, payout: Payout, person: Person) -> None:
        numbers = visible_cases(person).filter(pk=payout.subject_id).values_list("number", flat=True)
        number = numbers.first() if payout.subject_kind == "case" else None
        self.row = payout_row(payout, person, number or "")
        self.payout = payout
        self.lines = _lines(payout)
        self.postings = _postings(payout)
        channel = channel_of(payout.channel) if is_known(payout.channel) else None
        self.has_record = bool(channel and channel.lists_records)
        records = ChannelRecord.objects.filter(shop_id=payout.shop_id, channel=payout.channel, key=payout.key)
        self.records = list(records.order_by("at")[:20])
        self.timeline = _timeline(payout)

    @property
    def record_agrees(self) -> bool:
        return len(self.records) == 1 and self.records[0].amount == self.payout.amount

    @property
    def can_settle(self) -> bool:
        """Whether the page shows the forms at all."""
        return self.row.settling.is_open or self.row.settling.is_unknown


def _lines(payout: Payout) -> list[LineView]:
    rows = list(payout.lines.select_related("cap").order_by("pk"))
    wanted = {line.cap.reference.removeprefix(ORDER_LINE) for line in rows if line.cap}
    known = {number for pk in wanted if (number := read_number(pk)) is not None}
    titles = dict(OrderLine.objects.filter(pk__in=known).values_list("pk", "title"))
    found = []
    for line in rows:
        pk = line.cap.reference.removeprefix(ORDER_LINE) if line.cap else ""
        title = titles.get(read_number(pk) or 0, "")
        found.append(
            LineView(LineKind(line.kind).label, title or (_("Goods of the whole order") if pk else ""), line.amount)
        )
    return found


def _postings(payout: Payout) -> list[PostingView]:
    rows = JournalTransaction.objects.filter(payout=payout).prefetch_related("entries").order_by("pk")
    return [
        PostingView(
            Posting(row.kind).label,
            row.at,
            tuple(
                EntryView(
                    account_name(entry.account),
                    entry.amount if entry.amount > ZERO else None,
                    -entry.amount if entry.amount < ZERO else None,
                )
                for entry in sorted(row.entries.all(), key=lambda entry: entry.pk)
            ),
        )
        for row in rows
    ]


def account_name(code: str) -> str:
    """An account for people; cash by the name of its channel."""
    channel = code.removeprefix(CASH)
    if code.startswith(CASH) and is_known(channel):
        return _("Cash: %(channel)s") % {"channel": channel_of(channel).label}
    return account_label(code)


def _timeline(payout: Payout) -> list[TimelineEntry]:
    events = Event.objects.filter(subject_kind="payout", subject_id=payout.pk).order_by("-id")[:MOST_EVENTS]
    found = list(events)
    names = dict(Staff.objects.filter(pk__in={event.actor_id for event in found}).values_list("pk", "name"))
    remarks = dict(PayoutRemark.objects.filter(payout=payout).order_by("-pk").values_list("pk", "text")[:MOST_EVENTS])
    return [_entry(event, names, remarks.get(event.data.get("remark", 0), "")) for event in found]


def _entry(event: Event, names: dict[int, str], text: str) -> TimelineEntry:
    title, icon_name, tone = MARKS.get(event.kind, (event.kind, "circle-dot", "others"))
    lines: list[tuple[Any, Any]] = []
    if event.data.get("voucher"):
        lines.append((_("Voucher"), event.data["voucher"]))
    if event.data.get("attempt"):
        lines.append((_("Attempt"), event.data["attempt"]))
    return TimelineEntry(
        title=title,
        at=event.at,
        icon_name=icon_name,
        tone=tone,
        who=names.get(event.actor_id or 0, "") or _("by itself"),
        text=text,
        lines=tuple(lines),
    )
