"""Import pages: upload, preview, dry run, start by the worker, result, refused rows (O1)."""

import csv
import io
import json

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from tests.pages.stage import PART, browser, queries_of
from tests.people import make_people, make_staff

from aftercare.accounts.models import Staff
from aftercare.accounts.terms import Role
from aftercare.intake.models import ImportBatch, ImportRefusal
from aftercare.jobs.intake import import_rows
from aftercare.orders.models import Order
from aftercare.shops.models import Shop

pytestmark = pytest.mark.django_db
HEAD = "订单编号,总金额,买家实际支付金额,收货地址 ,订单创建时间,订单付款时间 ,退款金额,shop_id"
ROWS = [f"{index},100.5,90.5,上海,2020-02-21 00:00:00,2020-02-21 00:00:02,10.0,7" for index in range(1, 13)]


def report(*rows: str, name: str = "tmall_order_report.csv", encoding: str = "utf-8") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, "\r\n".join([HEAD, *(rows or ROWS)]).encode(encoding), "text/csv")


def operator(shop: Shop) -> Staff:
    return make_staff("", Role.OPERATIONS, shop=shop)


def upload(client: Client, shop: Shop, file: SimpleUploadedFile | None = None) -> ImportBatch:
    answer = client.post("/imports/", {"shop": shop.slug, "file": file or report()})
    assert answer.status_code == 303
    return ImportBatch.objects.latest("pk")


