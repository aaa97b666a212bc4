"""What an approver sees of a gift, and what the confirmation says of each kind (C3, C17)."""

from datetime import timedelta

import pytest
from tests.cases.story import World, begin
from tests.pages.stage import browser
from tests.people import person

from aftercare.approvals.models import Approval
from aftercare.approvals.queries import waiting_for_decision
from aftercare.core.time import now

pytestmark = pytest.mark.django_db
URL = "/approvals/"


@pytest.mark.row("C3", "C17")
def test_the_gift_and_its_cost_stand_in_the_request_and_the_confirmation_tells_what_follows():
    world = World()
    story = begin("compensation", world, amount="0", paid="900.00", inputs={"compensation_form": "goods"})
    story.do("ask_approval", gift="蓝牙音箱", gift_worth="250.00", note="大客户")
    page = browser(world.staff["supervisor"]).get(URL).content.decode()
    assert "蓝牙音箱" in page
    assert "250.00" in page
    assert "paid or sent when they accept" in page
    assert "after the inspection" not in page


@pytest.mark.row("C17")
@pytest.mark.attack("B20")
def test_a_second_dispatchs_request_is_not_out_of_date():
    world = World()
    again = begin("reship", world, reason="quality").do("dispatch").do("arrive").case.reship_order
    parent = begin("complaint", world, order=again, reason="quality", pieces=1)
    child = parent.do("compensate", compensation_form="goods", compensation_amount="250.00").child
    child.do("ask_approval", gift="蓝牙音箱", gift_worth="250.00", note="大客户")
    boss = world.staff["supervisor"]
    assert "Out of date" not in browser(boss).get(URL).content.decode()
    waiting = waiting_for_decision(person(boss), [world.people.shop.pk])
    assert [approval.pk for approval in waiting] == [Approval.objects.get().pk]


@pytest.mark.row("C17", "B1")
def test_the_clock_of_a_request_is_its_own_and_not_the_cases():
    world = World()
    begin("return", world, paid="900.00", amount="900.00", reason="quality").do("ask_approval")
    boss = browser(world.staff["supervisor"])
    assert "min over" not in boss.get(URL).content.decode()
    Approval.objects.update(due_at=now() - timedelta(minutes=90))
    assert "1h 30min over" in boss.get(URL).content.decode()
