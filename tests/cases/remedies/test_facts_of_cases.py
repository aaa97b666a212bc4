"""What the rules see of a case as it is stored: postage, the buyer's wish, how often the buyer explained it (C13)."""

from collections.abc import Sequence

import pytest
from tests.people import People, make_case, make_case_of, make_order, make_people, person

from aftercare.cases.advice import advice_of
from aftercare.cases.advice_batch import past_cases
from aftercare.cases.gather import attempt_of
from aftercare.cases.models import Case, Contact
from aftercare.cases.remedies.facts import RemedyFacts
from aftercare.cases.remedies.rules import Remedy
from aftercare.cases.remedies.terms import Cause, RemedyKind
from aftercare.cases.terms import Channel, ContactResult, Reason, TalkStage
from aftercare.core.money import ZERO, Money
from aftercare.core.time import now
from aftercare.orders.models import Order
from aftercare.shops.policies import policies_of

pytestmark = pytest.mark.django_db

Talk = tuple[Channel, ContactResult]


def with_postage(people: People, fen: int = 800, refunded: int = 0, **fields: object) -> Order:
    """An order of 100 yuan and that much postage, as the platform reports it: both are paid."""
    order = make_order(people.shop, **fields)
    total = Money(10_000 + fen)
    Order.objects.filter(pk=order.pk).update(freight=Money(fen), paid=total, total=total, refunded=Money(refunded))
    order.refresh_from_db()
    return order


def advised(people: People, case: Case) -> tuple[RemedyFacts, Sequence[Remedy]]:
    """Facts and plans as the page of the case has them; a trial of other rules sees the same facts."""
    case = Case.objects.select_related("shop", "order").get(pk=case.pk)
    owner, at = person(people.owner), now()
    advice = advice_of(case, attempt_of(case, policies_of(case.shop, at), owner, at))
    assert past_cases(owner, people.shop, at).facts[case.number] == advice.facts
    return advice.facts, advice.plans


@pytest.mark.row("C13", "C10")
def test_a_complaint_about_lateness_gives_back_the_postage_that_the_order_tells():
    people = make_people()
    case = make_case_of("complaint", people.owner, with_postage(people), reason=Reason.LATE)
    facts, plans = advised(people, case)
    assert (facts.freight, facts.postage, facts.is_whole_order) == (ZERO, Money(800), True)
    assert (plans[0].kind, plans[0].amount) == (RemedyKind.FREIGHT_REFUND, Money(800))


@pytest.mark.row("C13", "C9")
def test_before_dispatch_goods_and_postage_are_refunded():
    people = make_people()
    order = with_postage(people, completed_at=None)
    Order.objects.filter(pk=order.pk).update(dispatched_at=None)
    case = make_case_of("refund_only", people.owner, Order.objects.get(pk=order.pk), reason=Reason.NOT_WANTED)
    _facts, plans = advised(people, case)
    assert [(plan.kind, plan.amount, plan.freight) for plan in plans] == [
        (RemedyKind.FULL_REFUND, Money(10_000), Money(800))
    ]


@pytest.mark.parametrize(("refunded", "postage"), [(0, 800), (10_000, 800), (10_300, 500), (10_800, 0)])
def test_postage_is_what_the_order_still_has_of_it(refunded: int, postage: int):
    people = make_people()
    facts, _plans = advised(people, make_case(people.owner, with_postage(people, refunded=refunded)))
    assert facts.postage == Money(postage)


def test_a_case_about_one_of_two_lines_is_not_the_whole_order_until_the_other_is_refunded():
    people = make_people()
    order = with_postage(people, lines=2)
    case = make_case(people.owner, order)
    last = case.lines.order_by("pk").last()
    assert last is not None
    last.delete()
    assert advised(people, case)[0].is_whole_order is False
    order.lines.filter(pk=last.order_line_id).update(refunded=Money(5_000))
    assert advised(people, case)[0].is_whole_order is True


@pytest.mark.row("C13", "C9")
def test_a_price_difference_is_the_sum_that_the_buyer_asks_for():
    people = make_people()
    order = make_order(people.shop)
    (line,) = order.lines.all()
    case = make_case_of(
        "refund_only", people.owner, order, reason=Reason.PRICE_DIFFERENCE, lines={line.pk: (1, Money(1_250))}
    )
    facts, plans = advised(people, case)
    assert (facts.cause, facts.asked) == (Cause.PRICE_DIFFERENCE, Money(1_250))
    assert [(plan.kind, plan.amount) for plan in plans] == [(RemedyKind.PARTIAL_REFUND, Money(1_250))]


@pytest.mark.row("C13", "S14")
@pytest.mark.parametrize(
    ("talks", "explained", "fruitless"),
    [
        ([(Channel.PHONE, ContactResult.NOT_REACHED)] * 3, 0, 3),
        ([(Channel.PHONE, ContactResult.CALL_LATER)] * 3, 0, 0),
        ([(Channel.CHAT, ContactResult.TALKED)] * 2 + [(Channel.PHONE, ContactResult.DECLINED)], 3, 3),
        ([(Channel.INCOMING, ContactResult.CALL_LATER), (Channel.INCOMING, ContactResult.NOT_REACHED)], 2, 1),
        ([(Channel.INCOMING, ContactResult.AGREED), (Channel.CHAT, ContactResult.AGREED)], 0, 0),
    ],
)
def test_only_what_the_buyer_explained_counts_for_a_coupon(talks: list[Talk], explained: int, fruitless: int):  # D 3
    people = make_people()
    case = make_case_of("complaint", people.owner, make_order(people.shop), reason=Reason.SERVICE)
    for channel, result in talks:
        Contact.objects.create(case=case, channel=channel, stage=TalkStage.RECEIVE, result=result, at=now())
    facts, plans = advised(people, case)
    assert facts.contacts == explained
    assert (RemedyKind.COUPON in [plan.kind for plan in plans]) is (explained >= 3)
    attempt = attempt_of(case, policies_of(case.shop, now()), person(people.owner), now())
    assert attempt.facts.contacts.fruitless == fruitless  # what the guards of giving up ask for is as it was
