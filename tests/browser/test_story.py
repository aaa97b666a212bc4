"""The whole story in a real browser, each step as its own role: an order report, a buyer's return, money paid back.

The report is the real one where it lies beside the project, else one of the same form made here; the worker is the
product's own process.
"""

import csv
import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.db import connection
from playwright.sync_api import Page, expect
from tests.browser.conftest import OpenPage
from tests.people import make_people, make_staff
from tests.realdata import REAL_ORDER_REPORT

from aftercare.accounts.terms import Role
from aftercare.cases.models import Case
from aftercare.core.money import Money
from aftercare.money.models import JournalEntry, Payout
from aftercare.orders.models import Order

HEAD = ["订单编号", "总金额", "买家实际支付金额", "收货地址 ", "订单创建时间", "订单付款时间 ", "退款金额"]
IMPORT_PATIENCE = 180_000  # milliseconds; 28,010 rows on a busy machine


@pytest.fixture
def worker(process_environment: dict[str, str]) -> Iterator[None]:
    """The product's worker on the test's database."""
    process = subprocess.Popen([sys.executable, "-m", "aftercare", "worker"], env=process_environment)
    yield
    process.send_signal(signal.SIGTERM)
    process.wait(30)


@pytest.fixture
def report(tmp_path: Path) -> Path:
    """The real report of 28,010 orders, or a small one of the same form."""
    if REAL_ORDER_REPORT.exists():
        return REAL_ORDER_REPORT
    print("The real order report is not beside this checkout: a made one of 300 rows is used.")
    path = tmp_path / "report.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(HEAD)
        for number in range(1, 301):
            total = 150 + number
            day = f"2020-02-{number % 28 + 1:02d}"
            writer.writerow([number, f"{total}.5", f"{total}.5", "浙江省", f"{day} 10:00:00", f"{day} 10:01:00", "0.0"])
    return path


def row_above(report: Path, least: float) -> tuple[str, Money, int]:
    """(order number, amount, rows in the file) of the first order that was paid in full and above `least` yuan."""
    with report.open(encoding="utf-8-sig") as file:
        rows = list(csv.DictReader(file))
    found = next(r for r in rows if float(r["买家实际支付金额"]) > least and float(r["退款金额"]) == 0)
    return found["订单编号"], Money.from_yuan(found["买家实际支付金额"]), len(rows)


def confirm(page: Page) -> None:
    page.locator("#confirm [data-confirm-yes]").click()


@pytest.mark.browser
@pytest.mark.row("O1", "C1", "C17", "C18", "B1", "B3", "P2", "X1")
@pytest.mark.django_db(transaction=True)
def test_from_the_order_report_to_money_paid_back(open_page: OpenPage, worker: None, report: Path) -> None:
    people = make_people()
    operations = make_staff("", Role.OPERATIONS, shop=people.shop)
    number, amount, rows = row_above(report, least=300)

    # Operations import the report.
    page = open_page(operations)
    page.goto("/imports/")
    page.set_input_files("input[name=file]", report)
    page.locator("[data-import-send]").click()
    page.wait_for_url(re.compile(r"/imports/\d+/"))
    page.locator("form[action$='/start/'] .btn-primary").click()
    expect(page.locator(".ac-equation")).to_be_visible(timeout=IMPORT_PATIENCE)
    assert Order.objects.filter(shop=people.shop).count() == rows

    with connection.cursor() as cursor:  # as autovacuum does within a minute, and a busy test machine does not
        cursor.execute("ANALYZE")

    # An agent enters the buyer's application on one of these orders.
    page = open_page(people.owner)
    page.goto("/cases/new/")
    page.fill("input[name=q] >> nth=-1", number)
    page.locator("form.ac-find-big button").click()
    page.locator("a.ac-row-link", has_text=re.compile(f"^{number}$")).click()
    page.fill("textarea[name=description]", "收到就有划痕，想退货")
    page.locator("#suggestion-return", has_text="质量问题").click()
    expect(page.locator("select[name=reason]")).to_have_value("quality")
    page.locator("button[name=step][value=summary]").click()
    expect(page.locator(".ac-money-big").first).to_contain_text(amount.yuan.split(".")[0][-3:])
    page.locator("button[name=step][value=open]").click()
    page.wait_for_url(re.compile(r"/cases/TH\d+/"))
    case = Case.objects.get()
    assert (case.state, case.asked, case.owner) == ("asked", amount, people.owner)
    case_page = f"/cases/{case.number}/"

    # It is above the agent's limit: the button to agree says so, and asks for approval instead.
    refusal = page.locator("#no-agree")
    expect(refusal).to_contain_text("200.00")
    page.locator("button[hx-get$='/moves/ask_approval/']").click()
    page.fill("#move-form textarea[name=note]", "质量问题，照片清楚，建议同意")
    page.locator("#move-form button[name=step]").first.click()
    expect(page.get_by_text("等待审批").first).to_be_visible()

    # The supervisor approves.
    page = open_page(people.supervisor)
    page.goto("/approvals/")
    expect(page.locator("article.ac-request")).to_contain_text(case.number)
    page.locator("article.ac-request button[value=approve]").click()
    confirm(page)
    expect(page.locator(".ac-toast").first).to_be_visible()
    case.refresh_from_db()
    assert (case.state, case.granted) == ("agreed", amount)

    # The agent has what to tell the buyer, and enters the parcel.
    page = open_page(people.owner)
    page.goto(case_page)
    expect(page.get_by_text("某路 1 号").first).to_be_visible()
    page.locator("button[hx-get$='/moves/register_parcel/']").click()
    page.fill("#move-form input[name=courier]", "圆通速递")
    page.fill("#move-form input[name=tracking_no]", "yt 8800 1122 334")
    page.locator("#move-form button[name=step]").first.click()
    expect(page.get_by_text("YT88001122334").first).to_be_visible()

    # The warehouse scans, receives, inspects.
    page = open_page(people.warehouse)
    page.goto("/receiving/")
    page.fill("input[data-scan]", "YT88001122334")
    page.keyboard.press("Enter")
    page.locator("button[name=move][value=receive]").click()
    page.locator("button[name=move][value=inspect]").click()
    expect(page.locator("#parcel")).not_to_contain_text("请检查")
    page.wait_for_function("() => !document.querySelector('button[name=move][value=inspect]')")
    case.refresh_from_db()
    assert case.state == "paying"

    # Finance pays on the platform and enters the voucher.
    page = open_page(people.refund_clerk)
    page.goto("/payouts/")
    page.fill("input[name=voucher]", "2026112200001")
    page.locator("button[data-confirm]").first.click()
    confirm(page)
    expect(page.locator(".ac-toast").first).to_be_visible()

    # The case is closed, the buyer can be told, the books agree.
    case.refresh_from_db()
    assert (case.state, case.refunded) == ("refunded", amount)
    assert Payout.objects.get().state == "paid"
    assert sum(entry.amount.fen for entry in JournalEntry.objects.all()) == 0
    page = open_page(people.owner)
    page.goto(case_page)
    expect(page.get_by_text("已退款").first).to_be_visible()
