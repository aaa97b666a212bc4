"""The worker: every answer of a channel, lost answers, lost leases, handlers that fail."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import timedelta

import pytest
from django.db import transaction
from tests.money.scene import PlayedChannel, Scene, books, entries, events_of, jobs, ledger_sum

from aftercare.connectors.payouts.simulator import SimulatorChannel
from aftercare.connectors.simulator.server import Simulator
from aftercare.core.money import Money
from aftercare.core.time import now, travel
from aftercare.money import channels
from aftercare.money.actions.pay import pay
from aftercare.money.actions.recheck_payout import recheck_payout
from aftercare.money.actions.sweep_payouts import sweep_payouts
from aftercare.money.actions.take_over_payout import take_over_payout
from aftercare.money.channels import Outcome, PayoutOrder, Result
from aftercare.money.models import Cap, Payout
from aftercare.money.terms import LEASE, PayoutState

pytestmark = pytest.mark.django_db
MINUTE, LATER = timedelta(minutes=1), LEASE + timedelta(seconds=1)


@dataclass
class Script(PlayedChannel):
    """A channel that answers by a script and remembers what it was asked."""

    answers: list[Outcome]
    found: list[Outcome] = field(default_factory=list)
    calls: list[str] = field(default_factory=list)
    code: str = field(default="script", kw_only=True)

    def pay(self, order: PayoutOrder) -> Outcome:
        self.calls.append(f"pay {order.key} {order.amount}")
        return self.answers.pop(0)

    def query(self, key: str) -> Outcome:
        self.calls.append(f"query {key}")
        return self.found.pop(0)


PAID, UNKNOWN, ABSENT = Outcome(Result.PAID, "V1"), Outcome(Result.UNKNOWN, text="timeout"), Outcome(Result.ABSENT)


def script(scene: Scene, *answers: Outcome, found: Sequence[Outcome] = (), **kind: bool) -> tuple[Script, Payout]:
    channel = Script(list(answers), list(found), **kind)
    channels.register(channel)
    return channel, scene.refund(channel="script")


@pytest.mark.row("C18")
def test_a_payout_is_paid_once_however_often_it_is_driven_on(scene: Scene, provider: Simulator) -> None:
    payout = scene.refund(fen=1_234)

    assert [pay(payout_id=payout.pk) for _ in range(3)] == [PayoutState.PAID, None, None]

    payout.refresh_from_db()
    assert (payout.state, payout.voucher, payout.attempts) == (PayoutState.PAID, "SIM0000000001", 1)
    (record,) = provider.record.paid(merchant="", since="", after=0, limit=10)
    assert (record["key"], record["amount_fen"], record["merchant"]) == ("refund-1", 1_234, str(scene.shop.pk))
    assert record["payee"] == payout.payee_reference
    assert events_of(payout) == ["payout.instructed", "payout.sending", "payout.paid"]
    assert Cap.objects.get().used == Money(1_234)


def test_a_refused_payout_frees_its_cap(scene: Scene, provider: Simulator) -> None:
    provider.weather.set({"refuse": 1.0})
    payout = scene.refund(fen=1_000)

    assert pay(payout_id=payout.pk) is PayoutState.REFUSED

    payout.refresh_from_db()
    assert payout.result_text == "收款账户已注销"
    assert Cap.objects.get().used == Money(0)
    assert entries(payout, "released") == {"refund": -1_000, "payable": 1_000}
    assert events_of(payout)[-1] == "payout.refused"


@pytest.mark.attack("H3")
@pytest.mark.parametrize("fault", [{"reply_lost": 1.0}, {"error_500": 1.0}, {"down": True}])
def test_a_lost_answer_is_unknown_and_settled_by_asking(scene: Scene, provider: Simulator, fault: dict) -> None:
    provider.weather.set(fault)
    payout = scene.refund()
    assert pay(payout_id=payout.pk) is PayoutState.UNKNOWN
    payout.refresh_from_db()
    assert jobs("money.pay") == [{"task": "money.pay", "args": {"payout_id": payout.pk}}] * 2
    assert payout.due_at == now() + timedelta(seconds=1)
    assert pay(payout_id=payout.pk) is None, "not before its time"

    provider.weather.set({})
    with travel(MINUTE):
        assert pay(payout_id=payout.pk) is PayoutState.PAID

    assert len(provider.record.paid(merchant="", since="", after=0, limit=10)) == 1
    assert (payout.postings.filter(kind="paid").count(), ledger_sum()) == (1, Money(0))


@pytest.mark.attack("H3", "X2")
def test_the_channel_is_asked_before_it_is_told_again(scene: Scene) -> None:
    channel, payout = script(scene, UNKNOWN, PAID, found=[UNKNOWN, ABSENT])
    for minutes in range(3):
        with travel(MINUTE * minutes):
            pay(payout_id=payout.pk)
    assert channel.calls == ["pay refund-1 10.00", "query refund-1", "query refund-1", "pay refund-1 10.00"]
    payout.refresh_from_db()
    assert payout.state == PayoutState.PAID


@pytest.mark.attack("X3")
@pytest.mark.parametrize("kind", [{"idempotent": False}, {"idempotent": False, "can_query": False}])
def test_without_keys_there_is_never_a_second_call(scene: Scene, kind: dict[str, bool]) -> None:
    channel, payout = script(scene, UNKNOWN, PAID, found=[ABSENT], **kind)
    for minutes in range(5):
        with travel(MINUTE * minutes):
            pay(payout_id=payout.pk)
            sweep_payouts()
    assert [call for call in channel.calls if call.startswith("pay")] == ["pay refund-1 10.00"]
    payout.refresh_from_db()
    assert (payout.state, payout.due_at) == (PayoutState.NEEDS_PERSON, None)
    assert events_of(payout)[-1] == "payout.needs_person"


@pytest.mark.attack("X3")
def test_without_keys_a_record_that_is_found_settles_it(scene: Scene) -> None:
    channel, payout = script(scene, UNKNOWN, found=[UNKNOWN, PAID], idempotent=False)
    for minutes in range(3):
        with travel(MINUTE * minutes):
            pay(payout_id=payout.pk)
    assert channel.calls == ["pay refund-1 10.00", "query refund-1", "query refund-1"]
    payout.refresh_from_db()
    assert payout.state == PayoutState.PAID


def test_with_keys_but_without_a_query_the_same_key_is_sent_again(scene: Scene) -> None:
    channel, payout = script(scene, UNKNOWN, PAID, can_query=False)
    pay(payout_id=payout.pk)
    with travel(MINUTE):
        assert pay(payout_id=payout.pk) is PayoutState.PAID
    assert channel.calls == ["pay refund-1 10.00"] * 2


@pytest.mark.attack("H13")
def test_a_code_by_sms_parks_the_payout_without_a_loop(scene: Scene, provider: Simulator) -> None:
    provider.weather.set({"needs_code": 1.0})
    payout = scene.refund()
    assert pay(payout_id=payout.pk) is PayoutState.NEEDS_PERSON
    before = books()
    with travel(MINUTE * 60):
        assert pay(payout_id=payout.pk) is None
        assert sweep_payouts() == {}
    assert books() == before
    assert provider.record.calls() == {}


@pytest.mark.attack("H2")
def test_a_key_that_the_channel_knows_with_other_content_needs_a_person(scene: Scene, provider: Simulator) -> None:
    SimulatorChannel(provider.address).pay(PayoutOrder("refund-1", "somebody", Money(1), "else", "x"))
    payout = scene.refund()
    assert pay(payout_id=payout.pk) is PayoutState.NEEDS_PERSON


def test_a_voucher_that_belongs_to_another_payment_needs_a_person(scene: Scene) -> None:
    _channel, first = script(scene, PAID, PAID)
    second = scene.refund("refund-2", channel="script")
    assert pay(payout_id=first.pk) is PayoutState.PAID
    assert pay(payout_id=second.pk) is PayoutState.NEEDS_PERSON


@pytest.mark.attack("X4")
def test_a_worker_that_lost_its_lease_writes_nothing(scene: Scene) -> None:
    """The first worker comes back from its call after a second one has claimed and settled the payout."""

    class Overtaken(Script):
        def pay(self, order: PayoutOrder) -> Outcome:
            if not self.calls:
                super().pay(order)
                with travel(LATER):
                    assert pay(payout_id=payout.pk) is PayoutState.PAID
                self.settled = books()
                return Outcome(Result.PAID, "late")
            return super().pay(order)

    channel = Overtaken([UNKNOWN, PAID], [ABSENT])
    channels.register(channel)
    payout = scene.refund(channel="script")

    assert pay(payout_id=payout.pk) is None

    assert books() == channel.settled
    payout.refresh_from_db()
    assert (payout.voucher, payout.fence) == ("V1", 2)


def test_while_a_lease_holds_nobody_else_claims(scene: Scene) -> None:
    class Impatient(Script):
        def pay(self, order: PayoutOrder) -> Outcome:
            assert pay(payout_id=payout.pk) is None
            return super().pay(order)

    channels.register(Impatient([PAID]))
    payout = scene.refund(channel="script")
    assert pay(payout_id=payout.pk) is PayoutState.PAID


@pytest.mark.attack("X11")
def test_the_sweep_drives_on_what_has_lost_its_job(scene: Scene, provider: Simulator) -> None:
    cap = scene.cap(100_000)
    instructed, lapsed, unknown = (scene.refund(f"refund-{n}", cap=cap) for n in (1, 2, 3))
    by_hand = scene.refund("refund-4", cap=cap, channel="manual")
    Payout.objects.filter(pk=lapsed.pk).update(state="sending", fence=1, attempts=1, due_at=now() + LEASE)
    provider.weather.set({"reply_lost": 1.0})
    pay(payout_id=unknown.pk)
    provider.weather.set({})
    assert sweep_payouts() == {}, "nothing is overdue yet"

    with travel(LEASE + MINUTE):
        assert sweep_payouts() == {PayoutState.PAID: 3}
        assert sweep_payouts() == {}

    states = dict(Payout.objects.values_list("pk", "state"))
    assert states == {instructed.pk: "paid", lapsed.pk: "paid", unknown.pk: "paid", by_hand.pk: "instructed"}
    assert len(provider.record.paid(merchant="", since="", after=0, limit=10)) == 3


def test_the_sweep_takes_the_oldest_first_and_not_more_than_it_may(scene: Scene) -> None:
    cap = scene.cap(100_000)
    first, *rest = [scene.refund(f"refund-{n}", cap=cap) for n in range(1, 6)]
    with travel(MINUTE):
        assert sweep_payouts(most=1) == {PayoutState.PAID: 1}
        first.refresh_from_db()
        assert first.state == PayoutState.PAID
        assert sweep_payouts() == {PayoutState.PAID: len(rest)}


def test_the_sweep_does_not_knock_for_ever_at_a_channel_that_is_down(scene: Scene, provider: Simulator) -> None:
    provider.weather.set({"down": True})
    cap = scene.cap(100_000)
    for number in range(1, 9):
        scene.refund(f"refund-{number}", cap=cap)
    with travel(MINUTE):
        assert sweep_payouts() == {PayoutState.UNKNOWN: 5}
    provider.weather.set({})
    with travel(2 * MINUTE):
        assert sweep_payouts() == {PayoutState.PAID: 8}


@pytest.mark.django_db(transaction=True)
def test_paying_refuses_to_run_inside_a_transaction(scene: Scene, provider: Simulator) -> None:
    payout = scene.refund()
    before = books()
    with pytest.raises(RuntimeError, match="durable"), transaction.atomic():
        pay(payout_id=payout.pk)
    assert books() == before
    assert provider.record.calls() == {}


def test_a_person_takes_over_and_gives_back(scene: Scene, provider: Simulator) -> None:
    provider.weather.set({"reply_lost": 1.0})
    payout = scene.refund()
    pay(payout_id=payout.pk)

    taken = take_over_payout(payout=payout, reason="the provider has been down since noon", person=scene.clerk)
    assert taken.state == PayoutState.NEEDS_PERSON
    with travel(MINUTE):
        assert pay(payout_id=payout.pk) is None
        recheck_payout(payout=payout, person=scene.clerk)
        assert pay(payout_id=payout.pk) is PayoutState.PAID
    assert provider.record.calls() == {"pay": 1, "query": 1}


@pytest.mark.attack("F4", "F5")
def test_the_client_follows_no_redirect_and_no_proxy(provider: Simulator, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:9")
    order = PayoutOrder("refund-1", "1", Money(1), "payee", "x")
    assert SimulatorChannel(provider.address).pay(order).result is Result.PAID
    nowhere = replace(SimulatorChannel(provider.address), base_url="http://127.0.0.1:9", seconds=1)
    assert nowhere.pay(order) == Outcome(Result.UNKNOWN, text="渠道没有有效回应(ConnectionError)")
