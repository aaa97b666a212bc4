"""One sentence per thing that happens in a case, in the shop's words, with its mark."""

from typing import Any, Final

from django.utils.translation import gettext_lazy as _

from aftercare.cases.flows.spec import CLOCK, Flow

MOVES_OF: Final = "return"  # whose moves have sentences of their own

# move -> (sentence, lucide icon, tone)
MOVES: Final[dict[str, tuple[Any, str, str]]] = {
    "agree": (_("Agreed to the return"), "check", "us"),
    "ask_approval": (_("Asked for approval"), "stamp", "soon"),
    "approve": (_("Approved"), "stamp", "done"),
    "endorse": (_("Endorsed and passed on"), "stamp", "us"),
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
    "endorse_reduced": (_("Endorsed and passed on"), "stamp", "us"),
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
    "case.took_in": (_("Took another case in"), "merge", "others"),
    "case.told": (_("Told the buyer"), "send", "others"),
    "case.pack_made": (_("Made the evidence pack"), "folder-archive", "others"),
    "case.written": (_("Wrote a message to the buyer"), "pencil", "others"),
    "case.assigned": (_("Changed the owner"), "user-round-check", "others"),
    "case.freight_link": (_("Made a freight link for the buyer"), "link", "others"),
    "case.freight_registered": (_("Return freight was registered"), "receipt-text", "others"),
    "case.freight_approved": (_("Return freight was approved"), "stamp", "done"),
    "case.freight_refused": (_("Return freight was refused"), "x", "refused"),
    "case.freight_paid": (_("Return freight was paid"), "circle-check", "done"),
    "case.freight_failed": (_("Return freight could not be paid"), "circle-alert", "late"),
    "case.parcel_claimed": (_("An unclaimed parcel turned out to be this one"), "package-search", "us"),
    "case.parcel_released": (_("The unclaimed parcel is somebody else's after all"), "unlink", "late"),
    "case.corrected": (_("Corrected by the platform's report"), "file-up", "others"),
    "case.cost_reassigned": (_("Changed whom the case is charged to"), "scale", "soon"),
    "target.missed": (_("Our own target has passed"), "timer-off", "late"),
    "deadline.failed": (_("The clock could not act; it tries again"), "circle-alert", "late"),
    "deadline.retried": (_("Let the clock try again"), "rotate-cw", "others"),
    "deadline.moot": (_("The time ran out, but the case had moved on"), "alarm-clock-off", "others"),
    "approval.void": (_("The request for approval is no longer needed"), "stamp", "others"),
    "approval.escalated": (_("Not decided in time: escalated to the administrator"), "alarm-clock", "late"),
}
SILENT: Final = frozenset(
    {
        "case.moved",
        "case.granted",
        "approval.requested",
        "approval.endorsed",
        "approval.approved",
        "approval.denied",
    }
)

# Further steps that have a mark of their own; their sentence is the table's label.
MARKS: Final[dict[str, tuple[str, str]]] = {
    "pay_rest": ("rotate-cw", "us"),
    "refunded_elsewhere": ("circle-check", "done"),
    "inspect_refunded": ("clipboard-check", "done"),
    "contact": ("phone", "others"),
    "assess": ("list-checks", "others"),
    "link": ("link", "others"),
    "split": ("split", "others"),
    "compensate": ("gift", "us"),
    "dispatch": ("truck", "us"),
    "claim": ("scale", "us"),
    "offer": ("gift", "us"),
    "decline": ("x", "refused"),
    "accept_goods": ("check", "us"),
    "hold": ("pause", "soon"),
    "report_stuck": ("triangle-alert", "soon"),
    "sent_back": ("package-x", "others"),
    "reply": ("message-square", "us"),
    "judge": ("scale", "done"),
}


def move_words(flow: Flow, code: str) -> tuple[Any, str, str]:
    """(sentence, icon, tone) of a move: the return's own sentences, else the label of the table."""
    move = flow.move(code)
    if move is None or flow.code == MOVES_OF:
        return MOVES.get(code) or (move.label if move else code, "circle-dot", "others")
    if code in MARKS:
        return move.label, *MARKS[code]
    if code in MOVES:
        _sentence, icon, tone = MOVES[code]
        return move.label, icon, tone
    if move.by == frozenset({CLOCK}):
        return move.label, "alarm-clock", "others"
    target = flow.state(move.target) if move.target else None
    if target is not None and target.final:
        return (move.label, "circle-check", "done") if target.done else (move.label, "archive", "refused")
    return move.label, "circle-dot", "us"


LETTERS: Final[dict[str, Any]] = {
    "written": _("Message to the buyer"),
    "address": _("Return address"),
    "refused": _("Refusal"),
    "refunded": _("Refund paid"),
    "lapsed": _("Closed: not sent in time"),
    "verdict": _("Platform's verdict"),
    "paid": _("Money paid"),
    "offer": _("Offer of a compensation"),
    "offer_gift": _("Offer of a gift"),
    "difference": _("Difference to pay"),
    "sent_back": _("Goods sent back"),
    "quote": _("Quote of the repair"),
    "unrepaired": _("Cannot be repaired"),
    "reshipped": _("Sent once more"),
    "gift_sent": _("Gift sent"),
    "takes_time": _("Until when we answer"),
    "unconfirmed": _("Not confirmed by the warehouse"),
    "keep_packing": _("Keep the packing"),
    "freight_refused": _("Return freight refused"),
    "freight_paid": _("Return freight paid"),
    "freight_failed": _("Return freight not paid"),
}
