"""The audit page: whose events, filters by named keys, every kind in words, no personal data (X8)."""

import re
from pathlib import Path

import pytest
from tests.pages.stage import PART, asked, browser, paying, queries_of
from tests.people import make_order, make_people, make_staff, person

from aftercare.core.events import EventRow, record, record_many
from aftercare.core.models import Event
from aftercare.core.time import now
from aftercare.money.actions.mark_paid import mark_paid
from aftercare.money.models import Payout
from aftercare.web.audit.kinds import GROUPS, KINDS

pytestmark = pytest.mark.django_db
RECORDS = re.compile(r"\bkind ?= ?|EventRow\(|announce\(|_tell\(|_event\(|note_order\(|\bnote\(\w+, ")
NAMED = re.compile(r'^[A-Z_]+ = "[a-z_]+\.[a-z_]+"$')
# Kinds of deadlines, sentences and the job of the import.
NO_EVENTS = {"case.own", "case.platform", "kind.foreign", "kind.unknown", "intake.import", "intake.undo"}
SOURCES = Path(__file__).resolve().parents[3] / "src" / "aftercare"


@pytest.mark.row("X8")
def test_a_supervisor_reads_what_happened_in_the_shop_and_nothing_personal():
    people = make_people()
    case = paying(people.owner, people.warehouse, people.shop, paid="77.00")
    mark_paid(payout=Payout.objects.get(), voucher="V-77", person=person(people.refund_clerk))
    page = browser(people.supervisor).get("/audit/").content.decode()
    for shown in (
        "Opened the case",
        "Agree to the return",
        "Granted money",
        "Paid",
        "voucher V-77",
        "Waiting for inspection",
    ):
        assert shown in page
    for shown in (case.number, people.owner.name, people.warehouse.name, people.refund_clerk.name, "¥77.00"):
        assert shown in page
    assert case.customer.nick not in page
    assert "某路 1 号" not in page
    assert '<form method="post" action="/audit' not in page


@pytest.mark.attack("B1")
def test_the_supervisor_next_door_reads_nothing_of_it():
    people = make_people()
    case = asked(people.owner, people.shop)
    page = browser(people.stranger).get("/audit/").content.decode()
    assert case.number not in page
    assert "Nothing found" in page
    assert "Nothing found" in browser(people.stranger).get(f"/audit/?number={case.number}").content.decode()
    assert "Nothing found" in browser(people.stranger).get(f"/audit/?person={people.owner.pk}").content.decode()


def test_events_of_the_company_are_for_its_administrators():
    people = make_people()
    boss = make_staff("", is_administrator=True)
    record(
        kind="staff.password_changed",
        subject=("staff", people.owner.pk),
        shop_id=None,
        actor_id=people.owner.pk,
        at=now(),
    )
    asked(people.owner, people.shop)
    assert "Changed their password" in browser(boss).get("/audit/").content.decode()
    assert "Opened the case" in browser(boss).get("/audit/").content.decode()
    for staff in (people.supervisor, people.administrator):
        page = browser(staff).get("/audit/").content.decode()
        assert "Opened the case" in page
        assert "Changed their password" not in page


@pytest.mark.parametrize("who", ["owner", "teammate", "warehouse", "refund_clerk"])
def test_the_page_is_not_there_for_the_others(who: str):
    people = make_people()
    assert browser(getattr(people, who)).get("/audit/").status_code == 404
    assert browser().get("/audit/").status_code == 302
    assert browser(people.supervisor).post("/audit/").status_code == 405


def test_filters_by_person_kind_number_and_days():
    people = make_people()
    first = asked(people.owner, people.shop, paid="900.00")
    second = asked(people.teammate, people.shop, paid="901.00")
    client = browser(people.supervisor)

    def page(**query: object) -> str:
        return client.get("/audit/", query, headers=PART).content.decode()

    assert first.number in page(person=people.owner.pk)
    assert second.number not in page(person=people.owner.pk)
    assert "Asked for approval" in page(kind="approval")
    assert "Opened the case" not in page(kind="approval")
    assert second.number not in page(number=first.number.lower())
    assert first.number in page(number=first.order.platform_no)
    assert first.number not in page(to="2020-01-01")
    assert first.number in page(**{"from": "2020-01-01"})
    assert first.number not in page(person="system")


@pytest.mark.attack("F2")
@pytest.mark.parametrize(
    "query",
    [
        "actor__password=x",
        "kind=case.moved",
        "person=1%20or%201",
        "from=gestern",
        "order_by=id",
        "kind=case&kind=money",
    ],
)
def test_keys_and_values_that_do_not_exist_are_refused(query: str):
    people = make_people()
    assert browser(people.supervisor).get(f"/audit/?{query}").status_code == 400


def test_every_kind_of_event_in_the_code_has_words():
    kinds = set()
    for path in SOURCES.rglob("*.py"):
        for line in path.read_text(encoding="utf-8").splitlines():
            if RECORDS.search(line) or (path.parent.name == "actions" and NAMED.match(line)):
                kinds |= set(re.findall(r'"([a-z_]+\.[a-z_]+)"', line))
    assert len(kinds) > 25
    assert sorted(kinds - KINDS.keys() - NO_EVENTS) == []
    prefixes = tuple(prefix for group in GROUPS for prefix in group.prefixes)
    assert [kind for kind in KINDS if not kind.startswith(prefixes)] == []


def test_pages_follow_each_other_without_gap_and_cost_the_same():
    people = make_people()
    client = browser(people.supervisor)

    def more(count: int) -> None:
        rows = [
            EventRow("case.noted", ("case", index), people.shop.pk, people.owner.pk, now(), {"note": index})
            for index in range(count)
        ]
        record_many(rows)

    more(60)
    few = queries_of(lambda: client.get("/audit/"))
    more(1000)
    assert queries_of(lambda: client.get("/audit/")) == few <= 12
    address, seen = "/audit/", 0
    while address:
        page = client.get(address, headers=PART).content.decode()
        seen += page.count("Wrote a note")
        address = page.split('hx-get="')[1].split('"')[0].replace("&amp;", "&") if "Show more" in page else ""
    assert seen == Event.objects.filter(shop_id=people.shop.pk).count() == 1060


def test_single_imported_orders_are_shown_only_when_asked_for():
    people = make_people()
    order = make_order(people.shop)
    record(kind="order.imported", subject=("order", order.pk), shop_id=people.shop.pk, actor_id=None, at=now())
    client = browser(people.supervisor)
    assert "Imported an order" not in client.get("/audit/", headers=PART).content.decode()
    for query in ({"kind": "order"}, {"number": order.platform_no}):
        page = client.get("/audit/", query, headers=PART).content.decode()
        assert "Imported an order" in page
        assert order.platform_no in page


def test_data_of_another_shape_is_shown_without_particulars():
    people = make_people()
    for kind in KINDS:
        record(
            kind=kind,
            subject=("case", 1),
            shop_id=people.shop.pk,
            actor_id=None,
            at=now(),
            data={"amount": "x", "move": 7},
        )
    client = browser(people.supervisor)
    assert client.get("/audit/").status_code == 200
