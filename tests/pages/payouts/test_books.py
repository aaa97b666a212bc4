"""Reconciliation and the journal as a file (C18)."""

import csv
import io
from datetime import timedelta

import pytest
from django.utils import timezone
from tests.pages.stage import browser, paying
from tests.people import make_people, person

from aftercare.core.models import Event
from aftercare.core.money import Money
from aftercare.core.time import now, travel
from aftercare.money.actions.mark_paid import mark_paid
from aftercare.money.models import ChannelRecord, Payout

pytestmark = pytest.mark.django_db


def paid(people, voucher: str, amount: str = "50.00") -> Payout:
    case = paying(people.owner, people.warehouse, people.shop, paid=amount)
    payout = Payout.objects.get(subject_id=case.pk)
    return mark_paid(payout=payout, voucher=voucher, person=person(people.refund_clerk))


@pytest.mark.row("C18")
def test_what_was_paid_agrees_with_the_journal_to_the_fen():
    people = make_people()
    paid(people, "V-1", "50.01")
    paid(people, "V-2", "49.99")
    page = browser(people.refund_clerk).get("/payouts/books/").content.decode()
    assert page.count("¥100.00") == 4  # two figures, and the two sides of the day
    assert "All sides agree to the fen." in page


def test_a_payment_that_only_the_channel_knows_is_listed_as_a_difference():
    people = make_people()
    entry = {"key": "refund-999-1", "voucher": "C-9", "amount": Money(777), "at": now(), "fetched_at": now()}
    ChannelRecord.objects.create(shop=people.shop, channel="simulator", **entry)
    page = browser(people.refund_clerk).get("/payouts/books/").content.decode()
    assert "channel&#x27;s record without an instruction" in page
    assert "refund-999-1" in page
    assert "¥7.77" in page


def lines_of(client, query: str = "") -> list[list[str]]:
    answer = client.get(f"/payouts/journal.csv{query}")
    assert answer.status_code == 200
    body = b"".join(answer.streaming_content)
    assert body.startswith(b"\xef\xbb\xbf")
    return list(csv.reader(io.StringIO(body.decode("utf-8-sig"))))


@pytest.mark.row("C18")
@pytest.mark.attack("E1")
def test_the_journal_balances_in_the_file_and_no_cell_is_a_formula():
    people = make_people()
    payout = paid(people, "=HYPERLINK(1)", "88.80")
    rows = lines_of(browser(people.refund_clerk))
    head, body = rows[0], rows[1:]
    assert head[:5] == ["Time", "Posting", "Account", "Debit, yuan", "Credit, yuan"]
    assert len(body) == 4
    debit, credit = (sum(Money.from_yuan(row[column]).fen for row in body) for column in (3, 4))
    assert debit == credit == 2 * 8880
    assert {row[7] for row in body} == {"'=HYPERLINK(1)"}
    assert {row[6] for row in body} == {f"'{payout.payee_reference}"}  # Excel would round it
    assert not any(cell.startswith(("=", "+", "-", "@", "\t")) for row in body for cell in row)


def test_the_file_holds_the_days_that_were_asked_for_and_no_others():
    people = make_people()
    with travel(-timedelta(days=40)):
        paid(people, "V-1")
        day = timezone.localtime(now()).date()
    client = browser(people.refund_clerk)
    following = day + timedelta(days=1)
    assert len(lines_of(client, f"?from={day}&to={day}")) == 5
    assert len(lines_of(client, f"?from={following}&to={following}")) == 1


@pytest.mark.parametrize(
    "query",
    ["from=x", "from=2026-13-01", "from=2026-01-01&to=2026-12-31", "from=2026-02-02&to=2026-02-01", "to=0001-01-01"],
)
def test_days_that_cannot_be_used_are_refused(query: str):
    people = make_people()
    client = browser(people.refund_clerk)
    assert client.get(f"/payouts/books/?{query}").status_code == 422
    assert client.get(f"/payouts/journal.csv?{query}").status_code == 422


@pytest.mark.attack("B1")
def test_the_books_of_another_shop_are_not_there():
    people = make_people()
    client = browser(people.refund_clerk)
    for address in ("books/", "journal.csv"):
        assert client.get(f"/payouts/{address}?shop={people.other_shop.slug}").status_code == 404
        assert client.get(f"/payouts/{address}?shop=nowhere").status_code == 404
        assert browser(people.owner).get(f"/payouts/{address}").status_code == 404
        assert browser().get(f"/payouts/{address}").status_code == 302


@pytest.mark.row("C18", "X8")
@pytest.mark.attack("E10")
def test_who_took_the_journal_out_stands_in_the_audit():
    people = make_people()
    paid(people, "V-1")
    paid(people, "V-2")
    client, today = browser(people.refund_clerk), timezone.localdate()
    query = f"?shop={people.shop.slug}&from={today - timedelta(days=2)}&to={today}"
    rows = len(lines_of(client, query)) - 1
    event = Event.objects.get(kind="journal.exported")
    assert (event.actor_id, event.shop_id) == (people.refund_clerk.pk, people.shop.pk)
    days = {"from": (today - timedelta(days=2)).isoformat(), "to": today.isoformat()}
    assert event.data == {**days, "rows": rows}
    assert rows > 3
    page = browser(people.supervisor).get("/audit/?kind=money").content.decode()
    assert "Took the journal out as a file" in page
    assert f"{days['from']} – {days['to']} · {rows} rows" in page


@pytest.mark.attack("E10")
@pytest.mark.parametrize("query", ["?from=x", "?shop=nowhere"])
def test_a_journal_that_was_not_given_is_not_in_the_audit(query: str):
    people = make_people()
    assert browser(people.refund_clerk).get(f"/payouts/journal.csv{query}").status_code in (404, 422)
    assert browser(people.owner).get("/payouts/journal.csv").status_code == 404
    assert browser(people.refund_clerk).get("/payouts/books/").status_code == 200
    assert not Event.objects.filter(kind="journal.exported").exists()
