"""Planted phones and names are found nowhere but in encrypted columns: tables, jobs, events, addresses, titles (J)."""

import re
from datetime import timedelta

import pytest
from django.db import connection
from tests.erasure.test_erasure import SECRETS, home, known_buyer
from tests.pages.stage import browser
from tests.people import make_order
from tests.regulars.scene import make_town

from aftercare.chat.actions.write_as_buyer import write_as_buyer
from aftercare.chat.models import Visitor
from aftercare.chat.writing import Words
from aftercare.core import crypto
from aftercare.core.crypto import add_key
from aftercare.core.models import Event
from aftercare.core.time import now, travel
from aftercare.customers.models import Disclosure
from aftercare.orders.models import Order
from aftercare.regulars.actions.note_look import forget_looks
from aftercare.regulars.models import Look
from aftercare.shops.models import PolicyValue
from aftercare.shops.policies import settings_changed

__all__ = ["home"]
pytestmark = pytest.mark.django_db
IDENTITY = "11010519491231002X"


@pytest.fixture
def forgotten_keys(db):
    """A key that is rolled back must not stay in the memory of the process: others would write with it."""
    yield
    crypto.forget_keys()


@pytest.mark.attack("J3")
def test_no_table_holds_them_as_they_are():
    town = make_town()
    order = known_buyer(town)
    browser(town.people.supervisor).post(f"/customers/{order.customer_id}/data/copy/", {"reason": "清风明月88来电"})
    found = set()
    with connection.cursor() as cursor:
        cursor.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
        for (table,) in cursor.fetchall():
            cursor.execute(f'SELECT string_agg(kept::text, chr(10)) FROM "{table}" AS kept')
            text = cursor.fetchone()[0] or ""
            found |= {(table, secret) for secret in SECRETS if secret in text}
    assert found == set()


@pytest.mark.attack("J1", "J4", "J5")
def test_pages_of_customers_show_masks_and_their_addresses_and_titles_nothing():
    town = make_town()
    order = known_buyer(town)
    client = browser(town.people.owner)
    pages = ("/customers/", f"/customers/{order.customer_id}/", "/customers/duplicates/", "/customers/?q=清风明月88")
    for address in pages:
        html = client.get(address).content.decode()
        title = re.search("<title>(.*?)</title>", html, re.S)
        links = " ".join(re.findall(r'(?:href|hx-get|hx-post|action)="([^"]*)"', html))
        shown = html.replace('value="清风明月88"', "")  # what was typed into the search stands in its field
        assert title is not None
        for secret in SECRETS[:4]:
            assert secret not in title.group(1) + links, address
            assert secret not in shown, address


@pytest.mark.attack("J8")
def test_what_an_older_key_wrote_stays_readable_after_a_new_one(forgotten_keys):
    town = make_town()
    order = known_buyer(town)
    before = Order.objects.get(pk=order.pk).receiver_name
    version = add_key()
    assert version > 1
    Order.objects.filter(pk=order.pk).update(receiver_address="新地址 1 号")
    row = Order.objects.get(pk=order.pk)
    assert (row.receiver_name, row.receiver_address) == (before, "新地址 1 号")
    with connection.cursor() as cursor:
        cursor.execute("SELECT receiver_name, receiver_address FROM orders_order WHERE id = %s", [order.pk])
        old, new = cursor.fetchone()
    assert old.startswith("v1:")
    assert new.startswith(f"v{version}:")


@pytest.mark.attack("J9")
def test_who_opens_very_many_customers_is_shown_to_the_supervisors_at_once():
    town = make_town()
    day = now() - timedelta(days=1)
    PolicyValue.objects.create(shop=town.shop, key="personal.pages_per_hour", value=20, valid_from=day)
    settings_changed(town.shop.pk)
    client = browser(town.people.owner)
    buyers = [make_order(town.shop).customer_id for _count in range(22)]
    for pk in buyers[:20]:
        assert client.get(f"/customers/{pk}/").status_code == 200
        client.get(f"/customers/{pk}/")  # the same one again is no other one
    assert not Disclosure.objects.exists()
    for pk in buyers[20:]:
        assert client.get(f"/customers/{pk}/").status_code == 200
    assert Disclosure.objects.filter(is_shown=False).count() == 1  # once an hour
    event = Event.objects.get(kind="personal.many_looks")
    assert (event.actor_id, event.data) == (town.people.owner.pk, {"looks": 21})
    assert "Opened very many pages of customers" in browser(town.people.supervisor).get("/").content.decode()
    with travel(timedelta(days=8)):
        assert forget_looks() == 22
    assert not Look.objects.exists()


@pytest.mark.attack("J10")
def test_an_identity_number_stands_in_the_talk_and_not_in_the_list():
    town = make_town()
    known_buyer(town)
    visitor = Visitor.objects.get(name__isnull=False, customer__isnull=False)
    talk = write_as_buyer(visitor=visitor, words=Words("w-9", f"实名用 {IDENTITY}")).conversation
    client = browser(town.people.owner)
    listed = client.get("/talks/").content.decode()
    assert IDENTITY not in listed
    assert IDENTITY in client.get(f"/talks/{talk.pk}/").content.decode()
