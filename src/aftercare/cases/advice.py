"""What the remedy rules advise for a case (C13): its facts, the rules of the day of its order (B12), and the plans."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from functools import cached_property, lru_cache
from typing import Any

from django.db import connection

from aftercare.cases.facts import Attempt, CaseFacts
from aftercare.cases.models import Case
from aftercare.cases.remedies.defaults import DEFAULT_RULEBOOK
from aftercare.cases.remedies.explain import RuleFinding, explain
from aftercare.cases.remedies.facts import RemedyFacts
from aftercare.cases.remedies.reading import plain
from aftercare.cases.remedies.rulebook import Rulebook, parse_rulebook
from aftercare.cases.remedies.rules import Given, Remedy, propose
from aftercare.cases.remedies.terms import Cause, Severity
from aftercare.cases.room import CAP, ROOM
from aftercare.cases.terms import Reason
from aftercare.clock.rules import Span
from aftercare.core.crypto import keyed_hash
from aftercare.core.database import Prepared
from aftercare.core.money import ZERO, Money
from aftercare.orders.terms import OrderStatus, ReturnClass
from aftercare.shops.models import PolicyValue
from aftercare.shops.policies import Policies, policies_of

RULES = "remedy.rules"
REGULAR = 2  # completed orders that make a regular customer

# What lies behind a buyer's reason until somebody has looked.
USUAL_CAUSE: Mapping[Reason, Cause] = {
    Reason.NO_REASON: Cause.CHANGED_MIND,
    Reason.NOT_WANTED: Cause.CHANGED_MIND,
    Reason.NOT_AS_DESCRIBED: Cause.NOT_AS_DESCRIBED,
    Reason.QUALITY: Cause.QUALITY,
    Reason.COUNTERFEIT: Cause.QUALITY,
    Reason.WRONG_ITEM: Cause.WRONG_ITEM,
    Reason.MIXED: Cause.MIXED,
    Reason.MISSING: Cause.MISSING,
    Reason.DAMAGED: Cause.TRANSIT_DAMAGE,
    Reason.MISUSE: Cause.MISUSE,
    Reason.MINOR_FLAW: Cause.MINOR_FLAW,
    Reason.SIZE: Cause.UNSATISFIED,
    Reason.LATE: Cause.LATE_DELIVERY,
    Reason.LOST: Cause.NOT_ARRIVED,
    Reason.NOT_RECEIVED: Cause.NOT_ARRIVED,
    Reason.COURIER: Cause.LATE_DELIVERY,
    Reason.FALSE_DISPATCH: Cause.LATE_DISPATCH,
    Reason.OUT_OF_STOCK: Cause.OUT_OF_STOCK,
    Reason.OUT_OF_ZONE: Cause.OUT_OF_ZONE,
    Reason.NO_OUTLET: Cause.OUT_OF_ZONE,
    Reason.SUSPENDED: Cause.OUT_OF_ZONE,
    Reason.STUCK: Cause.NOT_ARRIVED,
    Reason.REFUSED: Cause.CHANGED_MIND,
    Reason.SENT_BACK: Cause.NOT_ARRIVED,
    Reason.SERVICE: Cause.SERVICE,
    Reason.PRICE_DIFFERENCE: Cause.PRICE_DIFFERENCE,
    Reason.MALICIOUS: Cause.OTHER,
    Reason.MOOD: Cause.OTHER,
    Reason.VERDICT: Cause.OTHER,
    Reason.OTHER: Cause.OTHER,
}

FIGURES = Prepared(f"""
    SELECT
        (SELECT CASE WHEN bool_and(product.cost IS NOT NULL)
                THEN sum(line.paid - line.refunded - product.cost * line.quantity)::bigint END
            FROM orders_orderline AS line LEFT JOIN orders_product AS product ON product.id = line.product_id
            WHERE line.order_id = wanted.order_id),
        (SELECT count(*) FROM orders_order WHERE customer_id = wanted.customer_id AND status = %(completed)s),
        (SELECT COALESCE(sum(paid - refunded), 0)::bigint FROM orders_order WHERE customer_id = wanted.customer_id),
        (SELECT LEAST(freight, GREATEST(paid - refunded, 0)) FROM orders_order WHERE id = wanted.order_id),
        (SELECT COALESCE(sum({ROOM}), 0)::bigint FROM orders_orderline AS bought {CAP}
            WHERE bought.order_id = wanted.order_id)
    FROM unnest(%(orders)s::bigint[], %(customers)s::bigint[]) WITH ORDINALITY AS wanted(order_id, customer_id, place)
    ORDER BY wanted.place
