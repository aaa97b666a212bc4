"""Nothing is paid twice when the platform has refunded (C18, I7): payments are stopped in the report's transaction."""

import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import timedelta

import pytest
from django.db import transaction
from tests.money.scene import PlayedChannel, known
from tests.pages.stage import asked, move, paying, received
from tests.people import People, make_case, make_order, make_people
from tests.races import race
from tests.refundreports.scene import case_of, open_conflicts, record_of, report, told

from aftercare.approvals.models import Approval
from aftercare.cases.actions.move_case import move_case
from aftercare.cases.models import Case
from aftercare.clock.models import Deadline
from aftercare.core.errors import Refused
from aftercare.core.money import Money
from aftercare.core.time import now
from aftercare.money.actions.mark_paid import mark_paid
from aftercare.money.actions.pay import pay
from aftercare.money.channels import Outcome, PayoutOrder, Result, channel_of
from aftercare.money.models import Cap, JournalEntry, Payout
from aftercare.money.results import become_paid, become_refused, lock_payout
from aftercare.orders.models import OrderLine
from aftercare.refundreports.actions.carry_refunds import compare_again, tend_refunds
from aftercare.refundreports.models import RefundConflict
from aftercare.refundreports.terms import RefundKind, RefundState
from aftercare.shops.access import Person, person_of
from aftercare.shops.actions.set_policy import set_policy
from aftercare.shops.models import Shop

S, K = RefundState, RefundKind


@dataclass
class Elsewhere(PlayedChannel):
    """A channel of its own, beside the platform; waits for `goes` before it answers."""

    code: str = "simulator"
    label: str = "Elsewhere"
    goes: threading.Event = field(default_factory=threading.Event)
    answer: Outcome = field(default_factory=lambda: Outcome(Result.PAID, voucher="V1"))
    calls: int = 0

    def pay(self, order: PayoutOrder) -> Outcome:
        self.calls += 1
        self.goes.wait(10)
        return self.answer

    def query(self, key: str) -> Outcome:
        return self.answer if self.calls else Outcome(Result.ABSENT)


@pytest.fixture
def elsewhere() -> Iterator[Elsewhere]:
    channel = Elsewhere()
    with known(channel):
        yield channel


def pay_by(shop: Shop, channel: str, people: People) -> None:
    set_policy(shop_id=shop.pk, key="payout.channel", value=channel, person=person_of(people.administrator))


@pytest.fixture
def by_machine(people: People, elsewhere: Elsewhere) -> Case:
    """A return whose refund waits for the worker, on a channel beside the platform."""
    pay_by(people.shop, "simulator", people)
    return paying(people.owner, people.warehouse, people.shop)


@pytest.mark.row("B2", "C18")
def test_a_payment_that_waits_is_stopped_in_the_reports_transaction(people: People):
    case = paying(people.owner, people.warehouse, people.shop)
    report(people.shop, told(case.order, S.SUCCESS, amount=Money(10000)), carried=False)
    payout = Payout.objects.get(subject_id=case.pk)
    case = case_of(case.order)
    assert (payout.state, case.state) == ("cancelled", "refunded")
    assert sum(entry.amount.fen for entry in JournalEntry.objects.filter(account="refund")) == 0
    cap = Cap.objects.get()
    assert (cap.used, cap.outside) == (Money(10000), Money(10000))
    assert open_conflicts(case.order) == set()
    with pytest.raises(Refused):
        mark_paid(payout=payout, voucher="V1", person=person_of(people.refund_clerk))
    assert Payout.objects.get().state == "cancelled"


@pytest.mark.row("B2", "C18")
def test_a_request_for_approval_is_set_aside(people: People):
    case = asked(people.owner, people.shop)
    report(people.shop, told(case.order, S.SUCCESS, amount=Money(90000)), carried=False)
    assert Approval.objects.get().state == "void"
    assert (case_of(case.order).state, Payout.objects.count()) == ("refunded", 0)


@pytest.mark.row("C18")
def test_goods_that_are_here_are_looked_at_and_nothing_is_paid(people: People):
    case = received(people.owner, people.warehouse, people.shop)
    report(people.shop, told(case.order, S.SUCCESS, amount=Money(4000)))
    case = case_of(case.order)
    assert (case.state, case.details["report_refunded"]) == ("received", 4000)
    seen = {str(line.pk): {"good": "1", "defective": "0", "good_to": "restock"} for line in case.lines.all()}
    with pytest.raises(Refused) as refused:
        move(case, "inspect", people.warehouse, inspected_lines=seen)
    assert refused.value.refusal.code == "refunded_there"
    assert not Deadline.objects.filter(subject_id=case.pk, kind="case.platform", state="pending").exists()
    with pytest.raises(Refused) as refused:
        move_case(number=case.number, move_code="refund_by_time", person=Person.system())
    assert refused.value.refusal.code == "platform_pays"
    assert Payout.objects.count() == 0
    case = move(case, "inspect_refunded", people.warehouse, inspected_lines=seen)
    assert (case.state, [cost.amount for cost in case.costs.all()]) == ("refunded", [Money(4000)])


@pytest.mark.row("C18", "B1")
def test_the_clock_pays_nothing_for_a_case_that_the_platform_leads(people: People):
    order = make_order(people.shop)
    report(people.shop, told(order, kind=K.REFUND_ONLY))
    with pytest.raises(Refused) as refused:
        move_case(number=case_of(order).number, move_code="refund_by_time", person=Person.system())
    assert refused.value.refusal.code == "platform_pays"
    assert (case_of(order).state, Payout.objects.count()) == ("asked_sent", 0)


