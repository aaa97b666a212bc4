"""Facts of remedies for the tests: one usual matter to vary, and any matter at all for properties."""

from dataclasses import replace

from hypothesis import strategies as st

from aftercare.cases.facts import Limits
from aftercare.cases.remedies.amounts import Amount
from aftercare.cases.remedies.conditions import Condition
from aftercare.cases.remedies.defaults import DEFAULT_RULEBOOK
from aftercare.cases.remedies.facts import Fact, RemedyFacts
from aftercare.cases.remedies.plans import Extra, PlanTemplate
from aftercare.cases.remedies.rulebook import Rule, Rulebook
from aftercare.cases.remedies.rules import Remedy, propose
from aftercare.cases.remedies.terms import (
    CHOSEN_CAPS,
    Approval,
    BearsFreight,
    Cause,
    Formula,
    Operator,
    RemedyKind,
    Severity,
    Task,
)
from aftercare.cases.terms import Reason, Responsible
from aftercare.clock.rules import Span, SpanKind
from aftercare.core.money import Money
from aftercare.orders.terms import ReturnClass

LIMITS = Limits(
    authority={"agent": Money(20_000), "supervisor": Money(500_000), "administrator": Money(10**12)},
    daily_authority=Money(1_000_000),
    freight_ceiling=Money(2_500),
)


def matter(cause: Cause, **others: object) -> RemedyFacts:
    """100 yuan paid, 100 still allowed, profit 30, 12 claimed for the way back, 8 paid for the way out; dispatched,
    nothing else known."""
    usual = {
        "flow": "return",
        "reason": Reason.OTHER,
        "value": Money(10_000),
        "room": Money(10_000),
        "profit": Money(3_000),
        "freight": Money(1_200),
        "postage": Money(800),
    }
    return RemedyFacts(**{**usual, "cause": cause, **others})


def plans(facts: RemedyFacts) -> tuple[Remedy, ...]:
    """What the default rulebook proposes."""
    return propose(facts, DEFAULT_RULEBOOK, LIMITS)


def kinds(remedies: tuple[Remedy, ...]) -> list[RemedyKind]:
    return [remedy.kind for remedy in remedies]


def freights(remedy: Remedy) -> tuple[BearsFreight, BearsFreight, Money]:
    return remedy.freight_back, remedy.freight_out, remedy.freight


fen = st.one_of(st.integers(0, 3_000), st.integers(0, 10**7)).map(Money)
unknown_or_flag = st.sampled_from([None, True, False])
any_facts = st.builds(
    RemedyFacts,
    flow=st.sampled_from(["return", "exchange", "refund_only", "complaint"]),
    reason=st.sampled_from(Reason),
    cause=st.sampled_from(Cause),
    value=fen,
    room=fen,
    responsible=st.sampled_from(Responsible),
    severity=st.sampled_from([None, *Severity]),
    profit=st.one_of(st.none(), st.integers(-(10**6), 10**6).map(Money)),
    freight=fen,
    postage=fen,
    asked=fen,
    is_whole_order=st.booleans(),
    is_urgent=st.booleans(),
    is_big_customer=st.booleans(),
    is_regular=st.booleans(),
    packing_whole=unknown_or_flag,
    claim_refused=unknown_or_flag,
    warehouse_confirmed=unknown_or_flag,
    days_since_signing=st.one_of(st.none(), st.integers(0, 400)),
    free_days=st.integers(7, 30),
    is_dispatched=st.booleans(),
    is_resaleable=unknown_or_flag,
    return_class=st.sampled_from(ReturnClass),
    in_stock=unknown_or_flag,
    contacts=st.integers(0, 9),
    late_hours=st.integers(0, 200),
)
any_limits = st.builds(
    lambda agent, supervisor, freight: Limits(
        {"agent": agent, "supervisor": supervisor, "administrator": Money(10**12)}, Money(10**6), freight
    ),
    fen,
    fen,
    fen,
)

some_fen = st.integers(1, 10**8).map(Money)
set_amounts = st.one_of(
    some_fen.map(lambda fen: Amount(Formula.FIXED, fen, fen)),
    st.tuples(st.integers(1, 10**6), st.integers(1, 10**6)).map(
        lambda ends: Amount(Formula.RANGE, Money(ends[0]), Money(ends[0] + ends[1]))
    ),
)
amounts = st.one_of(
    set_amounts,
    st.integers(1, 100).map(lambda percent: Amount(Formula.PERCENT, percent=percent)),
    st.just(Amount(Formula.VALUE)),
)
deadlines = st.one_of(
    st.none(),
    st.builds(Span, st.sampled_from(SpanKind), st.integers(1, 24)),
)
conditions = st.one_of(
    st.builds(Condition, st.just(Fact.CAUSE), st.sampled_from([Operator.IS, Operator.IS_NOT]), st.sampled_from(Cause)),
    st.builds(
        Condition,
        st.just(Fact.CAUSE),
        st.just(Operator.IN),
        st.lists(st.sampled_from(Cause), min_size=1, max_size=4, unique=True).map(tuple),
    ),
    st.builds(
        Condition,
        st.just(Fact.PROFIT),
        st.sampled_from([Operator.AT_LEAST, Operator.AT_MOST]),
        some_fen.map(Money.__neg__),
    ),
    st.builds(Condition, st.just(Fact.SEVERITY), st.just(Operator.IS_NOT), st.sampled_from([None, *Severity])),
)
some_conditions = st.lists(conditions, max_size=3).map(tuple)
texts = st.text(st.characters(exclude_categories=["Cs", "Z", "Cc"]), min_size=1, max_size=20)
extras = st.one_of(
    st.builds(Extra, st.just(RemedyKind.GIFT), when=some_conditions),
    st.builds(Extra, st.just(RemedyKind.COUPON), set_amounts, some_conditions),
)
some_plans = st.builds(
    PlanTemplate,
    kind=st.sampled_from([RemedyKind.PARTIAL_REFUND, RemedyKind.COUPON]),
    extras=st.lists(extras, max_size=2).map(tuple),
    clause=texts,
    amount=amounts,
    caps=st.lists(st.sampled_from(sorted(CHOSEN_CAPS)), unique=True).map(tuple),
    limit=st.one_of(st.none(), some_fen),
    deadline=deadlines,
    approval=st.sampled_from(Approval),
    tasks=st.lists(st.sampled_from(Task), unique=True).map(tuple),
    when=some_conditions,
)
rulebooks = st.lists(
    st.builds(
        Rule,
        code=st.from_regex(r"[a-z][a-z0-9_]{0,20}", fullmatch=True),
        label=texts,
        source=texts,
        when=some_conditions,
        plans=st.lists(some_plans, min_size=1, max_size=3).map(tuple),
    ),
    max_size=4,
    unique_by=lambda rule: rule.code,
).map(lambda rules: Rulebook(7, tuple(rules)))


def unconditional(book: Rulebook) -> Rulebook:
    """The same plans for every matter."""
    return Rulebook(
        book.version,
        tuple(
            replace(rule, when=(), plans=tuple(replace(plan, when=()) for plan in rule.plans)) for rule in book.rules
        ),
    )
