"""The bookings as an Excel file: text stays text, the sums are right, who took it is known (B6, E1, E10)."""

from io import BytesIO

import pytest
from django.db import connection
from django.http import FileResponse
from openpyxl import load_workbook
from openpyxl.worksheet.worksheet import Worksheet
from tests.pages.stage import browser
from tests.people import make_case, make_order, make_people

from aftercare.cases.costs import MOST_EXPORTED
from aftercare.cases.models import Case, Cost
from aftercare.cases.terms import CostKind, Responsible
from aftercare.core.models import Event
from aftercare.core.money import Money
from aftercare.core.time import now
from aftercare.orders.models import Product

pytestmark = pytest.mark.django_db
NASTY = ('=HYPERLINK("http://evil.example","x")', "+1+1", "-2", "@SUM(A1)", "\t=1", "＝1＋1", "https://evil.example")


def read(answer: FileResponse) -> Worksheet:
    assert answer.status_code == 200
    return load_workbook(BytesIO(b"".join(answer.streaming_content))).active


def book(case: Case, fen: int, **fields: object) -> Cost:
    usual = {"kind": CostKind.REFUND, "party": Responsible.COURIER, "counterparty": "顺丰速运", "at": now()}
    return Cost.objects.create(case=case, shop_id=case.shop_id, amount=Money(fen), **{**usual, **fields})


@pytest.mark.row("B6")
@pytest.mark.attack("E1", "E5", "E10")
def test_text_is_text_amounts_are_numbers_and_the_file_says_who_took_it():
    people = make_people()
    case = make_case(people.owner, make_order(people.shop, platform_no="314159265358979323"))
    for index, name in enumerate(NASTY):
        product = Product.objects.create(shop=people.shop, code=name, title=name)
        book(case, 100 + index, party=Responsible.SUPPLIER, counterparty=name[:60], product=product)
    book(case, -50, kind=CostKind.RECOVERED)
    sheet = read(browser(people.supervisor).get("/costs/bookings.xlsx"))
    rows = list(sheet.iter_rows(min_row=2, max_row=len(NASTY) + 2))
    assert {cell.data_type for row in sheet.iter_rows() for cell in row if cell.value is not None} == {"s", "n"}
    assert not any(cell.hyperlink for row in sheet.iter_rows() for cell in row)
    for name, row in zip(NASTY, rows, strict=False):
        assert row[6].value == row[8].value == row[9].value == name.strip()
        assert row[6].data_type == "s"
        assert row[6].quotePrefix
        assert (row[2].value, row[4].value) == (case.number, "314159265358979323")
    assert [cell.value for cell in next(sheet.iter_rows(max_row=1))][-1] == "Amount, yuan"
    total = sum(round(row[10].value * 100) for row in rows)
    assert total == sum(cost.amount.fen for cost in Cost.objects.all())
    last = sheet.cell(sheet.max_row, 1).value
    assert people.supervisor.name in last
    assert people.shop.name in last
    assert people.supervisor.name in sheet.oddFooter.left.text
    assert case.customer.nick not in str(list(sheet.values))


@pytest.mark.attack("E10")
def test_that_it_was_taken_is_in_the_audit_trail():
    people = make_people()
    case = make_case(people.owner, make_order(people.shop))
    book(case, 100)
    book(case, 200, party=Responsible.SHOP, counterparty="")
    client = browser(people.refund_clerk)
    sheet = read(client.get("/costs/bookings.xlsx?month=2026-01"))
    assert sheet.max_row == 3
    read(client.get("/costs/bookings.xlsx?party=courier&counterparty=顺丰速运"))
    empty, some = Event.objects.filter(kind="costs.exported").order_by("pk")
    assert (empty.shop_id, empty.actor_id, empty.data["rows"]) == (people.shop.pk, people.refund_clerk.pk, 0)
    assert (empty.data["from"], empty.data["to"]) == ("2026-01-01", "2026-01-31")
    assert (some.data["rows"], some.data["charge"]) == (1, ["courier", "顺丰速运"])
    page = browser(people.supervisor).get("/audit/?kind=money").content.decode()
    assert "Took bookings of costs out as a file" in page
    assert "1 row" in page
    for staff in (people.owner, people.warehouse):
        assert browser(staff).get("/costs/bookings.xlsx").status_code == 404
    assert len(list(read(browser(people.stranger).get("/costs/bookings.xlsx")).iter_rows())) == 3


@pytest.mark.attack("E10")
def test_more_than_a_file_holds_is_refused_and_not_noted():
    people = make_people()
    case = make_case(people.owner, make_order(people.shop))
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO cases_cost (case_id, shop_id, kind, amount, party, counterparty, at)"
            " SELECT %s, %s, 'refund', 1, 'shop', '', now() FROM generate_series(1, %s)",
            [case.pk, people.shop.pk, MOST_EXPORTED + 1],
        )
    client = browser(people.supervisor)
    answer = client.get("/costs/bookings.xlsx")
    assert answer.status_code == 409
    assert "Choose one party or one shop" in answer.content.decode()
    assert not Event.objects.filter(kind="costs.exported").exists()
    assert len(client.get("/costs/bookings/").context["view"].rows) == 50
