"""Questions to the aggregators, against a simulator that is a process of its own (O5; attack F4)."""

import subprocess
import sys
from collections.abc import Iterator
from datetime import timedelta

import pytest
import requests
from django.utils.translation import override
from tests.parcels.scene import ACCOUNT, KEY, SALT, Road, wall
from tests.people import person

from aftercare.connectors.couriers.kdniao import Kdniao
from aftercare.connectors.couriers.kuaidi100 import Kuaidi100
from aftercare.core.errors import Refused
from aftercare.core.time import now, travel
from aftercare.orders.models import Order
from aftercare.parcels.actions.apply_inbox import apply_inbox
from aftercare.parcels.actions.ask_couriers import ask_due, ask_for, ask_one
from aftercare.parcels.actions.save_link import LinkWish, save_link
from aftercare.parcels.models import CourierLink, InboxItem, TrackingEvent
from aftercare.parcels.providers import all_providers, register
from aftercare.parcels.terms import ParcelState, Way

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def in_english() -> Iterator[None]:
    """What went wrong is kept as the worker says it: here in English."""
    with override("en"):
        yield


class Practice:
    """The simulator's address and what can be said to it."""

    def __init__(self, address: str) -> None:
        self.address = address

    def mood(self, mood: str) -> None:
        assert requests.post(f"{self.address}/mood", json={"mood": mood}, timeout=5).status_code == 200

    def knows(self, number: str, *traces: tuple[float, str, str]) -> None:
        """(hours ago, code, words), the oldest first."""
        course = [[wall(now() - timedelta(hours=ago)), code, words] for ago, code, words in traces]
        requests.post(f"{self.address}/courses", json={number: course}, timeout=5)

    def asked(self) -> list[dict[str, str]]:
        return list(requests.get(self.address, timeout=5).json())


@pytest.fixture
def practice() -> Iterator[Practice]:
    process = subprocess.Popen(
        [sys.executable, "-m", "aftercare.connectors.couriers.simulator"],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
    )  # fmt: skip
    known = all_providers()
    try:
        assert process.stdout is not None and process.stdin is not None
        address = process.stdout.readline().strip()
        register(Kuaidi100(address, seconds=1.0))
        register(Kdniao(address, seconds=1.0))
        yield Practice(address)
        process.stdin.close()
        process.wait(20)
    finally:
        for provider in known:
            register(provider)
        process.kill()
        process.wait(20)


class Asking(Road):
    """A shop that asks one of them."""

    def __init__(self, provider: str) -> None:
        super().__init__(links=False)
        wish = LinkWish(ACCOUNT, KEY, SALT, asks=True)
        save_link(shop_id=self.shop.pk, provider=provider, wish=wish, person=person(self.people.administrator))
        self.follow()

    @property
    def link(self) -> CourierLink:
        return CourierLink.objects.get(shop=self.shop)


@pytest.mark.row("O5")
@pytest.mark.parametrize(
    ("provider", "codes", "state"),
    [("kuaidi100", ("103", "5"), ParcelState.DELIVERING), ("kdniao", ("1", "202"), ParcelState.DELIVERING)],
)
def test_a_shop_with_a_key_asks_by_itself_and_by_hand(practice: Practice, provider: str, codes: tuple[str, str], state):
    road = Asking(provider)
    practice.knows(road.order.tracking_no, (3, codes[0], "已揽收"), (1, codes[1], "派送中"))
    assert ask_due() == 1 and InboxItem.objects.get().way == Way.ASKED
    assert apply_inbox() == 1 and road.parcel.state == state
    assert ask_due() == 0 and len(practice.asked()) == 1  # not again before the shop's hours
    with pytest.raises(Refused) as told:
        ask_for(parcel_id=road.parcel.pk, person=person(road.people.owner))
    assert told.value.refusal.code == "parcel.asked"
    with travel(timedelta(hours=1)):
        assert ask_due() == 0
        ask_for(parcel_id=road.parcel.pk, person=person(road.people.owner))
        assert ask_one(parcel_id=road.parcel.pk) is True
    with travel(timedelta(hours=7)):
        assert ask_due() == 1
    apply_inbox()
    assert TrackingEvent.objects.count() == 2 and len(practice.asked()) == 3


@pytest.mark.attack("F4")
@pytest.mark.parametrize(
    ("mood", "said"),
    [("down", "503"), ("slow", "cannot be reached"), ("garbage", "cannot be read"), ("huge", "HTTP 200"),
     ("moved", "302"), ("refuses", "")],
)  # fmt: skip
@pytest.mark.parametrize("provider", ["kuaidi100", "kdniao"])
def test_whatever_the_aggregator_does_nothing_is_lost_and_it_is_said(
    practice: Practice, mood: str, said: str, provider: str
):
    road = Asking(provider)
    practice.knows(road.order.tracking_no, (3, "103", "已揽收"))
    practice.mood(mood)
    assert ask_due() == 0 and InboxItem.objects.count() == 0
    assert said in road.link.trouble and road.link.trouble and road.link.trouble_at is not None
    assert len(practice.asked()) == 1  # a redirect is not followed
    practice.mood("good")
    with travel(timedelta(hours=7)):
        assert ask_due() == 1
    assert road.link.trouble == ""


def test_only_the_last_digits_of_a_phone_go_along_and_only_where_the_courier_needs_them(practice: Practice):
    road = Asking("kuaidi100")
    order = road.sent(courier="顺丰速运", tracking_no="SF1234567890")
    order.receiver_phone = "13812345678"
    order.save()
    Order.objects.filter(pk=order.pk).update(updated_at=now())
    road.follow()
    practice.knows("SF1234567890", (2, "103", "已揽收"))
    practice.knows(road.order.tracking_no, (2, "103", "已揽收"))
    assert ask_due() == 2
    params = [form["param"] for form in practice.asked()]
    assert sum('"phone":"5678"' in one for one in params) == 1
    assert sum("phone" in one for one in params) == 1 and not any("1381234" in one for one in params)


def test_without_a_key_nobody_is_asked(practice: Practice):
    road = Road()
    road.follow()
    assert ask_due() == 0 and practice.asked() == []
    assert ask_one(parcel_id=road.parcel.pk) is False
    CourierLink.objects.filter(shop=road.shop).update(asks=True, account="")
    assert ask_due() == 0 and practice.asked() == []
