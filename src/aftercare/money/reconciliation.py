"""Instruction, the channel's own record and the journal side by side, to the fen, with every difference (C18)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import (
    Case,
    Count,
    Exists,
    ExpressionWrapper,
    F,
    IntegerField,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Sum,
    Value,
    When,
)
from django.db.models.functions import Coalesce, TruncDate
from django.utils.translation import gettext_lazy as _

from aftercare.core.errors import InvalidInput
from aftercare.core.money import ZERO, Money, MoneyField
from aftercare.money.channels import all_channels
from aftercare.money.models import ChannelReading, ChannelRecord, JournalEntry, Payout
from aftercare.money.terms import CASH, Account, DifferenceKind, PayoutState
from aftercare.shops.models import Shop

LONGEST = 62  # days at a time
MOST = 500  # differences at a time: more than that is one fault, not many
NOTHING = Value(ZERO, output_field=MoneyField())


@dataclass(frozen=True)
class Span:
    """Whole days of one shop, in its own zone, both ends included."""

    shop: Shop
    first: date
    last: date

    def __post_init__(self) -> None:
        if not 0 <= (self.last - self.first).days < LONGEST:
            raise InvalidInput({"span": _("Choose at most two months, the earlier day first.")})

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.shop.timezone)

    def within(self, field: str) -> Q:
        """The condition that the time in `field` lies in the span."""
        start = datetime.combine(self.first, time(), self.zone)
        end = datetime.combine(self.last + timedelta(days=1), time(), self.zone)
        return Q(**{f"{field}__gte": start, f"{field}__lt": end})


@dataclass(frozen=True)
class DayRow:
    """One day of one channel. `at_channel` is None where the channel has no record of its own."""

    day: date
    channel: str
    paid: Money  # by the instructions that are marked paid
    at_channel: Money | None
    journal: Money  # what the journal says left

    @property
    def agrees(self) -> bool:
        return self.paid == self.journal == (self.paid if self.at_channel is None else self.at_channel)


@dataclass(frozen=True)
class Difference:
    """One payment on which the three do not agree; empty sides are None."""

    kind: DifferenceKind
    key: str
    channel: str
    at: datetime
    here: Money | None
    there: Money | None
    payout_id: int | None


def day_rows(span: Span) -> list[DayRow]:
    """The sums of each day and channel, newest day first: three sides that should be equal (C18)."""
    lists_records = _listing()
    paid = _sums(span, _paid(span), "settled_at")
    matched = _sums(span, _paid(span).annotate(there=_there()), "settled_at", amount="there")
    unmatched = _sums(span, _records_alone(span), "at")
    journal = _sums(span, _cash_entries(span), "transaction__at", channel="transaction__payout__channel")
    rows = [
        DayRow(
            day=day,
            channel=channel,
            paid=paid.get((day, channel), ZERO),
            at_channel=matched.get((day, channel), ZERO) + unmatched.get((day, channel), ZERO)
            if channel in lists_records
            else None,
            journal=-journal.get((day, channel), ZERO),
        )
        for day, channel in {*paid, *unmatched, *journal}
    ]
    return sorted(rows, key=lambda row: (-row.day.toordinal(), row.channel))


def differences(span: Span) -> list[Difference]:
    """Every payment of the span on which instruction, channel record and journal differ, oldest first, bounded."""
    found = [*_against_channel(span), *_alone_at_channel(span), *_against_journal(span)]
    return sorted(found, key=lambda difference: (difference.at, difference.key))[:MOST]


def readings(shop: Shop) -> dict[str, datetime]:
    """Until when each channel's record of the shop was read."""
    return dict(ChannelReading.objects.filter(shop=shop).values_list("channel", "read_at"))


def _against_channel(span: Span) -> Iterable[Difference]:
    """What is paid here and missing, doubled or different there; what came after the last reading is not missing."""
    not_yet_read = Q(pk__in=[])
    for channel, read_at in readings(span.shop).items():
        not_yet_read |= Q(channel=channel, settled_at__gte=read_at)
    counted = _paid(span).filter(channel__in=_listing()).annotate(there=_there(), times=_times())
    wrong = counted.exclude(Q(times=1) & Q(there=F("amount"))).exclude(Q(times=0) & not_yet_read)
    for payout in wrong.order_by("settled_at")[:MOST]:
        kind = (
            DifferenceKind.NOT_AT_CHANNEL
            if payout.times == 0
            else DifferenceKind.TWICE_AT_CHANNEL
            if payout.times > 1
            else DifferenceKind.AMOUNT_DIFFERS
        )
        there = payout.there if payout.times else None
        at = payout.settled_at or payout.instructed_at
        yield Difference(kind, payout.key, payout.channel, at, payout.amount, there, payout.pk)


