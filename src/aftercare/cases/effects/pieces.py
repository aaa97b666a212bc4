"""Pieces that only one case at a time can have (B3), and that are sent once more, not over and over (C19)."""

from collections.abc import Mapping
from itertools import groupby
from operator import itemgetter

from django.db.models import Exists, OuterRef

from aftercare.cases.flows.registry import newest_flow
from aftercare.cases.models import CaseLine, CaseLink
from aftercare.cases.room import lines_with_room
from aftercare.cases.terms import Link
from aftercare.core.errors import Refusal, Refused
from aftercare.core.words import _
from aftercare.orders.models import Order


def check_free(order_id: int, wished: Mapping[int, int], own: Mapping[int, int] | None = None) -> None:
    """Pieces that another case holds cannot be had here as well. Both by order line id: what is `wished` in all, and
    what of it the case holds already as its `own`. Raises Refused `too_many_pieces`.

    Locks the order, as opening a case does: two who want the same pieces at the same instant come one after the other.
    """
    _lock(order_id)
    for line in lines_with_room(order_id):
        left = line.left + (own or {}).get(line.pk, 0)
        if wished.get(line.pk, 0) > left:
            sentence = _("%(title)s: %(left)s of %(bought)s pieces are left; the others are in another case.")
            raise Refused(
                Refusal("too_many_pieces", sentence, {"title": line.title, "left": left, "bought": line.quantity})
            )


def check_unsent(order_id: int, wished: Mapping[int, int]) -> None:
    """What was sent once more, or is about to be, is not sent a third time on the same order: what is wrong with it
    then is a matter of its own order. New goods of exchanges whose old ones came back do not count. `wished`: pieces by
    order line id. Raises Refused `sent_once_more`. Locks the order."""
    _lock(order_id)
    flow = newest_flow("reship")
    unsent = [state.code for state in flow.states if state.frees_goods]
    came_back = {"source__flow": "exchange", "source__received_at__isnull": False}
    exchanges = CaseLink.objects.filter(kind=Link.CHILD, **came_back, target_id=OuterRef("case_id"))
    held = CaseLine.objects.filter(case__order_id=order_id, case__flow=flow.code, order_line_id__in=wished)
    held = held.exclude(case__state__in=unsent).exclude(Exists(exchanges))
    rows = held.values_list("order_line__title", "order_line__quantity", "order_line_id", "asked", "case__number")
    for (title, bought, line), sent in groupby(sorted(rows), key=itemgetter(0, 1, 2)):
        others = [(pieces, number) for *_line, pieces, number in sent]
        if sum(pieces for pieces, _number in others) + wished[line] > bought:
            sentence = _(
                "%(title)s: %(bought)s pieces were bought, and a second dispatch is on record. What is wrong with "
                "that one belongs to its own order, %(order)s."
            )
            params = {"title": title, "bought": bought, "order": others[-1][1]}
            raise Refused(Refusal("sent_once_more", sentence, params))


def _lock(order_id: int) -> None:
    list(Order.objects.select_for_update(no_key=True, of=("self",)).filter(pk=order_id).values_list("pk"))
