"""The panel of proposals on the page of a case, the choice of one, and the page that explains them (C13, B12)."""

import re
from typing import Any

import pytest
from tests.pages.stage import PART, browser, move, queries_of
from tests.people import make_case, make_case_of, make_order, make_people, make_staff

from aftercare.accounts.models import Staff
from aftercare.accounts.terms import Role
from aftercare.cases.models import Case, StoredRemedies
from aftercare.cases.remedies.facts import RemedyFacts
from aftercare.cases.terms import Reason
from aftercare.core.models import Event
from aftercare.core.money import Money

pytestmark = pytest.mark.django_db
MINOR = {"cause": "quality", "severity": "minor", "responsible": "shop"}


def page_of(staff: Staff, case: Case, part: str = "") -> str:
    answer = browser(staff).get(f"/cases/{case.number}/{part}")
    assert answer.status_code == 200
    return answer.content.decode()


def panel_of(staff: Staff, case: Case) -> str:
    """The proposals as the page prints them, '' when there are none."""
    found = re.search(r'<section class="ac-card" id="remedies">.*?</section>', page_of(staff, case), flags=re.S)
    return found[0] if found else ""


def marks_of(staff: Staff, case: Case) -> list[str]:
    return re.findall(r'name="plan" value="([^"]+)"', panel_of(staff, case))


def choose(staff: Staff, case: Case, mark: str, **fields: Any) -> Any:
    case.refresh_from_db()
    sent = {"step": "do", "version": case.version, "plan": mark, **fields}
    return browser(staff).post(f"/cases/{case.number}/moves/choose_plan/", sent, headers=PART)


def assessed(owner: Staff, shop: Any, **facts: Any) -> Case:
    """A return of ¥100 whose fault has been judged as minor."""
    case = make_case(owner, make_order(shop))
    return move(case, "assess", owner, **{**MINOR, **facts})


@pytest.mark.row("C13")
def test_the_page_shows_every_plan_with_its_amount_its_limits_and_its_rule():
    people = make_people()
    case = assessed(people.owner, people.shop)
    panel = panel_of(people.owner, case)
    kinds = re.findall(r"</span>(Partial refund|Exchange|Return and refund)</b>", panel)
    assert kinds == ["Partial refund", "Exchange", "Return and refund"]
    assert "The profit is not known" in panel  # so little, and approved first
    assert "¥100.00" in panel
    assert "Goods back first" in panel
    assert "way back: Shop" in panel
    assert "within 24 hours" in panel
    assert "Minor quality problem · B 三(二)A · rules no. 1" in panel
    assert len(marks_of(people.owner, case)) == len(kinds)


@pytest.mark.row("C13")
def test_the_choice_is_stored_with_its_facts_its_version_and_all_plans():
    people = make_people()
    case = assessed(people.owner, people.shop)
    mark = marks_of(people.owner, case)[2]

    answer = choose(people.owner, case, mark, note="买家要退")

    assert (answer.status_code, answer["HX-Redirect"]) == (204, f"/cases/{case.number}/")
    stored = StoredRemedies.objects.get()
    assert (stored.case, stored.chosen, stored.by) == (case, "C", people.owner)
    assert (stored.rules_id, stored.rules_version) == (None, "1")
    facts = RemedyFacts.from_json(stored.facts)
    assert (facts.cause, facts.severity, facts.responsible, facts.value) == ("quality", "minor", "shop", Money(10_000))
    assert [(plan["plan"], plan["kind"], plan["rule"]) for plan in stored.plans] == [
        ("A", "partial_refund", "quality_minor_profit_unknown"),
        ("B", "exchange", "quality_minor"),
        ("C", "return_refund", "quality_minor"),
    ]
    told = Event.objects.filter(kind="case.moved").latest("id").data
    assert (told["plan"], told["remedy"], told["rules"], told["stored"]) == ("C", "return_refund", 1, stored.pk)
    panel = panel_of(people.owner, case)
    assert panel.count("Chosen") == 1
    assert len(marks_of(people.owner, case)) == 2


@pytest.mark.row("C13")
def test_the_grant_opens_with_what_was_chosen():
    people = make_people()
    case = assessed(people.owner, people.shop, severity="severe")
    half = marks_of(people.owner, case)[2]
    assert choose(people.owner, case, half).status_code == 204
    line = case.lines.get()
    form = browser(people.owner).get(f"/cases/{case.number}/moves/agree/", headers=PART).content.decode()
    amount = re.search(rf'name="granted_lines-{line.pk}-amount" value="([^"]*)"', form)
    assert amount is not None
    assert amount[1] == "50.00"


