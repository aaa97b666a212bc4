"""Reads of registered freight for pages: keyset pages, bounded counts, the same number of queries at any size."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django.db.models import Q, QuerySet

from aftercare.cases.models import Case
from aftercare.freight.access import visible_batches, visible_claims
from aftercare.freight.models import FreightBatch, FreightBatchRow, FreightClaim, FreightInvite
from aftercare.freight.terms import ClaimState
from aftercare.money.channels import all_channels
from aftercare.shops.access import Person

PAGE: Final = 25
COUNT_UP_TO: Final = 100
OF_CASE_MOST: Final = 50
SEALED: Final = ("payee_name", "payee_account", "note", "decision_reason", "refusal_text")
DECIDE, PAY, PAID, NOT_PAID, ALL = "decide", "pay", "paid", "not_paid", "all"
QUEUES: Final[Mapping[str, tuple[ClaimState, ...]]] = {
    DECIDE: (ClaimState.REGISTERED, ClaimState.FAILED),
    PAY: (ClaimState.APPROVED, ClaimState.BATCHED),
    PAID: (ClaimState.PAID,),
    NOT_PAID: (ClaimState.REFUSED,),
    ALL: tuple(ClaimState),
}
OLDEST_FIRST: Final = (DECIDE, PAY)


@dataclass(frozen=True)
class ClaimWish:
    """What of the list is asked for. `before`: registered before that moment; `search`: a whole number of the
    registration, its case, its parcel or its receipt."""

    shop_ids: frozenset[int]
    queue: str = DECIDE
    before: datetime | None = None
    search: str = ""


@dataclass(frozen=True)
class ClaimPage:
    """One keyset page; `after` begins the next one, None on the last."""

    claims: list[FreightClaim]
    after: int | None


def claim_page(person: Person, wish: ClaimWish, after: int | None = None, size: int = PAGE) -> ClaimPage:
    """Work has the oldest first, what is done the newest; two queries at any size, three with a search: one index scan
    per shop and state, merged; then what is shown of them, with what the checks need of the case."""
    is_work = wish.queue in OLDEST_FIRST
    order = "pk" if is_work else "-pk"
    states = (None,) if wish.queue == ALL else QUEUES[wish.queue]
    rows = _narrowed(visible_claims(person), wish)
    if after is not None:
        rows = rows.filter(pk__gt=after) if is_work else rows.filter(pk__lt=after)
    parts = [
        (rows if state is None else rows.filter(state=state)).filter(shop_id=shop).order_by(order).values("pk")
        for shop in sorted(wish.shop_ids)
        for state in states
    ]
    sliced = [part[: size + 1] for part in parts]
    if not sliced:
        return ClaimPage([], None)
    merged = sliced[0] if len(sliced) == 1 else sliced[0].union(*sliced[1:], all=True).order_by(order)[: size + 1]
    keys = [row["pk"] for row in merged]
    found = visible_claims(person).filter(pk__in=keys[:size]).order_by(order)
    shown = list(found.select_related("shop", "case", "case__order", "case__customer").defer(*_sealed()))
    return ClaimPage(shown, keys[size - 1] if len(keys) > size else None)


def _narrowed(rows: QuerySet[FreightClaim], wish: ClaimWish) -> QuerySet[FreightClaim]:
    if wish.before is not None:
        rows = rows.filter(registered_at__lte=wish.before)
    if not wish.search:
        return rows
    text = wish.search.upper()
    cases = list(Case.objects.filter(number=text).values_list("pk", flat=True))  # by its own index, so that all are
    named = Q(number=text) | Q(tracking_no=text) | Q(case_id__in=cases)
    return rows.filter(named | Q(receipt_no=wish.search) & ~Q(receipt_no=""))


def queue_sizes(person: Person, shop_ids: frozenset[int]) -> dict[str, int]:
    """How many wait in each queue that is work, counted up to COUNT_UP_TO."""
    rows = visible_claims(person).filter(shop_id__in=shop_ids)
    return {queue: rows.filter(state__in=QUEUES[queue])[:COUNT_UP_TO].count() for queue in OLDEST_FIRST}


def claims_of_case(person: Person, case: Case) -> list[FreightClaim]:
    """All that was registered on the case, the newest first."""
    rows = visible_claims(person).filter(case=case).select_related("shop", "case", "case__order").defer(*_sealed())
    return list(rows.order_by("-pk")[:OF_CASE_MOST])


def claims_of_invite(invite: FreightInvite) -> list[FreightClaim]:
    """What the buyer sees of their case. Whoever asks has been given the link."""
    rows = FreightClaim.objects.filter(case_id=invite.case_id).select_related("payout")
    return list(rows.order_by("-pk")[:OF_CASE_MOST])


def batch_page(
    person: Person, shop_ids: frozenset[int], before: int | None = None
) -> tuple[list[FreightBatch], int | None]:
    """Payment files, the newest first, and the key of the next page."""
    rows = visible_batches(person).filter(shop_id__in=shop_ids)
    if before is not None:
        rows = rows.filter(pk__lt=before)
    found = list(rows.select_related("shop", "made_by").order_by("-pk")[: PAGE + 1])
    return found[:PAGE], found[PAGE - 1].pk if len(found) > PAGE else None


def rows_of_batch(batch: FreightBatch) -> list[FreightBatchRow]:
    """All rows of a file, at most `BATCH_MOST`, as it was made."""
    return list(batch.rows.select_related("claim", "claim__case", "payout").order_by("pk"))


def to_batch(person: Person, shop_ids: frozenset[int]) -> QuerySet[FreightClaim]:
    """What waits to be put into a payment file: approved, and not paid by a channel of its own."""
    by_hand = [channel.code for channel in all_channels() if not channel.automatic]
    rows = visible_claims(person).filter(shop_id__in=shop_ids, state=ClaimState.APPROVED)
    return rows.filter(payout__channel__in=by_hand)


def _sealed() -> list[str]:
    of_order = ("buyer_message", "seller_memo", "receiver_name", "receiver_phone", "receiver_address")
    return [*SEALED, *(f"case__order__{name}" for name in of_order), "case__description"]
