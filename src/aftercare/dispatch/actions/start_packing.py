"""A slip is scanned: its order lies on the packer's table now (O9)."""

from datetime import datetime, timedelta

from django.db import transaction

from aftercare.core.errors import Refusal, Refused
from aftercare.core.events import record
from aftercare.core.time import now
from aftercare.core.words import _
from aftercare.dispatch.access import PACKERS, check_role
from aftercare.dispatch.models import Packing, Promise
from aftercare.dispatch.packing import own_packing, packable, standing_of
from aftercare.dispatch.packing_rules import normal
from aftercare.dispatch.terms import STALE_MINUTES, PackingState
from aftercare.shops.access import Person

UNKNOWN = Refusal("unknown_slip", _("No order that waits here has this number. Scan the square or the bars of a slip."))
SEVERAL = Refusal("several_orders", _("Two shops have an order with this number: choose the shop in the rail first."))
TABLE_TAKEN = Refusal("table_taken", _("Finish the order on your table first, or set it aside."))


def start_packing(*, code: str, shop_ids: frozenset[int], person: Person) -> Packing:
    """Put the order of that number on the person's table. Raises Refused: unknown, has left, packed already, on another
    table, or held back (`packing_rules.Hold`); two at once have one winner."""
    with transaction.atomic():
        promise = _promise(code, shop_ids, person)
        own_id = check_role(person, promise.shop_id, PACKERS)
        at = now()
        if own_packing(person) is not None:
            raise Refused(TABLE_TAKEN)
        _check_free(promise, own_id, at)
        standing = standing_of(promise, at)
        if standing.holds:
            first = standing.holds[0]
            raise Refused(Refusal(first.value, first.label))
        packing = Packing.objects.create(
            order_id=promise.order_id,
            shop_id=promise.shop_id,
            packer_id=own_id,
            started_at=at,
            touched_at=at,
            release=standing.release,
        )
        note(packing, "packing.started", person, at)
    return packing


def _promise(code: str, shop_ids: frozenset[int], person: Person) -> Promise:
    """Locked, so that a second packer waits and then finds the table taken."""
    rows = packable(person, normal(code)).filter(shop_id__in=shop_ids, ended_at=None)
    found = list(rows.select_for_update(of=("self",), no_key=True).select_related("shop", "order")[:2])
    if len(found) > 1:
        raise Refused(SEVERAL)
    if found:
        return found[0]
    past = packable(person, normal(code)).filter(shop_id__in=shop_ids).exclude(ended_at=None).exists()
    if past:
        raise Refused(Refusal("has_left", _("This order has left already, or was closed: put the goods back.")))
    raise Refused(UNKNOWN)


def _check_free(promise: Promise, own_id: int, at: datetime) -> None:
    """Nobody else packs it; what lies untouched for long is taken over."""
    live = Packing.objects.filter(order_id=promise.order_id, state__in=(PackingState.OPEN, PackingState.DONE))
    packing = live.select_related("packer").first()
    if packing is None:
        return
    values = {"name": packing.packer.name}
    if packing.state == PackingState.DONE:
        sentence = _("%(name)s has packed this order already: do not pack it twice.")
        raise Refused(Refusal("packed_already", sentence, values))
    if packing.touched_at > at - timedelta(minutes=STALE_MINUTES):
        raise Refused(Refusal("on_another_table", _("%(name)s is packing this order just now."), values))
    Packing.objects.filter(pk=packing.pk, state=PackingState.OPEN).update(state=PackingState.DROPPED, ended_at=at)


def note(packing: Packing, kind: str, person: Person, at: datetime, **data: object) -> None:
    """The event of the order."""
    record(
        kind=kind,
        subject=("order", packing.order_id),
        shop_id=packing.shop_id,
        actor_id=person.staff_id,
        at=at,
        data={"packing": packing.pk, **data},
    )
