"""Which courier an order goes by: the rule on both pages, another one after a warning, and never unseen (O6)."""

from datetime import timedelta

import pytest
from tests.couriers.scene import SF, YTO, ZTO, last_month, staged
from tests.pages.stage import PART, browser, queries_of
from tests.people import People, make_order, make_staff, person

from aftercare.accounts.terms import Role
from aftercare.core.errors import Refused
from aftercare.core.models import Event
from aftercare.core.time import now, travel
from aftercare.couriers.actions.take_courier import Taken, take_courier
from aftercare.couriers.models import CourierChoice, CourierPenalty
from aftercare.dispatch.models import Handling
from aftercare.orders.delivery.coverage import day_of
from aftercare.orders.models import Order, Product
from aftercare.orders.terms import OrderStatus
from aftercare.shops.actions.set_policy import set_policy

pytestmark = pytest.mark.django_db
PAGE = "/couriers/"
NEAR, FAR = "浙江省 杭州市 余杭区", "西藏自治区 阿里地区 改则县"


def unsent(people: People, region: str = NEAR, **fields: object) -> Order:
    return make_order(people.shop, status=OrderStatus.AWAITING_DISPATCH, region=region, **fields)


def choose(staff, order: Order, courier: str, **more: str):
    told = {"courier": courier, "seen": "0", "reason": "", "kg": "", "despite": ZTO, **more}
    return browser(staff).post(f"{PAGE}orders/{order.pk}/", told)


@pytest.mark.row("O6")
def test_every_unsent_order_has_the_courier_of_the_rule_on_its_page_and_in_the_list():
    people = staged()
    near, far = unsent(people), unsent(people, FAR)
    gone = make_order(people.shop, region=NEAR)
    client = browser(people.owner)
    page = client.get(f"/orders/{near.pk}/").content.decode()
    assert "usual courier, ¥1 dearer than the cheapest" in page and f"{SF}: ¥17 dearer" in page
    page = client.get(f"/orders/{far.pk}/").content.decode()
    assert "cheapest: ¥5" in page and "No outlet" in page
    assert "usual courier" not in client.get(f"/orders/{gone.pk}/").content.decode()
    listed = client.get(PAGE).content.decode()
    assert near.platform_no in listed and far.platform_no in listed and gone.platform_no not in listed
    assert "浙江杭州余杭区" in listed and "西藏阿里改则县" in listed
    assert near.platform_no not in browser(people.stranger).get(PAGE).content.decode()


@pytest.mark.row("O6")
def test_another_courier_is_warned_of_with_the_rule_then_kept_with_who_and_why():
    people = staged()
    order = unsent(people)
    warned = choose(people.owner, order, SF)
    page = warned.content.decode()
    assert warned.status_code == 422 and "By the rule 中通快递 takes it" in page and 'name="warned"' in page
    assert CourierChoice.objects.count() == 0
    saved = choose(people.owner, order, SF, warned="yes", reason="买家赶时间", kg="1.5")
    assert saved.status_code == 303, saved.content.decode()
    made = CourierChoice.objects.get()
    assert (made.courier, made.by_rule, made.hindrance, made.grams) == (SF, ZTO, "", 1500)
    assert (made.by, made.reason, made.is_by_rule) == (people.owner, "买家赶时间", False)
    event = Event.objects.get(kind="courier.chosen")
    assert event.data == {"number": order.platform_no, "courier": SF, "by_rule": ZTO, "hindrance": ""}
    page = browser(people.teammate).get(f"/orders/{order.pk}/").content.decode()
    assert "Other than the rule" in page and f"{people.owner.name} chose it" in page and "买家赶时间" in page
    assert choose(people.teammate, order, ZTO, seen="1").status_code == 303
    made.refresh_from_db()
    assert (made.courier, made.is_by_rule, made.version) == (ZTO, True, 2)


@pytest.mark.row("O6")
def test_a_courier_that_does_not_go_there_needs_a_reason():
    people = staged()
    order = unsent(people, FAR)
    warned = choose(people.owner, order, ZTO, despite=YTO)
    assert warned.status_code == 422 and "would be held on the way" in warned.content.decode()
    missing = choose(people.owner, order, ZTO, despite=YTO, warned="yes")
    assert missing.status_code == 422 and "Say why it is sent by it all the same" in missing.content.decode()
    assert CourierChoice.objects.count() == 0
    assert choose(people.owner, order, ZTO, despite=YTO, warned="yes", reason="买家自提").status_code == 303
    assert CourierChoice.objects.get().hindrance == "no_outlet"
    assert "Chosen although it does not go there" in browser(people.owner).get(PAGE).content.decode()


