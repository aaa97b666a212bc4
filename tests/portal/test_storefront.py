"""The sample shop page: there while the demo shop runs, and on no other installation (S1)."""

import json
import re
from html import unescape
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from tests.people import make_order
from tests.portal.scene import BuyersBrowser, Stage

from aftercare.chat.models import IdentityKey, Visitor
from aftercare.core.crypto import keyed_hash
from aftercare.core.text import fold
from aftercare.customers.models import Customer
from aftercare.shops.models import Shop
from aftercare.shops.terms import Platform

pytestmark = pytest.mark.django_db


@pytest.fixture
def demo(settings: Any, tmp_path: Path) -> Path:
    settings.DEMO_NOTE = tmp_path / "demo.json"
    settings.DEMO_NOTE.write_text("[]")
    return settings.DEMO_NOTE


def config_in(text: str) -> dict[str, Any]:
    found = re.search(r'<script id="store-config" type="application/json">(.*?)</script>', text, re.DOTALL)
    assert found
    return json.loads(found[1])


@pytest.mark.row("S1")
def test_there_is_none_without_the_demo_shop(settings: Any, tmp_path: Path):
    stage = Stage()
    settings.DEMO_NOTE = tmp_path / "none.json"
    assert Client().get(f"/storefront/{stage.shop.slug}/").status_code == 404


@pytest.mark.row("S1")
@pytest.mark.attack("G4")
def test_its_buyers_are_signed_as_a_shops_own_server_does(demo: Path):
    stage = Stage()
    stage.product()
    order = make_order(stage.shop)
    make_order(stage.shop)
    Customer.objects.filter(pk=order.customer_id).update(nick_hash=keyed_hash(fold(order.customer.nick)))
    address = f"/storefront/{stage.shop.slug}/"
    guest = Client().get(address)
    assert guest.status_code == 200
    assert config_in(guest.content.decode())["buyer"] is None
    assert "MZ-101" in guest.content.decode()
    assert stage.secret not in guest.content.decode()
    known = Client().get(address, {"as": "1"}).content.decode()
    assert order.platform_no in known
    assert stage.secret not in known
    browser = BuyersBrowser(stage)
    assert browser.enter(buyer=config_in(known)["buyer"])["is"] == "known"
    assert Visitor.objects.get().customer_id == order.customer_id
    assert browser.send(kind="card", order=order.platform_no)["is"] == "kept"
    for other in ("3", "x", "²", "-1"):
        assert config_in(Client().get(address, {"as": other}).content.decode())["buyer"] is None
    IdentityKey.objects.update(ended_at=order.ordered_at)
    assert config_in(Client().get(address, {"as": "1"}).content.decode())["buyer"] is None
    Shop.objects.update(is_active=False)
    assert Client().get(address).status_code == 404


@pytest.mark.row("R1")
def test_buyers_of_an_own_site_are_led_to_their_reviews(demo: Path):
    stage = Stage()
    order = make_order(stage.shop)
    Customer.objects.filter(pk=order.customer_id).update(nick_hash=keyed_hash(fold(order.customer.nick)))
    address = f"/storefront/{stage.shop.slug}/"
    assert "/r/" not in Client().get(address, {"as": "1"}).content.decode()  # of another platform
    Shop.objects.update(platform=Platform.OWN)
    assert "/r/" not in Client().get(address).content.decode()  # a guest
    client = Client()
    page = client.get(address, {"as": "1", "language": "en"}).content.decode()
    form = page.split('<form class="review" method="post" action="')[1].split("</form>")[0]
    told = dict(re.findall(r'name="([^"]*)" value="([^"]*)"', form))
    there = client.post(form.split('"')[0], {name: unescape(value) for name, value in told.items()}, follow=True)
    there = there.content.decode()
    assert order.platform_no[-6:] in there and "Review your orders" in there
