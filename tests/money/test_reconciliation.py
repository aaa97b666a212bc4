"""Instruction, channel record and journal side by side: they agree, and each way to disagree is found."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from tests.money.scene import SYSTEM, Scene, at_once

from aftercare.connectors.payouts.simulator import SimulatorChannel
from aftercare.connectors.simulator.server import Simulator
from aftercare.core.errors import InvalidInput
from aftercare.core.models import Event
from aftercare.core.money import Money
from aftercare.core.time import now, travel
from aftercare.money.actions.collect_records import collect_all_records, collect_records
from aftercare.money.actions.mark_paid import mark_paid
from aftercare.money.actions.pay import pay
from aftercare.money.channels import PayoutOrder
from aftercare.money.models import ChannelReading, ChannelRecord, JournalEntry, JournalTransaction, Payout
from aftercare.money.queries import account_label, balances, journal_rows
from aftercare.money.reconciliation import Difference, Span, day_rows, differences, readings
from aftercare.money.rules import Share
from aftercare.money.terms import DifferenceKind, LineKind

pytestmark = [pytest.mark.django_db, pytest.mark.row("C18")]
SHANGHAI = ZoneInfo("Asia/Shanghai")
HOUR = timedelta(hours=1)


def today(scene: Scene) -> Span:
    day = now().astimezone(SHANGHAI).date()
    return Span(scene.shop, day - timedelta(days=1), day + timedelta(days=1))


def collect(scene: Scene) -> int:
    with travel(HOUR):
        return collect_records(shop_id=scene.shop.pk, channel_code="simulator", person=SYSTEM)


def found(scene: Scene) -> list[tuple[DifferenceKind, str, str | None, str | None]]:
    def text(amount: Money | None) -> str | None:
        return None if amount is None else amount.yuan

    def row(difference: Difference) -> tuple[DifferenceKind, str, str | None, str | None]:
        return difference.kind, difference.key, text(difference.here), text(difference.there)

    return [row(difference) for difference in differences(today(scene))]


def test_three_sides_agree_to_the_fen(scene: Scene) -> None:
    for number in range(1, 4):
        pay(payout_id=scene.refund(f"refund-{number}", 1_000 + number).pk)
    mark_paid(payout=scene.refund("refund-4", 500, channel="manual"), voucher="V1", person=scene.clerk)
    assert collect(scene) == 3
    assert collect(scene) == 0

    rows = {row.channel: row for row in day_rows(today(scene))}

    assert (rows["simulator"].paid, rows["simulator"].at_channel, rows["simulator"].journal) == (Money(3_006),) * 3
    assert (rows["manual"].paid, rows["manual"].at_channel, rows["manual"].journal) == (Money(500), None, Money(500))
    assert all(row.agrees for row in rows.values())
    assert differences(today(scene)) == []


def test_what_the_channel_does_not_have_is_found_once_its_record_was_read(scene: Scene) -> None:
    payout = scene.refund()
    Payout.objects.filter(pk=payout.pk).update(state="needs_person", due_at=None, fence=1)
    mark_paid(payout=payout, voucher="V1", person=scene.clerk)
    kinds = {row[0] for row in found(scene)}
    assert kinds == {DifferenceKind.NOT_AT_CHANNEL}, "never read is no excuse"

    ChannelReading.objects.create(shop=scene.shop, channel="simulator", read_at=now() - HOUR)
    assert found(scene) == [], "it was paid after the last reading"

    collect(scene)
    assert found(scene) == [(DifferenceKind.NOT_AT_CHANNEL, "refund-1", "10.00", None)]
    (row,) = day_rows(today(scene))
    assert (row.paid, row.at_channel, row.agrees) == (Money(1_000), Money(0), False)


def test_what_we_do_not_call_paid_is_found(scene: Scene, provider: Simulator) -> None:
    provider.weather.set({"reply_lost": 1.0})
    pay(payout_id=scene.refund().pk)
    SimulatorChannel(provider.address).pay(PayoutOrder("refund-99", str(scene.shop.pk), Money(77), "x", "x"))
    SimulatorChannel(provider.address).pay(PayoutOrder("other-1", str(scene.other_shop.pk), Money(1), "x", "x"))
    collect(scene)
    assert found(scene) == [
        (DifferenceKind.NOT_PAID_HERE, "refund-1", None, "10.00"),
        (DifferenceKind.NO_INSTRUCTION, "refund-99", None, "0.77"),
    ]
    (row,) = day_rows(today(scene))
    assert (row.paid, row.at_channel, row.agrees) == (Money(0), Money(1_077), False)


@pytest.mark.parametrize(
    ("record", "kind", "there"),
    [
        ({"amount": Money(1_001)}, DifferenceKind.AMOUNT_DIFFERS, "10.01"),
        ({"amount": Money(1_000), "twice": True}, DifferenceKind.TWICE_AT_CHANNEL, "20.00"),
    ],
)
def test_other_amounts_and_double_payments_are_found(
    scene: Scene, record: dict, kind: DifferenceKind, there: str
) -> None:
    pay(payout_id=scene.refund().pk)
    vouchers = ["A", "B"] if record.pop("twice", False) else ["A"]
    for voucher in vouchers:
        ChannelRecord.objects.create(
            shop=scene.shop, channel="simulator", key="refund-1", voucher=voucher, at=now(), fetched_at=now(), **record
        )
    assert found(scene) == [(kind, "refund-1", "10.00", there)]


def test_a_journal_that_says_more_than_the_instruction_is_found(scene: Scene) -> None:
    paid, waiting = scene.refund(), scene.refund("refund-2", channel="manual")
    pay(payout_id=paid.pk)
    collect(scene)
    for payout, fen in ((paid, 5), (waiting, 7)):
        posting = JournalTransaction.objects.create(
            shop=scene.shop, kind="paid", reference=f"by-hand:{payout.key}", at=now(), entry_count=2, payout=payout
        )
        for account, amount in ((f"cash:{payout.channel}", -fen), ("payable", fen)):
            JournalEntry.objects.create(transaction=posting, account=account, amount=Money(amount))
    assert sorted(found(scene)) == [
        (DifferenceKind.JOURNAL_DIFFERS, "refund-1", "10.00", "10.05"),
        (DifferenceKind.JOURNAL_DIFFERS, "refund-2", "0.00", "0.07"),
    ]


def test_days_are_the_days_of_the_shop(scene: Scene) -> None:
    """23:59:59.999 and 00:00 in Shanghai are two days, though one day in UTC."""
    midnight = datetime(2026, 5, 1, tzinfo=SHANGHAI)
    for number, at in enumerate((midnight - timedelta(milliseconds=1), midnight), start=1):
        with travel(at - now()):
            mark_paid(
                payout=scene.refund(f"refund-{number}", number, channel="manual"),
                voucher=f"V{number}",
                person=scene.clerk,
            )
    eve, day = (midnight - timedelta(days=1)).date(), midnight.date()
    both = day_rows(Span(scene.shop, eve, day))
    assert [(row.day, row.paid) for row in both] == [(day, Money(2)), (eve, Money(1))]
    (first,) = day_rows(Span(scene.shop, eve, eve))
    assert first.paid == first.journal == Money(1)


def test_another_shop_is_another_book(scene: Scene) -> None:
    pay(payout_id=scene.refund().pk)
    day = today(scene)
    other = Span(scene.other_shop, day.first, day.last)
    assert (day_rows(other), differences(other), balances(scene.other_shop.pk)) == ([], [], {})
    assert readings(scene.other_shop) == {}


def test_too_long_and_turned_round_spans_are_refused(scene: Scene) -> None:
    day = now().date()
    for last in (day - timedelta(days=1), day + timedelta(days=62)):
        with pytest.raises(InvalidInput):
            Span(scene.shop, day, last)


def test_a_channel_out_of_reach_changes_nothing(scene: Scene, provider: Simulator) -> None:
    provider.weather.set({"down": True})
    events = Event.objects.count()
    with pytest.raises(ConnectionError):
        collect(scene)
    assert collect_all_records() == {"simulator: unreachable": 2}
    assert (ChannelReading.objects.count(), ChannelRecord.objects.count(), Event.objects.count()) == (0, 0, events)


@pytest.mark.django_db(transaction=True)
def test_two_collectors_at_once_keep_each_entry_once(scene: Scene) -> None:
    for number in range(1, 6):
        pay(payout_id=scene.refund(f"refund-{number}", 1).pk)
    at_once([lambda: collect(scene)] * 4)
    assert ChannelRecord.objects.count() == 5


def test_a_long_record_is_read_to_its_end(scene: Scene, provider: Simulator) -> None:
    channel = SimulatorChannel(provider.address)
    for number in range(510):
        channel.pay(PayoutOrder(f"refund-{number}", str(scene.shop.pk), Money(1), "x", "x"))
    entries = channel.records(str(scene.shop.pk), datetime(2000, 1, 1, tzinfo=UTC))
    assert [entry.key for entry in entries] == [f"refund-{number}" for number in range(510)]


def test_the_journal_is_exported_in_order_with_both_sides(scene: Scene) -> None:
    share = Share(LineKind.REFUND, Money(1_000), scene.cap().pk)
    payout = scene.instruct("refund-1", share, Share(LineKind.FREIGHT, Money(800)))
    pay(payout_id=payout.pk)

    rows = list(journal_rows(scene.shop.pk, now() - HOUR, now() + HOUR))

    assert [(row.posting, row.account, row.debit.yuan, row.credit.yuan) for row in rows] == [
        ("instructed", "refund", "10.00", "0.00"),
        ("instructed", "freight", "8.00", "0.00"),
        ("instructed", "payable", "0.00", "18.00"),
        ("paid", "payable", "18.00", "0.00"),
        ("paid", "cash:simulator", "0.00", "18.00"),
    ]
    assert {row.payout_key for row in rows} == {"refund-1"}
    assert rows[-1].voucher == "SIM0000000001"
    assert [account_label(row.account) for row in rows[2:]] == ["应付买家", "应付买家", "打款渠道:演练渠道"]
    assert list(journal_rows(scene.shop.pk, now() + HOUR, now() + 2 * HOUR)) == []
