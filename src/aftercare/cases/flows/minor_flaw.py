"""Minor flaw (C12): D 1. An apology and a coupon of 5 to 10 yuan; the product goes to the quality list."""

from aftercare.cases.flows.parts import (
    AGENTS,
    CONVERTED,
    MERGED,
    REGISTRARS,
    advised,
    becomes,
    compensate,
    contact,
    returns,
    surgery,
)
from aftercare.cases.flows.spec import Flow, Move, State
from aftercare.cases.terms import Party
from aftercare.core.words import _

# fmt: off
MINOR_FLAW = Flow(
    code="minor_flaw",
    label=_("Minor flaw"),
    prefix="XC",
    version=1,
    initial="asked",
    source="D 1",
    openers=REGISTRARS,
    reasons=("minor_flaw",),
    states=(
        State("asked", _("Apologise and offer a coupon"), Party.AGENT, own_target="damaged.answer_own"),
        State("compensating", _("Coupon under way"), Party.LINKED, own_target="exchange.arrive_own"),
        State("listing", _("To be put on the quality list"), Party.AGENT, own_target="damaged.settle_own"),
        State("settled", _("Settled, on the quality list"), Party.NOBODY, final=True, done=True),
        CONVERTED,
        MERGED,
    ),
    moves=(
        compensate(("asked", "listing")),
        Move("apologise", _("The apology is enough"), ("asked",), "listing", AGENTS, needs=("note",)),
        *returns("compensating", "listing", "asked"),
        Move("list", _("Put the product on the quality list"), ("listing",), "settled", AGENTS,
             needs=("flaw",), takes=("note",), effects=("keep_details", "note_quality"), primary=True),
        becomes("return", _("Change into a return"), ("asked",)),
        becomes("exchange", _("Change into an exchange"), ("asked",)),
        becomes("refund_only", _("Change into refund only"), ("asked",)),
        contact(("asked", "listing")),
        *advised(("asked",)),
        *surgery(("asked",)),
    ),
)
# fmt: on
