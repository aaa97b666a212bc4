"""Second dispatch (C19): an order of its own, packed the same day before 20:00 when the courier comes.

B 三(三)A, 三(四)1; A 7-4, 7-6 (重发流程)."""

from aftercare.cases.flows.parts import (
    AGENTS,
    ENGINE,
    OPENERS,
    PARCEL,
    REVIEWERS,
    WAREHOUSE,
    contact,
    link,
)
from aftercare.cases.flows.spec import Flow, Move, State
from aftercare.cases.terms import Party
from aftercare.core.words import _

# fmt: off
RESHIP = Flow(
    code="reship",
    label=_("Second dispatch"),
    prefix="BF",
    version=1,
    initial="preparing",
    source="B 三(三)A, 三(四)1; A 7-4, 7-6",
    openers=OPENERS | REVIEWERS,
    reasons=("wrong_item", "mixed", "missing", "damaged", "lost", "out_of_zone", "no_outlet", "suspended", "quality",
             "size", "minor_flaw", "late", "service", "no_reason", "not_as_described", "other"),
    opening=("new_variant",),
    ships=True,
    states=(
        State("preparing", _("Waiting for the warehouse to pack"), Party.WAREHOUSE, own_target="reship.dispatch_own"),
        State("held", _("Cannot be sent just now"), Party.AGENT, own_target="reship.answer_own", milestone=False),
        State("sent", _("On its way to the buyer"), Party.COURIER, "reship.arrive", "reship.arrive_own",
              "arrived_by_time"),
        State("stuck", _("Something is wrong on the way"), Party.AGENT, own_target="reship.answer_own",
              milestone=False),
        State("arrived", _("Arrived"), Party.NOBODY, final=True, done=True),
        State("cancelled", _("Not sent"), Party.NOBODY, final=True, milestone=False, frees_goods=True),
        State("lost", _("Lost on the way"), Party.NOBODY, final=True, milestone=False, frees_goods=True),
    ),
    moves=(
        Move("dispatch", _("Packed and handed to the courier"), ("preparing",), "sent", WAREHOUSE | AGENTS,
             needs=PARCEL, takes=("note",), effects=("dispatch_reship", "tell_buyer_reshipped"), primary=True),
        Move("hold", _("Cannot be sent just now"), ("preparing",), "held", WAREHOUSE | AGENTS, needs=("note",)),
        Move("resume", _("Can be sent now"), ("held",), "preparing", AGENTS | WAREHOUSE, takes=("note",),
             primary=True),
        Move("correct_parcel", _("Correct the tracking number"), ("sent",), "", AGENTS | WAREHOUSE, needs=PARCEL,
             takes=("note",), effects=("dispatch_reship",)),
        Move("arrive", _("The buyer has it"), ("sent", "stuck"), "arrived", AGENTS, takes=("note",),
             effects=("close_reship",), primary=True),
        Move("arrived_by_time", _("Taken as arrived: nothing else was heard"), ("sent",), "arrived", ENGINE,
             effects=("close_reship",)),
        Move("report_stuck", _("Something is wrong on the way"), ("sent",), "stuck", AGENTS, needs=("note",)),
        Move("moving_again", _("It moves again"), ("stuck",), "sent", AGENTS, needs=("note",)),
        Move("came_back", _("The parcel has come back: pack it again"), ("stuck",), "preparing", AGENTS | WAREHOUSE,
             needs=("note",), effects=("recall_reship",)),
        Move("claim", _("Claim from the courier"), ("stuck",), "", AGENTS, needs=("claim_amount", "note"),
             guards=("no_open_claim",), effects=("open_claim",)),
        Move("give_up", _("Lost on the way"), ("stuck",), "lost", AGENTS, needs=("note",), effects=("cancel_reship",),
             costs=True),
        Move("cancel", _("Do not send it"), ("preparing", "held"), "cancelled", AGENTS, needs=("note",),
             effects=("cancel_reship",), costs=True),
        contact(("held", "sent", "stuck")),
        link(("preparing", "held")),
    ),
)
# fmt: on
