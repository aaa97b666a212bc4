"""Steps that a platform's refund report makes (B2): what has happened on the platform has happened.

They are the engine's: nobody takes them by hand. They only go forward; a step back is for people to take.
"""

from aftercare.cases.flows.parts import ENGINE
from aftercare.cases.flows.spec import Move, State
from aftercare.cases.terms import Party
from aftercare.core.words import _

ENDED_THERE = State("ended_there", _("Closed on the platform"), Party.NOBODY, final=True, milestone=False,
                    frees_goods=True)  # fmt: skip
SET_ASIDE = ("void_approval", "drop_proposal")
PARCEL = ("courier", "tracking_no")
Sources = tuple[str, ...]


# fmt: off
def told(sources: Sources) -> Move:
    """What the report says beside the state: the wish, the parcel, the platform's number and its deadline."""
    return Move("report_told", _("The platform's report brings something new"), sources, "", ENGINE,
                takes=("told_lines", "told_freight", "reason", "told_due", "refund_no", *PARCEL),
                effects=("keep_report",), by_report=True)


def refused_there(sources: Sources) -> Move:
    return Move("report_refused", _("Refused on the platform"), sources, "refused", ENGINE, effects=SET_ASIDE,
                by_report=True)


def goods_called_back(before: Sources) -> tuple[Move, Move]:
    """Agreed on the platform, and sent back by the buyer, from the states `before` that."""
    return (
        Move("report_agreed", _("Agreed on the platform"), before, "agreed", ENGINE,
             effects=(*SET_ASIDE, "grant_as_told", "choose_return_address"), by_report=True),
        Move("report_sent", _("Sent back, as the platform says"), (*before, "agreed"), "sent", ENGINE,
             effects=(*SET_ASIDE, "grant_as_told", "choose_return_address"), by_report=True),
    )


def disputed_there(sources: Sources) -> Move:
    return Move("report_disputed", _("The platform has been called in"), sources, "evidence", ENGINE,
                effects=SET_ASIDE, by_report=True)


def refunded_there(ends: Sources, stays: Sources) -> tuple[Move, ...]:
    """The platform has given the money back: where nothing else is to be done the case ends, in the states `stays` it
    waits for that; in both nothing is paid by us any more. A payment that was not sent yet is stopped before."""
    return (
        Move("report_refunded", _("Refunded by the platform"), ends, "refunded", ENGINE, needs=("refund_amount",),
             effects=(*SET_ASIDE, "keep_report_refund"), by_report=True),
        Move("report_noted", _("Refunded by the platform; this case goes on"), stays, "", ENGINE,
             needs=("refund_amount",), guards=("refund_not_noted",), effects=("note_report_refund",), by_report=True),
        Move("payment_stopped", _("Payment stopped: the platform has refunded"), ("paying",), "unpaid", ENGINE,
             guards=("payout_stopped",), by_report=True),
    )


def closed_there(sources: Sources) -> Move:
    return Move("report_closed", _("Closed on the platform"), sources, "ended_there", ENGINE,
                effects=(*SET_ASIDE, "drop_told_grant"), by_report=True)


def exchanged_there(sources: Sources) -> Move:
    return Move("report_done", _("Exchanged, as the platform says"), sources, "exchanged", ENGINE,
                effects=(*SET_ASIDE, "grant_as_told"), by_report=True)
# fmt: on
