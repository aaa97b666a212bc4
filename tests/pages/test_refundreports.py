"""Refund reports on the page: queues, one record with both sides, decisions (B2)."""

import pytest
from django.test import Client
from tests.pages.stage import browser, move, queries_of
from tests.people import People, make_case, make_order, make_people, make_staff
from tests.refundreports.scene import case_of, open_conflicts, record_of, report, told

from aftercare.accounts.terms import Role
from aftercare.cases.models import Case
from aftercare.core.models import Event
from aftercare.core.money import Money
from aftercare.orders.models import Order
from aftercare.refundreports.models import PlatformRefund, RefundConflict
from aftercare.refundreports.terms import ConflictState, RefundKind, RefundState

S, K = RefundState, RefundKind
LIST = "/refund-reports/"


@pytest.fixture
def people(db: None) -> People:
    return make_people()


@pytest.fixture
def chief(people: People) -> Client:
    return browser(people.supervisor)


def page_of(order: Order) -> str:
    return f"{LIST}{record_of(order).pk}/"


def decide(client: Client, order: Order, decision: str, reason: str = "已和买家核实"):
    conflict = RefundConflict.objects.get(record=record_of(order), state="open")
    return client.post(f"{LIST}conflicts/{conflict.pk}/", {"decision": decision, "reason": reason})


def ended_otherwise(people: People) -> Order:
    """Withdrawn here, refunded there."""
    order = make_order(people.shop)
    case = make_case(people.owner, order, platform_case_no=f"77{order.platform_no}")
    move(case, "withdraw", people.owner, note="买家说不退了")
    report(people.shop, told(order, S.SUCCESS))
    return order


@pytest.mark.row("B2")
def test_the_queues_show_what_is_to_be_done(people: People, chief: Client):
    odd, open_there = make_order(people.shop), make_order(people.shop)
    unlike = ended_otherwise(people)
    report(people.shop, told(odd, S.UNKNOWN), told(open_there, S.AGREED), told("2100000000000009999"))
    shown = {queue: chief.get(LIST, {"queue": queue}).content.decode() for queue in
             ("conflicts", "waiting", "open", "by_hand", "odd", "ended", "all")}  # fmt: skip
    numbers = {name: f"77{number}" for name, number in (
        ("odd", odd.platform_no), ("open", open_there.platform_no), ("unlike", unlike.platform_no),
        ("waits", "2100000000000009999"))}  # fmt: skip
    found = {queue: {name for name, number in numbers.items() if number in text} for queue, text in shown.items()}
    assert found == {
        "conflicts": {"unlike"},
        "waiting": {"waits"},
        "open": {"open", "waits"},
        "by_hand": {"odd"},
        "odd": {"odd"},
        "ended": {"unlike"},
        "all": {"odd", "open", "unlike", "waits"},
    }
    assert "等待火星人确认" in shown["odd"]
    assert numbers["open"] in chief.get(LIST, {"number": open_there.platform_no}).content.decode()
    assert "No refund has this number" in chief.get(LIST, {"number": "5"}).content.decode()


def test_a_stranger_sees_nothing_and_a_keeper_has_no_page(people: People):
    order = ended_otherwise(people)
    stranger = browser(people.stranger)
    assert record_of(order).refund_no not in stranger.get(LIST, {"queue": "all"}).content.decode()
    assert stranger.get(page_of(order)).status_code == 404
    assert decide(stranger, order, "keep").status_code == 404
    assert browser(people.warehouse).get(LIST).status_code == 404
    assert open_conflicts(order) == {"ended_otherwise"}


@pytest.mark.row("B2")
def test_both_sides_stand_beside_each_other_with_the_history(people: People, chief: Client):
    order = make_order(people.shop)
    report(people.shop, told(order, explanation="杯子碎了", amount=Money(8000)))
    report(people.shop, told(order, S.SENT, amount=Money(7000), tracking_no="SF1234567890", courier="顺丰速运"))
    text = chief.get(page_of(order)).content.decode()
    for part in ("¥70.00", "顺丰速运 SF1234567890", "¥80.00 → ¥70.00", "杯子碎了", case_of(order).number):
        assert part in text
    assert "Moved on" in text and "Added" in text


@pytest.mark.row("B2")
def test_ours_is_kept_for_a_reason_and_stays_kept(people: People, chief: Client):
    order = ended_otherwise(people)
    refused = decide(chief, order, "keep", reason="  ")
    assert refused.status_code == 422
    assert open_conflicts(order) == {"ended_otherwise"}
    assert decide(chief, order, "keep").status_code == 303
    conflict = RefundConflict.objects.get(record=record_of(order))
    assert (conflict.state, conflict.decided_by, conflict.reason) == ("kept", people.supervisor, "已和买家核实")
    assert Event.objects.get(kind="refund.decided").actor_id == people.supervisor.pk
    report(people.shop, told(order, S.SUCCESS, tracking_no="SF1234567890"))
    assert open_conflicts(order) == set()
    assert "已和买家核实" in chief.get(LIST, {"queue": "decided"}).content.decode()


