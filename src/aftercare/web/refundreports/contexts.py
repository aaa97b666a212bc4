"""What the list of refund records and the queue of conflicts print."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from aftercare.core.money import Money
from aftercare.refundreports.access import decision_refusal
from aftercare.refundreports.models import PlatformRefund, RefundConflict
from aftercare.refundreports.queries import (
    COUNT_UP_TO,
    VIEWS,
    being_carried,
    conflict_page,
    refund_page,
    sizes,
)
from aftercare.refundreports.terms import ConflictKind, ConflictState, RefundKind, RefundState, Standing
from aftercare.shops.access import Person
from aftercare.web.caseline import address_of
from aftercare.web.numbers import read_number
from aftercare.web.pieces.marks import Tone
from aftercare.web.pieces.parts import Tab
from aftercare.web.refundreports.words import STANDING_TONES, TONES

CONFLICTS, DECIDED = "conflicts", "decided"
QUEUES = (CONFLICTS, "waiting", "open", "by_hand", "odd", "ended", "all", DECIDED)
STATE_TONES = {
    ConflictState.OPEN: Tone.US,
    ConflictState.TAKEN: Tone.DONE,
    ConflictState.KEPT: Tone.DONE,
    ConflictState.GONE: Tone.REFUSED,
}


@dataclass(frozen=True)
class RecordRow:
    """One record as a row."""

    address: str
    number: str
    order_no: str
    order_address: str
    case_no: str
    case_address: str
    shop: str
    kind: Any
    state: Any
    tone: Tone
    raw_status: str
    standing: Any
    standing_tone: Tone
    amount: Money | None
    due_at: Any
    told_at: Any


@dataclass(frozen=True)
class ConflictRow:
    """One conflict as a row."""

    address: str
    kind: Any
    record: RecordRow
    state: Any
    tone: Tone
    at: Any
    decided_by: str
    reason: str


def record_row(record: PlatformRefund) -> RecordRow:
    """The row; shop, order and case come along."""
    state = RefundState(record.state)
    standing = Standing(record.standing)
    return RecordRow(
        address=reverse("refund_report", args=[record.pk]),
        number=record.refund_no,
        order_no=record.order_no,
        order_address=reverse("order", args=[record.order_id]) if record.order_id else "",
        case_no=record.case.number if record.case else "",
        case_address=address_of(record.case.number) if record.case else "",
        shop=record.shop.name,
        kind=RefundKind(record.kind).label if record.kind else record.raw_kind,
        state=state.label,
        tone=TONES[state],
        raw_status=record.unknown_status or record.raw_status,
        standing=standing.label,
        standing_tone=STANDING_TONES[standing],
        amount=record.amount,
        due_at=record.due_at if state not in (RefundState.CLOSED, RefundState.SUCCESS) else None,
        told_at=record.told_at,
    )


def conflict_row(conflict: RefundConflict) -> ConflictRow:
    state = ConflictState(conflict.state)
    return ConflictRow(
        address=reverse("refund_report", args=[conflict.record_id]),
        kind=ConflictKind(conflict.kind).label,
        record=record_row(conflict.record),
        state=state.label,
        tone=STATE_TONES[state],
        at=conflict.decided_at or conflict.opened_at,
        decided_by=conflict.decided_by.name if conflict.decided_by else "",
        reason=conflict.reason,
    )


class RefundsContext:
    """One queue of records or conflicts."""

    def __init__(self, person: Person, shop_ids: Collection[int], asked: Mapping[str, str]) -> None:
        self.queue = asked.get("queue", "") if asked.get("queue", "") in QUEUES else CONFLICTS
        self.number = asked.get("number", "").strip()[:40]
        after = read_number(asked.get("after"))
        self.rows: list[RecordRow] = []
        self.conflicts: list[ConflictRow] = []
        if self.number:
            self.queue = "all"
        if self.queue in VIEWS:
            page = refund_page(person, shop_ids, self.queue, after=after, number=self.number)
            self.rows, next_after = [record_row(record) for record in page.records], page.after
        else:
            found = conflict_page(person, shop_ids, decided=self.queue == DECIDED, after=after)
            self.conflicts, next_after = [conflict_row(one) for one in found.conflicts], found.after
        self._sizes = sizes(person, shop_ids)
        self._carried = being_carried(person, shop_ids)
        self.may_decide = any(decision_refusal(person, shop_id) is None for shop_id in shop_ids)
        query = {"queue": self.queue, "after": str(next_after), **({"number": self.number} if self.number else {})}
        self.more_url = f"{reverse('refund_reports')}?{urlencode(query)}" if next_after is not None else ""

    @property
    def is_conflicts(self) -> bool:
        return self.queue in (CONFLICTS, DECIDED)

    @property
    def carried_note(self) -> str:
        """How many are still being carried into cases, '' for none."""
        if not self._carried:
            return ""
        count = f"{COUNT_UP_TO - 1}+" if self._carried >= COUNT_UP_TO else str(self._carried)
        return _("%(count)s records are being carried into cases. This goes on by itself.") % {"count": count}

    @property
    def tabs(self) -> list[Tab]:
        labels = {
            CONFLICTS: _("To be decided"),
            "waiting": _("Waiting for their order"),
            "open": _("Open there"),
            "by_hand": _("To open by hand"),
            "odd": _("Not understood"),
            "ended": _("Ended there"),
            "all": _("All"),
            DECIDED: _("Decided"),
        }
        address = reverse("refund_reports")
        return [
            Tab(label, f"{address}?queue={code}", code == self.queue, _size(self._sizes.get(code, 0)))
            for code, label in labels.items()
        ]


def _size(count: int) -> str:
    return f"{COUNT_UP_TO - 1}+" if count >= COUNT_UP_TO else str(count or "")
