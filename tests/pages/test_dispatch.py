"""The list of what must leave, the slips, the page of one order (O3, O4, O9)."""

import re
from datetime import timedelta
from io import BytesIO

import pytest
from pypdf import PdfReader
from tests.dispatch.scene import Dock, changed, lines_of, text_of
from tests.pages.stage import PART, browser, queries_of
from tests.people import make_order

from aftercare.core.models import Event
from aftercare.core.time import now
from aftercare.dispatch.models import Handling, Promise, SlipPrint
from aftercare.dispatch.policies import RECEIVER
from aftercare.dispatch.queries import PAGE
from aftercare.dispatch.terms import Basis, Stage
from aftercare.orders.models import Order, Product
from aftercare.orders.terms import OrderStatus

pytestmark = pytest.mark.django_db
URL = "/dispatch/"


@pytest.mark.row("O4")
def test_the_oldest_promise_stands_first_for_those_who_work_there():
    dock = Dock()
    late, soon = dock.order(hours=60), dock.order(hours=3)
    page = dock.get(dock.packer).content.decode()
    assert page.index(late.platform_no) < page.index(soon.platform_no)
    assert soon.customer.nick_mask in page and soon.customer.nick not in page
    broken = dock.get(dock.packer, "?view=late").content.decode()
    assert late.platform_no in broken and soon.platform_no not in broken
    assert dock.get(dock.agent).status_code == 200 and dock.get(dock.people.refund_clerk).status_code == 404
    assert late.platform_no not in dock.get(dock.people.stranger).content.decode()
    assert dock.get(dock.people.stranger, f"orders/{late.pk}/").status_code == 404
    for query in ("?view=odd", "?after=x", "?after=1.²", "?sort=due_at", "?after=9999999999999999999.1"):
        assert dock.get(dock.packer, query).status_code == 400, query


