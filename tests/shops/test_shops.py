"""Shops and their return addresses."""

import pytest
from tests.people import make_people, make_staff, person
from tests.shops.looking import kinds_since, refuses
from tests.web.people import entered

from aftercare.core.errors import InvalidInput, NotFound, Refused
from aftercare.core.models import Event
from aftercare.shops.actions.close_shop import close_shop, reopen_shop
from aftercare.shops.actions.create_shop import ShopFacts, create_shop
from aftercare.shops.actions.save_return_address import AddressFacts, save_return_address, set_address_in_use
from aftercare.shops.actions.update_shop import update_shop
from aftercare.shops.models import ReturnAddress, Shop

pytestmark = pytest.mark.django_db
FACTS = ShopFacts(name="木邻家居旗舰店", platform="tmall")
ADDRESS = AddressFacts(label="次品仓", contact="质检组", phone="0571-80000001", address="浙江省杭州市某路 2 号")


@pytest.mark.row("P1")
def test_an_administrator_of_the_company_opens_shops() -> None:
    shop = create_shop(slug="Mulin", facts=FACTS, person=person(make_staff(is_administrator=True)))
    assert (shop.slug, shop.timezone, shop.is_active) == ("mulin", "Asia/Shanghai", True)
    assert kinds_since(0) == ["shop.created"]


@pytest.mark.parametrize("who", ["owner", "supervisor", "administrator", "stranger"])
def test_nobody_else_opens_shops(who: str) -> None:
    people = make_people()
    asking = person(getattr(people, who))
    refuses(Refused, lambda: create_shop(slug="mulin", facts=FACTS, person=asking))


@pytest.mark.parametrize(
    ("slug", "facts", "field"),
    [
        ("with space", FACTS, "slug"),
        ("", FACTS, "slug"),
        ("new", FACTS, "slug"),
        ("taken", FACTS, "slug"),
        ("mulin", ShopFacts(name="", platform="tmall"), "name"),
        ("mulin", ShopFacts(name="店" * 81, platform="tmall"), "name"),
        ("mulin", ShopFacts(name="木邻", platform="amazon"), "platform"),
        ("mulin", ShopFacts(name="木邻", platform="tmall", timezone="Mars/Base"), "timezone"),
        ("mulin", ShopFacts(name="木邻", platform="tmall", timezone="../etc"), "timezone"),
        ("mulin", ShopFacts(name="已有店", platform="taobao"), "name"),
    ],
)
def test_facts_that_cannot_be_used_are_refused_at_their_field(slug: str, facts: ShopFacts, field: str) -> None:
    Shop.objects.create(slug="taken", name="已有店")
    boss = person(make_staff(is_administrator=True))
    error = refuses(InvalidInput, lambda: create_shop(slug=slug, facts=facts, person=boss))
    assert list(error.problems) == [field]


def test_a_shops_administrator_changes_its_details_and_a_teammate_does_not() -> None:
    people = make_people()
    update_shop(shop_id=people.shop.pk, facts=FACTS, person=person(people.administrator))
    assert Event.objects.get(kind="shop.updated").data["after"] == {"name": "木邻家居旗舰店", "platform": "tmall"}
    for who, error in (("supervisor", Refused), ("owner", Refused), ("stranger", NotFound)):
        asking = person(getattr(people, who))
        refuses(
            error,
            lambda one=asking: update_shop(shop_id=people.shop.pk, facts=ShopFacts("x", "own"), person=one),
        )


def test_people_of_a_closed_shop_see_it_no_more_until_it_opens_again() -> None:
    people, boss = make_people(), make_staff(is_administrator=True)
    browser = entered(people.administrator)
    address = f"/shops/{people.shop.slug}/"
    assert browser.get(address).status_code == 200
    close_shop(shop_id=people.shop.pk, person=person(boss))
    assert browser.get(address).status_code == 404
    assert entered(boss).get(address).status_code == 200
    reopen_shop(shop_id=people.shop.pk, person=person(boss))
    assert browser.get(address).status_code == 200


