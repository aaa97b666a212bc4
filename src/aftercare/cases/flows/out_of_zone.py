"""Parcel out of the courier's zone (C4): chart 7-4 of source A. Out of zone, no outlet, or an outlet that was suspended
holds the parcel; sent again by another courier, or given up; the original comes back and counts against the courier.
The same of a parcel that stands still, is refused, sent back or lost on its way (O5)."""

from aftercare.cases.flows.parts import (
    AGENTS,
    CONVERTED,
    ENGINE,
    MERGED,
    REGISTRARS,
    WAREHOUSE,
    advised,
    becomes,
    contact,
    returns,
    surgery,
)
from aftercare.cases.flows.spec import Flow, Move, State
from aftercare.cases.terms import Party
from aftercare.core.words import _

# fmt: off
OUT_OF_ZONE = Flow(
    code="out_of_zone",
    label=_("Parcel out of zone"),
    prefix="CQ",
    version=1,
    initial="held",
    source="A 7-4, (二)快递超区",
    openers=REGISTRARS | WAREHOUSE,
    reasons=("out_of_zone", "no_outlet", "suspended", "stuck", "refused", "sent_back", "lost"),
    states=(
        State("held", _("The buyer must be asked"), Party.AGENT, own_target="zone.contact_own"),
        State("resending", _("Sent again by another courier"), Party.LINKED, own_target="exchange.arrive_own"),
        State("refunding", _("Refunded instead"), Party.LINKED, own_target="return.refund_own", milestone=False),
        State("returning", _("The original parcel comes back"), Party.COURIER, "zone.original", "zone.original_own",
              "overdue"),
        State("missing", _("The original parcel has not come back"), Party.AGENT, own_target="zone.contact_own",
              milestone=False),
        State("claiming", _("Claim at the courier"), Party.LINKED, own_target="claim.answer_own", milestone=False),
        State("settled", _("Settled, the original is back"), Party.NOBODY, final=True, done=True),
        State("delivered", _("Delivered after all"), Party.NOBODY, final=True, done=True, milestone=False),
        State("written_off", _("Settled, the original did not come back"), Party.NOBODY, final=True, done=True,
              milestone=False),
        CONVERTED,
        MERGED,
    ),
    moves=(
        Move("resend", _("The buyer agrees: send again by another courier"), ("held",), "resending", AGENTS,
             takes=("note",), guards=("no_open_child",), effects=("count_against_courier", "open_reship"),
             primary=True),
        Move("refund", _("The buyer wants no other parcel: refund"), ("held",), "refunding", AGENTS, takes=("note",),
             guards=("no_open_child",), effects=("count_against_courier", "open_refund_only")),
        Move("delivered_after_all", _("Delivered after all"), ("held",), "delivered", AGENTS, needs=("note",)),
        Move("original_here", _("The original parcel is back"), ("resending", "refunding"), "", WAREHOUSE | AGENTS,
             takes=("courier", "tracking_no", "note"), guards=("goods_not_back",),
             effects=("keep_tracking", "keep_arrival")),
        Move("all_settled", _("The linked case has ended well"), ("resending", "refunding"), "settled", ENGINE,
             guards=("child_done", "goods_here")),
        *returns("resending", "returning", "held"),
        *returns("refunding", "returning", "held"),
        Move("original_back", _("The original parcel is back"), ("returning", "missing"), "settled",
             WAREHOUSE | AGENTS, takes=("courier", "tracking_no", "note"), effects=("keep_tracking", "keep_arrival"),
             primary=True),
        Move("overdue", _("The original parcel is overdue"), ("returning",), "missing", ENGINE),
        Move("claim", _("Claim from the courier"), ("missing",), "claiming", AGENTS, needs=("claim_amount", "note"),
             guards=("no_open_child",), effects=("open_claim_awaited",), primary=True),
        *returns("claiming", "written_off", "missing", effects=("book_goods_lost",)),
        Move("write_off", _("Write the original off"), ("missing",), "written_off", AGENTS, needs=("note",),
             effects=("book_goods_lost",), costs=True),
        becomes("return", _("Change into a return"), ("held",)),
        contact(("held", "missing")),
        *advised(("held",)),
        *surgery(("held",)),
    ),
)
# fmt: on