def test_pages_follow_each_other_and_cost_the_same_at_ten_and_a_thousand_rows():
    dock = Dock()
    for hours in range(1, 11):
        dock.order(hours=hours, follow=False)
    dock.follow()
    client = browser(dock.packer)
    few = queries_of(lambda: client.get(URL))
    like = Order.objects.filter(shop=dock.shop).first()
    orders = Order.objects.bulk_create(
        Order(
            shop=dock.shop,
            platform_no=f"K{index:08d}",
            status=like.status,
            ordered_at=like.ordered_at,
            paid_at=like.paid_at,
        )
        for index in range(1000)
    )
    at = now()
    Promise.objects.bulk_create(
        Promise(order=one, shop=dock.shop, begins_at=at, due_at=at + timedelta(seconds=nth // 3), own_due_at=at,
                basis=Basis.POLICY, order_changed_at=at, made_at=at)
        for nth, one in enumerate(orders)
    )  # fmt: skip
    assert queries_of(lambda: client.get(URL)) == few
    seen: list[str] = []
    address = URL
    while address:
        part = client.get(address, headers=PART).content.decode()
        seen += re.findall(r'ac-row-link ac-code" href="/dispatch/orders/(\d+)/', part)
        found = re.search(r'hx-get="(/dispatch/\?[^"]*after=[^"]*)"', part)
        address = found.group(1).replace("&amp;", "&") if found else ""
    assert len(seen) == len(set(seen)) == 1010 and PAGE < 1010


@pytest.mark.row("O3", "O9")
def test_a_slip_bears_codes_marks_notes_and_a_masked_receiver_and_each_print_is_written_down():
    dock = Dock()
    order = dock.order(lines=2, seller_memo="送礼品袋,检查外观", receiver_name="张三丰", receiver_name_mask="张**",
                       receiver_phone="13812345678", receiver_phone_mask="138****5678", region="浙江省 杭州市 西湖区",
                       receiver_address="文三路 1 号", follow=False)  # fmt: skip
    product = Product.objects.create(shop=dock.shop, code="YM-001", title="原木摆件")
    Handling.objects.create(product=product, shop=dock.shop, marks=["fragile", "genuine"])
    dock.follow()
    answer = dock.post(dock.packer, "slips/", row=[order.pk])
    assert answer["Content-Type"] == "application/pdf" and "attachment" in answer["Content-Disposition"]
    text = text_of(b"".join(answer.streaming_content))
    for word in (order.platform_no, "YM-001", "YM-002", "送礼品袋,检查外观", "张**", "138****5678", "Fragile"):
        assert word in text, word
    assert "张三丰" not in text and "13812345678" not in text and "文三路" not in text and "copy 2" not in text
    assert dock.promise(order).stage == Stage.PACK
    assert "copy 2" in text_of(b"".join(dock.post(dock.operations, "slips/", row=[order.pk]).streaming_content))
    assert list(SlipPrint.objects.order_by("copy").values_list("by", "copy")) == [
        (dock.packer.pk, 1),
        (dock.operations.pk, 2),
    ]
    assert Event.objects.filter(kind="slip.printed", subject_id=order.pk).count() == 2
    dock.rule(RECEIVER, "whole")
    assert "文三路 1 号" in text_of(b"".join(dock.post(dock.packer, "slips/", row=[order.pk]).streaming_content))


def test_who_may_not_print_and_what_has_left_prints_nothing():
    dock = Dock()
    order, foreign = dock.order(), make_order(dock.people.other_shop)
    assert dock.post(dock.agent, "slips/", row=[order.pk]).status_code == 404
    assert dock.post(dock.people.stranger, "slips/", row=[order.pk]).status_code == 404
    assert dock.post(dock.packer, "slips/", row=[order.pk, foreign.pk]).status_code == 404
    assert dock.post(dock.packer, "slips/").status_code == 422
    changed(order, status=OrderStatus.DISPATCHED, dispatched_at=now())
    dock.follow()
    assert dock.post(dock.packer, "slips/", row=[order.pk]).status_code == 409
    assert not SlipPrint.objects.exists() and dock.promise(order).stage == Stage.PRINT


def test_forty_lines_go_on_on_further_pages_and_none_is_lost():
    dock = Dock()
    order = dock.order(lines=40, quantity=3)
    reader = PdfReader(BytesIO(dock.printed(order)))
    texts = [page.extract_text() for page in reader.pages]
    assert len(texts) > 1 and all(order.platform_no in text for text in texts)
    assert [line.merchant_code for line in lines_of(order) if line.merchant_code not in "\n".join(texts)] == []


def test_notes_of_any_length_leave_the_goods_on_the_paper():
    dock = Dock()
    order = dock.order(lines=3, seller_memo="每一件都请检查外观,再放进礼品袋。\n" * 120)
    low: list[str] = []

    def see(text: str, matrix: list[float], place: list[float], *_font: object) -> None:
        if text.strip() and matrix[5] + place[5] < 0:
            low.append(text)

    pages = PdfReader(BytesIO(dock.printed(order))).pages
    texts = [page.extract_text(visitor_text=see) for page in pages]
    assert len(texts) > 2 and low == []
    assert "".join(texts).count("再放进礼品袋") == 120
    assert [line.merchant_code for line in lines_of(order) if line.merchant_code not in "\n".join(texts)] == []


@pytest.mark.row("O4")
def test_the_order_page_and_the_home_page_say_what_must_leave():
    dock = Dock()
    order = dock.order(hours=60)
    page = browser(dock.agent).get(f"/orders/{order.pk}/").content.decode()
    assert f"/dispatch/orders/{order.pk}/" in page and "Promise broken" in page
    home = browser(dock.packer).get("/").content.decode()
    assert "Promises broken" in home and order.platform_no in home and "Parcels that must leave" in home


@pytest.mark.row("O9")
def test_the_product_page_keeps_marks_barcode_and_promise():
    dock = Dock()
    product = Product.objects.create(shop=dock.shop, code="YM-001", title="原木摆件")
    fields = {
        "marks": ["fragile", "dry"],
        "barcode": "6901234567892",
        "promise_hours": "72",
        "presale_on": "",
        "version": "0",
    }
    client = browser(dock.operations)
    assert client.post(f"/dispatch/products/{product.pk}/", fields).status_code == 303
    row = Handling.objects.get()
    assert (row.marks, row.barcode, row.promise_hours, row.version) == (["fragile", "dry"], "6901234567892", 72, 1)
    assert 'value="fragile" checked' in client.get(f"/products/{product.pk}/").content.decode()
    assert "Keep dry" in browser(dock.packer).get(f"/products/{product.pk}/").content.decode()
    assert client.post(f"/dispatch/products/{product.pk}/", fields).status_code == 409  # an older page
    wrong = {**fields, "version": "1"}
    assert client.post(f"/dispatch/products/{product.pk}/", {**wrong, "marks": ["odd"]}).status_code == 422
    assert client.post(f"/dispatch/products/{product.pk}/", {**wrong, "promise_hours": "0"}).status_code == 422
    assert browser(dock.packer).post(f"/dispatch/products/{product.pk}/", wrong).status_code == 404
    assert browser(dock.people.stranger).post(f"/dispatch/products/{product.pk}/", wrong).status_code == 404
    assert Handling.objects.get().version == 1
