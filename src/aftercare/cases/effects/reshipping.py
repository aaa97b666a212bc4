"""Goods that go out again: the order of a second dispatch (C19), and goods that go back to the buyer."""

from django.utils.translation import gettext as _

from aftercare.cases.effects.context import MoveContext
from aftercare.orders.actions.close_reship_order import close_reship_order
from aftercare.orders.actions.complete_reship_order import complete_reship_order
from aftercare.orders.actions.dispatch_reship_order import dispatch_reship_order
from aftercare.orders.actions.recall_reship_order import recall_reship_order
from aftercare.orders.models import Order


def _order(ctx: MoveContext) -> Order:
    order = ctx.case.reship_order
    if order is None:
        raise RuntimeError(f"{ctx.case.number} has no order to send")
    return order


def dispatch_reship(ctx: MoveContext) -> None:
    """The courier has the parcel, or its number was corrected."""
    parcel = {"courier": ctx.inputs["courier"], "tracking_no": ctx.inputs["tracking_no"]}
    dispatch_reship_order(order=_order(ctx), **parcel, person=ctx.person, at=ctx.at)
    ctx.data |= parcel


def recall_reship(ctx: MoveContext) -> None:
    """The goods are back in the house: if they are not packed again, nothing was sent."""
    recall_reship_order(order=_order(ctx), person=ctx.person, at=ctx.at)


def close_reship(ctx: MoveContext) -> None:
    """The buyer has the goods."""
    complete_reship_order(order=_order(ctx), person=ctx.person, at=ctx.at)


def cancel_reship(ctx: MoveContext) -> None:
    """The goods will not be sent, or were lost."""
    close_reship_order(order=_order(ctx), reason=_("Second dispatch cancelled"), person=ctx.person, at=ctx.at)


def keep_dispatch(ctx: MoveContext) -> None:
    """Courier and number of goods that go to the buyer without an order of their own."""
    parcel = {name: ctx.inputs[name] for name in ("courier", "tracking_no") if name in ctx.inputs}
    ctx.set(details={**ctx.case.details, **{f"out_{name}": value for name, value in parcel.items()}})
    ctx.data |= parcel


EFFECTS = (dispatch_reship, recall_reship, close_reship, cancel_reship, keep_dispatch)