def test_a_warning_of_another_rule_than_the_one_of_now_is_shown_again():
    people = staged()
    order = unsent(people)
    assert choose(people.owner, order, SF, warned="yes", despite=YTO).status_code == 422
    assert CourierChoice.objects.count() == 0


def test_who_may_not_and_what_has_left():
    people = staged()
    order, gone = unsent(people), make_order(people.shop, region=NEAR)
    qa = make_staff("", Role.QA, shop=people.shop)
    for staff in (people.stranger, people.refund_clerk, qa):
        assert choose(staff, order, ZTO).status_code == 404
        assert browser(staff).get(f"{PAGE}orders/{order.pk}/").status_code == 404
    assert choose(people.owner, gone, ZTO).status_code == 409
    assert choose(people.owner, order, "韵达快递").status_code == 422
    assert choose(people.owner, order, ZTO, kg="schwer").status_code == 422
    assert choose(people.owner, order, ZTO, rule="x").status_code == 422
    assert CourierChoice.objects.count() == 0
    assert choose(people.warehouse, order, ZTO).status_code == 303
    with pytest.raises(Refused):
        take_courier(order_id=order.pk, taken=Taken(ZTO, seen=0), person=person(people.owner))
    assert "Somebody has chosen meanwhile" in choose(people.owner, order, ZTO).content.decode()
    assert CourierChoice.objects.get().by == people.warehouse


def test_weight_wish_care_and_priority_turn_the_rule():
    people = staged()
    order = unsent(people, buyer_message="麻烦发顺丰,别发圆通")
    client = browser(people.owner)
    assert "the buyer asks for it" in client.get(f"/orders/{order.pk}/").content.decode()
    heavy = unsent(people)
    form = client.get(f"{PAGE}orders/{heavy.pk}/?kg=31").content.decode()
    assert "takes at most 30 kg" in form and form.index(SF) < form.index(ZTO)
    boss = person(people.supervisor)
    set_policy(shop_id=people.shop.pk, key="couriers.careful", value="顺丰", person=person(people.administrator))
    product = Product.objects.create(shop=people.shop, code="HP-1", title="手工摆件", tags=["易碎"])
    heavy.lines.update(product=product)
    assert "careful with fragile goods" in client.get(f"/orders/{heavy.pk}/").content.decode()
    marked = Product.objects.create(shop=people.shop, code="HP-2", title="手工摆件")  # only the warehouse says so
    Handling.objects.create(product=marked, shop=people.shop, marks=["dry"])
    heavy.lines.update(product=marked)
    assert "careful with fragile goods" not in client.get(f"/orders/{heavy.pk}/").content.decode()
    Handling.objects.update(marks=["dry", "fragile"])
    assert "careful with fragile goods" in client.get(f"/orders/{heavy.pk}/").content.decode()
    today = day_of(people.shop, now())
    CourierPenalty.objects.create(
        shop=people.shop, courier=ZTO, month=last_month(people.shop), kind="priority", state="confirmed",
        evidence={}, days=30, proposed_at=now(), starts_on=today, ends_on=today + timedelta(days=29),
    )  # fmt: skip
    plain = unsent(people)
    page = client.get(f"/orders/{plain.pk}/").content.decode()
    assert "lost priority until" in page and "cheapest: ¥5" in page
    with travel(timedelta(days=31)):
        assert "lost priority until" not in client.get(f"/orders/{plain.pk}/").content.decode()
    assert boss.staff_id


def test_the_list_costs_the_same_at_ten_orders_and_at_a_thousand():
    people = staged()
    for _nth in range(10):
        order = unsent(people)
    client = browser(people.owner)
    few = queries_of(lambda: client.get(PAGE))
    Order.objects.bulk_create(
        Order(shop=people.shop, platform_no=f"U{number:08d}", ordered_at=order.ordered_at, region=NEAR,
              status=OrderStatus.AWAITING_DISPATCH)
        for number in range(1000)
    )  # fmt: skip
    assert queries_of(lambda: client.get(PAGE)) == few
    page = client.get(PAGE).content.decode()
    more = f"{PAGE}?after=" + page.split(f'hx-get="{PAGE}?after=')[1].split('"')[0]
    second = client.get(more, headers=PART).content.decode()
    assert second.count("<tr data-row") == 50 and "<main" not in second
    assert client.get(f"{PAGE}?after=1").status_code == 400 and client.get(f"{PAGE}?sort=x").status_code == 400


def test_a_shop_without_couriers_says_so():
    people = staged()
    other = browser(people.stranger)
    assert "No couriers yet" in other.get(PAGE).content.decode()
    order = make_order(people.other_shop, status=OrderStatus.AWAITING_DISPATCH, region=NEAR)
    assert "usual courier" not in other.get(f"/orders/{order.pk}/").content.decode()
