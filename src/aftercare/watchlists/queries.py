"""Reads of the lists. The caller has checked the shops and the customers."""

from collections.abc import Collection
from datetime import datetime

from django.db.models import Prefetch, QuerySet

from aftercare.watchlists.models import Appeal, ListEntry
from aftercare.watchlists.terms import ListKind


def in_force(kind: ListKind, at: datetime) -> QuerySet[ListEntry]:
    """Entries of the list that hold at that moment."""
    return ListEntry.objects.filter(kind=kind, expires_at__gt=at, lifted_at=None)


def with_appeals(rows: QuerySet[ListEntry]) -> QuerySet[ListEntry]:
    """With who made them and their appeals, the oldest first: one query more for any number of entries."""
    appeals = Prefetch("appeals", Appeal.objects.select_related("by", "decided_by").order_by("pk"))
    return rows.select_related("by", "lifted_by", "shop").prefetch_related(appeals)


def entries_about(kind: ListKind, customer_ids: Collection[int], *, most: int) -> list[ListEntry]:
    """The newest of these customers. Two queries."""
    rows = ListEntry.objects.filter(kind=kind, customer_id__in=customer_ids)
    return list(with_appeals(rows).order_by("-pk")[:most])


def waiting_appeal(entry: ListEntry) -> Appeal | None:
    """The appeal that nobody has decided; its appeals have been read."""
    return next((one for one in entry.appeals.all() if one.lifted is None), None)
