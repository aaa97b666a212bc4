"""The page of an import that is over: what it changed, tab by tab; taking it back after a look (O1)."""

import json

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from tests.intake.reports import CLASSIC, classic, csv_file
from tests.pages.stage import PART, browser, queries_of
from tests.people import People, make_case, make_people, make_staff
from tests.refundreports.files import TAOBAO_2017, as_csv, taobao

from aftercare.accounts.models import Staff
from aftercare.accounts.terms import Role
from aftercare.core.models import Event
from aftercare.core.time import travel
from aftercare.intake.changes.models import ImportChange, ImportUndo
from aftercare.intake.changes.terms import KEPT_FOR, UndoState
from aftercare.intake.models import ImportBatch
from aftercare.jobs.intake import import_rows, take_back
from aftercare.orders.models import Order
from aftercare.shops.models import Shop

pytestmark = [pytest.mark.django_db, pytest.mark.row("O1")]
JOBS = {"intake.import": import_rows, "intake.undo": take_back}
SENT = {"订单状态": "卖家已发货，等待买家确认", "物流单号": "YT1", "物流公司": "圆通速递"}


def operator(shop: Shop) -> Staff:
    return make_staff("", Role.OPERATIONS, shop=shop)


def no(number: int) -> str:
    return f"21000000000000000{number}"


def run_worker() -> int:
    """Run the jobs of imports that wait in the outbox, as the worker does; how many there were."""
    done = 0
    for name, task in JOBS.items():
        with connection.cursor() as cursor:
            cursor.execute(
                "DELETE FROM procrastinate_jobs WHERE task_name = %s AND status = 'todo' RETURNING args", [name]
            )
            found = cursor.fetchall()
        for (arguments,) in found:
            task.func(**(json.loads(arguments) if isinstance(arguments, str) else arguments))
        done += len(found)
    return done


def bring(client: Client, shop: Shop, rows: list[list[str]], data: bytes = b"") -> str:
    """Import rows over the pages; the address of the import."""
    file = SimpleUploadedFile("ExportOrderList.csv", data or csv_file(CLASSIC, rows), "text/csv")
    assert client.post("/imports/", {"shop": shop.slug, "file": file}).status_code == 303
    address = f"/imports/{ImportBatch.objects.latest('pk').pk}/"
    client.get(address)
    assert client.post(f"{address}start/").status_code == 303
    assert run_worker() == 1
    return address


def seen(client: Client, address: str) -> str:
    return client.get(address).content.decode()


def looked(client: Client, address: str) -> str:
    """The page after the worker has looked what would go."""
    assert client.post(f"{address}undo/check/").status_code == 303
    assert "Waiting for the worker" in client.get(f"{address}undo/progress/", headers=PART).content.decode()
    assert run_worker() == 1
    assert client.get(f"{address}undo/progress/", headers=PART).headers["HX-Redirect"] == address
    return seen(client, address)


def batch_of(address: str) -> int:
    return int(address.split("/")[2])


@pytest.fixture
def people() -> People:
    return make_people()


def test_an_import_shows_what_it_changed_and_is_taken_back(people):
    client, shop = browser(operator(people.shop)), people.shop
    bring(client, shop, [classic(no(1)), classic(no(2), 订单备注="原来的话")])
    first = list(Order.objects.order_by("pk").values())
    phone = {"联系手机": "'18611112222", "订单备注": "改过的话"}
    address = bring(client, shop, [classic(no(1), **SENT), classic(no(2), **phone), classic(no(3)), classic("x")])

    page = seen(client, f"{address}?view=changed")
    for shown in ("Paid, awaiting dispatch", "Dispatched", "Tracking number", "YT1", "Shop&#x27;s note", "changed"):
        assert shown in page
    assert "186****2222" in page
    for personal in ("18611112222", "18600001234", "改过的话", "原来的话"):
        assert personal not in page
    assert no(3) in seen(client, f"{address}?view=added")
    assert "An order number has digits only" in seen(client, f"{address}?view=refused")
    assert no(1) not in seen(client, f"{address}?view=refused")

    page = looked(client, address)
    assert "1 order is removed." in page
    assert "of 2 orders go back." in page
    assert Order.objects.count() == 3
    assert client.post(f"{address}undo/", {"reason": ""}, headers=PART).status_code == 422
    assert ImportUndo.objects.get().state == UndoState.CHECKED

    assert client.post(f"{address}undo/", {"reason": "另一家店的文件"}).status_code == 303
    assert client.post(f"{address}undo/", {"reason": "另一家店的文件"}, headers=PART).status_code == 409  # twice
    assert run_worker() == 1
    page = seen(client, address)
    for shown in ("Taken back", "1 order was removed.", "另一家店的文件"):
        assert shown in page
    now = list(Order.objects.order_by("pk").values())
    assert [{**row, "updated_at": 0} for row in now] == [{**row, "updated_at": 0} for row in first]
    assert client.post(f"{address}undo/", {"reason": "x"}, headers=PART).status_code == 409
    assert client.post(f"{address}undo/check/", headers=PART).status_code == 409
    kinds = Event.objects.filter(subject_kind="import_batch", subject_id=batch_of(address), kind__contains="und")
    assert list(kinds.order_by("pk").values_list("kind", flat=True)) == [
        "import.undo_checked", "import.undo_started", "import.undone",
    ]  # fmt: skip
    assert not kinds.filter(data__icontains="另一家店").exists()
    audit = seen(browser(people.supervisor), "/audit/?kind=import")
    assert "Took an import back" in audit
    assert "orders removed 1" in audit


