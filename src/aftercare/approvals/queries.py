"""Reads of approval requests: keyset pages, bounded, the same number of queries at any size (C17)."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Q, QuerySet

from aftercare.approvals.access import deciding_shops, visible_approvals
from aftercare.approvals.models import Approval
from aftercare.approvals.rules import LEVELS, levels_from
from aftercare.approvals.terms import ApprovalState
from aftercare.core.errors import NotFound, Refusal, Refused
from aftercare.core.words import _
from aftercare.shops.access import Person

PAGE = 25
SHOWN = (
    "shop",
    "requested_by",
    "decided_by",
    "decided_for",
    "follows__decided_by",
    "follows__decided_for",
)


@dataclass(frozen=True)
class ApprovalPage:
    """One page; `more` says whether another one follows after its last row."""

    rows: list[Approval]
    more: bool


@dataclass(frozen=True)
class QueueKey:
    """The last row of the page before: what runs out first comes first, what has no limit comes last."""

    due_at: datetime | None
    pk: int


def waiting(person: Person, shop_ids: Collection[int]) -> QuerySet[Approval]:
    """Pending requests of shops where the person may decide, their own ones included."""
    shops = set(deciding_shops(person)) & set(shop_ids)
    return Approval.objects.filter(shop_id__in=shops, state=ApprovalState.PENDING)


def waiting_for_decision(person: Person, shop_ids: Collection[int]) -> QuerySet[Approval]:
    """Those that really wait for this person: of a level that they may sign, neither asked nor endorsed by them."""
    signed = Q(pk__in=[])
    for level in LEVELS:
        shops = [shop_id for shop_id in person.shop_ids if person.decides(shop_id, *levels_from(level))]
        signed |= Q(needs_role=level, shop_id__in=shops)
    rows = waiting(person, shop_ids).filter(signed).exclude(requested_by_id=person.staff_id)
    below = Q(follows__decided_by_id=person.staff_id) | Q(follows__decided_for_id=person.staff_id)
    return rows.filter(Q(follows=None) | ~below)


def escalated(person: Person, shop_ids: Collection[int]) -> QuerySet[Approval]:
    """Pending requests whose time has passed, of shops where the person decides on the highest level."""
    shops = [shop_id for shop_id in shop_ids if person.decides(shop_id, LEVELS[-1])]
    return waiting(person, shops).filter(escalated_at__isnull=False) if shops else Approval.objects.none()


def waiting_page(person: Person, shop_ids: Collection[int], after: QueueKey | None = None) -> ApprovalPage:
    """The queue, the most urgent first."""
    rows = waiting(person, shop_ids)
    if after is not None:
        later = Q(due_at=after.due_at, pk__gt=after.pk) if after.due_at else Q(due_at=None, pk__gt=after.pk)
        rows = rows.filter(later | Q(due_at__gt=after.due_at) | Q(due_at=None) if after.due_at else later)
    return _page(rows.order_by("due_at", "pk"))


def mine_page(person: Person, shop_ids: Collection[int], before: int | None = None) -> ApprovalPage:
    """What the person asked for, the newest first."""
    rows = visible_approvals(person).filter(requested_by_id=person.staff_id, shop_id__in=shop_ids)
    return _page(_older(rows, before))


def history_page(person: Person, shop_ids: Collection[int], before: int | None = None) -> ApprovalPage:
    """What has been decided or set aside, the newest request first."""
    rows = visible_approvals(person).filter(shop_id__in=shop_ids).exclude(state=ApprovalState.PENDING)
    return _page(_older(rows, before))


def access_approval(person: Person, pk: int) -> Approval:
    """A request that the person may see. Raises NotFound."""
    approval = visible_approvals(person).filter(pk=pk).select_related(*SHOWN).first()
    if approval is None:
        raise NotFound(str(pk))
    return approval


def access_pending(person: Person, pk: int) -> Approval:
    """A request that still waits. Raises NotFound, and Refused `decided` when somebody was quicker."""
    approval = access_approval(person, pk)
    if approval.state != ApprovalState.PENDING:
        facts: dict[str, Any] = {"state": ApprovalState(approval.state).label}
        sentence = _("This request has been settled meanwhile: %(state)s.")
        if approval.decided_by is not None:
            facts["name"] = approval.decided_by.name
            sentence = _("This request has been settled meanwhile by %(name)s: %(state)s.")
        raise Refused(Refusal("decided", sentence, facts))
    return approval


def _older(rows: QuerySet[Approval], before: int | None) -> QuerySet[Approval]:
    return (rows if before is None else rows.filter(pk__lt=before)).order_by("-pk")


def _page(rows: QuerySet[Approval]) -> ApprovalPage:
    found = list(rows.select_related(*SHOWN)[: PAGE + 1])
    return ApprovalPage(found[:PAGE], len(found) > PAGE)
