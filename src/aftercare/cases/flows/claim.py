"""Claim at the courier (C11, B6): evidence, amount asked, what was recovered. D 2 (联络派送方帮忙客户索赔); A 7-4."""

from aftercare.cases.flows.parts import AGENTS, ENGINE, MERGED, WAREHOUSE, surgery
from aftercare.cases.flows.spec import Flow, Move, State
from aftercare.cases.terms import Party
from aftercare.core.words import _

CLAIMERS = AGENTS | WAREHOUSE | {"operations"}

# fmt: off
CLAIM = Flow(
    code="claim",
    label=_("Courier claim"),
    prefix="KP",
    version=1,
    initial="preparing",
    source="D 2; A 7-4 原件返回; B 三(二)",
    openers=CLAIMERS,
    reasons=("damaged", "lost", "late", "out_of_zone", "no_outlet", "suspended", "other"),
    opening=("claim_amount",),
    states=(
        State("preparing", _("Evidence being put together"), Party.AGENT, own_target="claim.file_own"),
        State("filed", _("Filed at the courier"), Party.COURIER, "claim.answer", "claim.answer_own", "chase_by_time"),
        State("chasing", _("The courier has not answered"), Party.AGENT, own_target="claim.file_own",
              milestone=False),
        State("accepted", _("Accepted, the money is awaited"), Party.COURIER, own_target="claim.pay_own"),
        State("recovered", _("Recovered"), Party.NOBODY, final=True, done=True),
        State("turned_down", _("Turned down by the courier"), Party.NOBODY, final=True, milestone=False),
        State("dropped", _("Given up"), Party.NOBODY, final=True, milestone=False),
        MERGED,
    ),
    moves=(
        Move("file", _("File it at the courier"), ("preparing",), "filed", CLAIMERS,
             needs=("claim_amount", "claim_no"), takes=("courier_name", "note"), guards=("has_evidence_nearby",),
             effects=("keep_details", "blame_courier"), primary=True),
        Move("chase_by_time", _("The courier has not answered in time"), ("filed",), "chasing", ENGINE),
        Move("chase", _("Ask the courier again"), ("chasing",), "filed", CLAIMERS, needs=("note",), primary=True),
        Move("accepted", _("The courier accepts"), ("filed", "chasing"), "accepted", CLAIMERS,
             needs=("claim_amount",), takes=("note",), effects=("keep_details",), primary=True),
        Move("turned_down", _("The courier turns it down"), ("filed", "chasing"), "turned_down", CLAIMERS,
             needs=("note",)),
        Move("recover", _("Money has come"), ("accepted", "filed", "chasing"), "recovered", CLAIMERS,
             needs=("recovered_amount", "voucher"), takes=("note",), effects=("keep_details", "book_recovered"),
             costs=True),
        Move("not_paid", _("Accepted, but not paid"), ("accepted",), "chasing", CLAIMERS, needs=("note",)),
        Move("drop", _("Give it up"), ("preparing", "chasing"), "dropped", CLAIMERS, needs=("note",), costs=True),
        *surgery(("preparing",), CLAIMERS),
    ),
)
# fmt: on
