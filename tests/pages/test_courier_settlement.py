"""Settlement sheets: what stands on them, frozen when closed, versions, Excel and PDF (O7, E1, E10)."""

from io import BytesIO

import pytest
from django.db import InternalError, connection, transaction
from django.db.utils import DatabaseError
from openpyxl import load_workbook
from pypdf import PdfReader
from tests.couriers.scene import SF, ZTO, held_parcel, in_month, last_month, sent_orders, staged
from tests.pages.stage import browser, queries_of
from tests.people import People, make_case_of, make_order, make_staff, person

from aftercare.accounts.terms import Role
from aftercare.cases.models import Case, Cost
from aftercare.cases.periods import month_after
from aftercare.cases.terms import CostKind, Responsible
from aftercare.core.models import Event
from aftercare.core.money import Money
from aftercare.core.time import now
from aftercare.couriers.models import Settlement, SettlementLine
from aftercare.couriers.sheets import draft_of
from aftercare.orders.models import Order

pytestmark = pytest.mark.django_db
PAGE = "/couriers/settlement/"


def claim(people: People, claimed: int, paid: int, courier: str = ZTO, *, ended: bool = True) -> Case:
    """A claim at the courier that ended in the month before, or still waits."""
    case = make_case_of("claim", people.owner, make_order(people.shop, courier=courier, tracking_no="ZT9"))
    at = in_month(people.shop, last_month(people.shop))
    state = {"state": "recovered", "closed_at": at} if ended else {}
    Case.objects.filter(pk=case.pk).update(details={**case.details, "claim_amount": claimed}, **state)
    if paid:
        Cost.objects.create(
            case=case, shop=people.shop, kind=CostKind.RECOVERED, amount=Money(-paid), party=Responsible.COURIER,
            counterparty=courier, at=at,
        )  # fmt: skip
    return case


def scene() -> People:
    """Four of a hundred parcels out of zone; ¥100.00 and ¥33.33 claimed, ¥80.00 of them paid; one claim open."""
    people = staged()
    sent_orders(people, 94)
    for _nth in range(4):
        held_parcel(people)
    claim(people, 10_000, 8_000)
    claim(people, 3_333, 0)
    claim(people, 5_000, 0, ended=False)
    claim(people, 7_000, 7_000, SF)
    return people


def sheet_url(people: People, courier: str = ZTO) -> str:
    return f"{PAGE}sheet/?shop={people.shop.pk}&courier={courier}&month={last_month(people.shop):%Y-%m}"


def mark(people: People) -> str:
    return draft_of(person(people.supervisor), people.shop, ZTO, last_month(people.shop), now()).mark


def close(staff, people: People, **more: str):
    told = {"shop": str(people.shop.pk), "courier": ZTO, "month": f"{last_month(people.shop):%Y-%m}", "reason": ""}
    return browser(staff).post(f"{PAGE}close/", {**told, "mark": mark(people), **more})


@pytest.mark.row("O7", "B6")
def test_the_sheet_lists_parcels_and_claims_and_is_frozen_when_a_supervisor_closes_it():
    people = scene()
    draft = browser(people.refund_clerk).get(sheet_url(people)).content.decode()
    assert "¥20.00" in draft and "¥133.33" in draft and "¥100.00" in draft and "40.0 ‰" not in draft
    assert "Close the sheet" not in draft.split("A supervisor closes it")[0]
    assert close(people.supervisor, people).status_code == 303
    sheet = Settlement.objects.get()
    sums = (sheet.sent, sheet.held, sheet.deduction, sheet.claimed, sheet.paid, sheet.total)
    assert sums == (98, 4, Money(2000), Money(13_333), Money(8000), Money(10_000))
    assert SettlementLine.objects.filter(is_claim=False, deduction=Money(500)).count() == 4
    assert SettlementLine.objects.filter(is_claim=True).count() == 2
    page = browser(people.refund_clerk).get(f"{PAGE}{sheet.pk}/").content.decode()
    assert all(case.number in page for case in Case.objects.filter(flow="out_of_zone"))
    assert "¥100.00" in page and f"closed by {people.supervisor.name}" in page
    listed = browser(people.supervisor).get(f"{PAGE}?month={last_month(people.shop):%Y-%m}").content.decode()
    assert f"{PAGE}{sheet.pk}/" in listed and "Settlement closed" in listed


@pytest.mark.row("O7")
def test_what_was_closed_never_changes_and_what_came_later_is_another_version():
    people = scene()
    close(people.supervisor, people)
    first = Settlement.objects.get()
    assert "Nothing has changed since" in browser(people.supervisor).get(sheet_url(people)).content.decode()
    held_parcel(people)
    assert close(people.supervisor, people).status_code == 422  # without a reason
    assert close(people.supervisor, people, reason="月末件次月才判定").status_code == 303
    second = Settlement.objects.latest("pk")
    assert (second.version, second.held, second.deduction) == (2, 5, Money(2500))
    first.refresh_from_db()
    assert (first.version, first.held, first.total) == (1, 4, Money(10_000))
    old = browser(people.refund_clerk).get(f"{PAGE}{first.pk}/").content.decode()
    assert "Replaced by a newer version" in old and "月末件次月才判定" not in old
    for statement in ("UPDATE couriers_settlement SET total = 0", "DELETE FROM couriers_settlementline"):
        with pytest.raises((DatabaseError, InternalError)), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)


