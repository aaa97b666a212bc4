"""The buyer's parcel: address, tracking, receipt, inspection (B3)."""

from django.db.models import F
from django.utils.translation import gettext as _

from aftercare.cases.announcing import parcel_named
from aftercare.cases.effects.context import MoveContext
from aftercare.cases.models import CaseLine
from aftercare.core.errors import InvalidInput
from aftercare.core.sql import Compiled, change
from aftercare.shops.models import ReturnAddress

_active = ReturnAddress.objects.filter(is_active=True)
_ADDRESS = Compiled(lambda shop, pk: _active.filter(shop_id=shop, pk=pk), shop=0, pk=0)
_USUAL_ADDRESS = Compiled(lambda shop: _active.filter(shop_id=shop).order_by("-is_default", "id")[:1], shop=0)


def choose_return_address(ctx: MoveContext) -> None:
    """The address that was chosen, else the shop's default. Raises InvalidInput on one that is not the shop's."""
    chosen = ctx.inputs.get("return_address") or ctx.case.return_address_id
    if chosen:
        address = _ADDRESS.first(shop=ctx.case.shop_id, pk=chosen)
        if address is None:
            raise InvalidInput({"return_address": _("Choose one of the list.")})
    else:
        address = _USUAL_ADDRESS.first(shop=ctx.case.shop_id)
    ctx.set(return_address=address)


def keep_tracking(ctx: MoveContext) -> None:
    """Courier and number, when they were entered."""
    if "tracking_no" in ctx.inputs:
        ctx.set(return_tracking_no=ctx.inputs["tracking_no"])
        ctx.data["tracking_no"] = ctx.inputs["tracking_no"]
        parcel_named(ctx.inputs["tracking_no"])
    if "courier" in ctx.inputs:
        ctx.set(return_courier=ctx.inputs["courier"])
        ctx.data["courier"] = ctx.inputs["courier"]


def keep_arrival(ctx: MoveContext) -> None:
    """The parcel was here; the time of receipt counts once, for the first parcel."""
    if ctx.case.received_at is None:
        ctx.set(received_at=ctx.at)


def keep_received(ctx: MoveContext) -> None:
    """Add the pieces of this parcel to what has come before."""
    keep_arrival(ctx)
    for line_id, pieces in ctx.inputs["received_lines"].items():
        CaseLine.objects.filter(pk=line_id).update(received=F("received") + pieces)
    ctx.data["received"] = {str(line): pieces for line, pieces in ctx.inputs["received_lines"].items()}


def drop_tracking(ctx: MoveContext) -> None:
    """The number belongs to another parcel, or to none."""
    ctx.data["tracking_no"] = ctx.case.return_tracking_no
    ctx.set(return_tracking_no="", return_courier="")


def take_goods_over(ctx: MoveContext) -> None:
    """The goods came with the case that this one was before: they count as received."""
    keep_arrival(ctx)
    CaseLine.objects.filter(case_id=ctx.case.pk).update(received=F("authorised"))
    held = CaseLine.objects.filter(case_id=ctx.case.pk).values_list("pk", "received")
    ctx.data["received"] = {str(line): pieces for line, pieces in held}


def keep_inspection(ctx: MoveContext) -> None:
    """Good and defective pieces, and what becomes of each (B3)."""
    for line_id, seen in ctx.inputs["inspected_lines"].items():
        places = {"good_to": seen.good_to, "defective_to": seen.defective_to}
        found = {"good": seen.good, "defective": seen.defective, "inspection_note": seen.note}
        change(CaseLine, {**found, **places}, {"pk": line_id})
    ctx.data["inspected"] = {
        str(line): [seen.good, seen.defective, seen.good_to.value, seen.defective_to.value]
        for line, seen in ctx.inputs["inspected_lines"].items()
    }


EFFECTS = (
    choose_return_address, keep_tracking, drop_tracking, keep_arrival, keep_received, take_goods_over, keep_inspection,
)  # fmt: skip
