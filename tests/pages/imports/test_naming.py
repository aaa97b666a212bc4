"""Saying what the columns of a sheet mean, in the browser (O1)."""

import re
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from tests.intake.own_sheets import FIELDS, HEADER, own, own_file
from tests.intake.reports import shared_xlsx_file
from tests.pages.imports.test_imports import operator, run_worker, upload
from tests.pages.stage import PART, browser, queries_of
from tests.people import make_people

from aftercare.accounts.terms import Role
from aftercare.core.time import now
from aftercare.intake.models import ImportBatch, NamedSheet
from aftercare.orders.models import Order
from aftercare.shops.models import Shop

pytestmark = pytest.mark.django_db


def file(data: bytes | None = None, name: str = "ERP 导出.csv") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, data or own_file(), "text/csv")


def sent(codes=FIELDS, *, name="ERP 导出", kind="own_orders", seen="", **more: str) -> dict[str, str]:
    return {"kind": kind, "name": name, "seen": seen} | {f"field-{n}": code for n, code in enumerate(codes)} | more


def page_of(client: Client, address: str, status: int = 200) -> str:
    answer = client.get(address)
    assert answer.status_code == status
    return answer.content.decode()


def chosen(page: str) -> list[str]:
    """What is chosen in each select of the page, in order."""
    selects = re.findall(r'<select[^>]*name="field-\d+"[^>]*>(.*?)</select>', page, re.DOTALL)
    return [re.search(r'value="([^"]*)" selected', each)[1] for each in selects]


def sheets(shop: Shop, count: int) -> None:
    columns = [{"header": name, "key": name, "field": code} for name, code in zip(HEADER, FIELDS, strict=True)]
    fields = {"shop": shop, "kind": "own_orders", "columns": columns, "named_at": now()}
    start = NamedSheet.objects.count()
    NamedSheet.objects.bulk_create(
        NamedSheet(**fields, name=f"表{n}", header_key=f"{n}") for n in range(start, start + count)
    )


@pytest.mark.row("O1")
def test_an_unknown_sheet_is_named_looked_at_and_imported_and_the_next_is_known():
    people = make_people()
    client = browser(operator(people.shop))
    batch = upload(client, people.shop, file())
    address = f"/imports/{batch.pk}/"
    page = page_of(client, address)
    for shown in ("Tell what the columns mean", "Columns to be named", "Or is it “", f'href="{address}columns/"'):
        assert shown in page
    assert "Dry run" not in page

    page = page_of(client, f"{address}columns/")
    assert page.count('<select class="form-select') == len(HEADER)
    for shown in ("Order number", "Needed:", "120.50", "2026-05-01 10:00:00", "赵***", "186****1234"):
        assert shown in page
    for hidden in ("赵小满", "18600001234"):
        assert hidden not in page
    assert chosen(page) == ["", "", "", "", "", "", "", "item_summary", ""]

    answer = client.post(f"{address}columns/", sent())
    assert (answer.status_code, answer.headers["Location"]) == (303, address)
    page = page_of(client, address)
    for shown in (
        "Own sheet of orders",
        "columns named by",
        "ERP 导出",
        "已出库",
        "×3",
        "7 of 9 are imported",
        "¥120.50",
    ):
        assert shown in page
    token = re.search(r'name="columns" value="([^"]+)"', page)[1]
    client.post(f"{address}start/", {"dry_run": "yes", "columns": token})
    run_worker()
    assert "Would be added" in page_of(client, address)
    client.post(f"{address}start/", {"columns": token})
    run_worker()
    assert Order.objects.filter(shop=people.shop).count() == 3
    assert "columns named by" in page_of(client, address)

    page = page_of(client, "/imports/")
    for shown in ("Remembered sheets", "ERP 导出", "7 of 9", "Forget ERP 导出"):
        assert shown in page
    second = upload(client, people.shop, file(name="next.csv"))
    page = page_of(client, f"/imports/{second.pk}/")
    assert queries_of(lambda: client.get(f"/imports/{second.pk}/")) <= 16
    assert "columns named by" in page
    assert f'href="/imports/{second.pk}/columns/"' in page


def test_names_that_a_platform_uses_are_chosen_already_and_another_kind_asks_for_other_columns():
    people = make_people()
    client = browser(operator(people.shop))
    header = ["订单编号", "下单时间", "实付金额", "物流单号", "收件人", "别的"]
    batch = upload(client, people.shop, file(own_file([["1", "2026-05-01", "2", "YT1", "赵小满", "x"]], header)))
    page_of(client, f"/imports/{batch.pk}/")
    page = page_of(client, f"/imports/{batch.pk}/columns/")
    assert chosen(page) == ["platform_no", "ordered_at", "paid", "tracking_no", "receiver_name", ""]
    page = page_of(client, f"/imports/{batch.pk}/columns/?kind=own_refunds")
    assert chosen(page) == ["order_no", "", "", "", "", ""]
    assert "Own sheet of parcel events" in page


