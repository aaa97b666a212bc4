"""Guards of amounts: authority, caps, freight, what was granted. Pure."""

from dataclasses import replace
from typing import Any

from aftercare.cases.facts import Attempt, CaseFacts
from aftercare.cases.guards.reports import refunded_there
from aftercare.cases.rules import USUAL_RESPONSIBLE, freight_limit, spread
from aftercare.cases.terms import Form
from aftercare.core.errors import Refusal
from aftercare.core.money import ZERO, Money
from aftercare.core.words import _


def own_authority(attempt: Attempt) -> Money:
    """The largest remedy that the actor may grant alone, over all roles held."""
    limits = attempt.facts.limits.authority
    return max((limits[role] for role in attempt.actor.roles if role in limits), default=ZERO)


def within_authority(attempt: Attempt) -> Refusal | None:
    total, limit, before = attempt.meant.total, own_authority(attempt), attempt.facts.order_granted
    if total > limit:
        sentence = _("¥%(amount)s is above your limit of ¥%(limit)s. Ask for approval.")
        return Refusal("above_authority", sentence, {"amount": total.yuan, "limit": limit.yuan})
    if total and total + before > limit:  # five cases of one order are one gift (H8)
        sentence = _(
            "¥%(before)s was granted on this order already; with ¥%(amount)s it passes your limit of ¥%(limit)s. "
            "Ask for approval."
        )
        params = {"before": before.yuan, "amount": total.yuan, "limit": limit.yuan}
        return Refusal("above_order_authority", sentence, params)
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
    return refunded_there(attempt.facts) or _within_room(attempt, attempt.facts.proposal or attempt.meant)


def beyond_paid(attempt: Attempt) -> Refusal | None:
    if within_paid(attempt) is not None:
        return None
    return Refusal("still_within_paid", _("What was granted can still be paid."))


def given_elsewhere(attempt: Attempt) -> Refusal | None:
    """Whether what cannot be paid any more was given back by the platform itself."""
    if refunded_there(attempt.facts) is not None:
        return None  # the refund report names this very refund
    if beyond_paid(attempt) is None and any(line.elsewhere for line in attempt.facts.lines):
        return None
    sentence = _("The order report shows no refund by the platform for these goods. Import the newest report first.")
    return Refusal("not_given_elsewhere", sentence)


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
    return _freight_within(grant.freight, freight_limit(attempt.facts, grant.responsible))


def _freight_within(freight: Money, limit: Money) -> Refusal | None:
    if freight > limit:
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


def something_left(attempt: Attempt) -> Refusal | None:
    """Whether a part of what was granted can still be paid."""
    if (refunded := refunded_there(attempt.facts)) is not None:
        return refunded
    granted = attempt.meant
    if granted.freight or any(min(granted.lines.get(line.id, (0, ZERO))[1], line.room) for line in attempt.facts.lines):
        return None
    return Refusal("nothing_left", _("Nothing is left to give back for these goods."))


def nothing_granted(attempt: Attempt) -> Refusal | None:
    if attempt.meant.total:
        return Refusal("something_granted", _("There is something left to refund."))
    return None


def something_asked(attempt: Attempt) -> Refusal | None:
    """What the clock would refund: the wish as far as the lines still have room for it."""
    facts = attempt.facts
    freight = freight_limit(facts, USUAL_RESPONSIBLE[facts.reason])
    if any(min(line.asked_amount, line.room) for line in facts.lines) or freight:
        return None
    return Refusal("nothing_asked", _("The buyer has asked for nothing."))


def nothing_paid(attempt: Attempt) -> Refusal | None:
    if attempt.facts.payout_state in ("", "refused", "cancelled"):
        return None
    return Refusal("already_paying", _("Money is on its way already; the case must be finished as it is."))


def one_way_difference(attempt: Attempt) -> Refusal | None:
    """An exchange costs one side more, never both."""
    if attempt.known("buyer_pays") and attempt.meant.goods:
        return Refusal("both_ways", _("Either the buyer pays a difference, or we refund one."))
    return None


def buyer_owes(attempt: Attempt) -> Refusal | None:
    if attempt.known("buyer_pays") and not attempt.known("voucher"):
        return None
    return Refusal("nothing_owed", _("The buyer owes no difference."))


def buyer_owes_nothing(attempt: Attempt) -> Refusal | None:
    if buyer_owes(attempt) is not None:
        return None
    sentence = _("The buyer pays a difference of ¥%(amount)s first.")
    return Refusal("difference_owed", sentence, {"amount": attempt.known("buyer_pays").yuan})


