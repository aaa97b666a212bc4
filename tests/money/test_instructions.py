"""Instructing: held on the cap, posted, told, exactly once."""

from datetime import timedelta
from functools import partial

import pytest
from django.db import transaction
from tests.money.scene import SYSTEM, Scene, at_once, books, entries, events_of, instruct, jobs

from aftercare.core.errors import InvalidInput, NotFound, Refused
from aftercare.core.models import Event
from aftercare.core.money import MAX_FEN, Money
from aftercare.core.time import travel
from aftercare.money.actions.cancel_payout import cancel_payout
from aftercare.money.actions.ensure_caps import Told, ensure_caps
from aftercare.money.actions.instruct_payout import Payee, PayoutRequest
from aftercare.money.actions.mark_paid import mark_paid
from aftercare.money.actions.pay import pay
from aftercare.money.models import Cap, JournalTransaction, Payout
from aftercare.money.rules import Share
from aftercare.money.terms import LineKind, PayoutState

pytestmark = pytest.mark.django_db
REFUND, FREIGHT, COMPENSATION, COUPON = LineKind.REFUND, LineKind.FREIGHT, LineKind.COMPENSATION, LineKind.COUPON


@pytest.mark.row("C18")
def test_an_instruction_holds_the_cap_and_goes_to_the_worker(scene: Scene) -> None:
    cap = scene.cap(10_000)
    payout = scene.instruct(
        "refund-1",
        Share(REFUND, Money(6_000), cap.pk),
        Share(FREIGHT, Money(800)),
        Share(COMPENSATION, Money(500), cap.pk),
    )

    assert (payout.amount, payout.state, payout.fence) == (Money(7_300), PayoutState.INSTRUCTED, 0)
    assert Cap.objects.get().used == Money(6_500)
    assert entries(payout, "instructed") == {"refund": 6_000, "freight": 800, "compensation": 500, "payable": -7_300}
    assert jobs() == [{"task": "money.pay", "args": {"payout_id": payout.pk}}]
    event = Event.objects.get(subject_kind="payout", subject_id=payout.pk)
    assert (event.kind, event.shop_id, event.actor_id) == ("payout.instructed", scene.shop.pk, None)
    assert event.data == {"key": "refund-1", "amount_fen": 7_300, "channel": "simulator", "purpose": "退货退款"}


def test_a_payment_by_hand_gets_no_job(scene: Scene) -> None:
    payout = scene.refund(channel="manual")
    assert payout.due_at is None
    assert jobs() == []


@pytest.mark.attack("H1")
@pytest.mark.django_db(transaction=True)
def test_twenty_equal_requests_at_once_make_one_payout(scene: Scene) -> None:
    cap = scene.cap(10_000)
    request = scene.request("refund-1", Share(REFUND, Money(9_000), cap.pk))

    answers = at_once([partial(instruct, request)] * 20)

    assert {answer.pk for answer in answers} == {Payout.objects.get().pk}
    assert Cap.objects.get().used == Money(9_000)
    assert JournalTransaction.objects.count() == 1
    assert Event.objects.filter(kind="payout.instructed").count() == 1
    assert len(jobs()) == 1


@pytest.mark.attack("H1")
@pytest.mark.django_db(transaction=True)
def test_twenty_equal_requests_for_freight_alone_make_one_payout(scene: Scene) -> None:
    request = scene.request("freight-1", Share(FREIGHT, Money(800)))
    answers = at_once([partial(instruct, request)] * 20)
    assert {answer.pk for answer in answers} == {Payout.objects.get().pk}
    assert (JournalTransaction.objects.count(), len(jobs())) == (1, 1)


@pytest.mark.attack("H2")
@pytest.mark.parametrize(
    "wish",
    [
        {"shares": (Share(REFUND, Money(1_001), 0),)},
        {"shares": (Share(COMPENSATION, Money(1_000), 0),)},
        {"payee": Payee("王**", "another order")},
        {"subject": ("matter", 2)},
        {"binding": "c" * 64},
        {"channel": "manual"},
    ],
    ids=lambda wish: next(iter(wish)),
)
def test_the_same_key_for_something_else_is_refused(scene: Scene, wish: dict) -> None:
    cap = scene.cap()
    scene.refund(cap=cap)
    before = books()
    shares = [Share(s.kind, s.amount, cap.pk) for s in wish.pop("shares", (Share(REFUND, Money(1_000), 0),))]

    with pytest.raises(Refused) as refusal:
        scene.instruct("refund-1", *shares, **wish)

    assert refusal.value.refusal.code == "key_reused"
    assert "10.00" in str(refusal.value)
    assert books() == before


