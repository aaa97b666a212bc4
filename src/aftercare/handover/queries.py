"""Reads of handovers: keyset pages, bounded counts, the same number of queries at any size."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final

from django.db.models import Count, Q, QuerySet

from aftercare.core.errors import InvalidInput
from aftercare.core.words import _
from aftercare.handover.access import visible_handovers, visible_items
from aftercare.handover.models import Handover, HandoverItem
from aftercare.handover.terms import ITEMS_MOST, UNSETTLED, HandoverState, ItemState
from aftercare.shops.access import Person
from aftercare.shops.models import Shop

PAGE: Final = 50
MOST_EXPORTED: Final = 2000


@dataclass(frozen=True)
class HandoverPage:
    """One keyset page; `after` begins the next one, None on the last."""

    rows: list[Handover]
    after: tuple[datetime, int] | None


def sent_handovers(
    person: Person, shop_ids: Collection[int], *, open_only: bool, after: tuple[datetime, int] | None = None
) -> HandoverPage:
    """What was sent, the newest first; each row has `lines`, `waiting` and `refused`. Two queries."""
    rows = visible_handovers(person).filter(shop_id__in=shop_ids).exclude(sent_at=None)
    rows = rows.filter(state=HandoverState.SENT) if open_only else rows
    if after is not None:
        rows = rows.filter(Q(sent_at__lt=after[0]) | Q(sent_at=after[0], pk__lt=after[1]))
    found = list(rows.select_related("shop", "giver").order_by("-sent_at", "-pk")[: PAGE + 1])
    counts = HandoverItem.objects.filter(handover__in=found[:PAGE]).values("handover_id")
    told = {
        row["handover_id"]: row
        for row in counts.annotate(
            lines=Count("id"),
            waiting=Count("id", filter=Q(state=ItemState.OPEN)),
            refused=Count("id", filter=Q(state=ItemState.REFUSED)),
        )
    }
    none = {"lines": 0, "waiting": 0, "refused": 0}
    for row in found[:PAGE]:
        counted: Mapping[str, Any] = told.get(row.pk, none)
        for name in none:
            setattr(row, name, counted[name])
    last = found[PAGE - 1] if len(found) > PAGE else None
    return HandoverPage(found[:PAGE], (last.sent_at, last.pk) if last and last.sent_at else None)


def drafts_of(person: Person, shop_ids: Collection[int]) -> list[Handover]:
    """The person's own drafts, one for each shop at most."""
    rows = visible_handovers(person).filter(shop_id__in=shop_ids, state=HandoverState.DRAFT)
    return list(rows.filter(giver_id=person.staff_id or 0).select_related("shop").order_by("shop__name")[:PAGE])


def items_of(person: Person, handover: Handover) -> list[HandoverItem]:
    """Its lines as they were made; at most ITEMS_MOST."""
    rows = visible_items(person).filter(handover=handover).select_related("taker", "case")
    return list(rows.defer("case__description").order_by("pk")[:ITEMS_MOST])


def waiting_items(person: Person, shop_ids: Collection[int]) -> QuerySet[HandoverItem]:
    """Lines of colleagues that nobody has taken, and the person's own that were refused."""
    rows = visible_items(person).filter(shop_id__in=shop_ids, state__in=UNSETTLED)
    rows = rows.filter(handover__state=HandoverState.SENT)
    me = person.staff_id or 0
    return rows.filter(
        Q(state=ItemState.OPEN) & ~Q(handover__giver_id=me) | Q(state=ItemState.REFUSED, handover__giver_id=me)
    )


def printed(person: Person, handover: Handover) -> list[HandoverItem]:
    """The lines of one handover with all that a sheet masks by."""
    return list(_whole(visible_items(person).filter(handover=handover))[:ITEMS_MOST])


def exported(person: Person, shop: Shop, day: date) -> list[HandoverItem]:
    """All lines that were sent in that shop on that day, in the order of sending. Raises InvalidInput when there are
    more than a sheet holds."""
    rows = visible_items(person).filter(handover__shop=shop, handover__day=day).exclude(handover__sent_at=None)
    found = list(_whole(rows)[: MOST_EXPORTED + 1])
    if len(found) > MOST_EXPORTED:
        raise InvalidInput(
            {"day": _("More than %(most)s lines: take the sheets one by one.") % {"most": MOST_EXPORTED}}
        )
    return found


def _whole(rows: QuerySet[HandoverItem]) -> QuerySet[HandoverItem]:
    """With what a line is about and its buyer: what is known of them is hidden in its words."""
    related = ("handover__giver", "taker", "order__customer", "case__order__customer", "case__customer")
    more = ("case__reship_order", "case__return_address")
    return rows.select_related(*related, *more).order_by("handover__sent_at", "handover_id", "pk")


def escalated(person: Person, shop_ids: Collection[int], most: int) -> list[Handover]:
    """Handovers whose time is over and that have lines nobody has taken, the newest first."""
    rows = visible_handovers(person).filter(shop_id__in=shop_ids, state=HandoverState.SENT)
    return list(rows.exclude(escalated_at=None).select_related("giver", "shop").order_by("-escalated_at")[:most])


def handed_over_since(person: Person, since: datetime) -> set[int]:
    """Shops in which the person has sent a handover since then; one query."""
    rows = Handover.objects.filter(giver_id=person.staff_id or 0, sent_at__gte=since)
    return set(rows.values_list("shop_id", flat=True))
