"""Every kind of event in the shop's words, with a mark; a table, so that a missing one is seen at once."""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True)
class Kind:
    """What happened, without the particulars."""

    label: Any
    icon: str
    tone: str = "others"


@dataclass(frozen=True)
class Group:
    """Kinds that are asked for together, by how their names begin."""

    code: str
    label: Any
    prefixes: tuple[str, ...]


ORDERS = "order"  # a report brings tens of thousands of them: only shown when they are asked for

GROUPS = (
    Group("case", _("Cases"), ("case.", "target.", "reship.")),
    Group("approval", _("Approvals"), ("approval.",)),
    Group(
        "talk",
        _("Conversations"),
        ("talk.", "price.", "follow_up.", "contact.", "duty.", "widget."),
    ),
    Group("reply", _("Quick replies"), ("reply.",)),
    Group("unclaimed", _("Unclaimed parcels"), ("unclaimed.",)),
    Group("money", _("Money"), ("payout.", "channel.", "journal.", "costs.")),
    Group("personal", _("Buyers' data"), ("personal.",)),
    Group("import", _("Imports"), ("import.",)),
    Group("product", _("Products"), ("product.",)),
    Group(ORDERS, _("Imported orders"), ("order.",)),
    Group("dispatch", _("Dispatch"), ("slip.", "packing.", "stock.", "freight.")),
    Group("people", _("People and roles"), ("staff.", "role.", "substitute.")),
    Group(
        "shop",
        _("Shop and rules"),
        ("shop.", "policy.", "return_address.", "holiday.", "promotion.", "working_hours.", "deadline."),
    ),
)

