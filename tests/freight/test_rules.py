"""The named checks of return freight, and who may approve how much (B5)."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aftercare.cases.terms import Responsible
from aftercare.core.money import ZERO, Money
from aftercare.freight.rules import (
    ClaimFacts,
    Decider,
    Others,
    amount_problem,
    binding_of,
    ceiling_of,
    decision_refusal,
    findings_of,
    grant_refusal,
    needs_reason,
    parse_regions,
)
from aftercare.freight.terms import Check, ClaimState, Weight

pytestmark = pytest.mark.row("B5")
GOOD = ClaimFacts(
    amount=Money(1200),
    ceiling=Money(2500),
    is_received=True,
    responsible=Responsible.SHOP,
    tracking_no="SF1",
    case_tracking_no="SF1",
)
AGENT = Decider(1, is_agent=True, is_supervisor=False, limit=Money(1500))
BOSS = replace(AGENT, is_supervisor=True)


def checks(facts: ClaimFacts) -> dict[Check, Weight]:
    return {one.check: one.weight for one in findings_of(facts)}


def test_nothing_speaks_against_a_good_one():
    assert checks(GOOD) == {}
    assert not needs_reason(findings_of(GOOD))
    assert grant_refusal(GOOD, [], Money(1200), AGENT) is None


@pytest.mark.parametrize(
    ("changes", "check", "weight"),
    [
        ({"amount": Money(2501)}, Check.CEILING, Weight.NOTE),
        ({"given": Money(1400)}, Check.CEILING, Weight.NOTE),
        ({"is_received": False}, Check.NOT_RECEIVED, Weight.SUPERVISOR),
        ({"responsible": Responsible.BUYER}, Check.BUYER_BEARS, Weight.SUPERVISOR),
        ({"responsible": Responsible.UNDECIDED}, Check.BEARER_OPEN, Weight.SUPERVISOR),
        ({"case_tracking_no": "SF2"}, Check.OTHER_PARCEL, Weight.SUPERVISOR),
        ({"asked_in_case": Money(1)}, Check.IN_CASE, Weight.SUPERVISOR),
        ({"same_tracking": Others(("TF1",))}, Check.TRACKING_TWICE, Weight.SUPERVISOR),
        ({"same_receipt": Others(("TF1",))}, Check.RECEIPT_TWICE, Weight.SUPERVISOR),
        ({"same_picture": Others((), 1)}, Check.PICTURE_TWICE, Weight.SUPERVISOR),
    ],
)
def test_each_check_says_what_it_found(changes: dict, check: Check, weight: Weight):
    facts = replace(GOOD, **changes)
    assert checks(facts) == {check: weight}
    assert str(findings_of(facts)[0])
    refusal = grant_refusal(facts, findings_of(facts), facts.usual_grant, AGENT)
    assert (refusal is not None and refusal.code == "needs_supervisor") == (weight is Weight.SUPERVISOR) or (
        check is Check.CEILING and refusal is not None and refusal.code == "above_authority"
    )
    assert grant_refusal(facts, findings_of(facts), facts.usual_grant, BOSS) is None


@given(st.integers(1, 100_000), st.integers(0, 10_000), st.integers(0, 10_000), st.integers(1, 200_000), st.booleans())
def test_nobody_grants_more_than_was_paid_or_than_the_ceiling_leaves(amount, ceiling, given_, grant, is_boss):
    facts = replace(GOOD, amount=Money(amount), ceiling=Money(ceiling), given=Money(given_))
    decider = BOSS if is_boss else AGENT
    may = grant_refusal(facts, findings_of(facts), Money(grant), decider) is None
    if may:
        assert grant <= amount
        assert grant + given_ <= max(ceiling, given_)
        assert is_boss or grant <= AGENT.limit.fen
    assert facts.usual_grant <= facts.left


def test_above_an_agents_limit_a_supervisor_decides():
    facts = replace(GOOD, amount=Money(1501))
    assert grant_refusal(facts, [], Money(1501), AGENT).code == "above_authority"
    assert grant_refusal(facts, [], Money(1500), AGENT) is None
    assert grant_refusal(facts, [], Money(1501), BOSS) is None


@pytest.mark.parametrize("state", ClaimState)
def test_only_what_waits_is_decided_and_never_by_who_registered_it(state: ClaimState):
    refusal = decision_refusal(state, None, AGENT)
    assert (refusal is None) == (state in ("registered", "failed"))
    assert decision_refusal(ClaimState.REGISTERED, AGENT.staff_id, AGENT).code == "own_request"
    stranger = Decider(9, is_agent=False, is_supervisor=False, limit=ZERO)
    assert decision_refusal(ClaimState.REGISTERED, None, stranger).code == "wrong_role"


def test_regions_are_read_as_shops_write_them():
    regions = parse_regions("新疆=35, 西藏：40;内蒙古 = 30.50 黑龙江=28")
    assert regions == {"新疆": Money(3500), "西藏": Money(4000), "内蒙古": Money(3050), "黑龙江": Money(2800)}
    assert ceiling_of(Money(2500), regions, "新疆维吾尔自治区 喀什地区") == Money(3500)
    assert ceiling_of(Money(2500), regions, "浙江省 杭州市") == Money(2500)
    assert ceiling_of(Money(2500), {"新疆": Money(1), "新疆喀什": Money(2)}, "新疆喀什地区") == Money(2)
    assert parse_regions("") == {}
    for wrong in ("新疆", "新疆=abc", "=35", "新疆=-1", 5, "新疆=35.123"):
        with pytest.raises(ValueError):
            parse_regions(wrong)


@pytest.mark.attack("H9")
@pytest.mark.parametrize("amount", [None, ZERO, Money(-1), Money(100_001)])
def test_what_is_no_freight_is_refused(amount: Money | None):
    assert amount_problem(amount, amount) is not None


def test_the_amount_is_typed_twice():
    assert amount_problem(Money(1200), Money(12000)) is not None
    assert amount_problem(Money(1200), None) is not None
    assert amount_problem(Money(1200), Money(1200)) is None


@pytest.mark.attack("B20")
def test_the_binding_hangs_on_everything_that_is_approved():
    told = [("TF1", Money(100), "order", "21"), ("TF2", Money(100), "order", "21")]
    told += [
        ("TF1", Money(101), "order", "21"),
        ("TF1", Money(100), "account", "21"),
        ("TF1", Money(100), "order", "22"),
    ]
    assert len({binding_of(*one) for one in told}) == len(told)