@pytest.mark.attack("H6")
@pytest.mark.django_db(transaction=True)
def test_ten_partial_refunds_at_once_give_exactly_what_was_paid(scene: Scene) -> None:
    cap = scene.cap(10_000)
    requests = [scene.request(f"refund-{n}", Share(REFUND, Money(2_500), cap.pk)) for n in range(1, 11)]

    answers = at_once([partial(instruct, request) for request in requests])

    assert sum(isinstance(answer, Payout) for answer in answers) == 4
    assert {a.refusal.code for a in answers if isinstance(a, Refused)} == {"over_cap"}
    assert sum(isinstance(answer, Refused) for answer in answers) == 6
    assert Cap.objects.get().used == Money(10_000)
    assert (Payout.objects.count(), JournalTransaction.objects.count(), len(jobs())) == (4, 4, 4)


@pytest.mark.attack("H6")
@pytest.mark.django_db(transaction=True)
def test_requests_over_the_same_two_lines_in_other_order_do_not_deadlock(scene: Scene) -> None:
    one, two = scene.cap(10_000), scene.cap(10_000, reference="order_line:2")
    requests = [
        scene.request(
            f"refund-{n}", *(Share(REFUND, Money(100), cap.pk) for cap in ((one, two) if n % 2 else (two, one)))
        )
        for n in range(1, 21)
    ]
    answers = at_once([partial(instruct, request) for request in requests])
    assert [type(answer) for answer in answers] == [Payout] * 20
    assert set(Cap.objects.values_list("used", flat=True)) == {Money(2_000)}


@pytest.mark.attack("H7")
def test_refund_compensation_and_coupon_share_one_cap(scene: Scene) -> None:
    cap = scene.cap(10_000)
    scene.instruct("refund-1", Share(REFUND, Money(6_000), cap.pk))
    scene.instruct("compensation-1", Share(COMPENSATION, Money(2_000), cap.pk))
    scene.instruct("coupon-1", Share(COUPON, Money(1_500), cap.pk), channel="manual")
    before = books()

    for number, kind in enumerate((REFUND, COMPENSATION, COUPON)):
        with pytest.raises(Refused) as refusal:
            scene.instruct(f"more-{number}", Share(kind, Money(501), cap.pk), channel="manual")
        assert refusal.value.refusal.code == "over_cap"
        assert refusal.value.refusal.params == {"wished": "5.01", "paid": "100.00", "used": "95.00", "room": "5.00"}
    assert books() == before
    scene.instruct("refund-2", Share(REFUND, Money(500), cap.pk))
    assert Cap.objects.get().room == Money(0)


def test_two_shares_of_one_cap_are_judged_together(scene: Scene) -> None:
    cap = scene.cap(1_000)
    before = books()
    with pytest.raises(Refused, match=r"11\.00"):
        scene.instruct("refund-1", Share(REFUND, Money(600), cap.pk), Share(COMPENSATION, Money(500), cap.pk))
    assert books() == before


@pytest.mark.attack("H9")
@pytest.mark.parametrize("fen", [-1, 0])
def test_nothing_and_less_than_nothing_are_refused(scene: Scene, fen: int) -> None:
    cap = scene.cap()
    before = books()
    with pytest.raises(InvalidInput) as problem:
        scene.instruct("refund-1", Share(REFUND, Money(fen), cap.pk))
    assert set(problem.value.problems) == {"amount"}
    assert books() == before


@pytest.mark.attack("H9", "H14")
@pytest.mark.parametrize("amount", [0.001, 2**63, MAX_FEN + 1, "1e2", "10.00", 12.34, True, None])
def test_what_is_not_a_whole_number_of_fen_never_becomes_money(amount: object) -> None:
    with pytest.raises((ValueError, TypeError)):
        Money(amount)  # type: ignore[arg-type]


def test_unusable_requests_name_each_problem(scene: Scene) -> None:
    cap = scene.cap()
    before = books()
    wishes: list[tuple[PayoutRequest, set[str]]] = [
        (scene.request("refund-1"), {"amount"}),
        (scene.request("Refund 1", Share(REFUND, Money(1), cap.pk)), {"key"}),
        (scene.request("refund-1", Share(REFUND, Money(1))), {"shares"}),
        (scene.request("refund-1", Share(REFUND, Money(1), cap.pk), channel="bank"), {"channel"}),
        (scene.request("refund-1", Share(COUPON, Money(1), cap.pk)), {"channel"}),
        (scene.request("refund-1", Share(REFUND, Money(1), cap.pk), payee=Payee("王**", "")), {"payee"}),
        (
            scene.request("refund-1", Share(COUPON, Money(1), cap.pk), Share(FREIGHT, Money(1)), channel="manual"),
            {"shares"},
        ),
    ]
    for request, fields in wishes:
        with pytest.raises(InvalidInput) as problem:
            instruct(request)
        assert set(problem.value.problems) == fields
    assert books() == before