KINDS = {
    "case.opened": Kind(_("Opened the case"), "folder-plus", "us"),
    "case.moved": Kind(_("Moved the case"), "arrow-right", "us"),
    "case.granted": Kind(_("Granted money"), "hand-coins", "done"),
    "case.noted": Kind(_("Wrote a note"), "message-square"),
    "case.assigned": Kind(_("Gave the case to somebody"), "user-round"),
    "case.evidence_added": Kind(_("Added evidence"), "image"),
    "case.took_in": Kind(_("Took another case in"), "merge"),
    "case.told": Kind(_("Told the buyer"), "send"),
    "case.pack_made": Kind(_("Made the evidence pack"), "folder-archive"),
    "case.cost_reassigned": Kind(_("Changed whom a case is charged to"), "scale", "soon"),
    "case.parcel_claimed": Kind(_("An unclaimed parcel belongs to the case"), "link", "us"),
    "unclaimed.registered": Kind(_("Put an unclaimed parcel on the shelf"), "package-plus", "us"),
    "unclaimed.proposed": Kind(_("Found whose an unclaimed parcel may be"), "sparkles", "us"),
    "unclaimed.ruled_out": Kind(_("Ruled out whose an unclaimed parcel may be"), "x"),
    "unclaimed.linked": Kind(_("Gave an unclaimed parcel to a case"), "link", "done"),
    "unclaimed.end_asked": Kind(_("Asked what becomes of an unclaimed parcel"), "stamp", "soon"),
    "unclaimed.end_approved": Kind(_("Let an unclaimed parcel go"), "stamp", "done"),
    "unclaimed.end_denied": Kind(_("Kept an unclaimed parcel on the shelf"), "stamp", "refused"),
    "unclaimed.returned": Kind(_("Sent an unclaimed parcel back"), "undo-2", "refused"),
    "unclaimed.disposed": Kind(_("Disposed of an unclaimed parcel"), "trash-2", "refused"),
    "talk.taken": Kind(_("Took a conversation over"), "message-square", "us"),
    "talk.closed": Kind(_("Ended a conversation"), "message-square-off", "done"),
    "talk.transferred": Kind(_("Handed a conversation over"), "arrow-right-left"),
    "talk.escalated": Kind(_("A buyer was not answered in time"), "alarm-clock", "late"),
    "talk.flagged": Kind(_("Flagged an abusive buyer"), "flag", "late"),
    "talk.unflagged": Kind(_("Took the flag off a buyer"), "flag-off"),
    "talk.buyer_type": Kind(_("Set what type of buyer it is"), "heart-handshake"),
    "talk.repeated": Kind(_("Told the supervisor of a matter explained again and again"), "repeat", "soon"),
    "talk.customer_linked": Kind(_("Found out whose conversation it is"), "link", "us"),
    "talk.customer_unlinked": Kind(_("Unlinked a buyer who was somebody else"), "unlink", "soon"),
    "talk.link_refused": Kind(_("A buyer's order number and phone did not fit"), "unlink", "soon"),
    "talk.follow_up": Kind(_("Planned a follow-up"), "calendar-plus", "us"),
    "follow_up.ended": Kind(_("Ended a follow-up"), "calendar-check", "done"),
    "price.asked": Kind(_("Asked for a lower price"), "badge-percent", "us"),
    "price.granted": Kind(_("Granted a lower price"), "badge-percent", "done"),
    "price.denied": Kind(_("Denied a lower price"), "badge-percent", "refused"),
    "price.void": Kind(_("Withdrew the wish for a lower price"), "badge-percent"),
    "contact.opted_out": Kind(_("A buyer wants no contact"), "bell-off", "refused"),
    "contact.opted_in": Kind(_("A buyer may be contacted again"), "bell"),
    "duty.changed": Kind(_("Went on duty, away or off"), "user-round-cog"),
    "widget.key_made": Kind(_("Made a key that signs buyers"), "key-round", "soon"),
    "reply.created": Kind(_("Wrote a quick reply"), "message-square-quote", "us"),
    "reply.changed": Kind(_("Changed a quick reply"), "message-square-quote"),
    "reply.archived": Kind(_("Archived a quick reply"), "archive", "refused"),
    "reply.restored": Kind(_("Brought a quick reply back"), "archive-restore"),
    "reply.imported": Kind(_("Took in quick replies from a file"), "file-up", "us"),
    "reship.created": Kind(_("Made an order for a second dispatch"), "package-plus", "us"),
    "reship.dispatched": Kind(_("Sent the goods again"), "truck", "us"),
    "reship.recalled": Kind(_("The second dispatch has come back"), "package-open", "us"),
    "reship.arrived": Kind(_("The second dispatch has arrived"), "circle-check", "done"),
    "reship.closed": Kind(_("Closed a second dispatch"), "package-x", "refused"),
    "target.missed": Kind(_("Our own target has passed"), "timer-off", "late"),
    "approval.requested": Kind(_("Asked for approval"), "stamp", "us"),
    "approval.endorsed": Kind(_("Endorsed and passed on"), "stamp", "us"),
    "approval.escalated": Kind(_("Not decided in time"), "alarm-clock", "late"),
    "approval.approved": Kind(_("Approved"), "stamp", "done"),
    "approval.denied": Kind(_("Sent back"), "stamp", "refused"),
    "approval.void": Kind(_("Request became moot"), "stamp"),
    "payout.instructed": Kind(_("Instructed a payment"), "banknote", "us"),
    "payout.sending": Kind(_("Sent a payment to its channel"), "banknote"),
    "payout.unknown": Kind(_("The channel gave no usable answer"), "banknote", "soon"),
    "payout.needs_person": Kind(_("Parked a payment for a person"), "banknote", "late"),
    "payout.rechecked": Kind(_("Asked the channel again"), "banknote"),
    "payout.paid": Kind(_("Paid"), "banknote", "done"),
    "payout.refused": Kind(_("Payment not made"), "banknote", "refused"),
    "payout.cancelled": Kind(_("Took a payment back"), "banknote", "refused"),
    "channel.read": Kind(_("Read the channel's record"), "book-open"),
    "journal.exported": Kind(_("Took the journal out as a file"), "download", "soon"),
    "costs.exported": Kind(_("Took bookings of costs out as a file"), "download", "soon"),
    "personal.shown": Kind(_("Looked at a masked value"), "eye", "soon"),
    "personal.quota_reached": Kind(_("Wanted more masked values than an hour allows"), "eye-off", "late"),
    "order.imported": Kind(_("Imported an order"), "file-input"),
    "order.items_imported": Kind(_("Imported the items of an order"), "file-input"),
    "order.updated": Kind(_("Updated an order by import"), "file-input"),
    "product.handling_changed": Kind(_("Changed how a product is packed"), "package"),
    "slip.printed": Kind(_("Printed a pick slip"), "printer"),
    "packing.started": Kind(_("Began to pack"), "package-open"),
    "packing.finished": Kind(_("Packed an order"), "package-check", "done"),
    "packing.set_aside": Kind(_("Set a packing aside"), "undo-2"),
    "packing.released": Kind(_("Let an order be packed"), "circle-check", "us"),
    "packing.reopened": Kind(_("Had an order packed again"), "rotate-ccw", "us"),
    "packing.photo_added": Kind(_("Added a packing photo"), "image"),
    "stock.short": Kind(_("Marked goods out of stock"), "package-x", "soon"),
    "stock.date_changed": Kind(_("Changed when goods are back"), "calendar-clock", "soon"),
    "stock.back": Kind(_("Goods are in stock again"), "package-plus", "done"),
    "stock.told": Kind(_("Told a buyer that goods are out of stock"), "send"),
    "stock.answered": Kind(_("Wrote down the buyer's choice"), "message-square", "us"),
    "freight.asked": Kind(_("Asked for another way to send"), "truck"),
    "freight.changed": Kind(_("Changed the state of a freight change"), "truck", "us"),
    "product.added": Kind(_("Added a product"), "gift", "us"),
    "product.changed": Kind(_("Changed a product"), "gift"),
    "product.imported": Kind(_("Took in products from a file"), "file-up", "us"),
    "product.exported": Kind(_("Took products out as a file"), "download", "soon"),
    "import.uploaded": Kind(_("Uploaded an order file"), "file-up"),
    "import.started": Kind(_("Started an import"), "file-up", "us"),
    "import.finished": Kind(_("Finished an import"), "file-up", "done"),
    "import.failed": Kind(_("An import stopped"), "file-up", "late"),
    "import.cancelled": Kind(_("Cancelled an import"), "file-up", "refused"),
    "staff.created": Kind(_("Created an account"), "user-plus", "us"),
    "staff.updated": Kind(_("Changed an account"), "user-cog"),
    "staff.deactivated": Kind(_("Closed an account"), "user-x", "refused"),
    "staff.reactivated": Kind(_("Opened an account again"), "user-check"),
    "staff.password_changed": Kind(_("Changed their password"), "key-round"),
    "staff.password_reset": Kind(_("Gave a new password"), "key-round", "soon"),
    "staff.second_factor_on": Kind(_("Turned the second factor on"), "shield-check"),
    "staff.second_factor_off": Kind(_("Turned the second factor off"), "shield-off", "soon"),
    "staff.recovery_codes_made": Kind(_("Made new recovery codes"), "shield"),
    "staff.sessions_ended": Kind(_("Ended sessions"), "log-out"),
    "staff.administrator_granted": Kind(_("Made an administrator of the company"), "crown", "soon"),
    "staff.administrator_revoked": Kind(_("Took away the company's administration"), "crown", "refused"),
    "role.granted": Kind(_("Gave a role"), "badge-plus", "us"),
    "role.revoked": Kind(_("Took a role away"), "badge-minus", "refused"),
    "substitute.named": Kind(_("Named a substitute"), "user-round-check", "us"),
    "substitute.ended": Kind(_("Ended a substitution"), "user-round-x"),
    "shop.created": Kind(_("Opened a shop"), "store", "us"),
    "shop.updated": Kind(_("Changed the shop"), "store"),
    "shop.closed": Kind(_("Closed the shop"), "store", "refused"),
    "shop.reopened": Kind(_("Opened the shop again"), "store"),
    "policy.set": Kind(_("Changed a rule"), "sliders-horizontal", "us"),
    "return_address.saved": Kind(_("Saved a return address"), "map-pin"),
    "return_address.used": Kind(_("Put a return address into use"), "map-pin"),
    "return_address.unused": Kind(_("Took a return address out of use"), "map-pin", "refused"),
    "holiday.set": Kind(_("Set a day"), "calendar"),
    "holiday.removed": Kind(_("Removed a day"), "calendar", "refused"),
    "promotion.planned": Kind(_("Planned a promotion"), "megaphone"),
    "promotion.removed": Kind(_("Removed a promotion"), "megaphone", "refused"),
    "working_hours.set": Kind(_("Set the working hours"), "clock"),
    "deadline.failed": Kind(_("A deadline could not be carried out"), "timer-off", "late"),
    "deadline.moot": Kind(_("A deadline no longer applied"), "timer"),
    "deadline.retried": Kind(_("Tried a deadline again"), "timer-reset"),
}


def kind_of(code: str) -> Kind:
    """The kind; one that nobody has named is shown by its code."""
    return KINDS.get(code) or Kind(code, "circle-dot")
