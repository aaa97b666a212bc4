"""Pieces that only one case at a time can have (B3)."""

from collections.abc import Mapping

from aftercare.cases.gather import lines_with_room
from aftercare.core.errors import Refusal, Refused
from aftercare.core.words import _
from aftercare.orders.models import Order


def check_free(order_id: int, wished: Mapping[int, int], own: Mapping[int, int] | None = None) -> None:
    """Pieces that another case holds cannot be had here as well. Both by order line id: what is `wished` in all, and
    what of it the case holds already as its `own`. Raises Refused `too_many_pieces`.

    Locks the order, as opening a case does: two who want the same pieces at the same instant come one after the other.
    """
    list(Order.objects.select_for_update(no_key=True, of=("self",)).filter(pk=order_id).values_list("pk"))
    for line in lines_with_room(order_id):
        left = line.left + (own or {}).get(line.pk, 0)
        if wished.get(line.pk, 0) > left:
            sentence = _("%(title)s: %(left)s of %(bought)s pieces are left; the others are in another case.")
            raise Refused(
                Refusal("too_many_pieces", sentence, {"title": line.title, "left": left, "bought": line.quantity})
            )
