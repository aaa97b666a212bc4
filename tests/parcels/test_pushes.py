"""Pushes of both aggregators through their door: genuine or not, once, in any order (O5; attacks F10, X10)."""

import json
from datetime import UTC, datetime, timedelta
from random import Random

import pytest
from django.test import Client
from tests.parcels.door import post
from tests.parcels.scene import ACCOUNT, KEY, SALT, Road, kdniao, kuaidi100
from tests.people import make_people, person

from aftercare.connectors.couriers.kdniao import data_sign
from aftercare.connectors.couriers.kuaidi100 import push_sign
from aftercare.core.time import now
from aftercare.parcels.actions.apply_inbox import apply_inbox
from aftercare.parcels.actions.save_link import LinkWish, renew_address, save_link
from aftercare.parcels.models import CourierLink, InboxItem, Parcel, ParcelProblem, TrackingEvent
from aftercare.parcels.terms import ParcelState, Sign, Way

pytestmark = pytest.mark.django_db
AT = datetime(2026, 11, 20, 2, tzinfo=UTC)
ROAD = (
    (AT, "103", "【杭州市】已揽收"),
    (AT + timedelta(hours=9), "1002", "离开【杭州转运中心】"),
    (AT + timedelta(hours=30), "5", "派件员王五(13812345678)正在派件"),
    (AT + timedelta(hours=33), "301", "已签收，签收人：本人"),
)


@pytest.mark.row("O5")
def test_a_push_of_kuaidi100_is_kept_applied_and_answered_in_its_form():
    road = Road()
    road.follow()
    answer = road.push(kuaidi100(road.order.tracking_no, ROAD[:3], state="5"))
    assert (answer.status_code, answer.json()) == (200, {"result": True, "returnCode": "200", "message": "成功"})
    assert TrackingEvent.objects.count() == 0 and InboxItem.objects.get().way == Way.PUSH
    assert apply_inbox() == 1 and InboxItem.objects.count() == 0
    parcel = road.parcel
    assert (parcel.state, parcel.order_id, parcel.courier_code) == (ParcelState.DELIVERING, road.order.pk, "yuantong")
    signs = list(parcel.events.order_by("at").values_list("sign", "raw"))
    assert signs == [(Sign.COLLECTED, "103"), (Sign.TRANSIT, "1002"), (Sign.DELIVERING, "5")]
    assert parcel.last_event.text == ROAD[2][2] and parcel.moved_at == ROAD[2][0]


@pytest.mark.row("O5")
def test_a_push_of_kdniao_with_the_same_digits_means_something_else():
    road = Road()
    road.follow()
    form = kdniao(road.order.tracking_no, [(AT, "1", "已揽收"), (AT + timedelta(hours=5), "204", "到达转运中心")])
    answer = road.push(form, "kdniao")
    told = answer.json()
    assert answer.status_code == 200 and (told["EBusinessID"], told["Success"], told["Reason"]) == (ACCOUNT, True, "")
    apply_inbox()
    assert road.parcel.state == ParcelState.MOVING  # 204 of kuaidi100 would be trouble
    road.told((1, "204", "派送异常"))
    assert road.parcel.state == ParcelState.TROUBLE


def forged(form: dict[str, str], **changes: str) -> dict[str, str]:
    return {**form, **changes}


@pytest.mark.attack("F10")
@pytest.mark.row("O5")
def test_forged_pushes_are_refused_and_nothing_is_kept():
    road = Road()
    other = make_people()
    foreign = save_link(
        shop_id=other.shop.pk, provider="kuaidi100", wish=LinkWish("C", KEY, "their-own-salt"),
        person=person(other.administrator),
    )  # fmt: skip
    good, bird = kuaidi100(road.order.tracking_no, ROAD), kdniao(road.order.tracking_no, [(AT, "1", "已揽收")])
    altered = {**good, "param": good["param"].replace("已揽收", "已丢失")}
    theirs = {**good, "sign": push_sign(good["param"], "their-own-salt")}
    tries = [
        ("kuaidi100", {"param": good["param"]}),
        ("kuaidi100", {**good, "sign": ""}),
        ("kuaidi100", {**good, "sign": "0" * 32}),
        ("kuaidi100", {**good, "sign": "签名"}),
        ("kuaidi100", altered),
        ("kuaidi100", theirs),
        ("kuaidi100", bird),
        ("kdniao", good),
        ("kdniao", {**bird, "DataSign": data_sign(bird["RequestData"], "another key")}),
        ("kdniao", {**bird, "RequestData": bird["RequestData"].replace(ACCOUNT, "999")}),
    ]
    for provider, form in tries:
        answer = road.push(form, provider)
        assert answer.status_code == 401, (provider, form)
        told = answer.json()
        assert told.get("result", told.get("Success")) is False
    assert post(f"/parcels/push/{foreign.token}/", good).status_code == 401
    assert InboxItem.objects.count() == 0 and Parcel.objects.count() == 0
    assert CourierLink.objects.get(pk=road.links["kuaidi100"].pk).refused_at is not None
    assert CourierLink.objects.get(pk=road.links["kuaidi100"].pk).heard_at is None


