"""Facts in, remedies out: plans A, B, C … in the order of the rulebook, each within its caps (C13). Pure."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from aftercare.cases.facts import Limits
from aftercare.cases.remedies.amounts import chosen_cap, refundable_freight, refundable_postage
from aftercare.cases.remedies.conditions import all_hold
from aftercare.cases.remedies.facts import RemedyFacts
from aftercare.cases.remedies.plans import PlanTemplate
from aftercare.cases.remedies.rulebook import Rule, Rulebook
from aftercare.cases.remedies.terms import (
    PAYING,
    Approval,
    BearsFreight,
    Cap,
    Formula,
    GoodsBack,
    LeftOut,
    RemedyKind,
    Task,
)
from aftercare.cases.rules import approver_role
from aftercare.clock.rules import Span
from aftercare.core.marking import _
from aftercare.core.money import ZERO, Money

LETTERS = "ABCDEF"
LAST_RESORT_CLAUSE = _("No rule fits. Talk to the supervisor before you promise anything.")


@dataclass(frozen=True)
class Given:
    """What comes on top to calm the buyer: a coupon of that amount, or a gift."""

    kind: RemedyKind
    amount: Money = ZERO


@dataclass(frozen=True)
class Remedy:
    """One proposal. `amount` is goods money, a coupon, or the postage of a freight refund; `freight` is freight that is
    refunded on top: of the way back, or the postage when the buyer sends nothing back. The amount may be raised up to
    `ceiling`, which `cap` sets (none: no money is offered)."""

    plan: str  # letter, in order
    kind: RemedyKind
    amount: Money
    ceiling: Money
    cap: Cap | None
    freight: Money
    freight_back: BearsFreight
    freight_out: BearsFreight
    goods_back: GoodsBack
    deadline: Span | None
    approver: str  # role whose signature decides, the levels below asked first; "" within the agent's authority
    extra: Given | None
    tasks: tuple[Task, ...]
    clause: str
    rule: str  # code; "" for the last resort
    rulebook: int  # version

    @property
    def total(self) -> Money:
        """All that the proposal costs in money and coupons: what authority is measured by."""
        return self.amount + self.freight + (self.extra.amount if self.extra else ZERO)


@dataclass(frozen=True)
class Outcome:
    """What became of one plan of a matching rule: a remedy, or why there is none and which cap left no money for it."""

    rule: Rule
    template: PlanTemplate
    remedy: Remedy | None = None
    left_out: LeftOut | None = None
    cap: Cap | None = None


def propose(facts: RemedyFacts, rulebook: Rulebook, limits: Limits) -> tuple[Remedy, ...]:
    """Plans A, B, C … for the facts, at most six, never none: when no rule gives one, the supervisor decides."""
    found = tuple(outcome.remedy for outcome in consider(facts, rulebook, limits) if outcome.remedy)
    return found or (_last_resort(rulebook),)


def consider(facts: RemedyFacts, rulebook: Rulebook, limits: Limits) -> tuple[Outcome, ...]:
    """Every plan of every matching rule, in order, with what became of it. Plans with the same kind, amount and bearers
    of freight are one; the first stays."""
    outcomes: list[Outcome] = []
    seen: set[tuple[RemedyKind, Money, BearsFreight, BearsFreight]] = set()
    for rule, template in _matching(facts, rulebook):
        if not all_hold(template.when, facts):
            outcomes.append(Outcome(rule, template, left_out=LeftOut.CONDITION))
            continue
        remedy = _remedy(template, facts, limits)
        same = (remedy.kind, remedy.amount, remedy.freight_back, remedy.freight_out)
        if template.kind in PAYING and not remedy.amount:
            outcomes.append(Outcome(rule, template, left_out=LeftOut.NO_MONEY, cap=remedy.cap))
        elif same in seen:
            outcomes.append(Outcome(rule, template, left_out=LeftOut.SAME))
        elif len(seen) == len(LETTERS):
            outcomes.append(Outcome(rule, template, left_out=LeftOut.TOO_MANY))
        else:
            named = replace(remedy, plan=LETTERS[len(seen)], rule=rule.code, rulebook=rulebook.version)
            outcomes.append(Outcome(rule, template, named))
            seen.add(same)
    return tuple(outcomes)


def _matching(facts: RemedyFacts, rulebook: Rulebook) -> Iterator[tuple[Rule, PlanTemplate]]:
    for rule in rulebook.rules:
        if all_hold(rule.when, facts):
            for template in rule.plans:
                yield rule, template


def _remedy(template: PlanTemplate, facts: RemedyFacts, limits: Limits) -> Remedy:
    """The plan with its numbers, not yet named."""
    cap, ceiling = _ceiling(template, facts, limits)
    amount = min(template.amount.wished(facts), ceiling)
    left = facts.room if template.amount.formula == Formula.FREIGHT else facts.room - amount
    remedy = Remedy(
        plan="",
        kind=template.kind,
        amount=amount,
        ceiling=ceiling,
        cap=cap,
        freight=_freight(template, facts, limits),
        freight_back=_bearer(template.freight_back, facts),
        freight_out=template.freight_out,
        goods_back=template.goods_back,
        deadline=template.deadline,
        approver="",
        extra=_extra(template, facts, left),
        tasks=template.tasks,
        clause=template.clause,
        rule="",
        rulebook=0,
    )
    return replace(remedy, approver=_approver(template, limits, remedy.total))


def _freight(template: PlanTemplate, facts: RemedyFacts, limits: Limits) -> Money:
    """What is refunded on top. Goods that the buyer sends back at our cost: what they prepaid for that way (C16). Goods
    that they keep, never got, or that the courier brings back: the postage, as they have nothing for it."""
    if not template.refunds_freight:
        return ZERO
    back = ZERO if template.goods_back == GoodsBack.NO else refundable_freight(facts, limits)
    return back if template.freight_back == BearsFreight.SHOP else back + refundable_postage(facts)


def _ceiling(template: PlanTemplate, facts: RemedyFacts, limits: Limits) -> tuple[Cap | None, Money]:
    """The lowest cap and which one it is; the first of equal ones in the order of `Cap`."""
    caps = template.amount.own_caps(facts)
    caps |= {cap: chosen_cap(cap, facts, limits) for cap in template.caps}
    if template.limit is not None:
        caps[Cap.LIMIT] = min(template.limit, caps.get(Cap.LIMIT, template.limit))
    if not caps:
        return None, ZERO
    lowest = min((cap for cap in Cap if cap in caps), key=lambda cap: caps[cap])
    return lowest, caps[lowest]


def _bearer(bearer: BearsFreight, facts: RemedyFacts) -> BearsFreight:
    """Who bears the way back. No rulebook gives freight to a buyer who bears it (C16): the flow would refuse it."""
    is_ours = bearer in (BearsFreight.SHOP, BearsFreight.COURIER)
    return BearsFreight.BUYER if is_ours and facts.buyer_bears_freight else bearer


def _extra(template: PlanTemplate, facts: RemedyFacts, left: Money) -> Given | None:
    """The first extra that applies and whose lower end still fits into what is left of the room."""
    for extra in template.extras:
        if all_hold(extra.when, facts) and extra.amount.low <= left:
            return Given(extra.kind, min(extra.amount.wished(facts), left))
    return None


def _approver(template: PlanTemplate, limits: Limits, total: Money) -> str:
    if template.approval == Approval.BY_AUTHORITY and total <= limits.authority.get("agent", ZERO):
        return ""
    return approver_role(limits, total)


def _last_resort(rulebook: Rulebook) -> Remedy:
    return Remedy(
        plan=LETTERS[0],
        kind=RemedyKind.ASK_SUPERVISOR,
        amount=ZERO,
        ceiling=ZERO,
        cap=None,
        freight=ZERO,
        freight_back=BearsFreight.NONE,
        freight_out=BearsFreight.NONE,
        goods_back=GoodsBack.NO,
        deadline=None,
        approver="supervisor",
        extra=None,
        tasks=(Task.TELL_SUPERVISOR,),
        clause=LAST_RESORT_CLAUSE,
        rule="",
        rulebook=rulebook.version,
    )
