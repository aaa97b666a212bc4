"""Reads of money for pages, limits and exports: bounded, the same number of queries at any size."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q, QuerySet, Sum
from django.utils.translation import gettext as _

from aftercare.core.money import ZERO, Money
from aftercare.money.access import visible_payouts
from aftercare.money.channels import channel_of
from aftercare.money.models import JournalEntry, Payout
from aftercare.money.rules import Scope
from aftercare.money.terms import CASH, Account, PayoutState
from aftercare.shops.access import Person

PAGE = 50
COUNT_UP_TO = 100

# The named filters of the queue; each stands on an index.
QUEUES: Mapping[str, tuple[PayoutState, ...]] = {
    "to_pay": (PayoutState.INSTRUCTED,),
    "to_check": (PayoutState.NEEDS_PERSON, PayoutState.UNKNOWN),
    "under_way": (PayoutState.SENDING, PayoutState.UNKNOWN),
    "paid": (PayoutState.PAID,),
    "not_paid": (PayoutState.REFUSED, PayoutState.CANCELLED),
}


@dataclass(frozen=True)
class PayoutPage:
    """One keyset page; `after` of the next page, None on the last one."""

    payouts: list[Payout]
    after: int | None


def payout_queue(person: Person, queue: str, *, after: int | None = None, size: int = PAGE) -> PayoutPage:
    """What waits for finance first comes first; settled ones newest first. Unknown queue names raise KeyError."""
    rows = _of_queue(person, queue).select_related("shop", "proposed_by", "settled_by")
    newest_first = queue in ("paid", "not_paid")
    if after is not None:
        rows = rows.filter(pk__lt=after) if newest_first else rows.filter(pk__gt=after)
    found = list(rows.order_by("-pk" if newest_first else "pk")[: size + 1])
    return PayoutPage(found[:size], found[size - 1].pk if len(found) > size else None)


def queue_sizes(person: Person) -> dict[str, int]:
    """How many wait in each queue that is work, counted up to COUNT_UP_TO."""
    return {queue: _of_queue(person, queue)[:COUNT_UP_TO].count() for queue in ("to_pay", "to_check")}


def payouts_of(subject_kind: str, subject_id: int) -> QuerySet[Payout]:
    """The payouts of one subject, oldest first. The caller has already been given the subject by its own access."""
    rows = Payout.objects.filter(subject_kind=subject_kind, subject_id=subject_id).order_by("pk")
    return rows.prefetch_related("lines").select_related("settled_by")


@dataclass(frozen=True)
class Giving:
    """Whose givings a rolling limit sums, since when; an empty reference or person is not summed."""

    shop_id: int
    since: datetime
    order_reference: str = ""
    buyer_reference: str = ""
    proposed_by_id: int | None = None


def given(giving: Giving) -> dict[Scope, Money]:
    """What was given since then per scope, under way or paid, in one query: the facts for `rules.breaches` (H8)."""
    lost = (PayoutState.REFUSED, PayoutState.CANCELLED)
    recent = Payout.objects.filter(shop_id=giving.shop_id, instructed_at__gte=giving.since).exclude(state__in=lost)
    scopes = {Scope.DAY: Q()}
    if giving.order_reference:
        scopes[Scope.ORDER] = Q(payee_reference=giving.order_reference)
    if giving.buyer_reference:
        scopes[Scope.BUYER] = Q(buyer_reference=giving.buyer_reference)
    if giving.proposed_by_id is not None:
        scopes[Scope.PERSON] = Q(proposed_by_id=giving.proposed_by_id)
    sums = recent.aggregate(**{scope.value: Sum("amount", filter=where) for scope, where in scopes.items()})
    return {scope: sums[scope.value] or ZERO for scope in scopes}


def balances(shop_id: int) -> dict[str, Money]:
    """The trial balance of one shop: account code to its balance, debit positive; they sum to zero."""
    rows = JournalEntry.objects.filter(transaction__shop_id=shop_id).values("account").annotate(sum=Sum("amount"))
    return {row["account"]: row["sum"] for row in rows.order_by("account")}


@dataclass(frozen=True)
class JournalRow:
    """One entry as finance exports it."""

    at: datetime
    reference: str
    posting: str
    account: str
    debit: Money
    credit: Money
    payout_key: str
    payee_reference: str
    voucher: str
    purpose: str


def journal_rows(shop_id: int, since: datetime, until: datetime) -> Iterator[JournalRow]:
    """All entries of a shop from `since` up to but not including `until`, in the order of posting, streamed (C18)."""
    entries = (
        JournalEntry.objects.filter(transaction__shop_id=shop_id, transaction__at__gte=since, transaction__at__lt=until)
        .select_related("transaction__payout")
        .order_by("transaction__at", "transaction_id", "pk")
    )
    for entry in entries.iterator(chunk_size=1000):
        posting, payout = entry.transaction, entry.transaction.payout
        yield JournalRow(
            at=posting.at,
            reference=posting.reference,
            posting=posting.kind,
            account=entry.account,
            debit=max(entry.amount, ZERO),
            credit=max(-entry.amount, ZERO),
            payout_key=payout.key,
            payee_reference=payout.payee_reference,
            voucher=payout.voucher,
            purpose=payout.purpose,
        )


def account_label(code: str) -> str:
    """The name of an account for people; cash accounts are named by their channel."""
    if code in Account.values:
        return str(Account(code).label)
    return _("Paid through: %(channel)s") % {"channel": channel_of(code.removeprefix(CASH)).label}


def _of_queue(person: Person, queue: str) -> QuerySet[Payout]:
    return visible_payouts(person).filter(state__in=QUEUES[queue])
