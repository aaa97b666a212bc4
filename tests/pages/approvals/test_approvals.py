"""Approvals: the queue, who decides what, stale and own requests (C17)."""

import pytest
from tests.pages.stage import PART, asked, browser, copies, move, queries_of
from tests.people import make_people, make_staff

from aftercare.accounts.terms import Role
from aftercare.approvals.models import Approval
from aftercare.cases.models import Case
from aftercare.core.models import Event
from aftercare.core.money import Money

pytestmark = pytest.mark.django_db


def decide(client, case: Case, decision: str, *, version: int | None = None, note: str = "", part: bool = True):
    approval = Approval.objects.filter(subject_id=case.pk).latest("pk")
    case.refresh_from_db()
    form = {"decision": decision, "version": case.version if version is None else version, "note": note}
    return client.post(f"/approvals/{approval.pk}/", form, headers=PART if part else {})


def books(case: Case) -> tuple[object, ...]:
    case.refresh_from_db()
    rows = Approval.objects.order_by("pk").values_list("pk", "state")
    return case.state, case.version, case.granted, list(rows), Event.objects.count()


@pytest.mark.row("C17")
def test_a_supervisor_sees_what_was_asked_and_approves_it():
    people = make_people()
    case = asked(people.owner, people.shop, freight=Money(1000))
    client = browser(people.supervisor)
    page = client.get("/approvals/").content.decode()
    for shown in (case.number, "¥910.00", "¥900.00", "老客户,请批准", case.customer.nick_mask, people.owner.name):
        assert shown in page
    assert "Limits: agent ¥200.00, supervisor ¥5000.00" in page
    assert f"¥910.00 to {case.customer.nick_mask} for order {case.order.platform_no}" in page
    assert case.customer.nick not in page

    answer = decide(client, case, "approve")
    assert (answer.status_code, "Approved" in answer.content.decode()) == (200, True)
    case.refresh_from_db()
    assert (case.state, case.granted) == ("agreed", Money(90000))
    assert Approval.objects.get().decided_by == people.supervisor
    assert "Nothing waits for your decision" in client.get("/approvals/").content.decode()
    assert case.number in client.get("/approvals/?tab=history").content.decode()


@pytest.mark.row("C17")
def test_sending_back_needs_a_note_that_the_agent_reads():
    people = make_people()
    case = asked(people.owner, people.shop)
    client = browser(people.supervisor)
    before = books(case)
    assert decide(client, case, "deny").status_code == 422
    assert books(case) == before
    assert decide(client, case, "deny", note="请先补充照片", part=False).status_code == 303
    case.refresh_from_db()
    assert case.state == "asked"
    mine = browser(people.owner).get("/approvals/").content.decode()
    assert "请先补充照片" in mine
    assert people.supervisor.name in mine


@pytest.mark.row("C17")
@pytest.mark.attack("B20")
def test_nobody_decides_their_own_request():
    people = make_people()
    case = asked(people.supervisor, people.shop, paid="6000.00")
    people.shop.memberships.create(staff=people.supervisor, role=Role.ADMINISTRATOR)
    client = browser(people.supervisor)
    page = client.get("/approvals/").content.decode()
    assert "You asked for this approval yourself" in page
    assert "data-confirm=" not in page
    before = books(case)
    assert decide(client, case, "approve").status_code == 409
    assert books(case) == before


def test_above_the_supervisors_limit_only_an_administrator_approves():
    people = make_people()
    case = asked(people.owner, people.shop, paid="6000.00")
    client = browser(people.supervisor)
    assert "This amount is above a supervisor" in client.get("/approvals/").content.decode()
    before = books(case)
    assert decide(client, case, "approve").status_code == 409
    assert books(case) == before
    assert decide(browser(people.administrator), case, "approve").status_code == 200
    case.refresh_from_db()
    assert case.state == "agreed"


@pytest.mark.attack("B20")
def test_a_request_whose_case_changed_is_shown_as_out_of_date_and_cannot_be_approved():
    people = make_people()
    case = asked(people.owner, people.shop)
    Case.objects.filter(pk=case.pk).update(version=case.version + 1)
    client = browser(people.supervisor)
    page = client.get("/approvals/").content.decode()
    assert "Out of date" in page
    assert "It must be asked again" in page
    before = books(case)
    assert decide(client, case, "approve").status_code == 409
    assert books(case) == before
    assert decide(client, case, "deny", note="请重新申请").status_code == 200


def test_the_same_decision_twice_counts_once():
    people = make_people()
    case = asked(people.owner, people.shop)
    client = browser(people.supervisor)
    version = case.version
    assert decide(client, case, "approve", version=version).status_code == 200
    before = books(case)
    second = decide(client, case, "approve", version=version)
    assert (second.status_code, "settled meanwhile" in second.content.decode()) == (409, True)
    assert Approval.objects.select_related("decided_by").get().decided_by.name in second.content.decode()
    assert books(case) == before