def _alone_at_channel(span: Span) -> Iterable[Difference]:
    """What the channel paid and we do not call paid."""
    instruction = Payout.objects.filter(shop=OuterRef("shop"), key=OuterRef("key"))
    rows = _records_alone(span).annotate(payout_id=Subquery(instruction.values("pk")[:1]))
    for row in rows.order_by("at")[:MOST]:
        kind = DifferenceKind.NOT_PAID_HERE if row.payout_id else DifferenceKind.NO_INSTRUCTION
        yield Difference(kind, row.key, row.channel, row.at, None, row.amount, row.payout_id)


def _against_journal(span: Span) -> Iterable[Difference]:
    """Where the journal's cash does not say what the instruction says: all of it when paid, else nothing."""
    left = JournalEntry.objects.filter(_leaves(), transaction__payout=OuterRef("pk")).values("transaction__payout")
    touched = Payout.objects.filter(span.within("settled_at") | span.within("instructed_at"), shop=span.shop)
    rows = touched.annotate(
        booked=Coalesce(Subquery(left.values(sum=Sum(_negated("amount"))), output_field=MoneyField()), NOTHING),
        due=Case(When(state=PayoutState.PAID, then=F("amount")), default=NOTHING, output_field=MoneyField()),
    )
    for payout in rows.exclude(booked=F("due")).order_by("pk")[:MOST]:
        yield Difference(
            DifferenceKind.JOURNAL_DIFFERS,
            payout.key,
            payout.channel,
            payout.settled_at or payout.instructed_at,
            payout.due,
            payout.booked,
            payout.pk,
        )


def _listing() -> list[str]:
    return [channel.code for channel in all_channels() if channel.lists_records]


def _paid(span: Span) -> QuerySet[Payout]:
    return Payout.objects.filter(span.within("settled_at"), shop=span.shop, state=PayoutState.PAID)


def _records_alone(span: Span) -> QuerySet[ChannelRecord]:
    """Entries of the channel's record whose key is not a payment that we call paid."""
    ours = Payout.objects.filter(shop=span.shop, key=OuterRef("key"), channel=OuterRef("channel"), state="paid")
    return ChannelRecord.objects.filter(~Exists(ours), span.within("at"), shop=span.shop)


def _cash_entries(span: Span) -> QuerySet[JournalEntry]:
    return JournalEntry.objects.filter(_leaves(), span.within("transaction__at"), transaction__shop=span.shop)


def _leaves() -> Q:
    """Accounts through which something leaves the shop."""
    return Q(account__startswith=CASH) | Q(account=Account.COUPONS_OUT)


def _negated(field: str) -> ExpressionWrapper:
    return ExpressionWrapper(F(field) * Value(-1), output_field=MoneyField())


def _records_of() -> QuerySet[ChannelRecord, Any]:
    """The channel's entries of the payout in the outer query, as one group."""
    records = ChannelRecord.objects.filter(shop=OuterRef("shop"), channel=OuterRef("channel"), key=OuterRef("key"))
    return records.order_by().values("key")


def _there() -> Subquery:
    return Subquery(_records_of().annotate(sum=Sum("amount")).values("sum"), output_field=MoneyField())


def _times() -> Coalesce:
    times = Subquery(_records_of().annotate(times=Count("pk")).values("times"), output_field=IntegerField())
    return Coalesce(times, Value(0))


def _sums(
    span: Span, rows: QuerySet[Any], at: str, *, channel: str = "channel", amount: str = "amount"
) -> dict[tuple[date, str], Money]:
    """The sum of `amount` by day of the shop and channel."""
    by_day = rows.annotate(day=TruncDate(at, tzinfo=span.zone)).order_by().values_list("day", channel)
    return {(day, code): total or ZERO for day, code, total in by_day.annotate(total=Sum(amount))}