def test_only_what_was_on_screen_is_closed_by_whom_it_belongs():
    people = scene()
    seen = mark(people)
    keeper = make_staff("", Role.OPERATIONS, shop=people.shop)
    for staff in (people.owner, people.refund_clerk, people.stranger, keeper):
        assert close(staff, people).status_code == 404
    held_parcel(people)
    assert close(people.supervisor, people, mark=seen).status_code == 409
    assert close(people.supervisor, people, month=f"{month_after(last_month(people.shop)):%Y-%m}").status_code == 409
    assert close(people.supervisor, people, total="1").status_code == 422
    assert Settlement.objects.count() == 0
    for staff in (people.stranger, people.owner):
        assert browser(staff).get(sheet_url(people)).status_code == 404
    close(people.supervisor, people)
    pk = Settlement.objects.get().pk
    for ending in ("/", ".xlsx", ".pdf"):
        for staff in (people.stranger, people.owner, people.warehouse):
            assert browser(staff).get(f"{PAGE}{pk}{ending}").status_code == 404
    assert (
        browser(people.supervisor).get(f"{PAGE}sheet/?shop={people.shop.pk}&courier=&month=2026-01").status_code == 404
    )


def test_a_case_on_the_closed_sheet_of_another_courier_is_not_deducted_twice():
    people = scene()
    close(people.supervisor, people)
    Order.objects.filter(cases__flow="out_of_zone").update(courier=SF)
    draft = draft_of(person(people.supervisor), people.shop, SF, last_month(people.shop), now())
    assert (len(draft.figures.held), draft.pieces) == (4, ())


def test_below_the_limit_nothing_is_deducted_but_the_parcels_are_listed():
    people = staged()
    sent_orders(people, 998)
    for _nth in range(4):
        held_parcel(people)
    draft = draft_of(person(people.supervisor), people.shop, ZTO, last_month(people.shop), now())
    assert (len(draft.pieces), draft.totals.deduction, draft.totals.total) == (4, Money(0), Money(0))


@pytest.mark.row("O7")
@pytest.mark.attack("E1", "E10")
def test_finance_takes_it_out_as_excel_and_pdf_and_that_is_written_down():
    people = scene()
    first = Case.objects.filter(flow="out_of_zone").earliest("pk")
    Order.objects.filter(pk=first.order_id).update(tracking_no="=1+1")
    close(people.supervisor, people)
    pk = Settlement.objects.get().pk
    client = browser(people.refund_clerk)
    book = load_workbook(BytesIO(client.get(f"{PAGE}{pk}.xlsx").getvalue()))
    rows = [row for row in book.active.iter_rows(values_only=True) if any(row)]
    assert [row[5] for row in rows if row[0] == "Parcel out of zone"] == [5, 5, 5, 5]
    cell = next(cell for row in book.active.iter_rows() for cell in row if cell.value == "=1+1")
    assert cell.data_type == "s"
    total = next(row for row in rows if row[0] == "Borne by the courier")
    assert total[5] == 100
    paper = client.get(f"{PAGE}{pk}.pdf")
    assert paper["Content-Type"] == "application/pdf"
    text = "".join(page.extract_text() for page in PdfReader(BytesIO(paper.getvalue())).pages)
    assert first.number in text and "¥100.00" in text and people.refund_clerk.name in text and "1 / 1" in text
    events = Event.objects.filter(kind="settlement.exported").order_by("pk")
    assert [(one.actor_id, one.data["form"]) for one in events] == [
        (people.refund_clerk.pk, "xlsx"), (people.refund_clerk.pk, "pdf"),
    ]  # fmt: skip


def test_the_list_and_the_sheet_cost_the_same_at_ten_rows_and_at_a_thousand():
    people = scene()
    client = browser(people.supervisor)
    addresses = (f"{PAGE}?month={last_month(people.shop):%Y-%m}", sheet_url(people))
    few = [queries_of(lambda address=address: client.get(address)) for address in addresses]
    sent_orders(people, 1000)
    like = held_parcel(people)
    fields = {field.attname: getattr(like, field.attname) for field in Case._meta.concrete_fields}
    fields.pop("id")
    Case.objects.bulk_create(Case(**{**fields, "number": f"CQX{n:07d}", "opening_key": ""}) for n in range(1000))
    assert [queries_of(lambda address=address: client.get(address)) for address in addresses] == few