def test_a_shop_is_closed_by_the_company_only_and_once() -> None:
    people, boss = make_people(), person(make_staff(is_administrator=True))
    pk = people.shop.pk
    refuses(Refused, lambda: close_shop(shop_id=pk, person=person(people.administrator)))
    refuses(NotFound, lambda: close_shop(shop_id=pk, person=person(people.stranger)))
    refuses(Refused, lambda: reopen_shop(shop_id=pk, person=boss))
    close_shop(shop_id=pk, person=boss)
    assert refuses(Refused, lambda: close_shop(shop_id=pk, person=boss)).refusal.code == "shop.closed"


def test_the_first_address_is_the_default_and_another_takes_over_when_asked() -> None:
    people = make_people()
    boss, shop = person(people.administrator), people.shop
    first = ReturnAddress.objects.get(shop=shop)
    second = save_return_address(shop_id=shop.pk, facts=ADDRESS, person=boss)
    assert not second.is_default
    save_return_address(shop_id=shop.pk, facts=ADDRESS, person=boss, address_id=second.pk, make_default=True)
    assert list(ReturnAddress.objects.filter(shop=shop, is_default=True)) == [second]
    first.refresh_from_db()
    assert first.is_active


def test_an_address_of_a_shop_without_one_becomes_the_default() -> None:
    boss = person(make_staff(is_administrator=True))
    shop = create_shop(slug="mulin", facts=FACTS, person=boss)
    assert save_return_address(shop_id=shop.pk, facts=ADDRESS, person=boss).is_default


@pytest.mark.attack("J7")
def test_the_trail_of_an_address_holds_no_personal_text() -> None:
    people = make_people()
    save_return_address(shop_id=people.shop.pk, facts=ADDRESS, person=person(people.administrator))
    event = Event.objects.get(kind="return_address.saved")
    assert event.data == {
        "label": "次品仓",
        "changed": ["label", "contact", "phone", "address"],
        "is_default": False,
    }


def test_the_default_address_cannot_be_taken_out_of_use() -> None:
    people = make_people()
    boss, shop = person(people.administrator), people.shop
    default = ReturnAddress.objects.get(shop=shop)
    refuses(Refused, lambda: set_address_in_use(shop_id=shop.pk, address_id=default.pk, in_use=False, person=boss))
    other = save_return_address(shop_id=shop.pk, facts=ADDRESS, person=boss)
    set_address_in_use(shop_id=shop.pk, address_id=other.pk, in_use=False, person=boss)
    other.refresh_from_db()
    assert not other.is_active


def test_an_address_out_of_use_does_not_become_the_default() -> None:
    people = make_people()
    boss, pk = person(people.administrator), people.shop.pk
    other = save_return_address(shop_id=pk, facts=ADDRESS, person=boss)
    set_address_in_use(shop_id=pk, address_id=other.pk, in_use=False, person=boss)
    save_return_address(shop_id=pk, facts=ADDRESS, person=boss, address_id=other.pk, make_default=True)
    other.refresh_from_db()
    assert not other.is_default


@pytest.mark.attack("B1")
def test_an_address_of_another_shop_does_not_exist_here() -> None:
    people = make_people()
    boss, pk = person(people.administrator), people.shop.pk
    foreign = ReturnAddress.objects.get(shop=people.other_shop).pk
    refuses(NotFound, lambda: save_return_address(shop_id=pk, facts=ADDRESS, person=boss, address_id=foreign))
    refuses(NotFound, lambda: set_address_in_use(shop_id=pk, address_id=foreign, in_use=False, person=boss))
    for who, error in (("supervisor", Refused), ("owner", Refused), ("stranger", NotFound)):
        asking = person(getattr(people, who))
        refuses(error, lambda one=asking: save_return_address(shop_id=pk, facts=ADDRESS, person=one))


def test_an_address_needs_everything_a_courier_needs() -> None:
    people = make_people()
    empty = AddressFacts(label="", contact=" ", phone="", address="x" * 201)
    error = refuses(
        InvalidInput,
        lambda: save_return_address(shop_id=people.shop.pk, facts=empty, person=person(people.administrator)),
    )
    assert sorted(error.problems) == ["address", "contact", "label", "phone"]