def test_a_stale_page_decides_nothing():
    people = make_people()
    case = asked(people.owner, people.shop)
    before = books(case)
    assert decide(browser(people.supervisor), case, "approve", version=case.version - 1).status_code == 409
    assert decide(browser(people.supervisor), case, "nonsense").status_code == 422
    assert books(case) == before


@pytest.mark.attack("B1")
def test_the_supervisor_next_door_sees_and_decides_nothing():
    people = make_people()
    case = asked(people.owner, people.shop)
    client = browser(people.stranger)
    for tab in ("waiting", "mine", "history"):
        assert case.number not in client.get(f"/approvals/?tab={tab}").content.decode()
    before = books(case)
    assert decide(client, case, "approve").status_code == 404
    assert books(case) == before


@pytest.mark.parametrize(
    ("who", "page", "decision"),
    [("owner", 200, 404), ("teammate", 200, 404), ("warehouse", 404, 404), ("refund_clerk", 404, 404)],
)
def test_who_opens_and_who_decides(who: str, page: int, decision: int):
    people = make_people()
    case = asked(people.owner, people.shop)
    client = browser(getattr(people, who))
    assert client.get("/approvals/").status_code == page
    before = books(case)
    assert decide(client, case, "approve").status_code == decision
    assert books(case) == before
    assert browser().get("/approvals/").status_code == 302


def test_an_agent_sees_their_own_requests_and_not_those_of_others():
    people = make_people()
    case = asked(people.owner, people.shop)
    assert case.number in browser(people.owner).get("/approvals/").content.decode()
    assert case.number not in browser(people.teammate).get("/approvals/").content.decode()


def test_a_reduced_refund_is_approved_and_instructed_at_once():
    people = make_people()
    case = asked(people.owner, people.shop, paid="1000.00")
    case = move(case, "approve", people.supervisor)
    line = str(case.lines.get().pk)
    case = move(case, "receive", people.warehouse, received_lines={line: "1"})
    seen = {"good": "0", "defective": "1", "defective_to": "defective"}
    case = move(case, "doubt", people.warehouse, inspected_lines={line: seen}, note="有划痕")
    granted = {line: {"pieces": "1", "amount": "800.00"}}
    case = move(case, "ask_reduced", people.owner, granted_lines=granted, note="与买家协商扣 200")
    client = browser(people.supervisor)
    assert "The payment is instructed at once" in client.get("/approvals/").content.decode()
    assert decide(client, case, "approve").status_code == 200
    case.refresh_from_db()
    assert (case.state, case.granted) == ("paying", Money(80000))


def test_what_runs_out_first_comes_first_and_pages_are_complete():
    people = make_people()
    case = asked(people.owner, people.shop)
    first = Approval.objects.get()
    more = copies(case, 60)
    Approval.objects.bulk_create(like(first, one, index) for index, one in enumerate(more))
    client = browser(people.supervisor)
    address, seen = "/approvals/", []
    while address:
        page = client.get(address, headers=PART).content.decode()
        seen += [part.split("/")[0] for part in page.split('data-row="/cases/')[1:]]
        address = page.split('hx-get="')[1].split('"')[0].replace("&amp;", "&") if "Show more" in page else ""
    due = Approval.objects.order_by("due_at", "pk").values_list("subject_label", flat=True)
    assert seen == list(due)
    assert len(seen) == 61


def like(first: Approval, case: Case, index: int) -> Approval:
    """The same request about another case; every third one has no limit of time."""
    return Approval(
        shop=first.shop,
        subject_kind="case",
        subject_id=case.pk,
        subject_label=case.number,
        subject_version=case.version,
        amount=first.amount,
        payee=first.payee,
        binding=first.binding,
        needs_role=first.needs_role,
        final_role=first.final_role,
        requested_by=first.requested_by,
        due_at=None if index % 3 == 0 else first.due_at,
    )


def test_the_queue_costs_the_same_for_ten_and_a_thousand_requests():
    people = make_people()
    case = asked(people.owner, people.shop)
    first = Approval.objects.get()
    client = browser(people.supervisor)
    Approval.objects.bulk_create(like(first, one, 1) for one in copies(case, 10))
    few = queries_of(lambda: client.get("/approvals/"))
    Approval.objects.bulk_create(like(first, one, 1) for one in copies(case, 1000))
    assert queries_of(lambda: client.get("/approvals/")) == few <= 14


def test_keys_that_are_no_keys_are_the_first_page():
    people = make_people()
    case = asked(people.owner, people.shop)
    client = browser(people.supervisor)
    for key in ("x", "1", "1@x", "1@2026-13-40", "1@2026-11-22T10:00:00", "9" * 40):
        assert case.number in client.get("/approvals/", {"after": key}).content.decode()


def test_an_administrator_of_the_company_without_a_shop_has_an_empty_page():
    people = make_people()
    case = asked(people.owner, people.shop)
    boss = make_staff("", is_administrator=True)
    assert case.number not in browser(boss).get("/approvals/").content.decode()
