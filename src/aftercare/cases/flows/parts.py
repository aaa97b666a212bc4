"""Parts that many tables share: who may act, and the steps that are the same in every course.

A table stays readable: these are its footnotes. Nothing here knows a flow.
"""

from collections.abc import Iterable

from aftercare.accounts.terms import Role
from aftercare.cases.flows.spec import CLOCK, Move, Place, State
from aftercare.cases.terms import Party
from aftercare.core.words import _

AGENTS = frozenset({Role.AGENT.value, Role.SUPERVISOR.value})
SUPERVISOR = frozenset({Role.SUPERVISOR.value})
SUPERVISORS = SUPERVISOR | {Role.ADMINISTRATOR.value}
WAREHOUSE = frozenset({Role.WAREHOUSE.value})
RIGHTS = frozenset({Role.RIGHTS_SPECIALIST.value, Role.SUPERVISOR.value})
REVIEWERS = frozenset({Role.REVIEW_SPECIALIST.value, Role.SUPERVISOR.value})
FINANCE = frozenset({Role.REFUND_CLERK.value})
ENGINE = frozenset({CLOCK})
OPENERS = AGENTS | RIGHTS | {Role.PRESALE_AGENT.value}
REGISTRARS = OPENERS | {Role.TEMPORARY.value}  # of what buyers apply for; what we give is not among it
GRANT = ("granted_lines", "granted_freight", "responsible")
PARCEL = ("courier", "tracking_no")
VERDICT = ("department", "responsible_person", "penalty", "assessment")
PROVEN = ("has_evidence", "seconded")  # a verdict that pays


# Charts to be read: one state or move after the other, not one argument a line.
# fmt: off
def approval(
    path: tuple[str, str, str], *, effects: tuple[str, ...] = (), takes: tuple[str, ...] = GRANT,
    by: frozenset[str] = AGENTS, suffix: str = "", guards: tuple[str, ...] = (),
) -> tuple[Move, ...]:
    """A wish above somebody's authority: asked for with its amounts, decided by the supervisor, above their limit by
    the supervisor and then the administrator (C17). `path`: where it is asked for, where it waits, where it leads."""
    source, waiting, target = path
    return (
        Move(f"ask_approval{suffix}", _("Ask for approval"), (source,), waiting, by, needs=("note",), takes=takes,
             guards=("above_authority", "within_paid", "freight_allowed", *guards),
             effects=("keep_details", "propose", "request_approval")),
        Move(f"approve{suffix}", _("Approve"), (waiting,), target, SUPERVISORS, takes=("note",),
             guards=("may_decide_approval", "approval_fits", "within_paid"),
             effects=("approve", "adopt_proposal", *effects), primary=True, costs=True),
        *levels(waiting, source, suffix),
        retract(waiting, source, by, suffix),
    )


def levels(waiting: str, source: str, suffix: str = "") -> tuple[Move, Move]:
    """What a level may do instead of deciding: sign and pass it on to the next one, or send it back (C17)."""
    return (
        Move(f"endorse{suffix}", _("Endorse and pass on"), (waiting,), "", SUPERVISOR, takes=("note",),
             guards=("may_endorse_approval", "approval_fits"), effects=("endorse",)),
        Move(f"deny{suffix}", _("Send back to the agent"), (waiting,), source, SUPERVISORS, needs=("note",),
             guards=("may_turn_down_approval",), effects=("deny", "drop_proposal")),
    )


def retract(waiting: str, source: str, by: frozenset[str] = AGENTS, suffix: str = "") -> Move:
    """Whoever asked for an approval may take the request back before it is decided."""
    return Move(f"retract{suffix}", _("Take the request back"), (waiting,), source, by, needs=("note",),
                effects=("void_approval", "drop_proposal"), place=Place.MORE)


def paying(own_target: str) -> tuple[State, State]:
    """The states in which finance pays (C18)."""
    return (
        State("paying", _("Being paid"), Party.REFUND_CLERK, own_target=own_target),
        State("unpaid", _("Could not be paid"), Party.REFUND_CLERK, own_target=own_target, milestone=False),
    )


def paid(
    target: str, instruct: str = "instruct_refund", *, told: str = "tell_buyer_paid", elsewhere: str = "",
    elsewhere_from: tuple[str, ...] = (),
) -> tuple[Move, ...]:
    """The result of a payout, and the ways on after a refusal. `elsewhere`: where the case ends when the order report
    shows that the platform has given the money back meanwhile, as usual where it ends when it is paid; this can come
    about in the states `elsewhere_from` as well."""
    return (
        Move("paid", _("Paid"), ("paying",), target, ENGINE, guards=("payout_paid",), effects=("keep_paid", told)),
        Move("payment_failed", _("Could not be paid"), ("paying",), "unpaid", ENGINE, guards=("payout_refused",)),
        Move("pay_again", _("Instruct the payment again"), ("unpaid",), "paying", FINANCE, needs=("note",),
             guards=("something_granted", "within_paid"), effects=(instruct,), primary=True, costs=True),
        Move("pay_rest", _("Pay what is left of it"), ("unpaid",), "paying", FINANCE, needs=("note",),
             guards=("beyond_paid", "something_left"), effects=("cut_to_room", instruct), costs=True),
        Move("refunded_elsewhere", _("The platform has refunded already"), ("unpaid", *elsewhere_from),
             elsewhere or target, AGENTS | FINANCE, needs=("note",), guards=("given_elsewhere",),
             effects=("void_approval", "drop_proposal", "keep_elsewhere"), costs=True),
    )