@pytest.mark.attack("E9", "B8")
def test_what_is_no_choice_is_refused_beside_its_column_and_nothing_is_kept():
    people = make_people()
    client = browser(operator(people.shop))
    batch = upload(client, people.shop, file())
    page_of(client, f"/imports/{batch.pk}/")
    address = f"/imports/{batch.pk}/columns/"
    tries = (
        (sent(("shop_id", *FIELDS[1:])), "This is no field of such a sheet"),
        (sent(('"><script>alert(1)</script>', *FIELDS[1:])), "This is no field of such a sheet"),
        (sent(("paid", *FIELDS[1:])), "Another column is this already"),
        (sent([""] * len(FIELDS)), "No column is chosen for: Order number、Paid, yuan、Ordered at"),
        (sent(name=" "), "Give it a name"),
        (sent(name="长" * 41), "at most 40 characters"),
        (sent(kind="classic_orders"), "Choose what the sheet tells of"),
        (sent(approved="yes"), "This form has no such field"),
        (sent(**{"field-9": "paid"}), "This form has no such field"),
    )
    for data, sentence in tries:
        answer = client.post(address, data)
        page = answer.content.decode()
        assert answer.status_code == 422
        assert sentence in page
        assert "<script>alert" not in page
    answer = client.post(address, sent(FIELDS[:6], name="保留的名字"))
    assert answer.status_code == 303  # columns that were not sent are left out
    sheet = NamedSheet.objects.get()
    assert [column["field"] for column in sheet.columns] == [*FIELDS[:6], "", "", ""]


def test_what_was_typed_is_still_there_after_a_mistake():
    people = make_people()
    client = browser(operator(people.shop))
    batch = upload(client, people.shop, file())
    page_of(client, f"/imports/{batch.pk}/")
    codes = ("close_reason", *FIELDS[1:5], "", *FIELDS[6:])
    page = client.post(f"/imports/{batch.pk}/columns/", sent(codes, name="我的名字")).content.decode()
    assert "No column is chosen for: Paid, yuan" in page
    assert chosen(page) == list(codes)
    assert 'value="我的名字"' in page
    assert NamedSheet.objects.count() == 0


@pytest.mark.attack("C11", "E1", "E2")
def test_hostile_headers_and_cells_are_text():
    people = make_people()
    client = browser(operator(people.shop))
    hostile = "<img src=x onerror=alert(1)>"
    header = [hostile, '=HYPERLINK("http://x")', "", "同名", "同名", "长" * 3000]
    rows = [["<script>alert(2)</script>"] * 6] * 3
    batch = upload(client, people.shop, file(shared_xlsx_file(header, rows), "a.xlsx"))
    page_of(client, f"/imports/{batch.pk}/")
    page = page_of(client, f"/imports/{batch.pk}/columns/")
    assert hostile not in page
    assert "&lt;img src=x onerror=alert(1)&gt;" in page
    for shown in ("=HYPERLINK(&quot;http://x&quot;)", "(no name)", "…"):
        assert shown in page
    assert "长" * 61 not in page
    assert "<script>alert(2)" not in page
    wide = upload(client, people.shop, file(own_file([["1"] * 300], [f"列{n}" for n in range(300)]), "w.csv"))
    page_of(client, f"/imports/{wide.pk}/")
    assert queries_of(lambda: client.get(f"/imports/{wide.pk}/columns/")) <= 8
    codes = ["platform_no", "ordered_at", "paid", *[""] * 297]
    assert client.post(f"/imports/{wide.pk}/columns/", sent(codes, name=hostile)).status_code == 303
    page = page_of(client, "/imports/")
    assert hostile not in page
    assert "&lt;img" in page
    named = ["platform_no", "ordered_at", "paid", "", "", ""]
    assert client.post(f"/imports/{batch.pk}/columns/", sent(named)).status_code == 303
    page = page_of(client, f"/imports/{batch.pk}/")
    assert hostile not in page
    assert "长" * 61 not in page


def test_a_remembered_sheet_is_changed_and_forgotten():
    people = make_people()
    client = browser(operator(people.shop))
    sheets(people.shop, 1)
    sheet = NamedSheet.objects.get()
    address = f"/imports/sheets/{sheet.pk}/"
    page = page_of(client, address)
    assert chosen(page) == list(FIELDS)
    assert "First values" not in page
    codes = ("close_reason", *FIELDS[1:])
    assert client.post(address, sent(("paid", *FIELDS[1:]), seen=f"{sheet.pk}.1")).status_code == 422
    assert client.post(address, sent(codes, name="新名", seen=f"{sheet.pk}.1")).status_code == 303
    late = client.post(address, sent(name="晚了", seen=f"{sheet.pk}.1"))
    assert late.status_code == 409
    assert "has told in the meantime" in late.content.decode()
    sheet.refresh_from_db()
    assert (sheet.name, sheet.version, sheet.columns[0]["field"]) == ("新名", 2, "close_reason")
    assert client.get(f"{address}forget/").status_code == 405
    assert client.post(f"{address}forget/").status_code == 303
    assert NamedSheet.objects.count() == 0
    assert client.post(f"{address}forget/").status_code == 404
    assert "Remembered sheets" not in page_of(client, "/imports/")