def run_worker() -> int:
    """Run the import jobs that wait in the outbox, as the worker does; how many there were."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT args FROM procrastinate_jobs WHERE task_name = 'intake.import' AND status = 'todo' ORDER BY id"
        )
        found = cursor.fetchall()
        cursor.execute("DELETE FROM procrastinate_jobs WHERE task_name = 'intake.import'")
    for (arguments,) in found:
        import_rows.func(**(json.loads(arguments) if isinstance(arguments, str) else arguments))
    return len(found)


@pytest.mark.row("O1")
def test_a_report_is_uploaded_looked_at_tried_and_imported():
    people = make_people()
    client = browser(operator(people.shop))
    batch = upload(client, people.shop)
    address = f"/imports/{batch.pk}/"
    page = client.get(address).content.decode()
    for shown in (
        "Short order report",
        "UTF-8",
        "in yuan, kept to the fen",
        "shop_id",
        "¥100.50",
        "7 of 8 are imported",
    ):
        assert shown in page
    assert Order.objects.count() == 0

    client.post(f"{address}start/", {"dry_run": "yes"})
    assert "Waiting for the worker" in client.get(f"{address}progress/", headers=PART).content.decode()
    assert run_worker() == 1
    assert client.get(f"{address}progress/", headers=PART).headers["HX-Redirect"] == address
    assert "Would be added" in client.get(address).content.decode()
    assert Order.objects.count() == 0

    client.post(f"{address}start/")
    assert run_worker() == 1
    page = client.get(address).content.decode()
    assert Order.objects.filter(shop=people.shop).count() == 12
    for shown in ("Does the money add up?", "¥1,086.00", "¥120.00", "¥1,206.00", "12 paid rows checked", "Agrees"):
        assert shown in page
    assert "tmall_order_report.csv" in client.get("/imports/").content.decode()


@pytest.mark.row("O1")
def test_refused_rows_are_listed_and_can_be_downloaded():
    people = make_people()
    client = browser(operator(people.shop))
    bad = ["1.93068E+15,1,1,上海,2020-02-21 00:00:00,,0,7", "77,abc,1,上海,2020-02-21 00:00:00,,0,7"]
    batch = upload(client, people.shop, report(*ROWS, *bad))
    client.get(f"/imports/{batch.pk}/")
    client.post(f"/imports/{batch.pk}/start/")
    run_worker()
    page = client.get(f"/imports/{batch.pk}/").content.decode()
    assert "Excel has rounded this number" in page
    assert "This is not an amount in yuan" in page
    answer = client.get(f"/imports/{batch.pk}/refused.csv")
    rows = list(csv.reader(io.StringIO(b"".join(answer.streaming_content).decode("utf-8-sig"))))
    assert [row[0] for row in rows[1:]] == ["14", "15"]
    assert Order.objects.count() == 12


def test_a_file_of_which_nothing_can_be_taken_is_not_offered_for_import():
    people = make_people()
    client = browser(operator(people.shop))
    bad = [f"{index},abc,1,上海,2020-02-21 00:00:00,,0,7" for index in range(1, 8)]
    address = f"/imports/{upload(client, people.shop, report(*bad)).pk}/"
    for step in ("looked at", "tried"):
        page = client.get(address).content.decode()
        assert ("nothing to import" in page, "Import 7 rows" in page, "Dry run" in page) == (True, False, True), step
        assert "The first rows as they are understood" not in page and "The other rows are not affected" not in page
        client.post(f"{address}start/", {"dry_run": "yes"})
        run_worker()
    page = client.get(f"/imports/{upload(client, people.shop, report(*bad, ROWS[0])).pk}/").content.decode()
    assert ("nothing to import" in page, "Import 8 rows" in page) == (False, True)


def test_a_file_that_is_no_report_is_refused_in_words():
    people = make_people()
    client = browser(operator(people.shop))
    batch = upload(client, people.shop, SimpleUploadedFile("x.csv", b"a,b\r\n1,2\r\n", "text/csv"))
    page = client.get(f"/imports/{batch.pk}/").content.decode()
    assert "No report that is known here has these columns" in page
    assert "Import 1 row" not in page
    wrong = client.post(
        "/imports/", {"shop": people.shop.slug, "file": SimpleUploadedFile("x.exe", b"MZ")}, headers=PART
    )
    assert wrong.status_code == 422
    assert client.post("/imports/", {"shop": people.shop.slug}, headers=PART).status_code == 422
    assert ImportBatch.objects.count() == 1


def test_started_twice_runs_once():
    people = make_people()
    client = browser(operator(people.shop))
    batch = upload(client, people.shop)
    client.get(f"/imports/{batch.pk}/")
    assert client.post(f"/imports/{batch.pk}/start/").status_code == 303
    assert client.post(f"/imports/{batch.pk}/start/", headers=PART).status_code == 409
    assert run_worker() == 1
    assert Order.objects.count() == 12


def test_an_import_is_cancelled_and_its_file_forgotten():
    people = make_people()
    client = browser(operator(people.shop))
    batch = upload(client, people.shop)
    assert client.post(f"/imports/{batch.pk}/cancel/").status_code == 303
    batch.refresh_from_db()
    assert (batch.state, batch.file_path) == ("cancelled", "")
    assert client.post(f"/imports/{batch.pk}/start/", headers=PART).status_code == 409


@pytest.mark.attack("B1")
def test_another_shops_import_is_not_there():
    people = make_people()
    batch = upload(browser(operator(people.shop)), people.shop)
    client = browser(operator(people.other_shop))
    assert client.get(f"/imports/{batch.pk}/").status_code == 404
    for verb in ("start", "cancel"):
        assert client.post(f"/imports/{batch.pk}/{verb}/").status_code == 404
    for part in ("progress/", "refused/", "refused.csv"):
        assert client.get(f"/imports/{batch.pk}/{part}").status_code == 404
    assert client.post("/imports/", {"shop": people.shop.slug, "file": report()}).status_code == 404
    assert ImportBatch.objects.values_list("state", flat=True).get() == "uploaded"
    assert "tmall_order_report.csv" not in client.get("/imports/").content.decode()


@pytest.mark.parametrize(
    ("who", "status"),
    [("owner", 404), ("warehouse", 404), ("refund_clerk", 404), ("supervisor", 200), ("administrator", 200)],
)
def test_who_imports(who: str, status: int):
    people = make_people()
    client = browser(getattr(people, who))
    assert client.get("/imports/").status_code == status
    answer = client.post("/imports/", {"shop": people.shop.slug, "file": report()})
    assert answer.status_code == (303 if status == 200 else 404)
    assert ImportBatch.objects.count() == (1 if status == 200 else 0)
    assert browser().get("/imports/").status_code == 302


def test_an_agent_of_the_shop_who_imports_elsewhere_only_looks():
    people = make_people()
    batch = upload(browser(operator(people.shop)), people.shop)
    both = operator(people.other_shop)
    people.shop.memberships.create(staff=both, role=Role.AGENT)
    client = browser(both)
    assert "Importing files is for operations" in client.get(f"/imports/{batch.pk}/").content.decode()
    assert client.post(f"/imports/{batch.pk}/start/", headers=PART).status_code == 409
    batch.refresh_from_db()
    assert batch.state == "uploaded"


def test_history_and_refused_rows_cost_the_same_for_ten_and_a_thousand():
    people = make_people()
    client = browser(operator(people.shop))
    done = {"shop": people.shop, "file_name": "a.csv", "file_size": 1, "file_sha256": "0", "state": "done"}
    ImportBatch.objects.bulk_create(ImportBatch(**done) for _ in range(10))
    batch = ImportBatch.objects.create(**done, refused=1, position=1)

    def refuse(count: int) -> None:
        ImportRefusal.objects.bulk_create(
            ImportRefusal(batch=batch, line=index, code="id.missing") for index in range(count)
        )

    refuse(10)
    history = queries_of(lambda: client.get("/imports/"))
    record = queries_of(lambda: client.get(f"/imports/{batch.pk}/"))
    ImportBatch.objects.bulk_create(ImportBatch(**done) for _ in range(1000))
    refuse(1000)
    assert queries_of(lambda: client.get("/imports/")) == history <= 10
    assert queries_of(lambda: client.get(f"/imports/{batch.pk}/")) == record <= 10
    seen, address = 0, f"/imports/{batch.pk}/refused/"
    while address:
        page = client.get(address, headers=PART).content.decode()
        seen += page.count("The number is missing")
        address = page.split('hx-get="')[1].split('"')[0] if "Show more" in page else ""
    assert seen == 1010
