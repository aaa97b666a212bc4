"""Out-of-zone figures of a month, and what follows: proposed by operations, confirmed by a supervisor, lifted (O7)."""

from datetime import timedelta

import pytest
from tests.couriers.scene import SF, ZTO, held_parcel, last_month, sent_orders, staged
from tests.pages.stage import browser, move, queries_of
from tests.people import People, make_staff, person

from aftercare.accounts.terms import Role
from aftercare.cases.models import Case
from aftercare.cases.periods import month_after
from aftercare.core.models import Event
from aftercare.core.time import now, travel
from aftercare.couriers.models import CourierPenalty
from aftercare.couriers.standing import lost_priority
from aftercare.orders.delivery.coverage import day_of
from aftercare.orders.models import Order
from aftercare.shops.actions.set_policy import set_policy

pytestmark = pytest.mark.django_db
PAGE = "/couriers/zones/"


def scene(held: int = 4, sent: int = 96) -> People:
    """`held` of `sent + held` parcels of the month before were out of zone."""
    people = staged()
    sent_orders(people, sent)
    for _nth in range(held):
        held_parcel(people)
    return people


def month_of(people: People) -> str:
    return f"{last_month(people.shop):%Y-%m}"


def propose(staff, people: People, kind: str = "priority", **more: str):
    told = {"shop": str(people.shop.pk), "courier": ZTO, "month": month_of(people), "kind": kind, "note": "", **more}
    return browser(staff).post("/couriers/penalties/", told)


def see(staff, people: People) -> str:
    return browser(staff).get(f"{PAGE}?month={month_of(people)}").content.decode()


@pytest.mark.row("O7")
def test_count_and_rate_by_courier_and_month_from_orders_and_cases():
    people = scene()
    held_parcel(people, counts=False)  # still being asked
    over = held_parcel(people, counts=False)
    move(over, "delivered_after_all", people.owner, note="已派送成功")
    held_parcel(people, "中通", first=month_after(last_month(people.shop), -1))  # another month
    sent_orders(people, 50, "顺丰")
    sent_orders(people, 7, "")
    page = see(people.supervisor, people)
    row = page[page.index(">中通快递<") :]
    row = row[: row.index("</tr>")]
    assert ">102<" in row and "4<span" in row and "1 not decided" in row and "39.2 ‰" in row
    assert "Priority to be taken" in row and "¥20.00" in row
    assert page.index(">中通快递<") < page.index(">顺丰速运<") and "name not entered" in page
    listed = Case.objects.filter(details__counts_against_courier=True).order_by("pk").values_list("number", flat=True)
    assert all(number in page for number in listed[:4]) and over.number not in page


def test_who_reads_the_figures():
    people = scene(held=3)
    keeper = make_staff("", Role.OPERATIONS, shop=people.shop)
    for staff in (people.supervisor, people.refund_clerk, people.administrator, keeper):
        assert "Lost priority" not in see(staff, people) and "103" not in see(people.stranger, people)
        assert browser(staff).get(PAGE).status_code == 200
    for staff in (people.owner, people.warehouse):
        assert browser(staff).get(PAGE).status_code == 404
    page = browser(people.stranger).get(f"{PAGE}?month={month_of(people)}").content.decode()
    assert "Nothing was sent in this month" in page
    assert "Propose" not in see(people.refund_clerk, people) and "Propose to take priority" in see(keeper, people)
    for wrong in ("month=x", "shop=0", "sort=1"):
        assert browser(keeper).get(f"{PAGE}?{wrong}").status_code == 400


@pytest.mark.row("O7")
def test_operations_propose_a_supervisor_confirms_and_the_courier_comes_last_until_its_day():
    people = scene()
    keeper = make_staff("", Role.OPERATIONS, shop=people.shop)
    assert propose(keeper, people, note="连续两月超标").status_code == 303
    penalty = CourierPenalty.objects.get()
    assert (penalty.state, penalty.days, penalty.proposed_by) == ("proposed", 30, keeper)
    assert (penalty.evidence["sent"], penalty.evidence["held"], penalty.evidence["rate"]) == (100, 4, 400)
    assert len(penalty.evidence["cases"]) == 4
    assert lost_priority(people.shop, [ZTO, SF], now()) == {}
    assert propose(keeper, people).status_code == 409
    address = f"/couriers/penalties/{penalty.pk}/decide/"
    for staff in (keeper, people.owner, people.refund_clerk, people.stranger):
        assert browser(staff).post(address, {"do": "confirm"}).status_code == 404
    assert "连续两月超标" in see(people.supervisor, people)
    assert browser(people.supervisor).post(address, {"do": "confirm", "reason": ""}).status_code == 303
    assert browser(people.supervisor).post(address, {"do": "confirm"}).status_code == 409
    penalty.refresh_from_db()
    today = day_of(people.shop, now())
    assert (penalty.state, penalty.starts_on, penalty.ends_on) == ("confirmed", today, today + timedelta(days=29))
    assert lost_priority(people.shop, [ZTO, SF], now()) == {ZTO: penalty.ends_on}
    assert lost_priority(people.other_shop, [ZTO, SF], now()) == {}
    assert f"No priority until {penalty.ends_on}" in see(people.supervisor, people)
    with travel(timedelta(days=30)):
        assert lost_priority(people.shop, [ZTO], now()) == {}
    kinds = Event.objects.filter(kind__startswith="courier.penalty").order_by("pk").values_list("kind", flat=True)
    assert list(kinds) == ["courier.penalty_proposed", "courier.penalty_confirmed"]