def test_what_stays_is_said_before_and_listed_after(people):
    client, shop = browser(people.supervisor), people.shop
    address = bring(client, shop, [classic(no(1), 订单状态="交易成功"), classic(no(2)), classic(no(3))])
    make_case(people.owner, Order.objects.get(platform_no=no(1)))
    bring(client, shop, [classic(no(2), **SENT)])

    page = looked(client, address)
    for shown in (
        "1 order is removed.",
        "2 orders stay, or a part of each.",
        "there is an after-sales case on it",
        "a later import has written it",
        no(1),
    ):
        assert shown in page
    client.post(f"{address}undo/", {"reason": "重复"})
    run_worker()
    page = seen(client, f"{address}?view=stayed")
    assert "there is an after-sales case on it" in page
    assert no(1) in page
    assert no(3) not in page
    assert set(Order.objects.values_list("platform_no", flat=True)) == {no(1), no(2)}
    page = seen(client, f"{address}?view=added")
    assert "removed" in page
    assert "Look at the rest again" in page


@pytest.mark.attack("B1")
def test_a_stranger_finds_nothing_and_an_agent_may_not(people):
    address = bring(browser(operator(people.shop)), people.shop, [classic(no(1))])
    client = browser(operator(people.shop))
    looked(client, address)
    for staff in (people.stranger, people.owner, people.teammate, people.warehouse):
        other = browser(staff)
        for part in ("", "changes/", "undo/progress/"):
            assert other.get(f"{address}{part}", headers=PART).status_code == 404
        for part in ("undo/", "undo/check/"):
            assert other.post(f"{address}{part}", {"reason": "x"}, headers=PART).status_code == 404
    both = operator(people.other_shop)  # imports elsewhere, and is an agent here
    people.shop.memberships.create(staff=both, role=Role.AGENT)
    other = browser(both)
    page = seen(other, address)
    assert "Take this import back" not in page
    assert no(1) not in page
    assert no(1) not in other.get(f"{address}changes/?view=added", headers=PART).content.decode()
    for part in ("undo/", "undo/check/"):
        assert other.post(f"{address}{part}", {"reason": "x"}, headers=PART).status_code == 409
    assert ImportUndo.objects.get().state == UndoState.CHECKED
    assert Order.objects.count() == 1


def test_of_what_went_back_in_part_only_the_rest_is_listed(people):
    client, shop = browser(people.supervisor), people.shop
    bring(client, shop, [classic(no(1))])
    address = bring(client, shop, [classic(no(1), **SENT)])
    bring(client, shop, [classic(no(1), **{**SENT, "物流单号": "YT2"})])
    looked(client, address)
    client.post(f"{address}undo/", {"reason": "x"})
    run_worker()
    page = seen(client, f"{address}?view=stayed").split('id="changes"')[1]
    assert "Tracking number" in page
    assert "Order status" not in page
    assert "Order status" in seen(client, f"{address}?view=changed").split('id="changes"')[1]


