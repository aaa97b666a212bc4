"""Compensation (C3): chart 7-3 of source A; B 三(二)A; D 1 to 3. Money, coupon or goods; refused by the buyer, it goes
back to the case that it belongs to."""

from aftercare.cases.flows.parts import (
    AGENTS,
    ENGINE,
    MERGED,
    OPENERS,
    REVIEWERS,
    RIGHTS,
    approval,
    contact,
    paid,
    paying,
    surgery,
)
from aftercare.cases.flows.spec import Flow, Move, State
from aftercare.cases.terms import Party
from aftercare.core.words import _

OFFERERS = AGENTS | RIGHTS | REVIEWERS

# fmt: off
COMPENSATION = Flow(
    code="compensation",
    label=_("Compensation"),
    prefix="BC",
    version=1,
    initial="drafted",
    source="A 7-3; B 三(二)A; D 1–3",
    openers=OPENERS | REVIEWERS,
    reasons=("quality", "minor_flaw", "damaged", "late", "service", "not_as_described", "wrong_item", "mixed",
             "missing", "courier", "other"),
    opening=("compensation_form",),
    asks_money=True,
    states=(
        State("drafted", _("Being worked out"), Party.AGENT, own_target="compensation.offer_own"),
        State("approving", _("Waiting for approval"), Party.SUPERVISOR, own_target="compensation.offer_own",
              milestone=False),
        State("offered", _("Waiting for the buyer's answer"), Party.BUYER, "compensation.answer",
              on_timeout="no_answer"),
        *paying("compensation.pay_own"),
        State("sending", _("Gift on its way"), Party.LINKED, own_target="exchange.arrive_own", milestone=False),
        State("compensated", _("Compensated"), Party.NOBODY, final=True, done=True),
        State("declined", _("Declined by the buyer"), Party.NOBODY, final=True, milestone=False),
        State("unanswered", _("Closed: no answer"), Party.NOBODY, final=True, milestone=False),
        State("dropped", _("Taken back"), Party.NOBODY, final=True, milestone=False),
        MERGED,
    ),
    moves=(
        Move("offer", _("Offer it to the buyer"), ("drafted",), "offered", OFFERERS,
             takes=("granted_lines", "compensation_form", "responsible", "note"),
             guards=("gives_money", "within_authority", "within_paid", "freight_allowed", "something_offered",
                     "no_promise_for_review"),
             effects=("keep_details", "grant", "tell_buyer_offer"), primary=True),
        Move("offer_gift", _("Offer a gift to the buyer"), ("drafted",), "offered", OFFERERS,
             needs=("gift", "gift_worth"), takes=("responsible", "note"),
             guards=("within_authority", "something_granted", "no_promise_for_review"),
             effects=("keep_details", "grant", "tell_buyer_offer")),
        *approval(("drafted", "approving", "offered"),
                  takes=("granted_lines", "compensation_form", "gift", "gift_worth", "responsible"),
                  effects=("tell_buyer_offer",), by=OFFERERS,
                  guards=("gift_named", "something_offered", "no_promise_for_review")),
        Move("improve", _("Improve the offer"), ("offered",), "drafted", OFFERERS, needs=("note",)),
        Move("accept", _("The buyer accepts"), ("offered",), "paying", OFFERERS, takes=("note",),
             guards=("gives_money", "something_granted", "within_paid", "freight_allowed"),
             effects=("instruct_compensation",), primary=True, costs=True),
        Move("accept_goods", _("The buyer accepts the gift"), ("offered",), "sending", OFFERERS,
             takes=("note",), guards=("gives_goods", "gift_known", "no_open_child"), effects=("open_reship",),
             primary=True),
        Move("decline", _("The buyer declines"), ("offered",), "declined", OFFERERS, needs=("note",)),
        Move("no_answer", _("Closed: no answer"), ("offered",), "unanswered", ENGINE),
        Move("drop", _("Take it back"), ("drafted",), "dropped", OFFERERS, needs=("note",)),
        Move("gift_arrived", _("The gift has arrived"), ("sending",), "compensated", ENGINE, guards=("child_done",)),
        Move("gift_lost", _("The gift could not be sent"), ("sending",), "drafted", ENGINE, guards=("child_failed",)),
        *paid("compensated", "instruct_compensation", elsewhere="dropped"),
        contact(("drafted", "offered"), OFFERERS),
        *surgery(("drafted",), OFFERERS),
    ),
)
# fmt: on
