"""The pages of the listing check, through the front door (R7)."""

import io

import pytest
from openpyxl import load_workbook
from tests.pages.stage import PART, browser, queries_of
from tests.people import People, make_people, person

from aftercare.core.models import Event
from aftercare.listings.actions.save_listing import save_listing
from aftercare.listings.models import ListingText
from aftercare.listings.terms import Part
from aftercare.orders.actions.save_product import add_product
from aftercare.orders.catalogue.checking import ProductFacts
from aftercare.orders.models import Product

pytestmark = [pytest.mark.django_db, pytest.mark.row("R7")]
ROOT = "/listings/"


def make_page(people: People, code: str = "MX-1", title: str = "原木摆件", **parts: str) -> Product:
    product = add_product(shop_id=people.shop.pk, facts=ProductFacts(code, title), person=person(people.administrator))
    keeper = person(people.administrator)
    save_listing(person=keeper, product_id=product.pk, version=0, parts=parts, shots={"real": 1})
    return product


def sent(version: int = 0, **fields: str) -> dict[str, str]:
    return {"version": str(version), **fields}


@pytest.mark.attack("B1", "B3")
def test_who_sees_the_list_and_the_page_of_a_product() -> None:
    people = make_people()
    product = make_page(people)

    inside = (people.owner, people.warehouse, people.stranger)
    assert [browser(one).get(ROOT).status_code for one in inside] == [200] * 3
    assert browser(people.refund_clerk).get(ROOT).status_code == 404
    assert "MX-1" in browser(people.teammate).get(ROOT).content.decode()
    assert "MX-1" not in browser(people.stranger).get(ROOT).content.decode()
    assert browser(people.stranger).get(f"{ROOT}{product.pk}/").status_code == 404
    reads = browser(people.teammate).get(f"{ROOT}{product.pk}/").content.decode()
    assert "<textarea" not in reads
    assert "<textarea" in browser(people.supervisor).get(f"{ROOT}{product.pk}/").content.decode()


def test_the_lowest_score_stands_first_and_forbidden_words_have_a_view() -> None:
    people = make_people()
    make_page(people, "A", material="榉木", care="勿水洗")
    make_page(people, "B", "全网第一的摆件", material="榉木")

    page = browser(people.owner).get(ROOT).content.decode()
    assert page.index(">B<") < page.index(">A<")
    banned = browser(people.owner).get(f"{ROOT}?banned=yes").content.decode()
    assert (">B<" in banned, ">A<" in banned) == (True, False)
    for bad in ("?banned=no", "?after=x", "?after=1", "?shop=1"):
        assert browser(people.owner).get(f"{ROOT}{bad}").status_code == 400


def test_the_report_by_shop_counts_products_with_a_page_and_without() -> None:
    people = make_people()
    keeper = person(people.administrator)
    add_product(shop_id=people.shop.pk, facts=ProductFacts("C", "木碗"), person=keeper)
    empty = browser(people.owner).get(ROOT).content.decode()
    assert ("No page has been looked at yet" in empty, '<span class="ac-num">1</span>' in empty) == (True, True)

    make_page(people, "A", material="榉木", care="勿水洗")
    make_page(people, "B", "全网第一的摆件", material="榉木")
    scores = ListingText.objects.values_list("score", flat=True)
    page = browser(people.owner).get(ROOT).content.decode()
    assert all(words in page for words in ("2 pages", f"mean score {sum(scores) / 2:.1f}", "1 with forbidden words"))
    assert '<span class="ac-num">1</span>' in page


def test_a_page_is_written_down_checked_and_explained() -> None:
    people = make_people()
    product = Product.objects.create(shop=people.shop, code="MX-1", title="原木摆件")
    client, address = browser(people.supervisor), f"{ROOT}{product.pk}/"

    assert client.post(address, sent(material="国家级榉木 <b>", shot_real="2")).status_code == 303

    shown = client.get(address).content.decode()
    assert "国家级榉木 &lt;b&gt;" in shown
    assert "《中华人民共和国广告法》第九条第三项" in shown
    assert shown.count("data-banned") == 1
    late = client.post(address, sent(0, material="松木"))
    assert (late.status_code, "松木" in late.content.decode()) == (409, True)
    for bad in (sent(1, shot_real="viele"), sent(1, shot_real="100"), sent(1, material="长" * 2001)):
        assert client.post(address, bad).status_code == 422
    assert client.post(address, sent(1, shop="9")).status_code == 422
    assert browser(people.owner).post(address, sent(1, material="松木")).status_code == 409
    assert ListingText.objects.get().parts == {"material": "国家级榉木 <b>"}


def test_the_report_as_a_file_says_everything_that_is_to_be_done_and_is_noted() -> None:
    people = make_people()
    make_page(people, "=1+1", "全网第一的摆件")
    make_page(people, "WHOLE", **dict.fromkeys((part.value for part in Part), "48 小时内"))

    answer = browser(people.supervisor).get(f"{ROOT}report.xlsx")

    sheet = load_workbook(io.BytesIO(b"".join(answer))).active
    rows = [[cell.value for cell in row] for row in sheet.iter_rows(min_row=2)]
    assert [row[1] for row in rows if row[1]].count("=1+1") == 1 + 12 + 2
    assert [row[4] for row in rows if row[1] == "WHOLE"] == ["Pictures of details", "Pictures of the effect"]
    kinds = {cell.data_type for row in sheet.iter_rows() for cell in row if cell.value}
    assert kinds == {"s", "n"}  # texts and counts, no formula
    assert Event.objects.get(kind="listing.exported").data == {"rows": 2}
    assert browser(people.owner).get(f"{ROOT}report.xlsx").status_code == 404


def test_a_shop_is_checked_again_by_those_who_keep_its_products() -> None:
    people = make_people()
    make_page(people)
    Product.objects.update(title="顶尖摆件")

    assert browser(people.owner).post(f"{ROOT}check-again/", {"shop": people.shop.pk}).status_code == 404
    assert browser(people.stranger).post(f"{ROOT}check-again/", {"shop": people.shop.pk}).status_code == 404
    assert ListingText.objects.get().banned == 0
    assert browser(people.supervisor).post(f"{ROOT}check-again/", {"shop": people.shop.pk}).status_code == 303
    assert ListingText.objects.get().banned == 1


def test_the_list_costs_the_same_queries_with_many_rows() -> None:
    people = make_people()
    client = browser(people.owner)
    for number in range(10):
        make_page(people, f"A-{number}")
    few = queries_of(lambda: client.get(ROOT))
    pattern = ListingText.objects.all()[0]
    made = Product.objects.bulk_create(
        Product(shop=people.shop, code=f"B-{number}", title="摆件") for number in range(990)
    )
    fields = {"score": pattern.score, "tasks": 12, "banned": 0, "checked_with": "x", "checked_at": pattern.checked_at}
    ListingText.objects.bulk_create(ListingText(product=one, shop=people.shop, **fields) for one in made)

    assert queries_of(lambda: client.get(ROOT)) == few
    seen: list[str] = []
    address = ROOT
    while address:
        page = client.get(address, headers=PART).content.decode()
        seen += [part.split('"')[0] for part in page.split('data-row="')[1:]]
        address = page.split('hx-get="')[1].split('"')[0].replace("&amp;", "&") if 'hx-get="' in page else ""
    assert len(seen) == len(set(seen)) == 1000
