"""What of a case is a fact for the platform, as an allow-list: steps by kind of case, states, notes (B8).

A step that does not stand here is between colleagues and never printed: a new move of a table is left out until
somebody marks it here. A text instead of True: what the platform reads in its place, for a step whose own name tells of
an approval. Pure.
"""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, Final

from aftercare.cases.flows.spec import Flow, State
from aftercare.cases.terms import Party
from aftercare.core.words import _

PARCEL: Final = (
    "register_parcel", "correct_parcel", "receive", "turn_away", "number_wrong", "parcel_lost",
)  # fmt: skip
GOODS_BACK: Final = ("withdraw_goods", "sent_back")
PAID: Final = ("paid", "refunded_elsewhere")
DISPUTE: Final = ("intervene", "hand_in", "evidence_lapsed", "verdict_refund", "verdict_shop")
GOODS_DISPUTE: Final = (*DISPUTE, "verdict_shop_goods")
TALK: Final = ("contact", "withdraw")


def _told(*codes: str, **words: Any) -> Mapping[str, Any]:
    return MappingProxyType({**dict.fromkeys(codes, True), **words})


STEPS: Final[Mapping[str, Mapping[str, Any]]] = {
    "return": _told(
        "agree", "agree_here", "agree_by_time", "refuse", *PARCEL, "receive_more", "inspect", "doubt", "accept",
        "reduce", "refuse_goods", "settle_goods", "return_goods", "expire_goods", *GOODS_BACK,
        "register_freight", "refund_by_time", *PAID, "inspect_refunded", "reapply", *GOODS_DISPUTE,
        "verdict_return", "lapse", "expire", *TALK,
        approve=_("Agree to the return"), approve_reduced=_("Refund"),
    ),
    "exchange": _told(
        "agree", "agree_here", "agree_by_time", "refuse", *PARCEL, "receive_more", "send_first",
        "old_goods_sent", "old_goods_here", "old_goods_kept", "register_freight", "send_ahead", "inspect",
        "inspect_owed", "doubt", "accept", "send_back", *GOODS_BACK, "paid_up", "waive", "wait_for_pay",
        "not_paid_up", "arrived", "refund_rest", "rest_gone", "not_arrived", "send_again", "refund_instead",
        *PAID, *GOODS_DISPUTE, "verdict_exchange", "verdict_send", "lapse", "expire", *TALK,
        approve=_("Agree to the exchange"),
    ),
    "refund_only": _told(
        "agree", "stopped", "too_late", "refund_by_time", "refuse", *PAID, "reapply", *DISPUTE, "expire", *TALK,
        approve=_("Refund"), approve_unsent=_("Refund"),
    ),
    "repair": _told(
        "agree", "refuse", *PARCEL, "start", "quote", "cannot", "paid_up", "decline_quote", "quote_lapsed", "give_up",
        "finish", "send_back", "send_original", "arrive", "arrived_by_time", "original_arrive",
        "original_arrived_by_time", "not_delivered", "found", "original_found", "lapse", "expire", *TALK,
        approve=_("Agree to the repair"),
    ),
    "misshipment": _told(
        "correct", "left_already", "confirm", "deny", "resend", "refund_missing", "nothing_wanted", "close", *TALK,
    ),
    "damaged": _told("replace", *TALK),
    "minor_flaw": _told("contact"),
    "out_of_zone": _told("resend", "refund", "delivered_after_all", "original_here", "original_back", "contact"),
    "complaint": _told(
        "take_time", "propose", "decline", "accept", "no_answer", "content", "reopen", "not_reached", "escalate", *TALK,
    ),
    "review": _told("understood", "reply", "correct_reply", "contact"),
    "rights": _told(
        "reply", "reply_again", "agreed", "complaint_withdrawn", "not_withdrawn", "object", "hand_in",
        "decided_without_us", "verdict_shop", "verdict_buyer", "verdict_paid", "verdict_other", "contact",
    ),
    "compensation": _told(
        "offer", "offer_gift", "accept", "accept_goods", "decline", "no_answer", "gift_arrived", "gift_lost",
        *PAID, "contact",
        approve=_("Offer it to the buyer"),
    ),
    "reship": _told(
        "dispatch", "correct_parcel", "arrive", "arrived_by_time", "report_stuck", "moving_again", "came_back",
        "give_up", "contact",
    ),
    "claim": _told(),  # between the shop and the courier
}  # fmt: skip

# Events beside the steps. The others are the shop's own affair.
EVENTS: Final[Mapping[str, Any]] = {
    "case.opened": _("The buyer applied"),
    "case.evidence_added": _("Evidence added"),
    "case.told": _("Told the buyer"),
}
# Texts that a step asked for and that were written for eyes outside the house.
TEXTS: Final = frozenset({"shop_reply", "public_reply", "proposal_text", "review_text", "final_explanation"})
# Notes that somebody wrote by themselves: theirs to tick.
OWN_NOTES: Final = frozenset({"", "open"})
WITH_US: Final = _("In the shop's hands")
# Whoever is waited for where the platform may know it; what waits for a colleague's decision is our own affair.
_SEEN: Final = frozenset({Party.BUYER, Party.PLATFORM, Party.COURIER, Party.WAREHOUSE, Party.REFUND_CLERK})


def told_moves(flow: str) -> Mapping[str, Any]:
    """Codes of the steps of that kind of case that the platform reads, each with the words in its place or True."""
    return STEPS.get(flow, MappingProxyType({}))


def step_words(flow: Flow, code: str) -> Any:
    """What the platform reads of a step; None when it is none of its business."""
    words, move = told_moves(flow.code).get(code), flow.move(code)
    if not words or move is None:
        return None
    return move.label if words is True else words


def state_words(flow: Flow, state: State) -> Any:
    """Where the case stands, as far as the platform may know: an end only when a step that it reads leads there."""
    ends = state.final and state.code in _targets(flow)
    return state.label if ends or state.waits_for in _SEEN else WITH_US


def _targets(flow: Flow) -> set[str]:
    told = told_moves(flow.code)
    return {move.target for move in flow.moves if move.code in told}


def is_note_told(flow: str, move: str, name: str) -> bool:
    """Whether a note may be ticked at all: a text for outside, words of a step that is told, or a note by itself."""
    return name in TEXTS if name else move in OWN_NOTES or move in told_moves(flow)
