"""The page of a shop's API keys: made and shown once, ended at once, kept by administrators only (X4, A16)."""

import re

import pytest
from tests.pages.stage import browser, queries_of
from tests.people import People, make_people, make_staff, person

from aftercare.accounts.terms import Role
from aftercare.apikeys.access import key_of_secret
from aftercare.apikeys.actions.make_key import MOST_KEYS, make_key
from aftercare.apikeys.models import ApiKey
from aftercare.core.models import Event

pytestmark = [pytest.mark.django_db, pytest.mark.row("X4")]


@pytest.fixture
def people() -> People:
    return make_people()


def page_of(people: People) -> str:
    return f"/shops/{people.shop.slug}/keys/"


def test_a_key_is_shown_once_and_ended_at_once(people: People):
    chief = browser(people.administrator)
    answer = chief.post(f"{page_of(people)}make/", {"name": "网站", "scopes": ["reviews", "replies"]})
    found = re.search(r'id="secret"[^>]*>(ac_[\w-]+)<', answer.content.decode())
    assert answer.status_code == 200 and found
    key = ApiKey.objects.get()
    assert (key.name, key.scopes, key.tail) == ("网站", ["replies", "reviews"], found[1][-4:])
    assert found[1] not in str(list(ApiKey.objects.values())) + str(list(Event.objects.values()))
    assert found[1] not in chief.get(page_of(people)).content.decode()
    assert key_of_secret(found[1]) == key

    assert chief.post(f"{page_of(people)}{key.pk}/end/").status_code == 303
    assert key_of_secret(found[1]) is None
    assert chief.post(f"{page_of(people)}{key.pk}/end/").status_code == 404
    kinds = Event.objects.filter(kind__startswith="apikey.").order_by("pk").values_list("kind", flat=True)
    assert list(kinds) == ["apikey.made", "apikey.ended"]


def test_what_cannot_be_used_makes_no_key(people: People):
    chief = browser(people.administrator)
    for sent in ({}, {"name": " ", "scopes": "reviews"}, {"name": "x" * 61, "scopes": "reviews"}, {"name": "网站"},
                 {"name": "网站", "scopes": "money"}, {"name": "网站", "scopes": "reviews", "shop": "1"}):  # fmt: skip
        assert chief.post(f"{page_of(people)}make/", sent).status_code == 422, sent
    for number in range(MOST_KEYS):
        make_key(shop_id=people.shop.pk, name=str(number), scopes=["reviews"], person=person(people.administrator))
    assert chief.post(f"{page_of(people)}make/", {"name": "网站", "scopes": "reviews"}).status_code == 409
    assert ApiKey.objects.count() == MOST_KEYS


@pytest.mark.attack("B1")
def test_a_supervisor_reads_and_a_stranger_finds_nothing(people: People):
    made = make_key(shop_id=people.shop.pk, name="网站", scopes=["reviews"], person=person(people.administrator))
    supervisor = browser(people.supervisor)
    assert "网站" in supervisor.get(page_of(people)).content.decode()
    assert supervisor.post(f"{page_of(people)}make/", {"name": "x", "scopes": "reviews"}).status_code == 404
    foreign = browser(make_staff("", Role.ADMINISTRATOR, shop=people.other_shop))
    own = f"/shops/{people.other_shop.slug}/keys/"
    assert foreign.get(page_of(people)).status_code == 404
    assert foreign.post(f"{own}{made.key.pk}/end/").status_code == 404
    assert ApiKey.objects.get().ended_at is None


def test_the_page_asks_the_same_with_one_key_and_with_all(people: People):
    chief = browser(people.administrator)
    make_key(shop_id=people.shop.pk, name="1", scopes=["reviews"], person=person(people.administrator))
    one = queries_of(lambda: chief.get(page_of(people)))
    for number in range(MOST_KEYS - 1):
        make_key(shop_id=people.shop.pk, name=str(number), scopes=["reviews"], person=person(people.administrator))
    assert queries_of(lambda: chief.get(page_of(people))) == one
