"""The journal, payouts and records as the database guards them, against SQL and ORM alike."""

from collections.abc import Callable

import pytest
from django.db import IntegrityError, connection, transaction
from tests.money.scene import Scene, books, entries, ledger_sum

from aftercare.core.money import Money
from aftercare.core.time import now
from aftercare.money.actions.pay import pay
from aftercare.money.models import Cap, ChannelRecord, JournalEntry, JournalTransaction, Payout, PayoutLine
from aftercare.money.terms import PayoutState

pytestmark = pytest.mark.django_db


def refused(work: Callable[[], object], match: str) -> None:
    """It raises, and nothing changed."""
    before = books()
    connection.check_constraints()  # nothing may be left to check: PostgreSQL truncates no table with pending checks
    with pytest.raises(IntegrityError, match=match), transaction.atomic():
        work()
        connection.check_constraints()
    assert books() == before


def sql(text: str) -> Callable[[], object]:
    def run() -> object:
        with connection.cursor() as cursor:
            return cursor.execute(text)

    return run


@pytest.mark.row("C18")
@pytest.mark.attack("H15")
@pytest.mark.parametrize("table", ["journaltransaction", "journalentry", "payoutline", "channelrecord"])
@pytest.mark.parametrize(
    "statement", ["UPDATE money_{} SET id = id", "DELETE FROM money_{}", "TRUNCATE money_{} CASCADE"]
)
def test_sql_cannot_change_what_was_written(scene: Scene, table: str, statement: str) -> None:
    scene.refund()
    refused(sql(statement.format(table)), "append-only|never deleted")


@pytest.mark.attack("H15")
@pytest.mark.parametrize("statement", ["DELETE FROM money_payout", "TRUNCATE money_payout CASCADE"])
def test_sql_cannot_delete_a_payout(scene: Scene, statement: str) -> None:
    scene.refund()
    refused(sql(statement), "never deleted|append-only")


@pytest.mark.attack("H15")
def test_the_orm_cannot_either(scene: Scene) -> None:
    payout = scene.refund()
    refused(lambda: JournalEntry.objects.update(amount=Money(1)), "append-only")
    refused(lambda: JournalEntry.objects.all().delete(), "append-only")
    refused(lambda: JournalTransaction.objects.update(kind="paid"), "append-only")
    refused(lambda: PayoutLine.objects.update(amount=Money(1)), "append-only")
    refused(lambda: ChannelRecord.objects.all()._raw_delete("default"), "append-only")
    refused(lambda: Payout.objects.filter(pk=payout.pk)._raw_delete("default"), "never deleted")


@pytest.mark.parametrize(
    "change",
    [
        "amount = amount + 1",
        "key = 'refund-2'",
        "payee_reference = 'somebody else'",
        "channel = 'manual'",
        "binding = 'other'",
        "subject_id = 2",
        "instructed_by_id = NULL, proposed_by_id = NULL",
    ],
)
@pytest.mark.attack("B20", "H15")
def test_what_was_instructed_never_changes(scene: Scene, change: str) -> None:
    scene.refund()
    refused(sql(f"UPDATE money_payout SET {change}"), "never changes")


@pytest.mark.attack("H5")
def test_a_settled_payout_stays_settled(scene: Scene) -> None:
    payout = scene.refund()
    assert pay(payout_id=payout.pk) is PayoutState.PAID
    refused(sql("UPDATE money_payout SET state = 'refused'"), "settled for good")
    refused(sql("UPDATE money_payout SET voucher = 'other'"), "settled for good")
    refused(sql("UPDATE money_payout SET fence = 0"), "only grows")


@pytest.mark.parametrize(
    ("amounts", "count"), [([], 0), ([500], 1), ([500, -499], 2), ([500, -500], 3), ([500, -300, -100], 3)]
)
def test_a_posting_must_balance_and_be_whole(scene: Scene, amounts: list[int], count: int) -> None:
    payout = scene.refund()

    def post() -> None:
        posting = JournalTransaction.objects.create(
            shop=scene.shop, kind="paid", reference="x", at=now(), entry_count=count, payout=payout
        )
        for number, fen in enumerate(amounts):
            account = ["payable", "cash:simulator", "coupons_out"][number]
            JournalEntry.objects.create(transaction=posting, account=account, amount=Money(fen))

    refused(post, "posting .* has")


def test_nothing_is_added_to_a_posting_later(scene: Scene) -> None:
    posting = scene.refund().postings.get()

    def add() -> None:
        for fen in (5, -5):
            JournalEntry.objects.create(transaction=posting, account="payable", amount=Money(fen))

    refused(add, "posting .* has 4 entries of 2")


def test_an_unknown_account_or_a_zero_entry_is_refused(scene: Scene) -> None:
    posting = scene.refund().postings.get()
    for account, fen in (("cash:Simulator", 5), ("pocket", 5), ("payable", 0)):
        refused(
            lambda account=account, fen=fen: JournalEntry.objects.create(
                transaction=posting, account=account, amount=Money(fen)
            ),
            "entry_",
        )


def test_the_lines_of_a_payout_must_add_up(scene: Scene) -> None:
    payout, cap = scene.refund(), Cap.objects.get()
    refused(
        lambda: PayoutLine.objects.create(payout=payout, cap=cap, kind="refund", amount=Money(1)),
        "is of 1000 fen, its lines of 1001",
    )


def test_a_cap_cannot_pass_what_was_paid(scene: Scene) -> None:
    scene.cap(1_000)
    refused(sql("UPDATE money_cap SET used = 1001"), "cap_holds")
    refused(sql("UPDATE money_cap SET used = -1"), "cap_")
    refused(sql("UPDATE money_cap SET paid = -1"), "cap_holds")


@pytest.mark.row("C18")
def test_instruction_and_payment_are_posted_once_each(scene: Scene) -> None:
    payout = scene.refund(fen=1_234)
    assert entries(payout, "instructed") == {"refund": 1_234, "payable": -1_234}

    pay(payout_id=payout.pk)
    pay(payout_id=payout.pk)

    assert entries(payout, "paid") == {"payable": 1_234, "cash:simulator": -1_234}
    assert payout.postings.count() == 2
    assert ledger_sum() == Money(0)
