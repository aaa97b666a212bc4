"""Callbacks through their pages (K5)."""

from datetime import timedelta

import pytest
from tests.callbacks.scene import at_noon, callback_of, complained, later, returned, work
from tests.pages.stage import browser, copies, queries_of
from tests.people import make_case, make_order, make_people

from aftercare.callbacks.models import Callback
from aftercare.callbacks.terms import CallbackState
from aftercare.core.time import now

pytestmark = pytest.mark.django_db


@pytest.mark.row("K5")
def test_from_the_home_page_to_the_complaint():
    world = at_noon()
    story, people = returned(world), world.people
    work(world)
    pk = callback_of(story).pk
    with world.time():
        agent = browser(people.owner)
        assert 'href="/callbacks/"' in agent.get("/").content.decode()
        listed = agent.get("/callbacks/").content.decode()
        assert story.number in listed and story.case.customer.nick_mask in listed
        page = agent.get(f"/callbacks/{pk}/").content.decode()
        assert "Your return is finished" in page and "Save the call" in page
        nothing = {"channel": "phone", "result": "", "note": ""}
        assert agent.post(f"/callbacks/{pk}/call/", nothing).status_code == 422
        assert agent.post(f"/callbacks/{pk}/call/", {**nothing, "result": "discontent"}).status_code == 422
        assert agent.post(f"/callbacks/{pk}/call/", {**nothing, "state": "content"}).status_code == 422
        told = {"channel": "phone", "result": "discontent", "note": "退款太慢", "reason": "service"}
        answer = agent.post(f"/callbacks/{pk}/call/", told)
        row = callback_of(story)
        assert (answer.status_code, answer["Location"]) == (303, f"/cases/{row.follow_up.number}/")
        assert agent.post(f"/callbacks/{pk}/call/", told).status_code == 409
        done = agent.get("/callbacks/?view=done").content.decode()
        assert story.number in done and "Reached, dissatisfied" in done
        shown = agent.get(f"/callbacks/{pk}/").content.decode()
        assert "退款太慢" in shown and row.follow_up.number in shown and "Save the call" not in shown
        figures = agent.get("/callbacks/figures/").content.decode()
        assert "100%" in figures and "Return" in figures


@pytest.mark.row("K5")
def test_a_complaint_that_was_not_reached_comes_again():
    world = at_noon()
    story = complained(world)
    work(world)
    pk = callback_of(story).pk
    with world.time():
        agent = browser(world.people.owner)
        told = {"channel": "phone", "result": "not_reached"}
        assert 'name="seen" value="0"' in agent.get(f"/callbacks/{pk}/").content.decode()
        assert agent.post(f"/callbacks/{pk}/call/", {**told, "seen": "0"})["Location"] == "/callbacks/"
        again = agent.post(f"/callbacks/{pk}/call/", {**told, "seen": "0"})
        assert (again.status_code, again["AC-Problem"]) == (409, "called_meanwhile")
        assert "1 call" in agent.get("/callbacks/").content.decode()
    later(world, hours=5)
    with world.time():
        told = {"channel": "platform", "result": "discontent", "note": "没收到"}
        assert agent.post(f"/callbacks/{pk}/call/", told)["Location"] == f"/cases/{story.number}/"
    assert story.state == "again"


@pytest.mark.attack("B1", "B2", "F2")
def test_strangers_and_unknown_keys():
    world = at_noon()
    story = returned(world)
    work(world)
    address = f"/callbacks/{callback_of(story).pk}/"
    for staff in (world.people.stranger, world.people.warehouse):
        assert browser(staff).get(address).status_code == 404
    assert story.number not in browser(world.people.stranger).get("/callbacks/?view=all").content.decode()
    agent = browser(world.people.owner)
    for wrong in ("view=x", "after=1", "sort=day"):
        assert agent.get(f"/callbacks/?{wrong}").status_code == 400
    assert agent.get("/callbacks/figures/?by=kind").status_code == 400


def test_the_lists_cost_the_same_at_ten_and_at_a_thousand():
    people = make_people()
    case = make_case(people.owner, make_order(people.shop))
    client = browser(people.owner)

    def more(count: int) -> None:
        at = now()
        Callback.objects.bulk_create(
            Callback(
                shop=people.shop,
                case=one,
                kind="return",
                owner=people.owner,
                finished_at=at,
                due_at=at + timedelta(days=3),
                state=CallbackState.OPEN if number % 2 else CallbackState.CONTENT,
            )
            for number, one in enumerate(copies(case, count))
        )

    def costs() -> list[int]:
        addresses = ("/callbacks/", "/callbacks/?view=all", "/callbacks/?view=done", "/callbacks/figures/")
        return [queries_of(lambda address=address: client.get(address)) for address in addresses]

    more(10)
    ten = costs()
    more(990)
    assert costs() == ten
    assert max(ten) <= 8
    assert client.get("/callbacks/").content.decode().count("data-row=") == 50
