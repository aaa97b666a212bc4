"""Finance settles by hand: with a voucher, in its own shop, never what it proposed itself."""

from functools import partial

import pytest
from tests.money.scene import Scene, at_once, books, entries, events_of, instruct, make_person

from aftercare.accounts.terms import Role
from aftercare.core.errors import InvalidInput, NotFound, Refused
from aftercare.core.models import Event
from aftercare.core.money import Money
from aftercare.money.actions.mark_paid import mark_paid
from aftercare.money.actions.mark_refused import mark_refused
from aftercare.money.actions.pay import pay
from aftercare.money.actions.recheck_payout import recheck_payout
from aftercare.money.actions.take_over_payout import take_over_payout
from aftercare.money.models import Cap
from aftercare.money.rules import Share
from aftercare.money.terms import LineKind, PayoutState

pytestmark = pytest.mark.django_db


@pytest.mark.row("C18")
def test_the_clerk_enters_the_voucher(scene: Scene) -> None:
    payout = scene.refund(channel="manual")

    paid = mark_paid(payout=payout, voucher=" 2026112200001 ", person=scene.clerk)

    assert (paid.state, paid.voucher, paid.settled_by_id) == ("paid", "2026112200001", scene.clerk.staff_id)
    assert entries(payout, "paid") == {"payable": 1_000, "cash:manual": -1_000}
    assert events_of(payout) == ["payout.instructed", "payout.paid"]
    assert Event.objects.get(kind="payout.paid").actor_id == scene.clerk.staff_id


@pytest.mark.attack("H1")
@pytest.mark.django_db(transaction=True)
def test_twenty_clicks_at_once_are_one_payment_and_equal_answers(scene: Scene) -> None:
    payout = scene.refund(channel="manual")
    answers = at_once([partial(mark_paid, payout=payout, voucher="V1", person=scene.clerk)] * 20)
    assert {(answer.pk, answer.state, answer.voucher) for answer in answers} == {(payout.pk, "paid", "V1")}
    assert payout.postings.filter(kind="paid").count() == 1
    assert Event.objects.filter(kind="payout.paid").count() == 1


@pytest.mark.attack("B1", "B17")
def test_only_a_refund_clerk_of_the_shop_settles(scene: Scene) -> None:
    payout = scene.refund(channel="manual")
    before = books()
    verbs = (
        partial(mark_paid, voucher="V1"),
        partial(mark_refused, reason="no"),
        partial(take_over_payout, reason="no"),
        recheck_payout,
    )
    for verb in verbs:
        for person, error in ((scene.supervisor, Refused), (scene.agent, NotFound), (scene.stranger, NotFound)):
            with pytest.raises(error) as problem:
                verb(payout=payout, person=person)
            if isinstance(problem.value, Refused):
                assert problem.value.refusal.code == "no_right"
    assert books() == before


@pytest.mark.row("C17")
def test_nobody_pays_what_they_proposed_or_instructed(scene: Scene) -> None:
    both = make_person("both", scene.shop, Role.REFUND_CLERK, Role.AGENT)
    proposed = scene.refund(channel="manual", proposed_by_id=both.staff_id)
    share = Share(LineKind.REFUND, Money(1), Cap.objects.get().pk)
    instructed = instruct(scene.request("refund-2", share, channel="manual"), both)
    before = books()
    for payout in (proposed, instructed):
        with pytest.raises(Refused) as refusal:
            mark_paid(payout=payout, voucher="V1", person=both)
        assert refusal.value.refusal.code == "own_payout"
    assert books() == before

    assert mark_paid(payout=proposed, voucher="V1", person=scene.clerk).state == "paid"
    assert mark_paid(payout=instructed, voucher="V2", person=scene.clerk).state == "paid"


def test_a_voucher_is_used_once_per_shop_and_channel(scene: Scene) -> None:
    first, second = scene.refund(channel="manual"), scene.refund("refund-2", channel="manual")
    mark_paid(payout=first, voucher="V1", person=scene.clerk)
    before = books()
    with pytest.raises(Refused, match="refund-1") as refusal:
        mark_paid(payout=second, voucher="V1", person=scene.clerk)
    assert refusal.value.refusal.code == "voucher_used"
    assert books() == before


@pytest.mark.parametrize("voucher", ["", "  ", "\u200b", "x" * 81])
def test_a_voucher_is_needed(scene: Scene, voucher: str) -> None:
    payout = scene.refund(channel="manual")
    before = books()
    with pytest.raises(InvalidInput) as problem:
        mark_paid(payout=payout, voucher=voucher, person=scene.clerk)
    assert set(problem.value.problems) == {"voucher"}
    assert books() == before


def test_what_a_channel_pays_by_itself_is_not_paid_by_hand_as_well(scene: Scene, provider) -> None:
    payout = scene.refund()
    before = books()
    for verb in (partial(mark_paid, voucher="V1"), partial(mark_refused, reason="no")):
        with pytest.raises(Refused) as refusal:
            verb(payout=payout, person=scene.clerk)
        assert refusal.value.refusal.code == "not_by_hand"
    assert books() == before

    provider.weather.set({"reply_lost": 1.0})
    pay(payout_id=payout.pk)
    with pytest.raises(Refused, match="请先接手") as refusal:
        mark_paid(payout=payout, voucher="V1", person=scene.clerk)
    assert refusal.value.refusal.code == "not_by_hand"


def test_a_settled_payment_is_not_settled_again(scene: Scene) -> None:
    payout = scene.refund(channel="manual")
    mark_paid(payout=payout, voucher="V1", person=scene.clerk)
    before = books()
    for verb in (partial(mark_paid, voucher="V2"), partial(mark_refused, reason="no")):
        with pytest.raises(Refused) as refusal:
            verb(payout=payout, person=scene.clerk)
        assert refusal.value.refusal.code == "settled"
    assert books() == before


def test_marking_as_not_paid_frees_the_cap_and_needs_a_reason(scene: Scene) -> None:
    payout = scene.refund(channel="manual")
    before = books()
    with pytest.raises(InvalidInput):
        mark_refused(payout=payout, reason=" ", person=scene.clerk)
    assert books() == before

    refused = mark_refused(payout=payout, reason="the order is closed on the platform", person=scene.clerk)

    assert (refused.state, refused.result_text) == ("refused", "the order is closed on the platform")
    assert Cap.objects.get().used == Money(0)
    assert entries(payout, "released") == {"refund": -1_000, "payable": 1_000}


@pytest.mark.attack("X3")
def test_a_parked_payment_is_settled_by_the_channels_record(scene: Scene, provider) -> None:
    provider.weather.set({"needs_code": 1.0})
    payout = scene.refund()
    assert pay(payout_id=payout.pk) is PayoutState.NEEDS_PERSON
    paid = mark_paid(payout=payout, voucher="SMS-1", person=scene.clerk)
    assert paid.state == "paid"
    assert entries(payout, "paid") == {"payable": 1_000, "cash:simulator": -1_000}


def test_only_what_fits_is_taken_over_or_asked_again(scene: Scene) -> None:
    automatic, by_hand = scene.refund(), scene.refund("refund-2", channel="manual")
    before = books()
    for verb, payout, code in (
        (partial(take_over_payout, reason="x"), automatic, "not_unknown"),
        (recheck_payout, automatic, "not_parked"),
        (recheck_payout, by_hand, "cannot_ask"),
    ):
        with pytest.raises(Refused) as refusal:
            verb(payout=payout, person=scene.clerk)
        assert refusal.value.refusal.code == code
    assert books() == before
