"""Reply to a neutral or bad review (C6): chart 7-7 of source A, its 任务二 (causes, contact plan), D 4.

A compensation is never tied to changing the review; that the buyer changed it is only recorded.
"""

from aftercare.cases.flows.parts import (
    ENGINE,
    MERGED,
    REVIEWERS,
    advised,
    compensate,
    contact,
    returns,
    surgery,
)
from aftercare.cases.flows.spec import Flow, Move, State
from aftercare.cases.terms import Party
from aftercare.core.words import _

# fmt: off
REVIEW = Flow(
    code="review",
    label=_("Review reply"),
    prefix="HP",
    version=1,
    initial="registered",
    source="A 7-7, (四)评价, 任务二; D 4",
    openers=REVIEWERS | {"agent"},
    reasons=("service", "quality", "courier", "malicious", "mood", "other"),
    opening=("rating", "review_text"),
    states=(
        State("registered", _("Cause to be found"), Party.REVIEW_SPECIALIST, "review.explain", "review.contact_own",
              "too_late"),
        State("talking", _("Talking with the buyer"), Party.REVIEW_SPECIALIST, "review.explain", "review.talk_own",
              "too_late"),
        State("compensating", _("Compensation under way"), Party.LINKED, "review.explain", "exchange.arrive_own",
              "too_late", milestone=False),
        State("replying", _("Public reply to be written"), Party.REVIEW_SPECIALIST, "review.explain",
              "review.reply_own", "too_late"),
        State("replied", _("Waiting for what the buyer does"), Party.BUYER, "review.settle", on_timeout="settle"),
        State("reporting", _("Findings to be passed on"), Party.REVIEW_SPECIALIST, own_target="review.report_own"),
        State("closed", _("Closed, findings passed on"), Party.NOBODY, final=True, done=True),
        MERGED,
    ),
    moves=(
        Move("find_cause", _("Cause found"), ("registered",), "talking", REVIEWERS, needs=("reason", "note"),
             takes=("responsible",), guards=("reason_of_kind",), effects=("keep_reason", "keep_responsible"),
             primary=True),
        compensate(("talking",), REVIEWERS),
        *returns("compensating", "replying", "talking"),
        Move("understood", _("The buyer is content"), ("talking",), "replying", REVIEWERS, needs=("note",),
             guards=("was_contacted", "no_promise_for_review"), primary=True),
        Move("unsolvable", _("No solution with the buyer"), ("talking",), "replying", REVIEWERS, needs=("note",),
             guards=("contacts_exhausted",)),
        Move("reply", _("Reply publicly"), ("replying",), "replied", REVIEWERS, needs=("public_reply",),
             takes=("note",), guards=("no_promise_for_review", "reply_has_no_numbers"), effects=("keep_reply",),
             primary=True, costs=True),
        Move("reply_shown", _("The platform shows a reply"), ("replying",), "replied", ENGINE, takes=("note",)),
        Move("correct_reply", _("Correct the reply"), ("replied",), "", REVIEWERS, needs=("public_reply",),
             takes=("note",), guards=("no_promise_for_review", "reply_has_no_numbers"), effects=("keep_reply",)),
        Move("no_reply", _("Go on without a reply"), ("replying",), "reporting", REVIEWERS, needs=("note",)),
        Move("too_late", _("The time to reply has run out"),
             ("registered", "talking", "compensating", "replying"), "reporting", ENGINE),
        Move("record_outcome", _("Record what became of the review"), ("talking", "replying", "replied"), "reporting",
             REVIEWERS,
             needs=("review_outcome",), takes=("note",), effects=("keep_details",), primary=True),
        Move("settle", _("The review stands"), ("replied",), "reporting", ENGINE, effects=("keep_review_kept",)),
        Move("report", _("Pass the findings on"), ("reporting",), "closed", REVIEWERS,
             needs=("department", "findings"), takes=("responsible", "note"),
             effects=("keep_details", "keep_responsible"), primary=True),
        Move("open_return", _("Open a return beside it"), ("talking",), "", REVIEWERS, takes=("note",),
             guards=("nothing_beside",), effects=("open_return",)),
        Move("open_exchange", _("Open an exchange beside it"), ("talking",), "", REVIEWERS, takes=("note",),
             guards=("nothing_beside",), effects=("open_exchange",)),
        contact(("registered", "talking", "replied"), REVIEWERS),
        *advised(("talking",), REVIEWERS),
        *surgery(("registered", "talking"), REVIEWERS),
    ),
)
# fmt: on