@pytest.mark.row("B2")
def test_taking_the_platforms_opens_a_case_of_its_own_beside_ours(people: People, chief: Client):
    order = ended_otherwise(people)
    old = case_of(order)
    assert decide(chief, order, "take").status_code == 303
    new = case_of(order)
    old.refresh_from_db()
    assert new.pk != old.pk
    assert (old.state, old.platform_case_no, new.state, new.platform_case_no) == (
        "withdrawn", "", "refunded", f"77{order.platform_no}")  # fmt: skip
    assert [(link.source, link.kind) for link in new.links_in.all()] == [(old, "related")]
    assert open_conflicts(order) == set()
    report(people.shop, told(order, S.SUCCESS))
    assert (case_of(order), Case.objects.count()) == (new, 2)


def test_taking_another_kind_changes_the_case_as_the_persons_own_step(people: People, chief: Client):
    order = make_order(people.shop)
    make_case(people.owner, order, platform_case_no=f"77{order.platform_no}")
    report(people.shop, told(order, S.ASKED, kind=K.REFUND_ONLY))
    assert open_conflicts(order) == {"kind_differs"}
    clerk = browser(people.refund_clerk)
    assert decide(clerk, order, "take").status_code == 409  # the step belongs to another role
    assert open_conflicts(order) == {"kind_differs"}
    assert decide(chief, order, "take").status_code == 303
    assert (case_of(order).flow, open_conflicts(order)) == ("refund_only", set())


@pytest.mark.parametrize("role", [Role.AGENT, Role.OPERATIONS, Role.ADMINISTRATOR])
def test_others_read_and_do_not_decide(people: People, role: Role):
    order = ended_otherwise(people)
    reader = browser(make_staff("", role, shop=people.shop))
    assert reader.get(page_of(order)).status_code == 200
    assert decide(reader, order, "keep").status_code == 404
    assert open_conflicts(order) == {"ended_otherwise"}


def test_who_decides_elsewhere_is_refused_here(people: People):
    order = ended_otherwise(people)
    both = make_staff("", Role.AGENT, shop=people.shop)
    both.memberships.create(shop=people.other_shop, role=Role.SUPERVISOR)
    assert decide(browser(both), order, "keep").status_code == 409
    assert open_conflicts(order) == {"ended_otherwise"}


def test_a_decision_is_made_once(people: People, chief: Client):
    order = ended_otherwise(people)
    conflict = RefundConflict.objects.get(state="open")
    decide(chief, order, "keep")
    again = chief.post(f"{LIST}conflicts/{conflict.pk}/", {"decision": "take", "reason": "再想想"})
    assert again.status_code == 409
    assert RefundConflict.objects.get().state == ConflictState.KEPT


def test_money_that_is_out_is_not_taken_back(people: People, chief: Client):
    order = make_order(people.shop)
    report(people.shop, told(order, S.REFUSED), day=1)
    report(people.shop, told(order, S.ASKED), day=2)
    assert open_conflicts(order) == {"went_back"}
    assert decide(chief, order, "take").status_code == 409
    assert decide(chief, order, "keep").status_code == 303
    assert open_conflicts(order) == set()


@pytest.mark.parametrize("queue", ["all", "open", "conflicts"])
def test_lists_cost_the_same_at_any_size(people: People, chief: Client, queue: str):
    rows = [told(make_order(people.shop), S.AGREED) for _ in range(3)]
    report(people.shop, *rows)
    record = PlatformRefund.objects.first()
    assert record is not None
    add_conflicts(record, 3)
    few = queries_of(lambda: chief.get(LIST, {"queue": queue}))
    copies = [
        PlatformRefund(**{**values_of(record), "refund_no": f"9{index:09d}", "case": None}) for index in range(1000)
    ]
    PlatformRefund.objects.bulk_create(copies)
    for copy in copies[:60]:
        add_conflicts(copy, 1)
    assert queries_of(lambda: chief.get(LIST, {"queue": queue})) == few


KINDS = ("paid_twice", "kind_differs", "went_back")


def add_conflicts(record: PlatformRefund, count: int) -> None:
    RefundConflict.objects.bulk_create(
        RefundConflict(shop=record.shop, record=record, kind=kind, mark="x", opened_at=record.created_at)
        for kind in KINDS[:count]
    )


def values_of(record: PlatformRefund) -> dict[str, object]:
    names = [field.name for field in PlatformRefund._meta.concrete_fields if field.name != "id"]
    return {name: getattr(record, name) for name in names}


def test_pages_follow_each_other(people: People, chief: Client):
    report(people.shop, told(make_order(people.shop)))
    record = PlatformRefund.objects.get()
    PlatformRefund.objects.bulk_create(
        PlatformRefund(**{**values_of(record), "refund_no": f"9{index:09d}", "case": None}) for index in range(60)
    )
    first = chief.get(LIST, {"queue": "all"}).content.decode()
    assert first.count("data-row=") == 50
    after = PlatformRefund.objects.order_by("-pk")[49].pk
    assert f"after={after}" in first
    assert chief.get(LIST, {"queue": "all", "after": str(after)}).content.decode().count("data-row=") == 11
