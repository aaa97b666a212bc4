"""Pick slips on paper, each print written down (O3, O9)."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from datetime import datetime
from typing import BinaryIO

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from aftercare.core.errors import InvalidInput, NotFound, Refusal, Refused
from aftercare.core.events import EventRow, record_many
from aftercare.core.time import now
from aftercare.core.words import _ as lazy
from aftercare.dispatch.access import PRINTERS, check_role, visible_promises
from aftercare.dispatch.contents import Contents, contents_of
from aftercare.dispatch.models import Promise, SlipPrint
from aftercare.dispatch.policies import RECEIVER
from aftercare.dispatch.slips.pdf import write_slips
from aftercare.dispatch.slips.sheet import Printed, Slip
from aftercare.dispatch.terms import MOST_SLIPS, Receiver, Stage
from aftercare.shops.access import Person
from aftercare.shops.policies import policies_of

GONE = Refusal("has_left", lazy("%(number)s has left already or was closed."))


def print_slips(*, order_ids: Sequence[int], person: Person, out: BinaryIO) -> int:
    """Write the slips to `out` as one PDF, the oldest promise first, and note each print; returns how many. Either all
    are noted and written, or none. Raises InvalidInput on none or too many, NotFound, Refused."""
    ids = list(dict.fromkeys(order_ids))
    if not 0 < len(ids) <= MOST_SLIPS:
        raise InvalidInput({"row": lazy("Choose one to %(most)s orders.") % {"most": MOST_SLIPS}})
    with transaction.atomic():
        promises = _locked(person, ids)
        at = now()
        found = _contents(promises, at)
        copies = _copies(ids)
        slips = [_slip(row, found[row.order_id], copies.get(row.order_id, 0) + 1, person, at) for row in promises]
        write_slips(out, slips, title=_("Pick slips"))
        _note(promises, found, copies, person, at)
    return len(promises)


def _locked(person: Person, ids: Sequence[int]) -> list[Promise]:
    rows = visible_promises(person).select_for_update(of=("self",), no_key=True).filter(order_id__any_of=list(ids))
    promises = sorted(rows.select_related("shop", "order").order_by("pk"), key=lambda row: (row.due_at, row.pk))
    if len(promises) < len(ids):
        raise NotFound("order")
    for shop_id in {row.shop_id for row in promises}:
        check_role(person, shop_id, PRINTERS)
    gone = next((row for row in promises if row.ended_at is not None), None)
    if gone is not None:
        raise Refused(Refusal(GONE.code, GONE.sentence, {"number": gone.order.platform_no}))
    return promises


def _contents(promises: Collection[Promise], at: datetime) -> dict[int, Contents]:
    by_shop: dict[int, list[Promise]] = defaultdict(list)
    for row in promises:
        by_shop[row.shop_id].append(row)
    found: dict[int, Contents] = {}
    for rows in by_shop.values():
        found |= contents_of(rows[0].shop, [row.order for row in rows], at)
    return found


def _copies(ids: Sequence[int]) -> dict[int, int]:
    rows = SlipPrint.objects.filter(order_id__any_of=list(ids)).order_by().values("order_id")
    return {row["order_id"]: row["last"] for row in rows.annotate(last=Max("copy"))}


def _slip(row: Promise, contents: Contents, copy: int, person: Person, at: datetime) -> Slip:
    receiver = Receiver(policies_of(row.shop, at).get(RECEIVER))
    return Slip(row, contents, Printed(person.name, at, copy, receiver))


def _note(
    promises: Sequence[Promise], found: dict[int, Contents], copies: dict[int, int], person: Person, at: datetime
) -> None:
    own_id = check_role(person, promises[0].shop_id, PRINTERS)
    SlipPrint.objects.bulk_create(
        SlipPrint(
            order_id=row.order_id,
            shop_id=row.shop_id,
            copy=copies.get(row.order_id, 0) + 1,
            content=found[row.order_id].seal,
            by_id=own_id,
            at=at,
        )
        for row in promises
    )
    fresh = [row.pk for row in promises if row.stage == Stage.PRINT]
    Promise.objects.filter(pk__any_of=fresh).update(stage=Stage.PACK)
    record_many(
        EventRow(
            "slip.printed",
            ("order", row.order_id),
            row.shop_id,
            person.staff_id,
            at,
            {
                "order": row.order.platform_no,
                "copy": copies.get(row.order_id, 0) + 1,
                "receiver": policies_of(row.shop, at).get(RECEIVER),
            },
        )
        for row in promises
    )
