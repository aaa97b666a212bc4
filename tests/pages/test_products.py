"""Products: the list, the page of one, its picture, files in and out."""

import io
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from openpyxl import Workbook
from PIL import Image
from tests.pages.stage import PART, browser, queries_of
from tests.people import make_order, make_people, make_staff, person

from aftercare.accounts.models import Staff
from aftercare.accounts.terms import Role
from aftercare.core.models import Event
from aftercare.core.money import Money
from aftercare.files.models import StoredFile
from aftercare.orders.actions.count_pairs import count_pairs
from aftercare.orders.actions.save_product import add_product
from aftercare.orders.catalogue.checking import ProductFacts
from aftercare.orders.catalogue.queries import PAGE
from aftercare.orders.catalogue.words import product_words
from aftercare.orders.models import OrderLine, Product
from aftercare.shops.models import Shop

pytestmark = pytest.mark.django_db
BOX = ProductFacts(
    code="MZ-110", title="实木八音盒天空之城", price=Money(12_800), tags=("送女友", "生日礼物"),
    selling_points="底部可免费刻字", stock=23, link="https://shop.example/item?id=110",
)  # fmt: skip
FORM = {
    "title": "实木八音盒", "price": "128", "stock": "23", "tags": "送女友 生日礼物", "selling_points": "可刻字",
    "link": "https://shop.example/item", "return_class": "normal", "cost": "60", "is_active": "on",
}  # fmt: skip


@pytest.fixture(autouse=True)
def own_files_folder(settings: Any, tmp_path: Any) -> None:
    settings.FILES_ROOT = tmp_path / "files"


def keep(staff: Staff, shop: Shop, **facts: Any) -> Product:
    return add_product(shop_id=shop.pk, facts=ProductFacts(**{**vars(BOX), **facts}), person=person(staff))


def many(shop: Shop, count: int) -> None:
    codes = [f"M{Product.objects.count() + number:05d}" for number in range(count)]
    Product.objects.bulk_create(
        Product(
            shop=shop, code=code, title="批量商品", tags=["原木"], words=product_words(code, "批量商品", "", ["原木"])
        )
        for code in codes
    )


def listed(staff: Staff, query: str = "") -> list[str]:
    answer = browser(staff).get(f"/products/{query}")
    assert answer.status_code == 200
    return [part.split("<")[0] for part in answer.content.decode().split('class="ac-sub ac-code">')[1:]]


def picture(name: str = "a.png", kind: str = "PNG") -> SimpleUploadedFile:
    file = io.BytesIO()
    Image.new("RGB", (60, 40), "seagreen").save(file, kind)
    return SimpleUploadedFile(name, file.getvalue())


@pytest.mark.row("S6")
def test_products_are_found_by_words_of_one_and_two_characters_code_and_tag():
    people = make_people()
    keep(people.supervisor, people.shop)
    keep(
        people.supervisor,
        people.shop,
        code="QH-201",
        title="哑光陶瓷花瓶",
        tags=("北欧", "清新"),
        selling_points="",
        stock=0,
    )
    keep(people.stranger, people.other_shop, code="XX-1")
    assert listed(people.owner) == ["QH-201", "MZ-110"]
    for words, code in (
        ("八音", "MZ-110"),
        ("瓷", "QH-201"),
        ("qh-2", "QH-201"),
        ("刻字", "MZ-110"),
        ("北欧", "QH-201"),
    ):
        assert listed(people.owner, f"?q={words}") == [code], words
    assert listed(people.owner, "?q=八音瓶") == []
    assert listed(people.owner, "?tag=清新") == ["QH-201"]
    assert listed(people.owner, "?state=out") == []
    assert listed(people.owner, "?q=%25") == []


@pytest.mark.row("X3")
def test_the_search_of_the_top_bar_finds_products_of_my_shops():
    people = make_people()
    product = keep(people.supervisor, people.shop)
    foreign = keep(people.stranger, people.other_shop, code="XX-1")
    page = browser(people.owner).get("/search/", {"q": "八音盒"}).content.decode()
    assert f'href="/products/{product.pk}/"' in page
    assert f'href="/products/{foreign.pk}/"' not in page