@pytest.mark.attack("F10")
def test_an_address_that_is_none_says_nothing():
    road = Road()
    good = kuaidi100(road.order.tracking_no, ROAD)
    old = road.links["kuaidi100"].token
    renew_address(shop_id=road.shop.pk, provider="kuaidi100", person=person(road.people.administrator))
    for token in (old, "x" * 200, "0"):
        answer = post(f"/parcels/push/{token}/", good)
        assert (answer.status_code, answer.content) == (404, b"")
    road.links["kuaidi100"].refresh_from_db()
    assert road.push(good).status_code == 200
    for verb in ("GET", "HEAD", "PUT", "OPTIONS", "TRACE"):
        answer = post(f"/parcels/push/{road.links['kuaidi100'].token}/", b"", method=verb)
        assert (answer.status_code, answer.headers["allow"]) == (405, "POST")
    wish = LinkWish("CUSTOMER", is_active=False)
    save_link(shop_id=road.shop.pk, provider="kuaidi100", wish=wish, person=person(road.people.administrator))
    assert road.push(good).status_code == 404
    road.shop.is_active = False
    road.shop.save()
    assert road.push(kdniao(road.order.tracking_no, [(AT, "1", "已揽收")]), "kdniao").status_code == 404
    assert InboxItem.objects.count() == 1


@pytest.mark.attack("F10")
def test_what_is_signed_but_cannot_be_read_is_said_so_and_not_kept():
    road = Road()
    param = json.dumps({"lastResult": {"nu": "YT00000001", "data": [{"time": "yesterday", "context": "x"}]}})
    broken = [
        "{",
        "[]",
        '"x"',
        json.dumps({"lastResult": []}),
        param,
        json.dumps({"lastResult": {"nu": "?", "data": []}}),
    ]
    broken.append("[" * 20_000)
    for text in broken:
        answer = road.push({"param": text, "sign": push_sign(text, SALT)})
        assert answer.status_code == 400 and answer.json()["returnCode"] == "500", text[:40]
    many = {"EBusinessID": ACCOUNT, "Data": [{"LogisticCode": "YT00000001"}] * 300}
    text = json.dumps(many)
    assert road.push({"RequestData": text, "DataSign": data_sign(text, KEY)}, "kdniao").status_code == 400
    quiet = json.dumps({"status": "abort", "message": "3天查询无记录", "lastResult": {}})
    assert road.push({"param": quiet, "sign": push_sign(quiet, SALT)}).status_code == 200
    large = kuaidi100("YT00000001", [(AT, "103", "揽收" * 100_000)])
    assert road.push(large).status_code == 413
    assert InboxItem.objects.count() == 0


@pytest.mark.attack("X10")
@pytest.mark.row("O5")
def test_a_push_that_is_replayed_changes_nothing():
    road = Road()
    road.follow()
    form = kuaidi100(road.order.tracking_no, ROAD, state="3")
    for _time in range(5):
        assert road.push(form).status_code == 200
    assert apply_inbox() == 5
    before = Parcel.objects.values().get()
    assert before["state"] == ParcelState.DELIVERED and TrackingEvent.objects.count() == 4
    road.push(form)
    apply_inbox()
    assert Parcel.objects.values().get() == before and TrackingEvent.objects.count() == 4


