"""Pages of products are written down, taken in by file and checked again (R7)."""

from datetime import UTC, datetime
from pathlib import Path

import pytest
from tests.people import People, make_people, person

from aftercare.core.errors import InvalidInput, NotFound, Refused
from aftercare.core.models import Event
from aftercare.intake.actions.import_file import ImportReport, import_file
from aftercare.listings.actions.check_again import check_again
from aftercare.listings.actions.save_listing import save_listing
from aftercare.listings.models import ListingText
from aftercare.listings.sheet import FIELDS
from aftercare.orders.models import Product
from aftercare.shops.access import Person

pytestmark = [pytest.mark.django_db, pytest.mark.row("R7")]
HEADER = "商家编码,材质说明,使用方法,瑕疵说明,物流须知,实物图数"


def make_product(people: People, code: str = "MX-1", **fields: object) -> Product:
    return Product.objects.create(shop=people.shop, code=code, title="原木摆件", **fields)


def save(staff, product: Product, version: int = 0, **parts: str) -> ListingText:
    return save_listing(
        person=person(staff), product_id=product.pk, version=version, parts=parts, shots={"real": 3, "detail": 0}
    )


def test_a_page_is_kept_with_its_result() -> None:
    people = make_people()
    product = make_product(people)

    page = save(people.administrator, product, material=" 榉木 ", nonsense="x", effect="最好")

    assert (page.parts, page.shots) == ({"material": "榉木", "effect": "最好"}, {"real": 3})
    assert (page.banned, page.tasks, page.score) == (1, 13, 6 + 6 + 8 - 8)
    event = Event.objects.get(kind="listing.saved")
    assert event.data == {"parts": ["effect", "material"], "score": page.score}
    assert save(people.administrator, product, 1, material="榉木", effect="最好").version == 1
    assert Event.objects.filter(kind="listing.saved").count() == 1


def test_who_does_not_keep_products_or_was_late_writes_nothing() -> None:
    people = make_people()
    product = make_product(people)
    save(people.administrator, product, material="榉木")

    tries = [(people.stranger, 1, NotFound, "松木"), (people.owner, 1, Refused, "松木"),
             (people.administrator, 0, Refused, "松木"),
             (people.administrator, 1, InvalidInput, "松" * 2001)]  # fmt: skip
    for staff, version, error, text in tries:
        with pytest.raises(error):
            save(staff, product, version, material=text)

    assert ListingText.objects.get().parts == {"material": "榉木"}


def take_in(people: People, folder: Path, *rows: str, header: str = HEADER, dry_run: bool = False) -> ImportReport:
    path = folder / "pages.csv"
    path.write_text("\n".join((header, *rows)), encoding="utf-8")
    return import_file(path, people.shop.slug, Person.system(), dry_run)


def test_a_file_fills_in_what_it_says_and_the_same_file_again_changes_nothing(tmp_path: Path) -> None:
    people = make_people()
    first, second = make_product(people), make_product(people, "MX-2")
    save(people.administrator, first, care="勿水洗", material="旧")

    rows = ("MX-1,榉木,开盒即用,无,48小时内发货,4", "MX-2,松木,,,,", "NO-1,松木,开盒即用,无,,")
    report = take_in(people, tmp_path, *rows)

    assert (report.counts["added"], report.counts["updated"], report.counts["refused"]) == (1, 1, 1)
    page = ListingText.objects.get(product=first)
    assert (page.parts["care"], page.parts["material"], page.shots, page.version) == ("勿水洗", "榉木", {"real": 4}, 2)
    assert ListingText.objects.get(product=second).parts == {"material": "松木"}
    before = list(ListingText.objects.order_by("pk").values())
    again = take_in(people, tmp_path, *rows, "")
    assert (again.counts["unchanged"], again.counts["refused"]) == (2, 1)
    assert list(ListingText.objects.order_by("pk").values()) == before


def test_a_dry_run_and_bad_rows_write_nothing(tmp_path: Path) -> None:
    people = make_people()
    make_product(people)

    report = take_in(people, tmp_path, "MX-1,榉木,开盒即用,无,48小时,100", f"MX-1,{'长' * 2001},用,无,48小时,1")
    assert report.counts["refused"] == 2
    take_in(people, tmp_path, "MX-1,榉木,开盒即用,无,48小时,4", dry_run=True)

    assert not ListingText.objects.exists()


def test_pages_are_checked_again_when_the_list_or_a_title_has_changed() -> None:
    people = make_people()
    product = make_product(people)
    page = save(people.administrator, product, material="榉木")
    Product.objects.update(title="全网第一的摆件")
    old = datetime(2026, 1, 1, tzinfo=UTC)
    ListingText.objects.update(checked_with="older", checked_at=old)

    assert check_again(person=person(people.administrator), shop_id=people.shop.pk) == 1
    assert check_again(person=person(people.administrator), shop_id=people.shop.pk) == 0

    after = ListingText.objects.get()
    assert (after.banned, after.score, after.checked_with) == (1, page.score - 8, page.checked_with)
    for staff, error in ((people.stranger, NotFound), (people.owner, Refused)):
        with pytest.raises(error):
            check_again(person=person(staff), shop_id=people.shop.pk)


def test_no_header_stands_for_two_columns() -> None:
    names = [name for field in FIELDS for name in field.names]
    assert len(set(names)) == len(names)
