"""The pages of parcels: list, course, words to buyers, settings; where parcels stand beside orders and talks (O5)."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.http import HttpResponse
from tests.pages.stage import PART, browser, queries_of
from tests.parcels.scene import CHINA, KEY, SALT, Road
from tests.people import make_order

from aftercare.chat.models import Message
from aftercare.chat.terms import Side
from aftercare.core.models import Event
from aftercare.core.time import now, travel
from aftercare.customers.models import Contact, OptOut
from aftercare.customers.policies import QUIET_FROM, QUIET_UNTIL
from aftercare.parcels.actions.find_stuck import find_stuck
from aftercare.parcels.actions.open_problems import open_problems
from aftercare.parcels.actions.tell_buyers import tell_buyers
from aftercare.parcels.models import CourierLink, Parcel, ParcelNotice
from aftercare.parcels.terms import NoticeState

pytestmark = pytest.mark.django_db
URL = "/parcels/"


def page(staff: Any, address: str = URL) -> str:
    answer = browser(staff).get(address)
    assert answer.status_code == 200, answer.status_code
    return answer.content.decode()


@pytest.mark.row("O5")
def test_owner_and_teammate_see_the_parcel_and_a_stranger_does_not():
    road = Road()
    road.follow()
    road.told((2, "103", "已揽收"), (1, "5", "派件员王五(13812345678)派件中,收件人:张小三"))
    address = f"{URL}{road.parcel.pk}/"
    for staff in (road.people.owner, road.people.teammate, road.people.warehouse):
        assert road.parcel.number in page(staff) and "Being delivered" in page(staff, address)
    shown = page(road.people.owner, address)
    assert "13812345678" in shown and "张小三" not in shown and "张**" in shown
    assert road.order.platform_no in shown and f'href="/orders/{road.order.pk}/"' in shown
    assert browser(road.people.stranger).get(address).status_code == 404
    assert road.parcel.number not in page(road.people.stranger)
    for query in ("?view=odd", "?state=odd", "?age=3", "?after=x", "?after=1.²", "?order_by=id", "?shop=99999"):
        assert browser(road.people.owner).get(f"{URL}{query}").status_code == 400, query


@pytest.mark.row("O5")
def test_stuck_ones_stand_first_and_the_list_is_filtered_by_state_courier_and_age():
    road = Road()
    stuck, moving = road.order, road.sent(courier="中通快递", tracking_no="78000000001")
    arrived = road.sent(tracking_no="YT00000000777", ago=100)
    road.follow()
    road.told((1, "1002", "离开杭州"), number=stuck.tracking_no)
    road.told((90, "103", "揽收"), (50, "301", "已签收"), number=arrived.tracking_no)
    with travel(timedelta(hours=50)):
        road.told((1, "1002", "到达上海"), number=moving.tracking_no, com="zhongtong")
        find_stuck()
        agent = road.people.owner
        shown = page(agent)
        assert shown.index(stuck.tracking_no) < shown.index(moving.tracking_no)
        assert "Does not move" in shown and arrived.tracking_no not in shown
        assert moving.tracking_no not in page(agent, f"{URL}?view=stuck")
        assert arrived.tracking_no in page(agent, f"{URL}?view=over")
        by_courier = page(agent, f"{URL}?courier=zhongtong")
        assert moving.tracking_no in by_courier and stuck.tracking_no not in by_courier
        assert "中通快递" in by_courier
        by_state = page(agent, f"{URL}?state=moving&courier=yuantong")
        assert stuck.tracking_no in by_state and moving.tracking_no not in by_state
        assert stuck.tracking_no in page(agent, f"{URL}?age=2") and "No parcel fits" in page(agent, f"{URL}?age=4")
        for text in (arrived.tracking_no.lower(), arrived.platform_no):
            assert arrived.tracking_no in page(agent, f"{URL}?q={text}")
        assert "No parcel fits" in page(agent, f"{URL}?q=YT0000")


def many(road: Road, count: int, **fields: Any) -> None:
    at = now()
    first = Parcel.objects.count()
    Parcel.objects.bulk_create(
        Parcel(
            shop=road.shop, order=road.order, number=f"ZZ{first + index:09d}", courier_code="yuantong", sent_at=at,
            due_at=at + timedelta(minutes=index), **fields,
        )
        for index in range(count)
    )  # fmt: skip


def test_a_list_of_a_thousand_costs_what_one_of_ten_costs_and_every_parcel_is_on_one_page():
    road = Road()
    many(road, 10)
    client = browser(road.people.owner)
    few = queries_of(lambda: client.get(URL))
    many(road, 990)
    assert queries_of(lambda: client.get(URL)) == few
    for address in (f"{URL}?view=open", f"{URL}?age=2", f"{URL}?view=over"):
        found: list[str] = []
        Parcel.objects.update(sent_at=now() - timedelta(days=3), is_over="over" in address)
        while address:
            text = client.get(address, headers=PART).content.decode()
            found += re.findall(r'ac-row-link ac-code" href="[^"]*">(ZZ\d{9})', text)
            more = re.search(r'hx-get="([^"]*after=[^"]*)"', text)
            address = more[1].replace("&amp;", "&") if more else ""
        assert len(found) == len(set(found)) == 1000


@pytest.mark.row("O5")
def test_where_its_parcel_is_stands_on_the_order_and_beside_the_conversation():
    road = Road()
    road.follow()
    road.told((1, "5", "派送中"))
    shown = page(road.people.owner, f"/orders/{road.order.pk}/")
    assert "Being delivered" in shown and f"/parcels/{road.parcel.pk}/" in shown
    together = make_order(road.shop, courier="圆通速递", tracking_no=road.order.tracking_no)
    assert f"/parcels/{road.parcel.pk}/" in page(road.people.owner, f"/orders/{together.pk}/")  # sent in one parcel
    buyer = road.visitor(customer=road.order.customer)
    talk = road.writes(buyer, "我的快递到哪了")
    panel = browser(road.people.owner).get(f"/talks/{talk.pk}/panel/orders/", headers=PART).content.decode()
    assert "Being delivered" in panel and f"/parcels/{road.parcel.pk}/" in panel


@pytest.mark.row("O5")
def test_a_buyer_with_an_open_conversation_is_told_there_once_of_each():
    road = Road()
    buyer = road.visitor(customer=road.order.customer)
    talk = road.writes(buyer, "什么时候发货")
    road.answers(talk, "今天", road.people.owner)
    road.follow()
    tell_buyers()
    tell_buyers()
    road.told((2, "103", "已揽收"), (0.5, "5", "派送中"))
    tell_buyers()
    road.told((2, "103", "已揽收"), (0.5, "5", "派送中"), (0.1, "419", "再次派送"))
    tell_buyers()
    said = [
        one.text for one in Message.objects.filter(side=Side.SYSTEM).order_by("seq") if one.auto.startswith("parcel")
    ]
    assert len(said) == 2 and all(road.parcel.number in one for one in said)
    assert "packing" in said[1] or "外包装" in said[1]  # the delivery-day message reminds of the packing as well
    assert Contact.objects.filter(channel="chat").count() == 2  # within the shop's limit of two in seven days
    kinds = dict(ParcelNotice.objects.values_list("kind", "state"))
    assert kinds == {"sent": "sent", "arriving": "sent", "packing": "sent"}
    shown = page(road.people.owner, f"{URL}{road.parcel.pk}/")
    assert "in the same message" in shown


@pytest.mark.row("O5")
def test_without_a_conversation_an_agent_copies_it_and_says_where_it_was_sent():
    road = Road()
    road.follow()
    assert tell_buyers() == 1
    notice = ParcelNotice.objects.get()
    assert notice.state == NoticeState.TO_SEND and road.parcel.number in notice.text
    shown = page(road.people.owner, f"{URL}to-tell/")
    assert notice.text in shown and road.order.customer.nick_mask in shown and road.order.customer.nick not in shown

    def do(staff: Any, what: str, **fields: str) -> HttpResponse:
        return browser(staff).post(f"{URL}notices/{notice.pk}/", {"do": what, **fields}, headers=PART)

    for staff in (road.people.stranger, road.people.warehouse):
        assert do(staff, "platform").status_code == 404
    assert do(road.people.owner, "odd").status_code == do(road.people.owner, "drop", odd="1").status_code == 422
    notice.refresh_from_db()
    assert notice.state == NoticeState.TO_SEND and Contact.objects.count() == 0
    assert do(road.people.owner, "platform").status_code == 200
    notice.refresh_from_db()
    assert (notice.state, notice.channel, notice.ended_by_id) == (NoticeState.SENT, "platform", road.people.owner.pk)
    assert Contact.objects.get().who == f"customer:{road.order.customer_id}"
    assert Event.objects.filter(kind="parcel.told").count() == 1
    assert do(road.people.teammate, "platform").status_code == 409
    assert notice.text not in page(road.people.owner, f"{URL}to-tell/")


@pytest.mark.row("O5", "S8")
def test_limits_of_contacts_hold_quiet_hours_wait_and_what_is_moot_is_dropped():
    road = Road()
    OptOut.objects.create(shop=road.shop, who=f"customer:{road.order.customer_id}", at=now())
    road.follow()
    tell_buyers()
    notice = ParcelNotice.objects.get()
    answer = browser(road.people.owner).post(f"{URL}notices/{notice.pk}/", {"do": "platform"}, headers=PART)
    assert answer.status_code == 409 and "does not want to be contacted" in answer.content.decode()
    assert "does not want to be contacted" in page(road.people.owner, f"{URL}to-tell/")
    assert browser(road.people.owner).post(f"{URL}notices/{notice.pk}/", {"do": "drop"}).status_code == 200

    night = Road()
    hour = now().astimezone(CHINA).hour
    night.rule(QUIET_FROM, hour)
    night.rule(QUIET_UNTIL, (hour + 2) % 24)
    buyer = night.visitor(customer=night.order.customer)
    night.answers(night.writes(buyer, "在吗"), "在", night.people.owner)
    night.follow()
    tell_buyers()
    waiting = ParcelNotice.objects.get(shop=night.shop)
    assert (waiting.state, waiting.why) == (NoticeState.NEW, "quiet_hours")
    assert "quiet hours" in page(night.people.owner, f"{URL}{night.parcel.pk}/")
    with travel(timedelta(hours=3)):
        tell_buyers()
        waiting.refresh_from_db()
        assert waiting.state == NoticeState.SENT and Contact.objects.filter(shop=night.shop).count() == 1

    gone = Road()
    gone.follow()
    tell_buyers()
    gone.told((1, "301", "已签收"))
    tell_buyers()
    assert ParcelNotice.objects.get(shop=gone.shop).state == NoticeState.DROPPED
    old = Road()
    Parcel.objects.filter(shop=old.shop).delete()
    late = old.sent(ago=50)
    old.follow()
    assert not ParcelNotice.objects.filter(parcel__order=late).exists()


@pytest.mark.row("O5")
def test_what_goes_wrong_shows_with_its_case():
    road = Road()
    road.follow()
    road.told((1, "14", "收件人拒收"))
    assert "To be looked at" in page(road.people.owner, f"{URL}{road.parcel.pk}/")
    open_problems()
    shown = page(road.people.owner, f"{URL}{road.parcel.pk}/")
    assert "A case is open for it" in shown and 'href="/cases/CQ' in shown
    assert road.parcel.number in page(road.people.owner)


@pytest.mark.row("O5")
def test_secrets_are_written_and_never_shown_and_only_by_administrators():
    road = Road(links=False)
    address = f"/parcels/settings/{road.shop.slug}/"
    admin, boss = road.people.administrator, road.people.supervisor
    form = {"account": "CUSTOMER", "key": KEY, "salt": SALT, "is_active": "on"}
    for staff in (road.people.owner, road.people.stranger, boss):
        assert browser(staff).post(f"{address}kuaidi100/", form).status_code == 404
    assert browser(road.people.owner).get(address).status_code == 404 and not CourierLink.objects.exists()
    assert browser(admin).post(f"{address}kuaidi100/", form).status_code == 303
    link = CourierLink.objects.get()
    for staff in (admin, boss):
        shown = page(staff, address)
        assert KEY not in shown and SALT not in shown and f"/parcels/push/{link.token}/" in shown
    assert browser(admin).post(f"{address}kuaidi100/", {"account": "C2", "is_active": "on"}).status_code == 303
    link.refresh_from_db()
    assert (link.account, link.key, link.salt) == ("C2", KEY, SALT)  # empty leaves it
    stored = CourierLink.objects.extra(select={"raw": "salt"}).values_list("raw", flat=True).get()
    assert stored.startswith("v") and SALT not in stored
    for wrong, word in (
        ({"account": "空 格", "is_active": "on"}, "Letters and digits"),
        ({"account": "C", "key": "k" * 121, "is_active": "on"}, "At most 120"),
    ):
        answer = browser(admin).post(f"{address}kuaidi100/", wrong)
        assert answer.status_code == 422 and word in answer.content.decode()
    bare = browser(admin).post(f"{address}kdniao/", {"account": "1", "is_active": "on", "asks": "on"})
    assert bare.status_code == 422 and "Asking needs" in bare.content.decode()
    assert browser(admin).post(f"{address}nobody/", form).status_code == 404
    assert browser(admin).post(f"{address}kuaidi100/", {**form, "odd": "1"}).status_code == 422
    old = link.token
    assert browser(admin).post(f"{address}kuaidi100/address/").status_code == 303
    link.refresh_from_db()
    assert link.token != old and CourierLink.objects.count() == 1
    assert KEY not in str(list(Event.objects.values_list("data", flat=True)))


def test_the_button_to_ask_says_why_not():
    road = Road()
    road.follow()
    address = f"{URL}{road.parcel.pk}/"
    assert "asks no aggregator" in page(road.people.owner, address)
    answer = browser(road.people.owner).post(f"{address}ask/")
    assert answer.status_code == 409 and road.parcel.asked_at is None
    CourierLink.objects.filter(shop=road.shop, provider="kdniao").update(asks=True)
    assert browser(road.people.owner).post(f"{address}ask/").status_code == 303
    assert road.parcel.asked_at is not None
    again = browser(road.people.owner).post(f"{address}ask/")
    assert again.status_code == 409 and "30 minutes" in again.content.decode()
    assert "30 minutes" in page(road.people.owner, address)
    assert browser(road.people.stranger).post(f"{address}ask/").status_code == 404