def test_the_second_of_two_at_one_file_is_told_who_was_faster():
    people = make_people()
    first, second = browser(operator(people.shop)), browser(people.supervisor)
    batch = upload(first, people.shop, file())
    page_of(first, f"/imports/{batch.pk}/")
    address = f"/imports/{batch.pk}/columns/"
    page_of(second, address)
    assert first.post(address, sent()).status_code == 303
    answer = second.post(address, sent(name="也想"))
    who = NamedSheet.objects.get().named_by.name
    assert answer.status_code == 409
    assert f"{who} has told in the meantime" in answer.content.decode()
    assert NamedSheet.objects.get().name == "ERP 导出"
    stale = first.post(f"/imports/{batch.pk}/start/", {"columns": "1.9"}, headers=PART)
    assert stale.status_code == 409
    assert ImportBatch.objects.get().state == "previewed"


@pytest.mark.attack("B1")
def test_another_shops_sheets_are_not_there_and_a_teammate_without_the_role_is_told():
    people = make_people()
    owner = browser(operator(people.shop))
    batch = upload(owner, people.shop, file())
    page_of(owner, f"/imports/{batch.pk}/")
    sheets(people.shop, 1)
    sheet = NamedSheet.objects.get()
    stranger = operator(people.other_shop)
    client = browser(stranger)
    for part in (f"{batch.pk}/columns/", f"sheets/{sheet.pk}/"):
        assert client.get(f"/imports/{part}").status_code == 404
        assert client.post(f"/imports/{part}", sent(seen=f"{sheet.pk}.1")).status_code == 404
    assert client.post(f"/imports/sheets/{sheet.pk}/forget/").status_code == 404
    assert "表0" not in page_of(client, "/imports/")
    assert client.get("/imports/sheets/", headers=PART).content.decode().strip() == ""
    people.shop.memberships.create(staff=stranger, role=Role.AGENT)
    client = browser(stranger)
    page = page_of(client, "/imports/")
    assert "表0" in page
    assert "Forget 表0" not in page
    assert "Tell what the columns mean" not in page_of(client, f"/imports/{batch.pk}/")
    for part in (f"{batch.pk}/columns/", f"sheets/{sheet.pk}/"):
        assert client.get(f"/imports/{part}").status_code == 409
        assert client.post(f"/imports/{part}", sent(seen=f"{sheet.pk}.1")).status_code == 409
    assert client.post(f"/imports/sheets/{sheet.pk}/forget/").status_code == 409
    assert browser(people.owner).get(f"/imports/sheets/{sheet.pk}/").status_code == 404
    sheet.refresh_from_db()
    assert (sheet.version, ImportBatch.objects.get().state) == (1, "unmapped")


def test_the_list_costs_the_same_for_ten_and_for_many_and_goes_on():
    people = make_people()
    client = browser(operator(people.shop))
    sheets(people.shop, 11)
    few = queries_of(lambda: client.get("/imports/"))
    sheets(people.shop, 60)
    assert queries_of(lambda: client.get("/imports/")) == few <= 10
    page = page_of(client, "/imports/")
    seen = re.findall(r"Forget (表\d+)", page)
    address = re.search(r'hx-get="(/imports/sheets/[^"]*)"', page)[1]
    while address:
        rows = client.get(address, headers=PART).content.decode()
        seen += re.findall(r"Forget (表\d+)", rows)
        more = re.search(r'hx-get="([^"]*)"', rows)
        address = more[1] if more else ""
    assert len(seen) == len(set(seen)) == 71
    assert client.get("/imports/sheets/").status_code == 303


def test_an_import_that_waits_for_names_stands_at_home_and_can_be_discarded():
    people = make_people()
    client = browser(operator(people.shop))
    batch = upload(client, people.shop, file())
    page_of(client, f"/imports/{batch.pk}/")
    assert "Columns to be named" in page_of(client, "/imports/")
    assert client.post(f"/imports/{batch.pk}/cancel/").status_code == 303
    batch.refresh_from_db()
    assert (batch.state, batch.file_path) == ("cancelled", "")
    assert client.get(f"/imports/{batch.pk}/columns/").status_code == 409
    assert timedelta(0) <= now() - batch.finished_at


def test_own_rows_that_are_wrong_are_told_by_the_sheets_own_column():
    people = make_people()
    client = browser(operator(people.shop))
    batch = upload(client, people.shop, file(own_file([own(1), own(2, 实收="十二元")])))
    page_of(client, f"/imports/{batch.pk}/")
    client.post(f"/imports/{batch.pk}/columns/", sent())
    client.get(f"/imports/{batch.pk}/")
    client.post(f"/imports/{batch.pk}/start/")
    run_worker()
    page = page_of(client, f"/imports/{batch.pk}/")
    assert "This is not an amount in yuan" in page
    assert "实收" in page
    assert Order.objects.count() == 1
