"""The report of a shop says what the products and pages say, whatever was done to them and in whatever order (R7)."""

import random
from dataclasses import replace
from itertools import count
from pathlib import Path

import pytest
from tests.listings.test_actions import HEADER, save
from tests.people import People, make_people, person
from tests.races import racetrack

from aftercare.intake.actions.import_file import import_file
from aftercare.listings.actions.check_again import check_again
from aftercare.listings.models import ListingText, ShopTally
from aftercare.listings.queries import ShopScore, shop_scores
from aftercare.orders.actions.save_product import add_product, change_product
from aftercare.orders.actions.take_in_products import take_in_products
from aftercare.orders.catalogue.checking import ProductFacts
from aftercare.orders.catalogue.sheet import Told
from aftercare.orders.models import Product
from aftercare.shops.access import Person

pytestmark = pytest.mark.row("R7")


def facts_of(product: Product) -> ProductFacts:
    return ProductFacts(product.code, product.title, is_active=product.is_active)


def switch(people: People, product: Product) -> None:
    """Into sale, or out of it."""
    product.refresh_from_db()
    facts = facts_of(product)
    change_product(
        product_id=product.pk,
        version=product.version,
        facts=replace(facts, is_active=not facts.is_active),
        person=person(people.administrator),
    )


def counted(people: People) -> ShopScore:
    """By looking at every product and page."""
    products = Product.objects.filter(shop=people.shop, is_active=True).count()
    pages = list(ListingText.objects.filter(shop=people.shop, product__is_active=True))
    points = sum(page.score for page in pages)
    mean = round(points / len(pages), 1) if pages else 0
    return ShopScore(people.shop.pk, len(pages), products - len(pages), mean, sum(page.banned > 0 for page in pages))


def told(people: People) -> ShopScore:
    found = shop_scores(person(people.owner), frozenset({people.shop.pk, people.other_shop.pk}))
    return found[0] if found else ShopScore(people.shop.pk, 0, 0, 0, 0)


@pytest.mark.django_db
@pytest.mark.parametrize("seed", range(4))
def test_whatever_is_done_the_report_says_what_is_there(seed: int, tmp_path: Path) -> None:
    people, dice = make_people(), random.Random(seed)
    keeper = person(people.administrator)
    codes = (f"N-{number}" for number in count())
    words = ("榉木", "全网第一", "国家级榉木", "")

    def add() -> None:
        facts = ProductFacts(next(codes), dice.choice(("原木摆件", "顶尖摆件")), is_active=dice.random() < 0.8)
        add_product(shop_id=people.shop.pk, facts=facts, person=keeper)

    def take_in() -> None:
        rows = [Told(line, {"code": next(codes), "title": "原木杯"}) for line in range(1, 4)]
        take_in_products(shop_id=people.shop.pk, rows=[*rows, Told(9, {"code": "N-0", "title": "原木"})], person=keeper)

    def write() -> None:
        product = dice.choice(Product.objects.all())
        page = ListingText.objects.filter(product=product).first()
        save(people.administrator, product, page.version if page else 0, material=dice.choice(words))

    def bring_file() -> None:
        path = tmp_path / f"pages-{dice.random()}.csv"
        rows = [
            f"{one.code},{dice.choice(words)},开盒即用,无,,{dice.randrange(5)}" for one in Product.objects.all()[:5]
        ]
        path.write_text("\n".join((HEADER, *rows, rows[0])), encoding="utf-8")
        import_file(path, people.shop.slug, Person.system(), dice.random() < 0.3)

    def look_again() -> None:
        Product.objects.filter(pk=dice.choice(Product.objects.all()).pk).update(title=dice.choice(words) or "碗")
        check_again(person=keeper, shop_id=people.shop.pk)

    add()
    for _step in range(40):
        dice.choice((add, take_in, write, write, bring_file, look_again, lambda: switch(people, some(dice))))()
        assert told(people) == counted(people)
    assert ListingText.objects.exists()
    assert told(people) == counted(people)


def some(dice: random.Random) -> Product:
    return dice.choice(list(Product.objects.all()))


@pytest.mark.django_db
def test_a_shop_of_others_is_not_told() -> None:
    people = make_people()
    add_product(shop_id=people.shop.pk, facts=ProductFacts("A", "摆件"), person=person(people.administrator))
    assert shop_scores(person(people.stranger), frozenset({people.shop.pk})) == []
    assert told(people) == ShopScore(people.shop.pk, 0, 1, 0, 0)


@pytest.mark.django_db(transaction=True)
def test_who_saves_switches_and_checks_at_once_is_counted_once() -> None:
    people = make_people()
    keeper = person(people.administrator)
    product = add_product(shop_id=people.shop.pk, facts=ProductFacts("A", "摆件"), person=keeper)

    def save_it() -> None:
        page = ListingText.objects.filter(product=product).first()
        save(people.administrator, product, page.version if page else 0, material="国家级" * dice.randrange(2) + "榉木")

    dice = random.Random(7)
    with racetrack(3) as race:
        for _round in range(25):
            Product.objects.update(title=dice.choice(("摆件", "全网第一的摆件")))
            race(save_it, lambda: switch(people, product), lambda: check_again(person=keeper, shop_id=people.shop.pk))
            assert told(people) == counted(people)
    assert ShopTally.objects.count() == 1