@pytest.mark.attack("F2")
@pytest.mark.parametrize("query", ["?cost=1", "?state=all", "?shop=0", "?after=x", "?q=a&q=b", "?shop__slug=x"])
def test_unknown_keys_and_values_are_refused(query: str):
    people = make_people()
    assert browser(people.owner).get(f"/products/{query}").status_code == 400


def test_the_list_goes_on_without_a_gap_and_costs_the_same_at_any_size():
    people = make_people()
    many(people.shop, 10)
    client = browser(people.owner)
    few = queries_of(lambda: client.get("/products/"))
    searched = queries_of(lambda: client.get("/products/?q=批量&tag=原木"))
    many(people.shop, 990)
    assert queries_of(lambda: client.get("/products/")) == few <= 8
    assert queries_of(lambda: client.get("/products/?q=批量&tag=原木")) == searched <= 8
    page, seen = client.get("/products/").content.decode(), []
    for _page in range(1000 // PAGE):
        seen += [part.split('"', 1)[0] for part in page.split('data-row="')[1:]]
        more = page.split("<tbody>")[-1].split('hx-get="')
        if len(more) == 1:
            break
        page = client.get(more[1].split('"')[0].replace("&amp;", "&"), headers=PART).content.decode()
    assert len(seen) == len(set(seen)) == 1000


@pytest.mark.row("S6")
def test_operations_adds_and_changes_a_product_with_its_history():
    people = make_people()
    keeper = make_staff("", Role.OPERATIONS, shop=people.shop)
    client = browser(keeper)
    made = client.post("/products/new/", {**FORM, "code": "MZ-110", "shop": str(people.shop.pk)})
    product = Product.objects.get(shop=people.shop, code="MZ-110")
    assert (made.status_code, made["Location"]) == (303, f"/products/{product.pk}/")
    assert (product.price, product.tags, product.stock, product.cost) == (
        Money(12_800),
        ["送女友", "生日礼物"],
        23,
        Money(6000),
    )
    changed = client.post(f"/products/{product.pk}/change/", {**FORM, "price": "118.50", "stock": "", "version": "1"})
    assert changed.status_code == 303
    product.refresh_from_db()
    assert (product.price, product.stock, product.version, product.code) == (Money(11_850), None, 2, "MZ-110")
    told = Event.objects.filter(subject_kind="product", subject_id=product.pk).order_by("id")
    assert [(one.kind, one.actor_id) for one in told] == [("product.added", keeper.pk), ("product.changed", keeper.pk)]
    assert told[1].data["changed"] == ["price", "stock"]
    stale = client.post(f"/products/{product.pk}/change/", {**FORM, "price": "1", "version": "1"})
    assert stale.status_code == 409 and "in the meantime" in stale.content.decode()
    product.refresh_from_db()
    assert product.price == Money(11_850)
    twice = client.post("/products/new/", {**FORM, "code": "MZ-110", "shop": str(people.shop.pk)})
    assert twice.status_code == 422 and "has a product with this merchant code" in twice.content.decode()


@pytest.mark.attack("C1")
@pytest.mark.parametrize(
    ("wrong", "remark"),
    [
        ({"link": "javascript:alert(1)"}, "begins with https://"),
        ({"link": "java\nscript:alert(1)"}, "begins with https://"),
        ({"link": "https://shop@evil.example/"}, "begins with https://"),
        ({"link": "//evil.example"}, "begins with https://"),
        ({"link": 'https://x.example/"onclick'}, "begins with https://"),
        ({"price": "十块"}, "Enter an amount in yuan"),
        ({"price": "-1"}, "not possible"),
        ({"tags": "一二三四五六七八九十一二三"}, "at most 12 characters"),
        ({"tags": " ".join(f"t{n}" for n in range(11))}, "At most 10 tags"),
        ({"title": "​ "}, "Fill this in"),
        ({"stock": "-1"}, "greater than or equal to 0"),
    ],
)
def test_what_cannot_be_kept_is_remarked_at_its_field(wrong: dict, remark: str):
    people = make_people()
    product = keep(people.supervisor, people.shop)
    answer = browser(people.supervisor).post(f"/products/{product.pk}/change/", {**FORM, "version": "1", **wrong})
    assert (answer.status_code, remark in answer.content.decode()) == (422, True)
    product.refresh_from_db()
    assert (product.link, product.price, product.version) == (BOX.link, BOX.price, 1)


def test_agents_read_and_do_not_change_and_clerks_and_strangers_see_nothing():
    people = make_people()
    product = keep(people.supervisor, people.shop)
    page = browser(people.owner).get(f"/products/{product.pk}/").content.decode()
    assert "底部可免费刻字" in page and "<form" not in page.split("<main")[1].split("</main")[0]
    assert 'rel="noopener noreferrer"' in page
    posts = (
        f"/products/{product.pk}/change/",
        f"/products/{product.pk}/picture/",
        "/products/new/",
        "/products/import/",
    )
    for address in posts:
        assert browser(people.owner).post(address, FORM).status_code == 404, address
        assert browser(people.stranger).post(
            address, {**FORM, "version": "1", "shop": str(people.shop.pk)}
        ).status_code in (404, 422)
    for address in (f"/products/{product.pk}/", f"/products/{product.pk}/picture/thumb/"):
        assert browser(people.stranger).get(address).status_code == 404
    assert browser(people.refund_clerk).get("/products/").status_code == 404
    assert listed(people.stranger) == []
    product.refresh_from_db()
    assert (product.version, Product.objects.count()) == (1, 1)


def test_a_supervisor_of_another_shop_adds_nothing_here():
    people = make_people()
    told = {**FORM, "code": "X-1", "shop": str(people.shop.pk)}
    assert browser(people.stranger).post("/products/new/", told).status_code == 404
    assert not Product.objects.filter(shop=people.shop).exists()


@pytest.mark.attack("D5")
def test_the_picture_is_our_copy_and_stands_behind_the_products_own_access():
    people = make_people()
    product = keep(people.supervisor, people.shop)
    client, address = browser(people.supervisor), f"/products/{product.pk}/picture/"
    assert client.post(address, {"file": picture()}).status_code == 303
    product.refresh_from_db()
    assert product.picture is not None and product.version == 2
    shown = browser(people.owner).get(f"{address}shown/")
    assert (shown["Content-Type"], shown["X-Content-Type-Options"]) == ("image/jpeg", "nosniff")
    assert browser(people.owner).get(f"{address}original/").status_code == 404
    assert f"{address}thumb/" in browser(people.owner).get("/products/").content.decode()
    film = SimpleUploadedFile("a.pdf", b"%PDF-1.4\n" + b"x" * 100 + b"\n%%EOF")
    assert client.post(address, {"file": film}).status_code == 422
    assert client.post(address, {"file": SimpleUploadedFile("a.png", b"<html>")}).status_code == 422
    assert client.post(address, {"remove": "yes"}).status_code == 303
    product.refresh_from_db()
    assert product.picture is None and StoredFile.objects.count() == 1


@pytest.mark.row("S6")
def test_the_page_shows_what_is_bought_with_it():
    people = make_people()
    box = keep(people.supervisor, people.shop)
    vase = keep(people.supervisor, people.shop, code="QH-201", title="哑光陶瓷花瓶")
    order = make_order(people.shop, lines=2)
    first, second = order.lines.order_by("id")
    OrderLine.objects.filter(pk=first.pk).update(product=box)
    OrderLine.objects.filter(pk=second.pk).update(merchant_code=vase.code)
    count_pairs(shop_id=people.shop.pk)
    page = browser(people.owner).get(f"/products/{box.pk}/").content.decode()
    assert f'href="/products/{vase.pk}/">哑光陶瓷花瓶</a>' in page and "1 order<" in page
    client = browser(people.owner)
    assert queries_of(lambda: client.get(f"/products/{box.pk}/")) <= 6


@pytest.mark.attack("E1", "E10")
def test_the_export_runs_nothing_and_is_noted():
    people = make_people()
    keep(people.supervisor, people.shop, title="=HYPERLINK(1)", tags=("+1", "送礼"), selling_points="@x")
    keep(people.stranger, people.other_shop, code="XX-1")
    answer = browser(people.supervisor).get("/products/products.csv")
    text = b"".join(answer.streaming_content).decode("utf-8-sig")
    header, row, *others = text.splitlines()
    assert header == "商家编码,标题,价格,标签,卖点,库存,链接"
    assert row == "MZ-110,'=HYPERLINK(1),128.00,'+1 送礼,'@x,23,https://shop.example/item?id=110"
    assert others == []
    assert Event.objects.get(kind="product.exported").data == {"rows": 1}
    assert browser(people.owner).get("/products/products.csv").status_code == 404


def send(staff: Staff, shop: Shop, content: bytes, name: str = "商品.csv") -> Any:
    return browser(staff).post("/products/import/", {"shop": str(shop.pk), "file": SimpleUploadedFile(name, content)})


CSV = """商家编码,宝贝标题,价格(元),标签,库存,链接
MZ-110,八音盒,¥128.00,送女友 生日礼物,,https://shop.example/1
QH-201,花瓶,68,北欧、清新,12,
,没有编码,1,,,
QH-202,坏价格,很贵,,,
QH-203,坏链接,1,,,javascript:alert(1)
QH-201,又来一次,68,,,
"""


@pytest.mark.row("S6")
@pytest.mark.parametrize("encoding", ["gb18030", "utf-8-sig"])
def test_a_file_adds_and_updates_and_refuses_rows_with_a_reason(encoding: str):
    people = make_people()
    old = keep(people.supervisor, people.shop)
    page = send(people.supervisor, people.shop, CSV.encode(encoding)).content.decode()
    assert [page.split(f"<dt>{name}</dt><dd>")[1][0] for name in ("Added", "Changed", "As before", "Refused")] == [
        "1",
        "1",
        "0",
        "4",
    ]
    for remark in ("Fill this in", "Enter an amount in yuan", "begins with https://", "stands in the file twice"):
        assert remark in page
    old.refresh_from_db()
    assert (old.title, old.stock, old.selling_points, old.version) == ("八音盒", None, BOX.selling_points, 2)
    assert listed(people.owner, "?q=花瓶") == ["QH-201"]
    again = send(people.supervisor, people.shop, CSV.encode(encoding)).content.decode()
    assert again.split("<dt>As before</dt><dd>")[1][0] == "2"
    assert Event.objects.filter(kind="product.imported").count() == 1


def test_what_was_exported_comes_in_again_without_a_change():
    people = make_people()
    keep(people.supervisor, people.shop, title="=SUM(1)", tags=("-1",))
    file = b"".join(browser(people.supervisor).get("/products/products.csv").streaming_content)
    page = send(people.supervisor, people.shop, file).content.decode()
    assert page.split("<dt>As before</dt><dd>")[1][0] == "1"


def test_a_workbook_and_wrong_files():
    people = make_people()
    book = Workbook()
    book.active.append(["code", "title", "stock"])
    book.active.append(["A-1", "台灯", 7])
    file = io.BytesIO()
    book.save(file)
    assert send(people.supervisor, people.shop, file.getvalue(), "a.xlsx").status_code == 200
    assert Product.objects.get(code="A-1").stock == 7
    for content, remark in (
        (b"a,b\n1,2\n", "商家编码"),
        (b"", "empty"),
        (b"%PDF-1.4", "neither a CSV nor an Excel file"),
    ):
        answer = send(people.supervisor, people.shop, content)
        assert (answer.status_code, remark in answer.content.decode()) == (422, True), remark
    assert send(people.supervisor, people.other_shop, CSV.encode()).status_code == 404
    assert Product.objects.count() == 1
