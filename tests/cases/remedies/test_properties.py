"""What holds for all facts and, where it is no matter of the rules, for all rulebooks (C13)."""

from dataclasses import replace

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from tests.cases.remedies.samples import any_facts, any_limits, fen, matter, plans, rulebooks, some_plans, unconditional

from aftercare.cases.facts import Limits
from aftercare.cases.remedies.defaults import DEFAULT_RULEBOOK
from aftercare.cases.remedies.facts import RemedyFacts
from aftercare.cases.remedies.plans import PlanTemplate
from aftercare.cases.remedies.rulebook import Rule, Rulebook, parse_rulebook
from aftercare.cases.remedies.rules import Remedy, consider, propose
from aftercare.cases.remedies.terms import (
    MIS_SHIPPED,
    PAYING,
    Approval,
    BearsFreight,
    Cap,
    Cause,
    Formula,
    GoodsBack,
    LeftOut,
    RemedyKind,
    Severity,
)
from aftercare.cases.terms import Reason, Responsible
from aftercare.core.money import ZERO, Money
from aftercare.money.rules import spread
from aftercare.orders.terms import ReturnClass

borne_causes = st.sampled_from([*sorted(MIS_SHIPPED), Cause.OUT_OF_ZONE, Cause.LATE_DELIVERY, Cause.UNSATISFIED])
any_default = st.sampled_from([DEFAULT_RULEBOOK, unconditional(DEFAULT_RULEBOOK)])
books = st.one_of(
    st.just(DEFAULT_RULEBOOK), st.just(unconditional(DEFAULT_RULEBOOK)), rulebooks, rulebooks.map(unconditional)
)


def goods_money(remedy: Remedy) -> Money:
    """What the proposal takes from the caps of the order's lines."""
    amount = ZERO if remedy.kind == RemedyKind.FREIGHT_REFUND else remedy.amount
    return amount + (remedy.extra.amount if remedy.extra else ZERO)


@pytest.mark.row("C13")
@given(any_facts, books, any_limits)
def test_no_proposal_exceeds_its_ceiling_the_room_or_the_freight(facts: RemedyFacts, book: Rulebook, limits: Limits):
    for remedy in propose(facts, book, limits):
        assert ZERO <= remedy.amount <= remedy.ceiling or remedy.kind not in PAYING
        assert goods_money(remedy) <= facts.room
        back = min(facts.freight, limits.freight_ceiling)
        if remedy.kind == RemedyKind.FREIGHT_REFUND:
            assert ZERO <= remedy.amount <= facts.postage
        elif remedy.goods_back == GoodsBack.NO:
            assert remedy.freight in (ZERO, facts.postage if facts.is_whole_order else ZERO)
        else:
            assert (
                ZERO <= remedy.freight <= back + (ZERO if remedy.freight_back == BearsFreight.SHOP else facts.postage)
            )


@pytest.mark.row("C13")
@given(any_facts, books, any_limits)
def test_what_is_bound_to_profit_limit_range_or_value_never_exceeds_it(
    facts: RemedyFacts, book: Rulebook, limits: Limits
):
    profit = max(facts.profit or ZERO, ZERO)
    for outcome in consider(facts, book, limits):
        if outcome.remedy and Cap.PROFIT_OR_FREIGHT in outcome.template.caps:
            assert outcome.remedy.ceiling <= max(profit, facts.freight)
        if outcome.remedy and Cap.ASKED in outcome.template.caps:
            assert outcome.remedy.ceiling <= facts.asked
        if outcome.remedy and Cap.PROFIT in outcome.template.caps:
            assert outcome.remedy.ceiling <= profit
        if outcome.remedy and outcome.template.limit is not None:
            assert outcome.remedy.ceiling <= outcome.template.limit
        if outcome.remedy and outcome.template.amount.formula in (Formula.FIXED, Formula.RANGE):
            assert outcome.remedy.ceiling <= outcome.template.amount.high
        if outcome.remedy and outcome.template.amount.formula in (Formula.PERCENT, Formula.VALUE):
            assert outcome.remedy.ceiling <= facts.value


@given(any_facts, any_limits, st.lists(st.tuples(fen, fen), min_size=1, max_size=8))
def test_every_amount_can_be_given_on_the_lines_to_the_fen(
    facts: RemedyFacts, limits: Limits, lines: list[tuple[Money, Money]]
):
    weights, rooms = [weight for weight, _room in lines], [room for _weight, room in lines]
    whole = replace(facts, value=sum(weights, ZERO), room=sum(rooms, ZERO))
    for remedy in propose(whole, DEFAULT_RULEBOOK, limits):
        given_on_lines = spread(goods_money(remedy), weights, rooms)
        assert sum(given_on_lines, ZERO) == goods_money(remedy)
        assert all(ZERO <= part <= room for part, room in zip(given_on_lines, rooms, strict=True))
        assert sum(remedy.amount.allocate([weight.fen for weight in weights]), ZERO) == remedy.amount