@pytest.mark.row("O7")
def test_a_penalty_is_lifted_with_a_reason():
    people = scene()
    propose(make_staff("", Role.OPERATIONS, shop=people.shop), people)
    penalty = CourierPenalty.objects.get()
    boss, address = browser(people.supervisor), f"/couriers/penalties/{penalty.pk}"
    assert boss.post(f"{address}/lift/", {"reason": "整改到位"}).status_code == 409
    boss.post(f"{address}/decide/", {"do": "confirm"})
    assert boss.post(f"{address}/lift/", {"reason": " "}).status_code == 422
    assert lost_priority(people.shop, [ZTO], now())
    assert browser(people.stranger).post(f"{address}/lift/", {"reason": "x"}).status_code == 404
    assert boss.post(f"{address}/lift/", {"reason": "整改到位"}).status_code == 303
    assert lost_priority(people.shop, [ZTO], now()) == {}
    assert "整改到位" in see(people.supervisor, people)
    assert boss.post(f"{address}/lift/", {"reason": "整改到位"}).status_code == 409


def test_nobody_confirms_their_own_and_a_refusal_needs_a_reason():
    people = scene()
    assert propose(people.supervisor, people, "warning").status_code == 303
    penalty = CourierPenalty.objects.get()
    address = f"/couriers/penalties/{penalty.pk}/decide/"
    assert "Another supervisor must confirm it" in see(people.supervisor, people)
    assert browser(people.supervisor).post(address, {"do": "confirm"}).status_code == 409
    other = make_staff("", Role.SUPERVISOR, shop=people.shop)
    assert browser(other).post(address, {"do": "refuse", "reason": ""}).status_code == 422
    penalty.refresh_from_db()
    assert penalty.state == "proposed"
    assert browser(other).post(address, {"do": "refuse", "reason": "双十一爆仓"}).status_code == 303
    assert propose(people.supervisor, people, "warning").status_code == 303  # once more is a new one


def test_figures_below_the_limits_carry_no_penalty_and_limits_are_the_shops():
    people = scene(held=2, sent=98)
    keeper = make_staff("", Role.OPERATIONS, shop=people.shop)
    assert propose(keeper, people, "warning").status_code == 409
    set_policy(shop_id=people.shop.pk, key="zone.least", value=1, person=person(people.supervisor))
    assert propose(keeper, people, "priority").status_code == 409  # last month had the rule of last month
    held_parcel(people)
    assert propose(keeper, people, "priority").status_code == 303
    assert propose(keeper, people, "priority", month="2099-01").status_code == 422
    assert propose(keeper, people, "priority", month="soon").status_code == 400
    assert propose(people.owner, people).status_code == 404
    assert propose(people.stranger, people).status_code == 404
    assert CourierPenalty.objects.count() == 1


def test_the_page_costs_the_same_at_ten_rows_and_at_a_thousand():
    people = scene()
    client = browser(people.supervisor)
    few = queries_of(lambda: client.get(f"{PAGE}?month={month_of(people)}"))
    sent_orders(people, 1000, "圆通")
    like = held_parcel(people)
    fields = {field.attname: getattr(like, field.attname) for field in Case._meta.concrete_fields}
    fields.pop("id")
    Case.objects.bulk_create(Case(**{**fields, "number": f"CQX{n:07d}", "opening_key": ""}) for n in range(1000))
    CourierPenalty.objects.bulk_create(
        CourierPenalty(shop=people.shop, courier=f"快递{n}", month=last_month(people.shop), kind="warning", days=1,
                       state="refused", proposed_by=people.owner, decided_by=people.supervisor, decided_at=now(),
                       evidence={"sent": 1, "held": 1, "rate": 10, "cases": [], "limits":
                                 {"least": 1, "warn": 1, "deduct": 1, "demote": 1}}, proposed_at=now())
        for n in range(100)
    )  # fmt: skip
    assert queries_of(lambda: client.get(f"{PAGE}?month={month_of(people)}")) == few
    assert Order.objects.count() > 1000