def goods_back(*, in_several: bool = True, asked_again: tuple[str, ...] = ()) -> tuple[Move, ...]:
    """The buyer's parcel from `agreed` over `sent` to `received`, or to `doubted` when it is turned away (B3).
    `asked_again`: further guards of waiting for another parcel."""
    further = Move("receive_more", _("A further parcel received"), ("received", "doubted"), "received", WAREHOUSE,
                   needs=("received_lines",), takes=("note",), effects=("keep_received",))
    return (
        Move("register_parcel", _("Enter the buyer's tracking number"), ("agreed",), "sent", AGENTS | WAREHOUSE,
             needs=PARCEL, takes=("note",), effects=("keep_tracking",), primary=True),
        Move("correct_parcel", _("Correct the tracking number"), ("sent",), "", AGENTS | WAREHOUSE, needs=PARCEL,
             takes=("note",), effects=("keep_tracking",)),
        Move("receive", _("Parcel received"), ("agreed", "sent"), "received", WAREHOUSE, needs=("received_lines",),
             takes=(*PARCEL, "note"), effects=("keep_tracking", "keep_received"), primary=True),
        *((further,) if in_several else ()),
        Move("turn_away", _("Parcel turned away at the door"), ("agreed", "sent"), "doubted", WAREHOUSE,
             needs=("note",), takes=PARCEL, effects=("keep_tracking",)),
        Move("number_wrong", _("The number is wrong: ask the buyer again"), ("sent",), "agreed", AGENTS,
             needs=("note",), guards=("goods_not_back", *asked_again), effects=("drop_tracking",), place=Place.MORE),
        Move("parcel_lost", _("The parcel does not arrive"), ("sent",), "doubted", AGENTS | WAREHOUSE,
             needs=("note",), guards=("goods_not_back",), place=Place.MORE),
    )


def freight(sources: Iterable[str]) -> Move:
    """The buyer has paid the way back and says how much: what of it we bear follows from the rules (C16, B 三)."""
    return Move("register_freight", _("Enter the freight that the buyer paid"), tuple(sources), "", AGENTS,
                needs=("asked_freight",), takes=("note",), effects=("keep_freight",), place=Place.MORE)


def goods_go_back(sources: Iterable[str], target: str, guards: tuple[str, ...] = ()) -> tuple[Move, ...]:
    """The goods are here and belong to the buyer: they go back in `going_back`, and the case ends in `target`."""
    return (
        Move("withdraw_goods", _("The buyer withdraws: the goods go back"), tuple(sources), "going_back", AGENTS,
             needs=("note",), guards=("goods_here", *guards), effects=("void_approval", "drop_proposal"),
             costs=True, place=Place.MORE),
        Move("sent_back", _("Goods sent back to the buyer"), ("going_back",), target, WAREHOUSE, needs=PARCEL,
             takes=("note",), effects=("keep_dispatch", "tell_buyer_sent_back"), primary=True),
    )


GOING_BACK = State("going_back", _("To be sent back to the buyer"), Party.WAREHOUSE,
                   own_target="exchange.dispatch_own", milestone=False)


def disputed(sources: Iterable[str], guards: tuple[str, ...] = ()) -> tuple[Move, ...]:
    """The platform has been called in: evidence is handed in before its limit, then the platform decides (B8)."""
    return (
        Move("intervene", _("The platform has been called in"), tuple(sources), "evidence", AGENTS | RIGHTS,
             needs=("note",), takes=("dispute_no",), guards=guards, effects=("keep_details",)),
        Move("hand_in", _("Evidence handed in"), ("evidence",), "intervention", AGENTS | RIGHTS,
             takes=("dispute_no", "note"), guards=("has_evidence",), effects=("keep_details",), primary=True),
        Move("evidence_lapsed", _("The time to hand in evidence has run out"), ("evidence",), "intervention", ENGINE),
    )


DISPUTE = (
    State("evidence", _("Evidence to be handed in"), Party.RIGHTS_SPECIALIST, "return.evidence", "return.evidence_own",
          "evidence_lapsed", milestone=False),
    State("intervention", _("The platform decides"), Party.PLATFORM, own_target="rights.verdict_own",
          milestone=False),
)
DISPUTED = tuple(state.code for state in DISPUTE)  # the platform may decide before anything is handed in


