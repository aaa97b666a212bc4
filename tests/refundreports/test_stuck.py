"""A record that cannot be carried: kept as stuck with its sentence, tried again, and no burden to the others (B2)."""

from datetime import timedelta

import pytest
from django.db import InterfaceError, OperationalError
from tests.pages.stage import browser
from tests.people import People, make_order
from tests.refundreports.scene import case_of, record_of, report, told

from aftercare.cases.models import Case
from aftercare.core.errors import Refusal, Refused
from aftercare.core.time import now, travel
from aftercare.refundreports.actions import carry_refunds as actions
from aftercare.refundreports.actions.carry_refunds import OFTEN, carry_refunds, tend_refunds
from aftercare.refundreports.models import PlatformRefund
from aftercare.refundreports.terms import RefundState, Standing

pytestmark = pytest.mark.django_db


class Poison:
    """Carrying the record of that order ends with this."""

    def __init__(self, order_id: int, trouble: Exception | None) -> None:
        self.order_id, self.trouble = order_id, trouble
        self._carry = actions.carry

    def __call__(self, record, at):
        case = self._carry(record, at)
        if record.order_id == self.order_id and self.trouble is not None:
            raise self.trouble
        return case


@pytest.mark.row("B2")
@pytest.mark.parametrize(
    ("trouble", "problem", "words"),
    [
        (ZeroDivisionError("杯口有一道裂纹"), "error", "Something went wrong on our side"),
        (Refused(Refusal("wrong_state", "No.")), "step", "forbids the step"),
    ],
)
def test_a_poisoned_record_is_kept_as_stuck_shown_with_its_sentence_and_tried_again(
    people: People, monkeypatch, trouble, problem, words
):
    orders = [make_order(people.shop) for _ in range(3)]
    poison = Poison(orders[1].pk, trouble)
    monkeypatch.setattr(actions, "carry", poison)
    report(people.shop, *(told(order, RefundState.SUCCESS) for order in orders))
    assert [case_of(order).state for order in (orders[0], orders[2])] == ["refunded"] * 2
    stuck = record_of(orders[1])
    assert (stuck.standing, stuck.problem, stuck.tries, stuck.case) == (Standing.STUCK, problem, 1, None)
    assert Case.objects.count() == 2  # nothing half of it
    client = browser(people.supervisor)
    assert stuck.refund_no in client.get("/refund-reports/?queue=by_hand").content.decode()
    assert words in client.get(f"/refund-reports/{stuck.pk}/").content.decode()
    tend_refunds()
    carry_refunds(shop_id=people.shop.pk)
    assert record_of(orders[1]).tries == 2
    poison.trouble = None
    tend_refunds()
    carry_refunds(shop_id=people.shop.pk)
    record = record_of(orders[1])
    assert (record.standing, record.problem, record.tries, record.case.state) == (Standing.CARRIED, "", 0, "refunded")


@pytest.mark.row("B2")
def test_what_has_failed_often_is_tried_once_an_hour_for_ever(people: People):
    order = make_order(people.shop)
    report(people.shop, told(order), carried=False)
    PlatformRefund.objects.update(standing=Standing.STUCK, problem="error", tries=OFTEN)
    within = now()
    hour = (within + timedelta(hours=1)).replace(minute=0, second=30)
    for at, standing in ((hour + timedelta(minutes=2), Standing.STUCK), (hour, Standing.PENDING)):
        with travel(at - now()):
            tend_refunds()
        assert record_of(order).standing == standing
    carry_refunds(shop_id=people.shop.pk)
    assert case_of(order).state == "asked"


@pytest.mark.parametrize("trouble", [OperationalError("deadlock detected"), InterfaceError("closed")])
def test_a_deadlock_or_a_lost_database_says_nothing_of_the_record(people: People, monkeypatch, trouble):
    order = make_order(people.shop)
    poison = Poison(order.pk, trouble)
    monkeypatch.setattr(actions, "carry", poison)
    with pytest.raises(type(trouble)):
        report(people.shop, told(order))
    record = record_of(order)
    assert (record.standing, record.tries, Case.objects.count()) == (Standing.PENDING, 0, 0)
    poison.trouble = None
    carry_refunds(shop_id=people.shop.pk)
    assert case_of(order).state == "asked"