@pytest.mark.row("C13")
@given(any_facts, some_plans, any_limits)
def test_one_plan_never_gives_less_for_a_severe_fault(facts: RemedyFacts, plan: PlanTemplate, limits: Limits):
    """The same plan, unconditional, for facts that differ in severity alone."""
    book = Rulebook(1, (Rule("only", "only", "test", (), (replace(plan, when=()),)),))
    minor, severe = (
        propose(replace(facts, severity=severity), book, limits)[0].amount
        for severity in (Severity.MINOR, Severity.SEVERE)
    )
    assert severe >= minor


@pytest.mark.row("C13")
@settings(max_examples=300)
@example(matter(Cause.QUALITY, flow="complaint", is_urgent=True, contacts=3, value=Money(1)), Limits({}, ZERO, ZERO))
@given(any_facts, any_limits)
def test_the_best_money_of_the_default_book_is_never_less_for_a_severe_fault(facts: RemedyFacts, limits: Limits):
    """Over all plans that are proposed; the plans themselves need not be the same, and six are the most."""
    minor, severe = (
        max(remedy.amount for remedy in propose(replace(facts, severity=severity), DEFAULT_RULEBOOK, limits))
        for severity in (Severity.MINOR, Severity.SEVERE)
    )
    assert severe >= minor


@pytest.mark.row("C13")
@given(any_facts, books, any_limits)
def test_stored_facts_and_rules_give_the_same_proposals_later(facts: RemedyFacts, book: Rulebook, limits: Limits):
    later = propose(RemedyFacts.from_json(facts.as_json()), parse_rulebook(book.as_json()), limits)
    assert later == propose(facts, book, limits)


@given(any_facts, books, any_limits)
def test_proposals_are_lettered_different_at_most_six_and_never_none(
    facts: RemedyFacts, book: Rulebook, limits: Limits
):
    found = propose(facts, book, limits)
    assert "".join(remedy.plan for remedy in found) == "ABCDEF"[: len(found)] != ""
    assert len({(each.kind, each.amount, each.freight_back, each.freight_out) for each in found}) == len(found)
    assert all(remedy.amount for remedy in found if remedy.kind in PAYING)
    assert {remedy.rulebook for remedy in found} == {book.version}


@given(any_facts, any_limits, borne_causes, any_default)
def test_a_buyer_who_bears_the_freight_gets_none_of_it(
    facts: RemedyFacts, limits: Limits, cause: Cause, book: Rulebook
):
    """C16: the buyer is responsible, or the warehouse denies the wrong goods, whoever was said to be responsible."""
    confirmed = False if cause in MIS_SHIPPED else facts.warehouse_confirmed
    responsible = facts.responsible if cause in MIS_SHIPPED else Responsible.BUYER
    borne = replace(facts, cause=cause, warehouse_confirmed=confirmed, responsible=responsible, is_dispatched=True)
    for remedy in propose(borne, book, limits):
        assert remedy.kind != RemedyKind.FREIGHT_REFUND
        assert remedy.freight == ZERO
        assert remedy.freight_back in (BearsFreight.NONE, BearsFreight.BUYER)


@given(any_facts, books, any_limits)
def test_whoever_approves_may_approve_so_much(facts: RemedyFacts, book: Rulebook, limits: Limits):
    for outcome in consider(facts, book, limits):
        if not outcome.remedy:
            continue
        total, approver = outcome.remedy.total, outcome.remedy.approver
        is_within = outcome.template.approval == Approval.BY_AUTHORITY and total <= limits.authority["agent"]
        assert (approver == "") is is_within
        assert total <= limits.authority[approver or "agent"]


@given(any_facts, any_limits)
def test_a_right_to_return_is_never_refused(facts: RemedyFacts, limits: Limits):
    """C15: within the days, an ordinary product, nothing found against its resale. Whoever else is at fault than the
    buyer, and a fault of the goods, is never a matter of the days."""
    is_refused = {remedy.kind for remedy in propose(facts, DEFAULT_RULEBOOK, limits)} & {RemedyKind.REFUSE}
    has_right = facts.within_free_days is not False and facts.return_class == ReturnClass.NORMAL
    does_not_suit = facts.cause in (Cause.UNSATISFIED, Cause.OTHER) and facts.responsible == Responsible.BUYER
    if has_right and facts.is_resaleable is not False:
        assert not is_refused
    if facts.cause != Cause.CHANGED_MIND:
        assert not is_refused or (does_not_suit and facts.within_free_days is False)