def test_two_people_at_once_take_it_back_once(people):
    one, two = browser(operator(people.shop)), browser(people.supervisor)
    address = bring(one, people.shop, [classic(no(1))])
    assert one.post(f"{address}undo/check/").status_code == 303
    assert two.post(f"{address}undo/check/", headers=PART).status_code == 409
    run_worker()
    assert two.post(f"{address}undo/", {"reason": "x"}).status_code == 303
    assert one.post(f"{address}undo/", {"reason": "x"}, headers=PART).status_code == 409
    assert run_worker() == 1
    assert Event.objects.filter(kind="order.taken_back").count() == 1


def test_the_same_file_is_imported_again_after_it_was_taken_back(people):
    client = browser(operator(people.shop))
    rows = [classic(no(1)), classic(no(2))]
    address = bring(client, people.shop, rows)
    looked(client, address)
    client.post(f"{address}undo/", {"reason": "x"})
    run_worker()
    file = SimpleUploadedFile("ExportOrderList.csv", csv_file(CLASSIC, rows), "text/csv")
    client.post("/imports/", {"shop": people.shop.slug, "file": file})
    again = f"/imports/{ImportBatch.objects.latest('pk').pk}/"
    assert "This very file was imported before" not in seen(client, again)
    client.post(f"{again}start/")
    run_worker()
    assert ImportBatch.objects.latest("pk").added == Order.objects.count() == 2


def test_after_a_week_it_only_says_so(people):
    client = browser(operator(people.shop))
    address = bring(client, people.shop, [classic(no(1))])
    ImportChange.objects.all().delete()
    ImportBatch.objects.update(finished_at=ImportBatch.objects.latest("pk").finished_at - KEPT_FOR * 2)
    page = seen(client, address)
    assert "kept for 7 days" in page
    assert "Take this import back" not in page
    assert client.post(f"{address}undo/check/", headers=PART).status_code == 409
    assert not ImportUndo.objects.exists()


def test_an_order_says_by_which_imports_it_came_and_changed(people):
    client, shop = browser(operator(people.shop)), people.shop
    bring(client, shop, [classic(no(1))])
    address = bring(client, shop, [classic(no(1), **SENT)])
    order = f"/orders/{Order.objects.get().pk}/"
    page = seen(client, order)
    assert page.count("ExportOrderList.csv") == 2
    assert f'href="{address}"' in page
    assert "YT1" in page.split('class="ac-card ac-imported"')[1]
    agents = seen(browser(people.owner), order)
    assert "ExportOrderList.csv" in agents
    assert f'href="{address}"' not in agents
    with travel(KEPT_FOR * 2):
        ImportChange.objects.all().delete()
        assert "Tracking number" in seen(client, order)


def test_a_refund_report_shows_its_own_history_and_says_why_it_stays(people):
    client, shop = browser(operator(people.shop)), people.shop
    address = bring(client, shop, [], as_csv(TAOBAO_2017, [taobao(no(1))], "gbk"))
    page = seen(client, address)
    assert f"88{no(1)}" in page
    assert "moves cases and stops payments" in page
    assert client.post(f"{address}undo/check/", headers=PART).status_code == 409
    assert not ImportChange.objects.exists()


def test_the_rows_cost_the_same_for_ten_and_a_thousand(people):
    client = browser(operator(people.shop))
    address = bring(client, people.shop, [classic(no(1))])
    batch = ImportBatch.objects.latest("pk")
    told = {"status": ["awaiting_dispatch", "dispatched"], "lines": {"1": {"paid": [1, 2]}}}

    def change(start: int, count: int) -> None:
        ImportChange.objects.bulk_create(
            ImportChange(
                batch=batch, subject_kind="order", subject_id=n, label=str(n), is_added=n % 2 == 0, told=told,
                at=batch.started_at,
            )
            for n in range(start, start + count)
        )  # fmt: skip

    change(10**9, 20)
    costs = {view: queries_of(lambda view=view: client.get(f"{address}?view={view}")) for view in ("added", "changed")}
    change(2 * 10**9, 2000)
    for view, cost in costs.items():
        assert queries_of(lambda view=view: client.get(f"{address}?view={view}")) == cost <= 16
    found, further = 0, f"{address}changes/?view=changed"
    while further:
        page = client.get(further, headers=PART).content.decode()
        found += page.count("<del>Paid, awaiting dispatch</del>")
        further = page.split('hx-get="')[1].split('"')[0].replace("&amp;", "&") if "Show more" in page else ""
    assert found == 1010