@pytest.mark.attack("B9")
def test_a_cap_of_another_shop_does_not_exist(scene: Scene) -> None:
    foreign = ensure_caps(shop_id=scene.other_shop.pk, told={"order_line:9": Told(Money(1_000))})["order_line:9"]
    before = books()
    with pytest.raises(NotFound):
        scene.instruct("refund-1", Share(REFUND, Money(1), foreign.pk))
    with pytest.raises(NotFound):
        scene.instruct("refund-1", Share(REFUND, Money(1), 999_999))
    assert books() == before


def test_cancelling_frees_the_cap_and_turns_the_posting_round(scene: Scene) -> None:
    payout = scene.refund(fen=1_000)

    cancelled = cancel_payout(payout=payout, reason="buyer withdrew", person=SYSTEM)
    again = cancel_payout(payout=payout, reason="buyer withdrew", person=SYSTEM)

    assert cancelled.state == again.state == PayoutState.CANCELLED
    assert Cap.objects.get().used == Money(0)
    assert entries(payout, "released") == {"refund": -1_000, "payable": 1_000}
    assert payout.postings.get(kind="released").reverses == payout.postings.get(kind="instructed")
    assert events_of(payout) == ["payout.instructed", "payout.cancelled"]
    assert pay(payout_id=payout.pk) is None


def test_what_was_sent_is_not_cancelled(scene: Scene) -> None:
    payout = scene.refund()
    pay(payout_id=payout.pk)
    before = books()
    with pytest.raises(Refused) as refusal:
        cancel_payout(payout=payout, reason="late", person=SYSTEM)
    assert refusal.value.refusal.code == "already_sent"
    assert books() == before


@pytest.mark.attack("I1")
@pytest.mark.django_db(transaction=True)
def test_cancelling_and_paying_at_once_has_one_winner(scene: Scene, provider) -> None:
    for number in range(1, 21):
        payout = scene.refund(f"refund-{number}", fen=100)
        cancelled, paid = at_once(
            [
                partial(cancel_payout, payout=payout, reason="withdrawn", person=SYSTEM),
                partial(pay, payout_id=payout.pk),
            ]
        )
        state = Payout.objects.get(pk=payout.pk).state
        if isinstance(cancelled, Refused):
            assert (state, paid) == (PayoutState.PAID, PayoutState.PAID)
        else:
            assert (state, paid) == (PayoutState.CANCELLED, None)
    paid_count = Payout.objects.filter(state=PayoutState.PAID).count()
    assert provider.record.calls().get("pay", 0) == paid_count
    assert Cap.objects.get().used == Money(100) * paid_count


def test_a_cap_follows_the_order(scene: Scene) -> None:
    assert scene.cap(10_000).room == Money(10_000)
    assert scene.cap(8_000).room == Money(8_000)
    assert scene.cap(8_000, refunded=3_000).room == Money(5_000)
    assert scene.cap(8_000, refunded=9_000).room == Money(0)
    assert Cap.objects.count() == 1


def test_what_finance_paid_on_the_platform_is_not_counted_twice(scene: Scene) -> None:
    payout = scene.refund(fen=4_000, channel="manual")
    with travel(timedelta(hours=1)):
        mark_paid(payout=payout, voucher="ZFB1", person=scene.clerk)

    cap = scene.cap(10_000, refunded=4_000)
    assert (cap.used, cap.outside) == (Money(4_000), Money(0))
    cap = scene.cap(10_000, refunded=5_000)
    assert (cap.used, cap.outside) == (Money(5_000), Money(1_000))


def test_what_a_channel_of_its_own_paid_is_not_in_the_platforms_report(scene: Scene) -> None:
    payout = scene.refund(fen=4_000)
    pay(payout_id=payout.pk)
    assert scene.cap(10_000, refunded=4_000).used == Money(8_000)


def test_an_order_that_shrinks_below_what_was_given_is_refused(scene: Scene) -> None:
    scene.refund(fen=5_000)
    before = books()
    with pytest.raises(Refused) as refusal:
        scene.cap(4_999)
    assert refusal.value.refusal.code == "paid_below_used"
    with pytest.raises(InvalidInput):
        scene.cap(-1)
    assert books() == before


def test_it_goes_down_with_the_transaction_of_its_caller(scene: Scene) -> None:
    request = scene.request("refund-1", Share(REFUND, Money(1), scene.cap().pk))
    before = books()
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        instruct(request)
        raise ZeroDivisionError
    assert books() == before
