"""One sentence per thing that happens in a case, in the shop's words, with its mark."""

from typing import Any, Final

from django.utils.translation import gettext_lazy as _

# move -> (sentence, lucide icon, tone)
MOVES: Final[dict[str, tuple[Any, str, str]]] = {
    "agree": (_("Agreed to the return"), "check", "us"),
    "ask_approval": (_("Asked for approval"), "stamp", "soon"),
    "approve": (_("Approved"), "stamp", "done"),
    "deny": (_("Sent back by the supervisor"), "undo-2", "refused"),
    "agree_by_time": (_("Agreed automatically: the time to answer ran out"), "alarm-clock", "late"),
    "refuse": (_("Refused the return"), "x", "refused"),
    "register_parcel": (_("The buyer has sent the goods"), "truck", "others"),
    "correct_parcel": (_("Corrected the tracking number"), "pencil", "others"),
    "receive": (_("The parcel has come"), "package-open", "us"),
    "receive_more": (_("A further parcel has come"), "package-plus", "us"),
    "turn_away": (_("Turned the parcel away"), "package-x", "refused"),
    "inspect": (_("Inspected: all in order"), "clipboard-check", "done"),
    "doubt": (_("Inspected: there is a problem"), "clipboard-x", "soon"),
    "accept": (_("Refund in full all the same"), "check", "us"),
    "reduce": (_("Refund reduced as agreed with the buyer"), "scissors", "us"),
    "ask_reduced": (_("Asked for approval of a refund"), "stamp", "soon"),
    "approve_reduced": (_("Approved"), "stamp", "done"),
    "deny_reduced": (_("Sent back by the supervisor"), "undo-2", "refused"),
    "refuse_goods": (_("Refused after the inspection"), "x", "refused"),
    "refund_by_time": (_("Refund instructed automatically: the time to confirm ran out"), "alarm-clock", "late"),
    "paid": (_("The refund has been paid"), "circle-check", "done"),
    "payment_failed": (_("The refund could not be paid"), "circle-alert", "late"),
    "pay_again": (_("Instructed the refund again"), "rotate-cw", "us"),
    "reapply": (_("The buyer changed the application"), "pencil", "others"),
    "intervene": (_("The platform has been called in"), "gavel", "soon"),
    "verdict_return": (_("Platform's verdict: goods back, then refund"), "gavel", "us"),
    "verdict_refund": (_("Platform's verdict: refund"), "gavel", "us"),
    "verdict_shop": (_("Platform's verdict: the refusal stands"), "gavel", "done"),
    "withdraw": (_("The buyer withdrew"), "undo-2", "refused"),
    "lapse": (_("Closed: the goods were not sent in time"), "alarm-clock", "refused"),
    "expire": (_("Closed: the buyer did not object"), "alarm-clock", "refused"),
}

# kind of event -> (sentence, icon, tone). Events that only repeat a move stand in `SILENT`.
EVENTS: Final[dict[str, tuple[Any, str, str]]] = {
    "case.opened": (_("The buyer applied"), "inbox", "others"),
    "case.noted": (_("Internal note"), "message-square", "soon"),
    "case.evidence_added": (_("Added evidence"), "image-plus", "others"),
    "case.told": (_("Told the buyer"), "send", "others"),
    "case.assigned": (_("Changed the owner"), "user-round-check", "others"),
    "target.missed": (_("Our own target has passed"), "timer-off", "late"),
    "deadline.failed": (_("The clock could not act; it tries again"), "circle-alert", "late"),
    "deadline.retried": (_("Let the clock try again"), "rotate-cw", "others"),
    "deadline.moot": (_("The time ran out, but the case had moved on"), "alarm-clock-off", "others"),
    "approval.void": (_("The request for approval is no longer needed"), "stamp", "others"),
}
SILENT: Final = frozenset({"case.moved", "case.granted", "approval.requested", "approval.approved", "approval.denied"})

LETTERS: Final[dict[str, Any]] = {
    "address": _("Return address"),
    "refused": _("Refusal"),
    "refunded": _("Refund paid"),
    "lapsed": _("Closed: not sent in time"),
    "verdict": _("Platform's verdict"),
}