def test_another_amount_than_ours_is_asked_about(people: People):
    case = paying(people.owner, people.warehouse, people.shop)
    report(people.shop, told(case.order, S.SUCCESS, amount=Money(6000)))
    case = case_of(case.order)
    assert (case.state, Payout.objects.get().state) == ("refunded", "cancelled")
    assert case.granted == Money(10000)  # what our people granted stays to be seen
    assert [cost.amount for cost in case.costs.all()] == [Money(6000)]
    assert open_conflicts(case.order) == {"amount_differs"}


def test_what_was_paid_on_the_platform_is_this_very_refund(people: People):
    case = paying(people.owner, people.warehouse, people.shop)
    mark_paid(payout=Payout.objects.get(), voucher="V1", person=person_of(people.refund_clerk))
    report(people.shop, told(case.order, S.SENT), day=-30)  # made before the payment
    report(people.shop, told(case.order, S.SUCCESS, amount=Money(10000)))
    assert (case_of(case.order), Case.objects.count()) == (Case.objects.get(pk=case.pk), 1)
    assert open_conflicts(case.order) == set()
    cap = Cap.objects.get()
    assert (cap.used, cap.outside) == (Money(10000), Money(0))


def test_paid_here_and_closed_there_is_asked_about(people: People):
    case = paying(people.owner, people.warehouse, people.shop)
    mark_paid(payout=Payout.objects.get(), voucher="V1", person=person_of(people.refund_clerk))
    report(people.shop, told(case.order, S.CLOSED, refund_no=f"77{case.order.platform_no}"))
    assert case_of(case.order).pk != case.pk  # a closed application takes no case: only the number ties it
    numbered = paying(people.owner, people.warehouse, people.shop)
    Case.objects.filter(pk=numbered.pk).update(platform_case_no=f"77{numbered.order.platform_no}")
    report(people.shop, told(numbered.order, S.CLOSED))
    assert open_conflicts(numbered.order) == {"paid_but_closed"}
    assert Payout.objects.get(subject_id=numbered.pk).state == "instructed"


def test_our_case_ended_otherwise(people: People):
    order = make_order(people.shop)
    case = make_case(people.owner, order, platform_case_no=f"77{order.platform_no}")
    move(case, "withdraw", people.owner, note="买家说不退了")
    report(people.shop, told(order, S.SUCCESS))
    assert open_conflicts(order) == {"ended_otherwise"}
    assert case_of(order).state == "withdrawn"
    assert OrderLine.objects.get(order=order).refunded == Money(10000)


@pytest.mark.row("C18")
@pytest.mark.parametrize(("answer", "state", "conflict"), [
    (Outcome(Result.PAID, voucher="V1"), "refunded", "paid_twice"),
    (Outcome(Result.REFUSED, text="余额不足"), "refunded", None),
])  # fmt: skip
def test_a_payment_on_its_way_cannot_be_stopped_and_is_told(
    people: People, elsewhere: Elsewhere, by_machine: Case, answer: Outcome, state: str, conflict: str | None
):
    payout = Payout.objects.get(subject_id=by_machine.pk)
    Payout.objects.filter(pk=payout.pk).update(
        state="sending", fence=1, attempts=1, due_at=now() - timedelta(seconds=1)
    )
    report(people.shop, told(by_machine.order, S.SUCCESS))
    assert (case_of(by_machine.order).state, open_conflicts(by_machine.order)) == ("paying", {"payment_under_way"})
    elsewhere.answer, elsewhere.calls = answer, 1
    settled(payout)
    compare_again(case_id=by_machine.pk)
    tend_refunds()
    report(people.shop)
    assert case_of(by_machine.order).state == state
    assert open_conflicts(by_machine.order) == ({conflict} if conflict else set())


def settled(payout: Payout) -> None:
    """The worker goes on with what another one left: it asks the channel and records the answer."""
    outcome = channel_of("simulator").query(payout.key)
    with transaction.atomic():
        locked = lock_payout(payout)
        if outcome.result is Result.PAID:
            become_paid(locked, voucher=outcome.voucher, text="", person=Person.system(), at=now())
        else:
            become_refused(locked, text=outcome.text, person=Person.system(), at=now())


@pytest.mark.row("B2", "C18")
@pytest.mark.django_db(transaction=True)
def test_worker_and_import_at_the_same_instant(transactional_db: None, elsewhere: Elsewhere):
    people = make_people()
    pay_by(people.shop, "simulator", people)
    elsewhere.goes.set()
    stopped = 0
    for _round in range(12):
        case = paying(people.owner, people.warehouse, people.shop)
        payout = Payout.objects.get(subject_id=case.pk)
        elsewhere.answer, before = Outcome(Result.PAID, voucher=f"V{payout.pk}"), elsewhere.calls
        worker, importer = race(
            lambda pk=payout.pk: pay(payout_id=pk),
            lambda order=case.order: report(people.shop, told(order, S.SUCCESS), carried=False),
        )
        assert (worker.error, importer.error) == (None, None)
        report(people.shop)
        compare_again(case_id=case.pk)
        payout.refresh_from_db()
        called = elsewhere.calls - before
        if payout.state == "cancelled":
            assert called == 0
            assert open_conflicts(case.order) == set()
            stopped += 1
        else:  # the worker was first: its money is out, and everybody is told
            assert (payout.state, called) == ("paid", 1)
            assert open_conflicts(case.order) == {"paid_twice"}
        assert Case.objects.get(pk=case.pk).state == "refunded"
        assert record_of(case.order).standing == "carried"
    assert 0 <= stopped <= 12
    assert RefundConflict.objects.filter(kind="paid_twice", state="open").count() == 12 - stopped