def contact(sources: Iterable[str], by: frozenset[str] = AGENTS) -> Move:
    """One attempt to talk to the buyer (C14); the case stays where it is."""
    return Move("contact", _("Record a contact"), tuple(sources), "", by,
                needs=("channel", "talk_stage", "contact_result"), takes=("next_contact_at", "note"),
                guards=("contact_allowed", "no_promise_for_review"), effects=("keep_contact",))


def advised(sources: Iterable[str], by: frozenset[str] = AGENTS) -> tuple[Move, ...]:
    """What the remedy rules must know, and which of their plans it shall be (C13); the case stays where it is."""
    return (
        Move("assess", _("Assess for a remedy"), tuple(sources), "", by,
             takes=("cause", "severity", "responsible", "urgent", "big_customer", "packing_whole", "resaleable",
                    "in_stock", "late_hours", "note"),
             guards=("something_entered",), effects=("keep_details", "keep_responsible")),
        Move("choose_plan", _("Choose a remedy"), tuple(sources), "", by, needs=("plan",), takes=("note",),
             effects=("keep_plan",), place=Place.PANEL),
    )


def link(sources: Iterable[str], by: frozenset[str] = AGENTS) -> Move:
    """Two cases name each other (B13); rights are checked on both."""
    return Move("link", _("Link another case"), tuple(sources), "", by, needs=("other_case",), takes=("note",),
                effects=("link_case",), place=Place.MORE)


def surgery(sources: Iterable[str], by: frozenset[str] = AGENTS) -> tuple[Move, ...]:
    """Link and merge (B13); rights are checked on both cases."""
    return (
        link(sources, by),
        Move("merge", _("Merge into another case"), tuple(sources), "merged", by, needs=("other_case", "note"),
             guards=("no_open_child", "nothing_paid"), effects=("void_approval", "drop_proposal", "merge_case"),
             costs=True, place=Place.MORE),
    )


def split(sources: Iterable[str], by: frozenset[str] = AGENTS) -> Move:
    """Part of the pieces go on in a case of their own (B13)."""
    return Move("split", _("Split pieces off"), tuple(sources), "", by, needs=("split_lines",), takes=("note",),
                effects=("split_case",), place=Place.MORE)


def becomes(
    kind: str, label: object, sources: Iterable[str], by: frozenset[str] = AGENTS, guards: tuple[str, ...] = ()
) -> Move:
    """The case goes on as another kind: lines, evidence and words go along, the old one closes."""
    return Move(f"to_{kind}", label, tuple(sources), "converted", by, needs=("note",), takes=("new_reason",),
                guards=("no_open_child", "nothing_paid", f"opens_{kind}", *guards),
                effects=("void_approval", "drop_proposal", f"become_{kind}"), costs=True, place=Place.MORE)


def freight_as_compensation(sources: Iterable[str]) -> Move:
    """Where a flow pays no money itself: what the buyer paid for the way, as a compensation that nobody waits for."""
    return Move("pay_freight", _("Pay the buyer's freight as a compensation"), tuple(sources), "", AGENTS,
                needs=("compensation_amount",), takes=("note",),
                guards=("nothing_beside", "no_promise_for_review", "freight_fits"),
                effects=("open_freight_beside",), place=Place.MORE)


def compensate(sources: Iterable[str], by: frozenset[str] = AGENTS, target: str = "compensating") -> Move:
    """A compensation as a case of its own; this one waits for its end (C3)."""
    return Move("compensate", _("Open a compensation"), tuple(sources), target, by,
                needs=("compensation_form", "compensation_amount"), takes=("note",),
                guards=("no_open_child", "no_promise_for_review", "compensation_fits"),
                effects=("open_compensation",), primary=True)


def returns(waiting: str, done: str, failed: str, *, effects: tuple[str, ...] = ()) -> tuple[Move, ...]:
    """What a parent does when the child it waits for has ended; `effects` when it ended well."""
    return (
        Move(f"{waiting}_done", _("The linked case has ended well"), (waiting,), done, ENGINE, guards=("child_done",),
             effects=effects),
        Move(f"{waiting}_failed", _("The linked case has ended without a result"), (waiting,), failed, ENGINE,
             guards=("child_failed",)),
    )


CONVERTED = State("converted", _("Goes on as another case"), Party.NOBODY, final=True, milestone=False,
                  frees_goods=True)
MERGED = State("merged", _("Merged into another case"), Party.NOBODY, final=True, milestone=False, frees_goods=True)
WITHDRAWN = State("withdrawn", _("Withdrawn by the buyer"), Party.NOBODY, final=True, milestone=False,
                  frees_goods=True)
# fmt: on
