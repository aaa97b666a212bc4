"""Postings of the double-entry journal. Called by actions only, inside their transaction."""

from datetime import datetime

from aftercare.core.money import Money
from aftercare.money.models import JournalEntry, JournalTransaction, Payout
from aftercare.money.rules import Entries, Share, instruction_entries, payment_entries, reversed_entries
from aftercare.money.terms import LineKind, Posting


def post_instruction(payout: Payout, at: datetime) -> JournalTransaction:
    """Expense against owed to buyers."""
    return _post(payout, Posting.INSTRUCTED, instruction_entries(_shares(payout)), at)


def post_payment(payout: Payout, at: datetime) -> JournalTransaction:
    """Owed to buyers against the channel's cash."""
    return _post(payout, Posting.PAID, payment_entries(_shares(payout), payout.channel), at)


def post_release(payout: Payout, at: datetime) -> JournalTransaction:
    """The instruction turned round: it will not be paid."""
    instruction = payout.postings.get(kind=Posting.INSTRUCTED)
    entries = {entry.account: entry.amount.fen for entry in instruction.entries.all()}
    return _post(payout, Posting.RELEASED, reversed_entries(entries), at, instruction)


def _post(
    payout: Payout, kind: Posting, entries: Entries, at: datetime, reverses: JournalTransaction | None = None
) -> JournalTransaction:
    posting = JournalTransaction.objects.create(
        shop_id=payout.shop_id,
        kind=kind,
        reference=f"{kind}:{payout.key}",
        at=at,
        entry_count=len(entries),
        payout=payout,
        reverses=reverses,
    )
    JournalEntry.objects.bulk_create(
        JournalEntry(transaction=posting, account=account, amount=Money(fen)) for account, fen in entries.items()
    )
    return posting


def _shares(payout: Payout) -> list[Share]:
    return [Share(LineKind(line.kind), line.amount, line.cap_id) for line in payout.lines.all()]
