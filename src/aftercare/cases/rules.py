"""Decisions about cases: may this move be taken, who bears the freight, what an approval is bound to. Pure."""

import hashlib
import json
import re
from collections.abc import Collection, Mapping, Sequence

from aftercare.accounts.terms import Role
from aftercare.approvals.rules import LEVELS, Signature, signature
from aftercare.cases.facts import Actor, ApprovalFacts, Attempt, CaseFacts, Grant, Limits
from aftercare.cases.flows.spec import CLOCK, Flow, Move
from aftercare.cases.terms import Reason, Responsible
from aftercare.core.errors import Refusal
from aftercare.core.money import ZERO, Money
from aftercare.core.text import fold
from aftercare.core.words import _

SIGNING = frozenset({"may_decide_approval", "may_endorse_approval", "may_turn_down_approval"})
MIS_SENT = frozenset({Reason.WRONG_ITEM, Reason.MIXED, Reason.MISSING})  # only the warehouse can confirm it (B 三(三))

# Who is responsible unless the shop finds otherwise (B 三; C16).
USUAL_RESPONSIBLE: Mapping[Reason, Responsible] = {
    Reason.NO_REASON: Responsible.BUYER,
    Reason.NOT_AS_DESCRIBED: Responsible.SHOP,
    Reason.QUALITY: Responsible.SHOP,
    Reason.WRONG_ITEM: Responsible.WAREHOUSE,
    Reason.MISSING: Responsible.WAREHOUSE,
    Reason.DAMAGED: Responsible.COURIER,
    Reason.LATE: Responsible.SHOP,
    Reason.SIZE: Responsible.BUYER,
    Reason.MINOR_FLAW: Responsible.SHOP,
    Reason.MISUSE: Responsible.BUYER,
    Reason.MIXED: Responsible.WAREHOUSE,
    Reason.LOST: Responsible.COURIER,
    Reason.NOT_RECEIVED: Responsible.COURIER,
    Reason.NOT_WANTED: Responsible.BUYER,
    Reason.OUT_OF_STOCK: Responsible.SHOP,
    Reason.PRICE_DIFFERENCE: Responsible.SHOP,
    Reason.OUT_OF_ZONE: Responsible.COURIER,
    Reason.NO_OUTLET: Responsible.COURIER,
    Reason.SUSPENDED: Responsible.COURIER,
    Reason.STUCK: Responsible.COURIER,
    Reason.REFUSED: Responsible.BUYER,
    Reason.SENT_BACK: Responsible.UNDECIDED,
    Reason.SERVICE: Responsible.SHOP,
    Reason.COURIER: Responsible.COURIER,
    Reason.MALICIOUS: Responsible.BUYER,
    Reason.MOOD: Responsible.BUYER,
    Reason.FALSE_DISPATCH: Responsible.SHOP,
    Reason.COUNTERFEIT: Responsible.SHOP,
    Reason.VERDICT: Responsible.UNDECIDED,
    Reason.OTHER: Responsible.UNDECIDED,
}


def check_table(flow: Flow, move_code: str, attempt: Attempt) -> tuple[Move | None, Refusal | None]:
    """What the table alone says: does the move exist, does it start here, may this person take it."""
    move = flow.move(move_code)
    if move is None:
        return None, Refusal("unknown_move", _("There is no such step in this flow."))
    if attempt.facts.state not in move.source:
        sentence = _("This step is not possible now: the case is in “%(state)s”.")
        return move, Refusal("wrong_state", sentence, {"state": flow.state(attempt.facts.state).label})
    if not may_take(move, attempt.actor):
        return move, Refusal("wrong_role", _("This step belongs to another role."))
    return move, None


def may_take(move: Move, actor: Actor) -> bool:
    """By a role of one's own, or as the substitute of somebody who decides: then requests for approval only (C17).
    Verdicts on colleagues and the daily work on cases stay with the roles that people hold themselves."""
    if actor.is_clock:
        return CLOCK in move.by
    return bool(move.by & actor.roles) or stands_in_for(move, actor) is not None


def stands_in_for(move: Move, actor: Actor) -> int | None:
    """In whose place the actor takes the move; None when it is theirs by a role of their own, or not theirs at all."""
    if actor.is_clock or move.by & actor.roles or SIGNING.isdisjoint(move.guards):
        return None
    return min((one for role in move.by for one in actor.lent.get(role, ())), default=None)


