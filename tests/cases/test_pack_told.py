"""What of each flow a platform may read: every step of every table is either told or between colleagues (B8)."""

import pytest

from aftercare.cases.effects import EFFECTS
from aftercare.cases.flows.registry import FLOWS
from aftercare.cases.flows.spec import Flow
from aftercare.cases.inputs import INPUTS
from aftercare.cases.pack.told import STEPS, TEXTS, WITH_US, is_note_told, state_words, step_words
from aftercare.cases.terms import Party

ASKING = {"ask_approval", "endorse", "deny", "retract"}
BESIDE = {"assess", "choose_plan", "link", "merge", "compensate", "claim", "split"}
# What the platform's own report has told: it need not be told to the platform.
REPORTED = {
    "report_told", "report_refused", "report_agreed", "report_sent", "report_disputed", "report_refunded",
    "report_noted", "report_closed", "report_done", "payment_stopped",
}  # fmt: skip
PAYING = {"payment_failed", "pay_again", "pay_rest"}
# Steps between colleagues, by flow. A new step of a table fails the test below until it stands here or in `told`.
INNER = {
    "return": {
        *ASKING, *BESIDE, *PAYING, *REPORTED, "ask_reduced",
        "endorse_reduced", "deny_reduced", "retract_reduced", "to_exchange",
        "to_repair", "to_refund_only",
    },
    "exchange": {*ASKING, *BESIDE, *PAYING, *REPORTED, "to_return", "to_repair", "to_refund_only"},
    "refund_only": {
        *ASKING, *BESIDE, *PAYING, *REPORTED, "ask_approval_unsent", "endorse_unsent", "deny_unsent", "retract_unsent",
        "stop_parcel", "ask_warehouse", "checked", "to_return", "to_exchange", "to_misshipment", "to_reship",
    },
    "repair": {
        *ASKING, *BESIDE, "examine", "pay_freight", "examine_again", "progress", "reconsider", "to_reship",
        "to_refund_only", "to_exchange", "to_return",
    },
    "misshipment": {
        *BESIDE, "ask_warehouse", "resending_done", "resending_failed", "compensating_done", "compensating_failed",
        "refunding_done", "refunding_failed", "apologising_done", "apologising_failed", "apologise", "judge",
        "no_loss", "to_return", "to_exchange",
    },
    "damaged": {
        *BESIDE, "judge_quality", "judge_transit", "judge_misuse", "look_again", "resending_done", "resending_failed",
        "compensating_done", "compensating_failed", "close", "explain", "to_return", "to_exchange", "to_repair",
        "to_refund_only",
    },
    "minor_flaw": {
        *BESIDE, "apologise", "compensating_done", "compensating_failed", "list", "to_return", "to_exchange",
        "to_refund_only",
    },
    "out_of_zone": {
        *BESIDE, "all_settled", "resending_done", "resending_failed", "refunding_done", "refunding_failed", "overdue",
        "claiming_done", "claiming_failed", "write_off", "to_return",
    },
    "complaint": {
        *BESIDE, "compensating_done", "compensating_failed", "to_return", "to_exchange", "to_refund_only",
        "to_repair", "to_misshipment", "to_damaged", "to_out_of_zone", "to_minor_flaw", "open_return",
        "open_exchange",
    },
    "review": {
        *BESIDE, "find_cause", "compensating_done", "compensating_failed", "unsolvable", "no_reply", "too_late",
        "record_outcome", "reply_shown", "settle", "report", "open_return", "open_exchange",
    },
    "rights": {*BESIDE, "compensating_done", "compensating_failed", "refunding_done", "refunding_failed", "close"},
    "compensation": {*ASKING, *BESIDE, *PAYING, "improve", "drop"},
    "reship": {*BESIDE, "hold", "resume", "cancel"},
    "claim": {*BESIDE, "file", "chase_by_time", "chase", "accepted", "turned_down", "recover", "not_paid", "drop"},
}  # fmt: skip
# What no platform reads of: whatever causes this, the step is not told under its own name.
SILENT = {
    "request_approval", "deny", "approve", "keep_plan", "keep_verdict", "link_case", "merge_case", "split_case",
    "open_compensation", "open_claim", "open_claim_awaited", "note_quality", "note_no_quality",
    *(name for name in EFFECTS if name.startswith("become_")),
} - {"become_rights"}  # fmt: skip
KINDS = pytest.mark.parametrize("flow", FLOWS, ids=lambda flow: flow.code)


@pytest.mark.row("B8")
@KINDS
def test_each_step_is_told_or_between_colleagues(flow: Flow):
    codes = {move.code for move in flow.moves}
    told = set(STEPS[flow.code])
    assert told <= codes
    assert not told & INNER[flow.code]
    assert codes - told - INNER[flow.code] == set(), "decide whether a platform may read these steps"


@KINDS
def test_nothing_that_is_told_tells_of_approvals_remedies_verdicts_or_links(flow: Flow):
    for code, words in STEPS[flow.code].items():
        move = flow.move(code)
        assert move is not None
        assert words is not True or not SILENT & set(move.effects), code
        assert str(step_words(flow, code))
    for move in flow.moves:
        if move.code not in STEPS[flow.code]:
            assert step_words(flow, move.code) is None


@KINDS
def test_where_a_case_stands_says_nothing_of_what_waits_for_a_colleague(flow: Flow):
    for state in flow.states:
        told = state_words(flow, state) is not WITH_US
        if state.waits_for in (Party.SUPERVISOR, Party.AGENT, Party.LINKED) or state.code in ("merged", "converted"):
            assert not told, state.code
        if state.waits_for in (Party.BUYER, Party.PLATFORM):
            assert told, state.code


def test_notes_of_steps_between_colleagues_cannot_be_ticked():
    assert is_note_told("return", "", "")
    assert is_note_told("return", "refuse", "")
    assert not is_note_told("return", "ask_approval", "")
    assert not is_note_told("return", "approve_by_nobody", "")
    assert not is_note_told("return", "reassign_cost", "")
    assert is_note_told("rights", "reply", "shop_reply")
    for name in ("opinion", "findings", "flaw", "voucher", "new_variant"):
        assert not is_note_told("rights", "close", name), name
    assert set(INPUTS) >= TEXTS
