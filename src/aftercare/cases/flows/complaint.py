"""Complaint (C10): C 三(二) and B 二(三), 五.

Calm first; a proposal within two hours, a complex one within a day and the buyer is told when; not accepted, the next
one; callback within three days.
"""

from aftercare.cases.flows.parts import (
    AGENTS,
    CONVERTED,
    ENGINE,
    MERGED,
    REGISTRARS,
    REVIEWERS,
    WITHDRAWN,
    advised,
    becomes,
    compensate,
    contact,
    returns,
    surgery,
)
from aftercare.cases.flows.spec import Flow, Move, Place, State
from aftercare.cases.terms import Party
from aftercare.core.words import _

HANDLERS = AGENTS | {"rights_specialist"}

# fmt: off
COMPLAINT = Flow(
    code="complaint",
    label=_("Complaint"),
    prefix="TS",
    version=1,
    initial="received",
    source="C 三(二); B 二(三), 五",
    openers=REGISTRARS | REVIEWERS,
    reasons=("service", "quality", "late", "courier", "not_as_described", "price_difference", "other"),
    opening=("complaint_source",),
    states=(
        State("received", _("Calm first, then a proposal"), Party.AGENT, own_target="complaint.answer_own"),
        State("complex", _("Being looked into"), Party.AGENT, own_target="complaint.complex_own", milestone=False),
        State("proposed", _("Waiting for the buyer's answer"), Party.BUYER, "complaint.accept",
              on_timeout="no_answer"),
        State("again", _("Declined: the next proposal"), Party.AGENT, own_target="complaint.answer_own",
              milestone=False),
        State("compensating", _("Compensation under way"), Party.LINKED, own_target="exchange.arrive_own",
              milestone=False),
        State("callback", _("Callback due"), Party.AGENT, own_target="complaint.callback_own"),
        State("closed", _("Closed, the buyer is content"), Party.NOBODY, final=True, done=True),
        State("unanswered", _("Closed: no answer"), Party.NOBODY, final=True, milestone=False),
        State("escalated", _("Gone on at the platform"), Party.NOBODY, final=True, milestone=False),
        WITHDRAWN,
        CONVERTED,
        MERGED,
    ),
    moves=(
        Move("take_time", _("Needs longer: tell the buyer until when"), ("received", "again"), "complex", HANDLERS,
             needs=("note",), effects=("tell_buyer_takes_time",)),
        Move("propose", _("Make a proposal"), ("received", "complex", "again"), "proposed", HANDLERS,
             needs=("proposal_text",), takes=("note",), guards=("no_promise_for_review",), effects=("keep_details",),
             primary=True),
        Move("decline", _("The buyer declines"), ("proposed",), "again", HANDLERS, needs=("note",)),
        Move("accept", _("The buyer accepts"), ("proposed",), "callback", HANDLERS, takes=("note",), primary=True),
        compensate(("received", "complex", "again", "proposed"), HANDLERS),
        *returns("compensating", "callback", "again"),
        Move("no_answer", _("No answer: call back"), ("proposed",), "callback", ENGINE),
        Move("content", _("Called back: content"), ("callback",), "closed", HANDLERS, needs=("satisfaction",),
             takes=("note",), effects=("keep_details",), primary=True),
        Move("reopen", _("Called back: not content"), ("callback",), "again", HANDLERS, needs=("note",)),
        Move("not_reached", _("Not reached for the callback"), ("callback",), "unanswered", HANDLERS, needs=("note",),
             guards=("was_contacted",)),
        Move("escalate", _("The buyer has gone to the platform"), ("received", "complex", "proposed", "again"),
             "escalated", HANDLERS, needs=("note",), guards=("no_open_child",), effects=("become_rights",),
             costs=True),
        *(becomes(kind, label, ("received", "complex", "again"), HANDLERS) for kind, label in (
            ("return", _("Change into a return")),
            ("exchange", _("Change into an exchange")),
            ("refund_only", _("Change into refund only")),
            ("repair", _("Change into a repair")),
            ("misshipment", _("Change into a mis-shipment")),
            ("damaged", _("Change into a damaged parcel")),
            ("out_of_zone", _("Change into a parcel out of zone")),
            ("minor_flaw", _("Change into a minor flaw")),
        )),
        Move("withdraw", _("The buyer withdraws"), ("received", "complex", "proposed", "again"), "withdrawn", HANDLERS,
             needs=("note",), guards=("no_open_child",), costs=True),
        Move("open_return", _("Open a return beside it"), ("received", "complex", "again", "callback"), "", HANDLERS,
             takes=("note",), guards=("nothing_beside",), effects=("open_return",), place=Place.MORE),
        Move("open_exchange", _("Open an exchange beside it"), ("received", "complex", "again", "callback"), "",
             HANDLERS, takes=("note",), guards=("nothing_beside",), effects=("open_exchange",), place=Place.MORE),
        contact(("received", "complex", "proposed", "again", "callback"), HANDLERS),
        *advised(("received", "complex", "again"), HANDLERS),
        *surgery(("received", "complex", "again"), HANDLERS),
    ),
)
# fmt: on