def final_role(facts: CaseFacts) -> str:
    """Whose signature ends the request: as high as when it was asked for, and higher when the order has been granted
    more meanwhile (H8)."""
    asked = facts.approval.final_role if facts.approval else LEVELS[0].value
    meant = facts.proposal.total if facts.proposal else ZERO
    return max(
        asked, approver_role(facts.limits, meant + facts.order_granted), key=lambda role: LEVELS.index(Role(role))
    )


def signature_of(actor: Actor, approval: ApprovalFacts, roles: Collection[str]) -> Signature | None:
    """How the actor signs the request as one of `roles`, by their own right or a lent one; None when they cannot."""
    barred = approval.signers | {approval.requested_by}
    return signature(actor.staff_id, actor.roles, actor.lent, frozenset(roles), barred)


def binding_of(payee: str, grant: Grant) -> str:
    """SHA-256 of what an approval is bound to: payee, every amount and piece, who is responsible (attack B20)."""
    text = json.dumps([payee, grant.as_json()], sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


_BENEFIT = re.compile(
    "返现|红包|优惠券|补偿|赔偿|赔付|退款|好评返|礼品|礼物|赠送|现金|cash ?back|coupon|refund|gift", re.I
)
_CHANGE = re.compile(
    "改[一下个成为掉]{0,2}(?:好)?评|[改删撤][掉除销回]?(?:[了这那条个您你的]{0,3})(?:中|差)?评"
    "|(?:修改|删除|撤销|追加)(?:[您你这那条个的]{0,3})(?:好|中|差)?评|给(?:个|一个)?(?:五星|5星|好评)"
    r"|(?:change|delete|remove|withdraw)\w* (?:your |the |that )?(?:bad |negative )?(?:review|rating)|five.star",
    re.I,
)
_NUMBER = re.compile(r"\d[\d\s-]{5,}\d")


def ties_benefit_to_review(text: str) -> bool:
    """Whether the words offer something for changing a review: forbidden by law and platform (C6, S11, D 4)."""
    plain = fold(text)
    return bool(_BENEFIT.search(plain) and _CHANGE.search(plain))


def shows_number(text: str) -> bool:
    """Whether words meant for everybody hold a number as long as a phone, order or card number (A 第三节 5)."""
    return bool(_NUMBER.search(fold(text)))


def spread(amount: Money, over: Sequence[tuple[int, Money]]) -> dict[int, Money]:
    """The amount shared out over lines (id, room) by their room, exact to the fen; nothing where there is no room."""
    weights = [room.fen for _line, room in over]
    if not sum(weights):
        return {line: ZERO for line, _room in over}
    return {line: share for (line, _room), share in zip(over, amount.allocate(weights), strict=True)}


def freight_limit(facts: CaseFacts, responsible: Responsible) -> Money:
    """The most freight that may be refunded (C16): what the buyer paid, up to the shop's ceiling; nothing when the
    buyer is responsible. What never left the house has cost no freight. Where nothing comes back it is the postage that
    was paid with the order."""
    if responsible == Responsible.BUYER and facts.is_sent:
        return ZERO
    ceiling = max(facts.limits.freight_ceiling - facts.freight_apart, ZERO)
    if facts.brings_goods_back:
        return min(facts.open_freight, ceiling)  # every parcel has a freight of its own
    left = max(ceiling - facts.order_freight, ZERO)  # several cases of one order do not pay the same freight again
    return max(min(facts.open_freight, left), max(facts.postage - facts.order_freight, ZERO))


def freight_after_inspection(facts: CaseFacts, wrong_item_confirmed: bool | None) -> tuple[Money, Responsible]:
    """Freight and responsible party once the warehouse has looked (B 三(三)): a wrong or missing item that it does not
    confirm leaves the freight with the buyer; anything else stays as granted."""
    granted = facts.granted or facts.asked
    if wrong_item_confirmed is False and facts.reason in MIS_SENT:
        return ZERO, Responsible.BUYER
    if wrong_item_confirmed and granted.responsible in (Responsible.UNDECIDED, Responsible.BUYER):
        ceiling = max(facts.limits.freight_ceiling - facts.freight_apart, ZERO)
        return min(facts.open_freight, ceiling), Responsible.WAREHOUSE
    return granted.freight, granted.responsible


def approver_role(limits: Limits, amount: Money) -> str:
    """The role whose signature approves the amount (C17); the levels below it are asked first. Above the supervisor's
    limit it is the administrator, who may decide at once."""
    return "supervisor" if amount <= limits.authority.get("supervisor", ZERO) else "administrator"
