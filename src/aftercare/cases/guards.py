"""Guards of moves by name: each looks at an attempt and answers with a refusal or nothing. Pure."""

from collections.abc import Callable
from typing import Any

from aftercare.cases.eligibility import refusal_problem
from aftercare.cases.facts import Attempt
from aftercare.cases.rules import binding_of, freight_limit
from aftercare.cases.terms import Disposition
from aftercare.core.errors import Refusal
from aftercare.core.money import ZERO, Money
from aftercare.core.words import _

Guard = Callable[[Attempt], Refusal | None]


def own_authority(attempt: Attempt) -> Money:
    """The largest remedy that the actor may grant alone, over all roles held."""
    limits = attempt.facts.limits.authority
    return max((limits[role] for role in attempt.actor.roles if role in limits), default=ZERO)


def within_authority(attempt: Attempt) -> Refusal | None:
    total, limit = attempt.meant.total, own_authority(attempt)
    if total > limit:
        sentence = _("¥%(amount)s is above your limit of ¥%(limit)s. Ask for approval.")
        return Refusal("above_authority", sentence, {"amount": total.yuan, "limit": limit.yuan})
    daily = attempt.facts.limits.daily_authority
    if "supervisor" not in attempt.actor.roles and attempt.actor.granted_today + total > daily:
        sentence = _("You granted ¥%(today)s today; this would pass your daily limit of ¥%(limit)s. Ask for approval.")
        return Refusal(
            "above_daily_authority", sentence, {"today": attempt.actor.granted_today.yuan, "limit": daily.yuan}
        )
    return None


def above_authority(attempt: Attempt) -> Refusal | None:
    if within_authority(attempt) is None:
        return Refusal("needs_no_approval", _("This is within your limit: no approval is needed."))
    return None


def within_paid(attempt: Attempt) -> Refusal | None:
    return _within_room(attempt, attempt.facts.proposal or attempt.meant)


def asked_within_paid(attempt: Attempt) -> Refusal | None:
    asked = attempt.inputs.get("asked_lines", attempt.facts.asked.lines)
    for line in attempt.facts.lines:
        pieces, amount = asked.get(line.id, (0, ZERO))
        if pieces > line.bought - line.open_elsewhere:
            return _too_many(line.title, line.bought - line.open_elsewhere)
        if amount > line.room:
            return _over_cap(line.title, line.room)
    return None


def _within_room(attempt: Attempt, grant: Any) -> Refusal | None:
    by_id = {line.id: line for line in attempt.facts.lines}
    for line_id, (pieces, amount) in grant.lines.items():
        line = by_id.get(line_id)
        if line is None:
            return Refusal("unknown_line", _("This line does not belong to the case."))
        if pieces > line.asked:
            return _too_many(line.title, line.asked)
        if amount > line.room:
            return _over_cap(line.title, line.room)
        if amount and not pieces:
            return Refusal("money_without_pieces", _("%(title)s: money for no piece."), {"title": line.title})
    return None


def _too_many(title: str, most: int) -> Refusal:
    return Refusal("too_many_pieces", _("%(title)s: at most %(most)s pieces."), {"title": title, "most": max(most, 0)})


def _over_cap(title: str, room: Money) -> Refusal:
    sentence = _("%(title)s: at most ¥%(room)s can still be refunded.")
    return Refusal("over_cap", sentence, {"title": title, "room": room.yuan})


def freight_allowed(attempt: Attempt) -> Refusal | None:
    grant = attempt.meant
    limit = freight_limit(attempt.facts, grant.responsible)
    if grant.freight > limit:
        sentence = _("At most ¥%(limit)s of freight can be refunded here: it is borne by whoever is responsible.")
        return Refusal("freight_too_high", sentence, {"limit": limit.yuan})
    return None


def not_above_grant(attempt: Attempt) -> Refusal | None:
    granted = attempt.facts.granted or attempt.facts.asked
    meant = attempt.meant
    if meant.total > granted.total or any(
        amount > granted.lines.get(line, (0, ZERO))[1] for line, (_pieces, amount) in meant.lines.items()
    ):
        sentence = _("¥%(granted)s was granted; after the inspection it can only become less.")
        return Refusal("above_grant", sentence, {"granted": granted.total.yuan})
    return None


def something_granted(attempt: Attempt) -> Refusal | None:
    if not attempt.meant.total:
        return Refusal("nothing_granted", _("There is nothing to refund."))
    return None


def may_decide_approval(attempt: Attempt) -> Refusal | None:
    approval = attempt.facts.approval
    if approval is None:
        return Refusal("no_approval", _("There is no request to decide."))
    if approval.requested_by == attempt.actor.staff_id:
        return Refusal("own_request", _("You asked for this approval yourself; somebody else must decide."))
    if approval.needs_role == "administrator" and "administrator" not in attempt.actor.roles:
        return Refusal("approval_above_role", _("This amount is above a supervisor's limit: an administrator decides."))
    return None


def approval_fits(attempt: Attempt) -> Refusal | None:
    facts = attempt.facts
    stale = Refusal(
        "approval_stale", _("The case has changed since the approval was asked for. It must be asked again.")
    )
    if facts.approval is None or facts.proposal is None:
        return stale
    if facts.approval.subject_version != facts.version:
        return stale
    return None if facts.approval.binding == binding_of(facts.payee, facts.proposal) else stale


def refusal_allowed(attempt: Attempt) -> Refusal | None:
    return refusal_problem(attempt.facts, attempt.inputs.get("refusal"))


def inspection_complete(attempt: Attempt) -> Refusal | None:
    inspected = attempt.inputs.get("inspected_lines")
    for line in attempt.facts.lines:
        if line.received < line.authorised:
            sentence = _("%(title)s: %(received)s of %(authorised)s pieces have come. Say that there is a problem.")
            params = {"title": line.title, "received": line.received, "authorised": line.authorised}
            return Refusal("pieces_missing", sentence, params)
        if inspected is None or not line.received:
            continue
        seen = inspected.get(line.id)
        if seen is None or seen.good + seen.defective != line.received:
            return Refusal("not_all_inspected", _("%(title)s: not all pieces are inspected."), {"title": line.title})
        if seen.disposition in (Disposition.NOT_SEEN, Disposition.RETURN_TO_BUYER):
            sentence = _("%(title)s: this is not in order. Say that there is a problem.")
            return Refusal("not_in_order", sentence, {"title": line.title})
    return None


def goods_not_back(attempt: Attempt) -> Refusal | None:
    if attempt.facts.received:
        return Refusal("goods_are_back", _("The goods are back already."))
    return None


def payout_paid(attempt: Attempt) -> Refusal | None:
    return None if attempt.facts.payout_state == "paid" else Refusal("not_paid", _("The refund has not been paid yet."))


def payout_refused(attempt: Attempt) -> Refusal | None:
    if attempt.facts.payout_state in ("refused", "cancelled"):
        return None
    return Refusal("not_refused", _("The refund has not been turned down."))


GUARDS: dict[str, Guard] = {
    guard.__name__: guard
    for guard in (
        within_authority,
        above_authority,
        within_paid,
        asked_within_paid,
        freight_allowed,
        not_above_grant,
        something_granted,
        may_decide_approval,
        approval_fits,
        refusal_allowed,
        inspection_complete,
        goods_not_back,
        payout_paid,
        payout_refused,
    )
}
