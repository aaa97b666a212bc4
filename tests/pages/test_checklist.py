"""The list of a shift: live numbers, links, ticks with who and when (P4)."""

from datetime import timedelta

import pytest
from tests.chat.scene import Desk
from tests.pages.stage import browser, queries_of
from tests.people import make_case, make_order, make_people
from tests.shifts.scene import today_of

from aftercare.core.models import Event
from aftercare.shifts.models import ChecklistItem, ChecklistTick
from aftercare.shifts.rules import PatternBook, going_on, tasks_of

pytestmark = pytest.mark.django_db


@pytest.mark.row("P4")
def test_early_and_late_have_the_lists_of_the_shops_practice():
    early, late = PatternBook(()).on(today_of(Desk().shop))
    assert [one.value for one in tasks_of(early)] == ["refunds", "left_over", "news", "problems", "audit", "handover"]
    assert [one.value for one in tasks_of(late)] == ["chats", "days_problems", "records", "audit"]
    assert [going_on(early, minutes) for minutes in (509, 510, 989, 990)] == [False, True, True, False]
    assert [going_on(late, minutes) for minutes in (989, 990, 1439)] == [False, True, True]


@pytest.mark.row("P4")
def test_each_item_links_to_its_queue_with_the_number_left_and_ticking_is_recorded():
    desk = Desk()
    shop, people, day = desk.shop, desk.people, today_of(desk.shop)
    make_case(people.owner, make_order(shop))
    agent, boss = browser(people.owner), browser(people.supervisor)
    before = agent.get("/shifts/checklist/").content.decode()
    assert '<a href="/cases/">Refunds and cases</a> <span class="ac-count">1</span>' in before
    assert "6 items open" in before and "4 items open" in before
    address = f"/shifts/{shop.slug}/checklist/"
    line = {"day": day.isoformat(), "code": "early", "item": "refunds"}
    assert agent.post(address, {**line, "do": "tick"}).status_code == 303
    tick = ChecklistTick.objects.get()
    assert (tick.by_id, tick.item, tick.left, tick.day) == (people.owner.pk, "refunds", 1, day)
    seen = boss.get(f"/shifts/checklist/?shop={shop.slug}&day={day}").content.decode()
    assert people.owner.name in seen and "1 left then" in seen and "5 items open" in seen
    twice = browser(people.teammate).post(address, {**line, "do": "tick"})
    assert twice.status_code == 409 and people.owner.name in twice.content.decode()
    assert browser(people.teammate).post(address, {**line, "do": "undo"}).status_code == 409
    assert agent.post(address, {**line, "do": "undo"}).status_code == 303
    assert ChecklistTick.objects.count() == 0
    kinds = ["checklist.ticked", "checklist.unticked"]
    assert list(Event.objects.filter(kind__in=kinds).order_by("pk").values_list("kind", flat=True)) == kinds


@pytest.mark.row("P4")
def test_a_shop_adds_items_of_its_own():
    people = make_people()
    shop, day = people.shop, today_of(people.shop)
    agent, boss = browser(people.owner), browser(people.supervisor)
    items = f"/shifts/{shop.slug}/checklist/items/"
    assert agent.post(items, {"text": "锁仓库门"}).status_code == 404
    for wrong in ({"text": ""}, {"text": "长" * 61}, {"text": "x", "code": "none"}):
        assert boss.post(items, wrong).status_code == 422
    assert boss.post(items, {"text": "锁仓库门", "code": "late"}).status_code == 303
    assert agent.get("/shifts/checklist/").content.decode().count("锁仓库门") == 2
    own = ChecklistItem.objects.get()
    address = f"/shifts/{shop.slug}/checklist/"
    wrong_shift = {"day": day.isoformat(), "code": "early", "item": f"own-{own.pk}", "do": "tick"}
    assert agent.post(address, wrong_shift).status_code == 404
    assert agent.post(address, {**wrong_shift, "code": "late"}).status_code == 303
    assert ChecklistTick.objects.get().left is None
    assert boss.post(items, {"remove": own.pk}).status_code == 303
    assert "锁仓库门" not in agent.get("/shifts/checklist/").content.decode()


def test_only_today_and_yesterday_are_ticked_and_only_by_the_shop():
    people = make_people()
    shop = people.shop
    address = f"/shifts/{shop.slug}/checklist/"
    for days, status in ((-2, 409), (1, 409), (-1, 303)):
        line = {"day": today_of(shop, days).isoformat(), "code": "late", "item": "audit", "do": "tick"}
        assert browser(people.owner).post(address, line).status_code == status
    assert browser(people.stranger).post(address, line).status_code == 404
    assert browser(people.owner).get("/shifts/checklist/?sort=day").status_code == 400


def test_the_lists_cost_the_same_with_much_to_do():
    people = make_people()
    client = browser(people.supervisor)
    few = queries_of(lambda: client.get("/shifts/checklist/"))
    for number in range(12):
        ChecklistTick.objects.create(
            shop=people.shop,
            day=today_of(people.shop) - timedelta(days=number % 2),
            code="early",
            item=f"x{number}",
            by=people.owner,
            at="2026-11-29T00:00:00Z",
        )
        make_case(people.owner, make_order(people.shop))
    assert queries_of(lambda: client.get("/shifts/checklist/")) == few <= 10
