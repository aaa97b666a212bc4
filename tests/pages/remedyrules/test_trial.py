"""What would change: the trial's cases and sums are those of `compare` and `propose`, read in a few queries."""

import re
import time
from typing import Any

import pytest
from tests.cases.story import World
from tests.pages.remedyrules.test_remedy_rules import at, drafting, text_of
from tests.pages.stage import copies, queries_of
from tests.people import People, make_case, make_case_of, make_order, make_people, make_staff, person

from aftercare.accounts.terms import Role
from aftercare.cases.advice import advice_of
from aftercare.cases.advice_batch import ADVISED, MOST, past_cases
from aftercare.cases.flows.registry import FLOWS
from aftercare.cases.gather import attempt_of
from aftercare.cases.models import Case, CaseLink, Contact
from aftercare.cases.remedies.compare import compare
from aftercare.cases.remedies.defaults import DEFAULT_RULEBOOK
from aftercare.cases.remedies.facts import RemedyFacts
from aftercare.cases.remedies.rulebook import Rulebook, parse_rulebook
from aftercare.cases.remedies.rules import propose
from aftercare.cases.terms import Link
from aftercare.core.money import ZERO, Money
from aftercare.core.time import now
from aftercare.orders.models import Product
from aftercare.shops.models import PolicyDraft
from aftercare.shops.policies import policies_of

pytestmark = pytest.mark.django_db


def single(case: Case, staff: Any) -> RemedyFacts:
    """The facts as the case's own page reads them."""
    case = Case.objects.select_related("shop", "order", "customer").get(pk=case.pk)
    return advice_of(case, attempt_of(case, policies_of(case.shop, now()), person(staff), now())).facts


@pytest.mark.row("C13")
def test_many_cases_are_seen_as_each_is_seen_alone():
    world = World()
    people = world.people
    everybody = make_staff("", *Role, shop=people.shop)
    made = []
    for flow in FLOWS:
        order = world.order(paid="300.00", sent=flow.code != "misshipment")
        made.append(make_case_of(flow.code, everybody, order))
    parent, claim = made[0], next(case for case in made if case.flow == "claim")
    Case.objects.filter(pk=claim.pk).update(state="turned_down", closed_at=now())
    CaseLink.objects.create(source=parent, target=claim, kind=Link.ASIDE)
    details = {
        "severity": "severe",
        "cause": "quality",
        "urgent": True,
        "in_stock": False,
        "late_hours": 5,
        "left": True,
    }
    Case.objects.filter(pk=parent.pk).update(details=details, responsible="shop", asked_freight=Money(1200))
    Contact.objects.create(case=parent, channel="phone", stage="receive", result="declined", at=now())
    line = parent.lines.get().order_line
    line.product = Product.objects.create(
        shop=people.shop, title="摆件", cost=Money(4000), return_class="made_to_order"
    )
    line.save()

    past = past_cases(person(everybody), people.shop, now())

    advised = [case for case in reversed(made) if case.flow in ADVISED]
    assert list(past.facts) == [case.number for case in advised]
    assert len(advised) > 5
    assert past.facts == {case.number: single(case, people.owner) for case in advised}
    seen = past.facts[parent.number]
    assert (seen.claim_refused, seen.contacts, seen.is_urgent, seen.return_class) == (True, 1, True, "made_to_order")
    assert seen.profit is not None


def caused(people: People, cause: str) -> Case:
    case = make_case(people.owner, make_order(people.shop, paid="80.00"))
    Case.objects.filter(pk=case.pk).update(details={"cause": cause})
    case.refresh_from_db()
    return case


def figures(page: str) -> dict[str, str]:
    found = re.findall(r'data-figure="(\w+)">(?:<span[^>]*>)?([^<]*)', page)
    return dict(found)


@pytest.mark.row("C13", "B12")
def test_the_trial_says_what_compare_says():
    people = make_people()
    cases = [caused(people, cause) for cause in ("quality", "minor_flaw", "late_delivery", "changed_mind")]
    foreign = make_case(people.stranger, make_order(people.other_shop))
    client = drafting(people.supervisor, people.shop, "quality_not_judged")
    draft = PolicyDraft.objects.get()
    for rule in draft.value["rules"]:
        if rule["code"] == "minor_flaw":
            rule["plans"][0]["amount"] = {"formula": "fixed", "fen": 800}
    draft.save()

    page = text_of(client.get(at(people.shop, "draft/try/")))

    new = parse_rulebook(draft.value)
    past = past_cases(person(people.supervisor), people.shop, now())
    difference = compare(DEFAULT_RULEBOOK, new, past.facts, past.limits)

    def costs(book: Rulebook) -> Money:
        return sum((propose(facts, book, past.limits)[0].total for facts in past.facts.values()), ZERO)

    before, after = costs(DEFAULT_RULEBOOK), costs(new)
    assert set(difference) == {cases[0].number, cases[1].number}
    assert figures(page) == {
        "touched": "2",
        "same": "2",
        "before": f"¥{before.yuan}",
        "after": f"¥{after.yuan}",
        "rise": f"¥{(after - before).yuan}".replace("¥-", "−¥"),
    }
    for number in difference:
        assert f'href="/cases/{number}/"' in page
    assert cases[2].number not in page
    assert foreign.number not in page
    coupon = difference[cases[1].number].changed[0]
    assert (coupon.before.amount, coupon.after.amount) == (Money(500), Money(800))
    assert re.search(r"¥5\.00</span> → <span[^>]*>¥8\.00", page)


def test_no_case_and_no_difference_are_said():
    people = make_people()
    client = drafting(people.supervisor, people.shop)
    assert "No cases to try it on yet" in text_of(client.get(at(people.shop, "draft/try/")))
    make_case(people.owner, make_order(people.shop))
    assert "No case would have other plans" in text_of(client.get(at(people.shop, "draft/try/")))


def test_two_hundred_cases_cost_as_many_queries_as_one_and_two_seconds_of_work_at_most():
    people = make_people()
    case = caused(people, "minor_flaw")
    client = drafting(people.supervisor, people.shop, "minor_flaw")
    address = at(people.shop, "draft/try/")
    few = queries_of(lambda: client.get(address))
    copies(case, MOST + 20)
    assert queries_of(lambda: client.get(address)) == few <= 16
    started = time.process_time()
    page = text_of(client.get(address))
    assert time.process_time() - started < 2
    assert figures(page)["touched"] == str(MOST)
    assert "140 more" in page