@pytest.mark.attack("X10")
@pytest.mark.row("O5")
def test_shuffled_repeated_and_delayed_pushes_end_as_the_ordered_ones():
    courses = [
        ROAD,
        (*ROAD[:3], (AT + timedelta(hours=34), "14", "收件人拒收"), (AT + timedelta(hours=50), "6", "快件退回中")),
        (*ROAD[:2], (AT + timedelta(hours=20), "209", "外包装破损"), (AT + timedelta(hours=29), "1002", "重新发出")),
        (*ROAD[:3], (AT + timedelta(hours=36), "501", "已放入丰巢快递柜")),
        ROAD[:2],
    ]
    numbers = [f"YT90000000{index:02d}" for index in range(20)]
    steps = [
        (number, road[: end + 1])
        for index, number in enumerate(numbers)
        for road in [courses[index % len(courses)]]
        for end in range(len(road))
    ]
    ordered, shuffled = Road(), Road()
    rng = Random(7)
    told = [step for step in steps for _time in range(rng.randint(1, 4))]
    rng.shuffle(told)
    late = told[: len(told) // 10]
    for road, rounds in ((ordered, [steps]), (shuffled, [told[len(late) :], late])):
        for one_round in rounds:
            for number, traces in one_round:
                assert road.push(kuaidi100(number, traces)).status_code == 200
            apply_inbox()

    def end(road: Road) -> list[tuple[object, ...]]:
        columns = (
            "number",
            "courier_code",
            "state",
            "state_at",
            "moved_at",
            "delivered_at",
            "is_over",
            "last_event__key",
        )
        return list(Parcel.objects.filter(shop=road.shop).order_by("number").values_list(*columns))

    def said(road: Road) -> list[tuple[object, ...]]:
        rows = TrackingEvent.objects.filter(parcel__shop=road.shop).order_by("parcel__number", "at", "key")
        return list(rows.values_list("parcel__number", "at", "key", "sign", "raw", "place"))

    assert len(end(ordered)) == len(numbers) and end(shuffled) == end(ordered) and said(shuffled) == said(ordered)


@pytest.mark.row("O5")
def test_events_that_come_before_their_order_wait_for_it():
    road = Road()
    road.told((5, "103", "已揽收"), (2, "1002", "离开杭州"), number="YT55555555555")
    parcel = Parcel.objects.get()
    assert parcel.order is None and parcel.state == ParcelState.MOVING
    order = road.sent(tracking_no="YT55555555555", ago=6)
    road.follow()
    parcel.refresh_from_db()
    assert (parcel.order_id, parcel.state, parcel.courier) == (order.pk, ParcelState.MOVING, "圆通速递")
    assert Parcel.objects.filter(number="YT55555555555").count() == 1


def test_the_same_number_at_two_couriers_is_two_parcels_and_an_unknown_courier_is_learnt():
    road = Road()
    unknown = road.sent(courier="其他", tracking_no="88888888888")
    road.follow()
    assert Parcel.objects.get(order=unknown).courier_code == ""
    road.told((3, "103", "已揽收"), number="88888888888", com="zhongtong")
    assert Parcel.objects.get(order=unknown).courier_code == "zhongtong"
    road.told((3, "103", "已揽收"), number="88888888888", com="yunda")
    assert Parcel.objects.filter(number="88888888888").count() == 2
    assert Parcel.objects.get(order=unknown).state == ParcelState.COLLECTED


def test_an_event_of_the_far_future_is_not_believed():
    road = Road()
    road.follow()
    road.told((-24 * 5, "301", "已签收"), (1, "103", "已揽收"))
    assert road.parcel.state == ParcelState.COLLECTED and road.parcel.events.count() == 1


def test_a_report_that_cannot_be_applied_stands_aside_and_holds_up_no_other():
    road = Road()
    road.follow()
    InboxItem.objects.create(shop=road.shop, way=Way.PUSH, reports="no json", come_at=now())
    road.told((1, "103", "已揽收"))
    assert road.parcel.state == ParcelState.COLLECTED
    aside = InboxItem.objects.get()
    assert aside.failed_at is not None and "Error" in aside.error
    page = Client()
    page.force_login(road.people.administrator)
    assert apply_inbox() == 0 and ParcelProblem.objects.count() == 0


def test_a_number_of_the_whole_that_says_more_than_the_newest_event_counts():
    road = Road()
    road.follow()
    road.told((2, "1002", "离开杭州"), state="2")
    assert road.parcel.state == ParcelState.TROUBLE
    road.told((2, "1002", "离开杭州"), (1, "1002", "到达上海"), state="0")
    assert road.parcel.state == ParcelState.MOVING and road.parcel.events.count() == 3