def difference_within_authority(attempt: Attempt) -> Refusal | None:
    owed, limit = attempt.known("buyer_pays") or ZERO, own_authority(attempt)
    today = attempt.actor.granted_today + owed
    if owed <= limit and ("supervisor" in attempt.actor.roles or today <= attempt.facts.limits.daily_authority):
        return None
    sentence = _("¥%(amount)s is above your limit of ¥%(limit)s. A supervisor can do this.")
    return Refusal("above_limit", sentence, {"amount": owed.yuan, "limit": limit.yuan})


def gives_money(attempt: Attempt) -> Refusal | None:
    if attempt.facts.gift(attempt.inputs) is None:
        return None
    return Refusal("gives_goods", _("This compensation is a gift, not money."))


def gives_goods(attempt: Attempt) -> Refusal | None:
    if attempt.facts.gift(attempt.inputs) is not None:
        return None
    return Refusal("gives_money", _("This compensation is money, not a gift."))


def gift_known(attempt: Attempt) -> Refusal | None:
    """Whether it was named and priced; compensations from before were not."""
    if attempt.known("gift") and attempt.meant.gift:
        return None
    return Refusal("gift_unnamed", _("Say what the gift is and what it costs: improve the offer first."))


def gift_named(attempt: Attempt) -> Refusal | None:
    """Whoever packs a gift, and whoever approves it, must know what it is."""
    if not attempt.inputs or gives_goods(attempt) is not None or attempt.known("gift"):
        return None
    return Refusal("gift_unnamed", _("Say what the gift is."))


def something_offered(attempt: Attempt) -> Refusal | None:
    if attempt.known("compensation_form") == Form.FREIGHT and attempt.meant.goods:
        return Refusal("freight_only", _("This compensation refunds freight; for the goods choose another form."))
    return something_granted(attempt)


def compensation_fits(attempt: Attempt) -> Refusal | None:
    """Refund, compensation and coupon of a line together never pass what was paid for it (C18, H7)."""
    if "compensation_form" not in attempt.inputs:
        return None
    amount, form = attempt.inputs.get("compensation_amount", ZERO), attempt.inputs["compensation_form"]
    if not amount:
        return Refusal("nothing_offered", _("Enter what the compensation is worth."))
    if form == Form.GOODS:
        return None  # no money of the lines; our limit of authority is all that binds it
    return _freight_fits(attempt.facts, amount) if form == Form.FREIGHT else _fits(attempt, amount)


def freight_fits(attempt: Attempt) -> Refusal | None:
    if "compensation_amount" not in attempt.inputs:
        return None
    if not attempt.inputs["compensation_amount"]:
        return Refusal("nothing_offered", _("Enter what the compensation is worth."))
    return _freight_fits(attempt.facts, attempt.inputs["compensation_amount"])


def _freight_fits(facts: CaseFacts, amount: Money) -> Refusal | None:
    """Whether a compensation of that freight stays below the ceiling of the order (C16)."""
    given = facts.order_freight + (facts.granted.freight if facts.granted else ZERO)
    beside = replace(facts, asked_freight=amount, order_freight=given, brings_goods_back=False)
    return _freight_within(amount, freight_limit(beside, facts.responsible))


def refund_fits(attempt: Attempt) -> Refusal | None:
    if "refund_amount" not in attempt.inputs:
        return None
    if not attempt.inputs["refund_amount"]:
        return Refusal("nothing_granted", _("There is nothing to refund."))
    return _fits(attempt, attempt.inputs["refund_amount"])


def _fits(attempt: Attempt, amount: Money) -> Refusal | None:
    """Whether the lines together have room for the amount; `spread` shares it out by their room."""
    rooms = [(line.id, line.room) for line in attempt.facts.lines]
    room = sum((one for _line, one in rooms), ZERO)
    if amount <= room and all(
        share <= one for (_line, one), share in zip(rooms, spread(amount, rooms).values(), strict=True)
    ):
        return None
    return Refusal("over_cap", _("At most ¥%(room)s can still be given back for these goods."), {"room": room.yuan})


GUARDS = (
    within_authority,
    above_authority,
    within_paid,
    beyond_paid,
    given_elsewhere,
    asked_within_paid,
    freight_allowed,
    not_above_grant,
    something_granted,
    something_left,
    nothing_granted,
    something_asked,
    nothing_paid,
    one_way_difference,
    buyer_owes,
    buyer_owes_nothing,
    difference_within_authority,
    gives_money,
    gives_goods,
    gift_known,
    gift_named,
    something_offered,
    compensation_fits,
    freight_fits,
    refund_fits,
)
