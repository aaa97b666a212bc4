"""What hangs on an order and keeps it when the import that brought it is taken back; what goes with it (O1)."""

from aftercare.chat import letting_go as chat
from aftercare.confirmation import letting_go as confirmation
from aftercare.core.words import _
from aftercare.dispatch import letting_go as dispatch
from aftercare.orders.imports.hanging import Hanger, register
from aftercare.parcels import letting_go as parcels

HANGERS = (
    Hanger("hangs.case", _("there is an after-sales case on it"), ("cases.case", "cases.caseline")),
    Hanger("hangs.refund", _("a refund report of the platform tells of it"), ("refundreports.platformrefund",)),
    Hanger("hangs.review", _("a review tells of it"), ("reviews.review",)),
    Hanger("hangs.talk", _("it stands in a conversation with its buyer"), holds=chat.shown_in_cards),
    Hanger(
        "hangs.reminder",
        _("its buyer was reminded to pay"),
        ("chat.followup",),
        untouched=chat.untouched,
        remove=chat.forget,
    ),
    Hanger(
        "hangs.check",
        _("somebody has worked on it before dispatch"),
        ("confirmation.confirmation", "confirmation.ordernote", "confirmation.correction"),
        untouched=confirmation.untouched,
        remove=confirmation.forget,
    ),
    Hanger(
        "hangs.promise",
        _("its dispatch is under way"),
        ("dispatch.promise", "dispatch.stuckorder"),
        untouched=dispatch.untouched,
        remove=dispatch.forget,
    ),
    Hanger(
        "hangs.packing",
        _("the warehouse has a slip or a packing of it"),
        ("dispatch.slipprint", "dispatch.packing", "dispatch.release", "dispatch.linechange", "dispatch.stocktask"),
    ),
    Hanger("hangs.freight", _("another way to send it was asked for"), ("dispatch.freightchange",)),
    Hanger("hangs.courier", _("somebody has chosen its courier"), ("couriers.courierchoice",)),
    Hanger("hangs.handover", _("a handover of a shift names it"), ("handover.handoveritem",)),
    Hanger("hangs.unclaimed", _("an unclaimed parcel may belong to it"), ("unclaimed.proposal",)),
    Hanger(
        "hangs.parcel",
        _("a courier has told of its parcel"),
        ("parcels.parcel",),
        untouched=parcels.untouched,
        remove=parcels.forget,
    ),
)


def wire() -> None:
    """Called once when the applications are ready."""
    for hanger in HANGERS:
        register(hanger)