@pytest.mark.row("C13", "C3")
def test_a_compensation_opens_with_what_was_chosen():
    people = make_people()
    case = make_case_of("complaint", people.owner, make_order(people.shop))
    case = move(case, "assess", people.owner, cause="minor_flaw")
    coupon = next(
        mark
        for mark, kind in zip(
            marks_of(people.owner, case),
            re.findall(r"</span>([A-Z][^<]*)</b>", panel_of(people.owner, case)),
            strict=True,
        )
        if kind == "Coupon"
    )
    assert choose(people.owner, case, coupon).status_code == 204
    case.refresh_from_db()
    assert (case.details["compensation_form"], case.details["compensation_amount"]) == ("coupon", 500)
    step = re.search(r"/moves/(compensate\w*)/", page_of(people.owner, case))
    assert step is not None
    form = browser(people.owner).get(f"/cases/{case.number}/moves/{step[1]}/", headers=PART).content.decode()
    assert re.search(r'name="compensation_amount" value="5\.00"', form)
    assert re.search(r'<option value="coupon" selected', form)


@pytest.mark.row("C13")
def test_a_plan_that_is_no_longer_proposed_like_that_is_not_chosen():
    people = make_people()
    case = assessed(people.owner, people.shop)
    stale = marks_of(people.owner, case)[0]
    move(case, "assess", people.owner, severity="severe")
    for mark in (stale, "A-0000000000", "", "Z"):
        answer = choose(people.owner, case, mark)
        assert answer.status_code == 422, mark
    assert (
        "The proposals have changed meanwhile. Look at them again."
        in choose(people.owner, case, stale).content.decode()
    )
    assert not StoredRemedies.objects.exists()


@pytest.mark.row("C13")
@pytest.mark.attack("B1", "B5")
def test_only_whoever_works_on_the_case_chooses():
    people = make_people()
    case = assessed(people.owner, people.shop)
    mark = marks_of(people.owner, case)[0]
    for staff in (people.warehouse, people.refund_clerk, make_staff("", Role.OPERATIONS, shop=people.shop)):
        assert "<button" not in panel_of(staff, case)
        assert choose(staff, case, mark).status_code == 409
    assert choose(people.stranger, case, mark).status_code == 404
    assert browser(people.stranger).get(f"/cases/{case.number}/remedies/").status_code == 404
    assert not StoredRemedies.objects.exists()
    assert choose(people.teammate, case, mark).status_code == 204


def test_a_case_past_the_decision_shows_no_proposals():
    people = make_people()
    case = assessed(people.owner, people.shop)
    assert panel_of(people.owner, case)
    assert not panel_of(people.owner, move(case, "withdraw", people.owner, note="不退了"))


@pytest.mark.row("C13", "B12")
def test_the_explanation_names_rules_facts_and_earlier_choices():
    people = make_people()
    case = assessed(people.owner, people.shop)
    choose(people.owner, case, marks_of(people.owner, case)[0])
    move(Case.objects.get(pk=case.pk), "assess", people.owner, severity="severe")

    page = page_of(people.owner, case, "remedies/")

    applies, rest = page.split("Rules that do not apply")
    assert "Severe quality problem" in applies
    assert "rules no. 1, as on the day of the order" in applies
    assert re.search(r"Severity\s*</dt><dd>Severe", applies)
    assert "Minor quality problem" in rest
    assert "(here: Severe)" in rest
    chosen = applies[applies.index("Chosen before") :]
    assert "Plan A · rules no. 1" in chosen
    assert people.owner.name in chosen
    assert re.search(r"Severity\s*</dt><dd>Minor", chosen)


def test_the_panel_costs_few_queries():
    people = make_people()
    case = assessed(people.owner, people.shop)
    client = browser(people.owner)
    with_panel = queries_of(lambda: client.get(f"/cases/{case.number}/"))
    other = make_case(people.owner, make_order(people.shop), reason=Reason.NO_REASON)
    other = move(other, "agree", people.owner)
    assert not panel_of(people.owner, other)
    assert with_panel <= queries_of(lambda: client.get(f"/cases/{other.number}/")) + 1
