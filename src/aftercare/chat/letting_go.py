"""Orders that vanish with the import that brought them: what of conversations holds them, and what goes (O1)."""

import json
from collections.abc import Collection

from aftercare.chat.models import FollowUp, Message
from aftercare.chat.terms import FollowUpKind, FollowUpState, Kind
from aftercare.core.bulk import any_of
from aftercare.orders.models import Order


def untouched(order_ids: Collection[int]) -> set[int]:
    """Those of which nobody has been reminded: what there is was planned by itself and is still to do, or moot."""
    rows = FollowUp.objects.filter(any_of("order_id", order_ids))
    planned = rows.filter(kind=FollowUpKind.UNPAID, owner=None, ended_by=None).exclude(state=FollowUpState.DONE)
    acted = rows.exclude(pk__in=planned.values("pk")).values_list("order_id", flat=True)
    return set(order_ids) - set(acted)


def forget(order_ids: Collection[int]) -> None:
    """Take the reminders of untouched orders away, in the transaction of the orders' end."""
    FollowUp.objects.filter(any_of("order_id", order_ids)).delete()


def shown_in_cards(order_ids: Collection[int]) -> set[int]:
    """Those that stand as a card in a conversation of their buyer. A card is sealed, so those that were sent since the
    first of the orders came are opened; of buyers whose orders have just come there are few."""
    orders = Order.objects.filter(any_of("id", order_ids)).exclude(customer=None)
    rows = list(orders.values_list("pk", "customer_id", "created_at"))
    if not rows:
        return set()
    buyers, since = {customer for _pk, customer, _at in rows}, min(at for _pk, _customer, at in rows)
    cards = Message.objects.filter(any_of("conversation__visitor__customer_id", buyers), kind=Kind.CARD, at__gte=since)
    shown = (json.loads(card) for card in cards.exclude(card="").values_list("card", flat=True))
    return {card["order"] for card in shown if isinstance(card, dict) and "order" in card} & {pk for pk, *_ in rows}
