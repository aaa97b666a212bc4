"""Pages of every kind of case: what its flow keeps, waits for, costs and judges, and who may read it."""

from html import unescape

import pytest
from django.utils.translation import override
from tests.cases.story import begin, shown
from tests.pages.stage import browser
from tests.people import make_staff

from aftercare.accounts.terms import Role
from aftercare.cases.flows.registry import FLOWS
from aftercare.cases.flows.spec import Flow

pytestmark = pytest.mark.django_db


def page(staff, story, more: str = "") -> str:
    answer = browser(staff).get(f"/cases/{story.number}/{more}")
    assert answer.status_code == 200
    return answer.content.decode()


@pytest.mark.parametrize("flow", FLOWS, ids=lambda flow: flow.code)
def test_the_page_of_each_kind_shows_its_state_and_every_form_of_its_first_steps_opens(flow: Flow):
    story = begin(flow.code)
    everybody = make_staff("", *Role, shop=story.world.people.shop)
    with override("en"):
        label = str(flow.state(story.state).label)
    assert label in unescape(page(everybody, story))
    for move in flow.moves_from(story.state):
        if move.by != frozenset({"clock"}):
            assert move.code in page(everybody, story, f"moves/{move.code}/")


@pytest.mark.row("C3")
def test_a_parent_says_which_case_it_waits_for_and_the_child_names_its_parent():
    story = begin("complaint").do("compensate")
    html = page(story.world.people.owner, story)
    assert "Goes on when this case has ended:" in html
    assert html.index(story.child.number) < html.index("Linked cases")
    assert "belongs to" in page(story.world.people.owner, story.child)


@pytest.mark.row("C19")
def test_the_order_of_a_second_dispatch_is_linked_from_its_case():
    story = begin("misshipment")
    shown(story)
    story.do("ask_warehouse").do("confirm").do("resend")
    order = story.child.case.reship_order
    assert f"/orders/{order.pk}/" in page(story.world.people.owner, story.child)
    assert order.platform_no == story.child.number


@pytest.mark.row("C7", "B6")
def test_whom_a_verdict_struck_is_read_by_those_who_oversee_it_who_wrote_it_and_whom_it_struck():
    story = begin("rights")
    world, struck = story.world, story.world.people.teammate
    story.do("reply").do("complaint_withdrawn")
    verdict = {"department": "service", "responsible_person": str(struck.pk), "penalty": "50.00"}
    story.do("close", **verdict, assessment="扣绩效 50 元")
    assert story.state == "closed"
    for reader in (world.people.supervisor, world.people.administrator, world.staff["rights_specialist"], struck):
        html = page(reader, story)
        assert ("扣绩效 50 元" in html, html.count("50.00") >= 1) == (True, True)
    html = page(world.people.owner, story)
    assert ("扣绩效 50 元" in html, "50.00" in html, "Customer service" in html) == (False, False, True)


@pytest.mark.row("C3", "B6")
def test_what_an_ended_case_cost_stands_on_its_page():
    story = begin("compensation", amount="8.00").do("offer").do("accept").pay()
    html = page(story.world.people.supervisor, story)
    assert "What it cost" in html
    assert "8.00" in html[html.index("What it cost") :]
    assert "What it cost" not in page(story.world.people.owner, story)  # what agents do not read elsewhere either


@pytest.mark.row("B12", "C16")
def test_the_page_says_by_the_rules_of_which_day_freight_and_right_are_judged():
    story = begin("return")
    assert "as on the day of the order" in page(story.world.people.owner, story)