def test_six_plans_are_the_most():
    found = consider(matter(Cause.OTHER), unconditional(DEFAULT_RULEBOOK), Limits({}, ZERO, ZERO))
    assert [outcome.remedy.plan for outcome in found if outcome.remedy] == list("ABCDEF")
    assert LeftOut.TOO_MANY in {outcome.left_out for outcome in found}


REASONED = [
    matter(Cause.QUALITY, flow="complaint"),
    matter(Cause.QUALITY, flow="complaint", severity=Severity.MINOR),
    *(
        matter(cause, flow=flow, severity=Severity.MINOR, packing_whole=False, profit=None, freight=freight)
        for cause, flow in ((Cause.QUALITY, "return"), (Cause.QUALITY, "complaint"), (Cause.TRANSIT_DAMAGE, "damaged"))
        for freight in (ZERO, Money(1_200))
    ),
    matter(Cause.LATE_DELIVERY, flow="complaint", late_hours=30),
    matter(Cause.LATE_DELIVERY, flow="complaint", postage=ZERO),
    matter(Cause.LATE_DISPATCH, reason=Reason.FALSE_DISPATCH),
    matter(Cause.PRICE_DIFFERENCE),
    matter(Cause.PRICE_DIFFERENCE, asked=Money(1_000)),
    matter(Cause.LATE_DISPATCH, is_dispatched=False, late_hours=30),
    matter(Cause.LATE_DELIVERY, late_hours=30),
    matter(Cause.OUT_OF_STOCK, is_dispatched=False, is_urgent=True),
    matter(Cause.OUT_OF_STOCK, is_dispatched=False),
    matter(Cause.NOT_ARRIVED),
    matter(Cause.OUT_OF_ZONE),
    matter(Cause.OUT_OF_ZONE, is_dispatched=False),
    matter(Cause.MISSING, is_dispatched=False),
    matter(Cause.NOT_AS_DESCRIBED),
    matter(Cause.QUALITY, is_urgent=True),
    matter(Cause.QUALITY, severity=Severity.MINOR),
    matter(Cause.QUALITY, severity=Severity.SEVERE),
    matter(Cause.MINOR_FLAW),
    matter(Cause.MIXED),
    matter(Cause.MIXED, warehouse_confirmed=True),
    matter(Cause.MISSING, warehouse_confirmed=True),
    matter(Cause.MIXED, warehouse_confirmed=False),
    matter(Cause.TRANSIT_DAMAGE),
    matter(Cause.TRANSIT_DAMAGE, packing_whole=True),
    matter(Cause.TRANSIT_DAMAGE, packing_whole=False, severity=Severity.MINOR),
    matter(Cause.TRANSIT_DAMAGE, packing_whole=False, severity=Severity.SEVERE),
    matter(Cause.TRANSIT_DAMAGE, packing_whole=False, claim_refused=True),
    matter(Cause.MISUSE),
    matter(Cause.CHANGED_MIND),
    matter(Cause.CHANGED_MIND, flow="exchange"),
    matter(Cause.CHANGED_MIND, days_since_signing=3),
    *(matter(Cause.CHANGED_MIND, return_class=return_class) for return_class in ReturnClass),
    matter(Cause.CHANGED_MIND, days_since_signing=8),
    matter(Cause.CHANGED_MIND, is_resaleable=False),
    matter(Cause.UNSATISFIED, responsible=Responsible.BUYER),
    matter(Cause.UNSATISFIED, responsible=Responsible.BUYER, days_since_signing=8),
    matter(Cause.QUALITY, responsible=Responsible.BUYER),
    matter(Cause.UNSATISFIED, responsible=Responsible.SUPPLIER),
    matter(Cause.UNSATISFIED),
    matter(Cause.SERVICE),
    matter(Cause.SERVICE, contacts=3),
    matter(Cause.SERVICE, severity=Severity.SEVERE),
]


@pytest.mark.row("C13")
def test_every_default_rule_and_each_of_its_plans_is_reached_by_some_matter():
    limits = Limits({}, ZERO, Money(2_500))
    reached = {
        (outcome.rule.code, outcome.rule.plans.index(outcome.template))
        for facts in REASONED
        for outcome in consider(facts, DEFAULT_RULEBOOK, limits)
        if outcome.remedy
    }
    every = {(rule.code, number) for rule in DEFAULT_RULEBOOK.rules for number in range(len(rule.plans))}
    assert every - reached == set()


@given(st.sampled_from(REASONED))
def test_only_open_matters_are_left_to_the_supervisor(facts: RemedyFacts):
    assert RemedyKind.ASK_SUPERVISOR not in {remedy.kind for remedy in plans(facts)}