""")  # noqa: S608 - put together of constants


@dataclass(frozen=True)
class Figures:
    """What the order earned, None while a cost is unknown; what the buyer has bought in all; and what is left of the
    order that can still be refunded: postage, and goods money of all its lines."""

    profit: Money | None
    completed: int  # orders
    spent: Money
    postage: Money
    left: Money


@dataclass(frozen=True)
class Advice:
    """The plans for one case at one moment, and what they come from. `rules` is the stored row, None the default."""

    facts: RemedyFacts
    rulebook: Rulebook
    rules: int | None
    attempt: Attempt

    @cached_property
    def plans(self) -> tuple[Remedy, ...]:
        return propose(self.facts, self.rulebook, self.attempt.facts.limits)

    @property
    def explained(self) -> tuple[RuleFinding, ...]:
        """Every rule with what it asked and what the case said."""
        return explain(self.facts, self.rulebook, self.attempt.facts.limits)

    def plan(self, mark: str) -> Remedy | None:
        """The plan of that mark, None when it is no longer proposed like that."""
        return next((plan for plan in self.plans if mark_of(plan) == mark), None)


def advice_of(case: Case, attempt: Attempt) -> Advice:
    """What the rules advise now; one query."""
    rules = rules_of(case)
    facts = remedy_facts(attempt.facts, figures_of([case])[0], rules)
    return Advice(facts, rulebook_of(rules), rules.sources.get(RULES), attempt)


def rules_of(case: Case) -> Policies:
    """The shop's rules as they stood on the day of the order: they decide, whatever was changed later (B12)."""
    return policies_of(case.shop, case.order.ordered_at)


def rulebook_of(rules: Policies) -> Rulebook:
    """The rulebook among these policies."""
    row = rules.sources.get(RULES)
    return DEFAULT_RULEBOOK if row is None else _stored_rulebook(row)


@lru_cache(maxsize=200)
def _stored_rulebook(row: int) -> Rulebook:
    """Values of policies never change, so a book that was read once is good for ever."""
    return parse_rulebook(PolicyValue.objects.values_list("value", flat=True).get(pk=row))


def figures_of(cases: Sequence[Case]) -> list[Figures]:
    """The figures of each case's order and buyer; one query."""
    values: dict[str, Any] = {
        "orders": [case.order_id for case in cases],
        "customers": [case.customer_id for case in cases],
        "completed": OrderStatus.COMPLETED.value,
    }
    with connection.cursor() as cursor:
        cursor.execute(FIGURES, values)
        return [
            Figures(None if profit is None else Money(profit), completed, *map(Money, (spent, postage, left)))
            for profit, completed, spent, postage, left in cursor.fetchall()
        ]


def remedy_facts(facts: CaseFacts, figures: Figures, rules: Policies) -> RemedyFacts:
    """The case as the rules see it; what nobody has assessed yet is unknown. Pure."""
    details, signing = facts.details, facts.signing
    ended = [child for child in facts.children if child.flow == "claim" and not child.is_open]
    classes = [line.return_class for line in facts.lines if line.return_class != ReturnClass.NORMAL]
    severity = details.get("severity")
    value = sum((_worth(line.paid, line.bought, line.asked) for line in facts.lines), ZERO)
    return RemedyFacts(
        flow=facts.flow,
        reason=facts.reason,
        cause=Cause(details["cause"]) if details.get("cause") else USUAL_CAUSE[facts.reason],
        value=value,
        room=max(sum((line.room for line in facts.lines), ZERO), ZERO),
        responsible=facts.responsible,
        severity=Severity(severity) if severity else None,
        profit=figures.profit,
        freight=facts.open_freight,
        postage=figures.postage,
        asked=sum((line.asked_amount for line in facts.lines), ZERO),
        is_whole_order=value >= figures.left,
        is_urgent=bool(details.get("urgent")),
        is_big_customer=bool(details.get("big_customer")) or figures.spent >= rules.get("customer.big"),
        is_regular=figures.completed >= REGULAR,
        packing_whole=details.get("packing_whole"),
        claim_refused=not ended[-1].done if ended else None,
        warehouse_confirmed=details.get("warehouse_confirmed"),
        days_since_signing=signing.days_ago if signing and signing.days_ago >= 0 else None,
        free_days=signing.free_days if signing else rules.get("return.no_reason_days"),
        is_dispatched=facts.is_sent,
        is_resaleable=details.get("resaleable"),
        return_class=ReturnClass(classes[0]) if classes else ReturnClass.NORMAL,
        in_stock=details.get("in_stock"),
        contacts=facts.contacts.explained,
        late_hours=int(details.get("late_hours") or 0),
    )


def _worth(paid: Money, bought: int, pieces: int) -> Money:
    return sum(paid.allocate([1] * bought)[:pieces], ZERO)


def plan_as_json(plan: Remedy) -> dict[str, Any]:
    """A plan for the record: codes, amounts in fen."""
    return {field.name: _plain(getattr(plan, field.name)) for field in fields(plan)}


def _plain(value: Any) -> Any:
    if isinstance(value, Span):
        return value.as_value()
    if isinstance(value, Given):
        return {"kind": value.kind.value, "amount": value.amount.fen}
    return plain(value)


def mark_of(plan: Remedy) -> str:
    """Letter and fingerprint: a plan is chosen as it was shown, or not at all."""
    return f"{plan.plan}-{keyed_hash(repr(plan))[:10]}"
