"""Joined customers: facts, duplicates, joining and taking apart (U1)."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.people import make_case_of, make_order, person
from tests.races import racetrack
from tests.regulars.scene import PHONE, PLACE, buys, followed, make_town

from aftercare.cases.models import Case
from aftercare.core.errors import NotFound, Refused
from aftercare.core.models import Event
from aftercare.core.money import Money
from aftercare.customers.actions.remember_buyers import remember_buyers
from aftercare.orders.models import Order, Product
from aftercare.regulars.actions.join_customers import join_customers, keep_apart, take_apart
from aftercare.regulars.facts import facts_of
from aftercare.regulars.models import Buyer, Joined, Joining, Likeness, Regular, Trace
from aftercare.regulars.terms import Decision, Rank

pytestmark = pytest.mark.django_db


def held() -> dict[int, int]:
    return dict(Joined.objects.values_list("customer_id", "buyer_id"))


@pytest.mark.row("U1")
def test_facts_follow_orders_and_cases():
    town = make_town()
    product = Product.objects.create(shop=town.shop, code="YM-001", title="原木摆件")
    order = buys(town.shop, "清风", paid="300.00")
    buys(town.shop, "清风", paid="100.00")
    buys(town.shop, "清风", paid="50.00", source_order=order)  # sent a second time: no order of the buyer's
    assert followed() == 1
    row = Regular.objects.get(pk=order.customer_id)
    assert (row.orders, row.paid, row.kept, row.returned) == (2, Money(40000), Money(40000), 0)
    assert row.products == [product.pk]
    case = make_case_of("refund_only", town.people.owner, order)
    Case.objects.filter(pk=case.pk).update(refunded=Money(10000))
    Order.objects.filter(pk=order.pk).update(refunded=Money(5000))  # the platform knows of a part only
    followed()
    row.refresh_from_db()
    assert (row.kept, row.returned) == (Money(30000), 1)
    facts = facts_of([order.customer_id])[order.customer_id]
    assert facts.rank is Rank.RETURNING
    assert facts.return_percent == 50


@pytest.mark.row("U1")
def test_two_customers_with_one_phone_or_place_are_proposed():
    town = make_town()
    one = buys(town.shop, "清风", phone=PHONE, place=PLACE)
    other = buys(town.other, "明月", phone=PHONE, place=PLACE.replace(" ", ""))
    apart = buys(town.other, "路人", name="李四", place=PLACE)
    followed()
    pair = Likeness.objects.get()
    assert (pair.low_id, pair.high_id) == (one.customer_id, other.customer_id)
    assert pair.reasons == ["address", "phone"]
    assert not Trace.objects.filter(digest__contains="139").exists()
    followed()  # again: nothing new
    assert Likeness.objects.count() == 1
    assert apart.customer_id not in (pair.low_id, pair.high_id)


@pytest.mark.row("U1")
def test_join_and_take_apart():
    town = make_town()
    one = buys(town.shop, "清风", phone=PHONE).customer_id
    other = buys(town.other, "明月", phone=PHONE).customer_id
    followed()
    for staff in (town.people.owner, town.people.stranger):
        with pytest.raises(NotFound):
            join_customers(first_id=one, second_id=other, person=person(staff))
    assert not Joined.objects.exists()
    joining = join_customers(first_id=one, second_id=other, person=person(town.both))
    assert set(held()) == {one, other}
    assert len(set(held().values())) == 1
    assert joining.reasons == ["phone"]
    assert Likeness.objects.get().state == Decision.JOINED
    with pytest.raises(Refused) as refused:
        join_customers(first_id=other, second_id=one, person=person(town.both))
    assert refused.value.refusal.code == "joined_already"
    with pytest.raises(NotFound):
        take_apart(joining_id=joining.pk, person=person(town.people.owner))
    take_apart(joining_id=joining.pk, person=person(town.both))
    assert held() == {}
    assert Likeness.objects.get().state == Decision.OPEN
    with pytest.raises(Refused) as refused:
        take_apart(joining_id=joining.pk, person=person(town.both))
    assert refused.value.refusal.code == "undone_already"
    kinds = list(Event.objects.filter(kind__startswith="customer.").order_by("pk").values_list("kind", flat=True))
    assert kinds == ["customer.joined"] * 2 + ["customer.parted"] * 2


def test_an_earlier_joining_waits_until_the_later_one_is_taken_back():
    town = make_town()
    who = person(town.both)
    one, two, three = (buys(town.shop, nick).customer_id for nick in ("甲甲", "乙乙", "丙丙"))
    first = join_customers(first_id=one, second_id=two, person=who)
    later = join_customers(first_id=two, second_id=three, person=who)
    with pytest.raises(Refused) as refused:
        take_apart(joining_id=first.pk, person=who)
    assert refused.value.refusal.code == "joined_since"
    assert len(held()) == 3
    take_apart(joining_id=later.pk, person=who)
    assert set(held()) == {one, two}
    take_apart(joining_id=first.pk, person=who)
    assert held() == {}


def test_nobody_joins_what_they_do_not_see():
    town = make_town()
    one, far = buys(town.shop, "清风").customer_id, buys(town.other, "明月").customer_id
    join_customers(first_id=one, second_id=far, person=person(town.both))
    third = buys(town.shop, "晨露").customer_id
    before = held()
    with pytest.raises(Refused) as refused:
        join_customers(first_id=one, second_id=third, person=person(town.people.owner))
    assert refused.value.refusal.code == "join_elsewhere"
    assert held() == before


def test_what_was_kept_apart_is_not_proposed_again():
    town = make_town()
    buys(town.shop, "清风", phone=PHONE)
    buys(town.shop, "明月", phone=PHONE)
    followed()
    pair = Likeness.objects.get()
    with pytest.raises(NotFound):
        keep_apart(likeness_id=pair.pk, person=person(town.people.stranger))
    keep_apart(likeness_id=pair.pk, person=person(town.people.owner))
    buys(town.shop, "清风", phone=PHONE)
    followed()
    assert Likeness.objects.get().state == Decision.APART
    with pytest.raises(Refused):
        keep_apart(likeness_id=pair.pk, person=person(town.people.teammate))


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(pairs=st.lists(st.tuples(st.integers(0, 5), st.integers(0, 5)), min_size=1, max_size=7))
def test_taking_joinings_back_one_after_the_other_restores_each_state(pairs):
    """Whatever was joined in whatever order: undo gives exactly what was before."""
    Joining.objects.all().delete()
    Joined.objects.all().delete()
    Buyer.objects.all().delete()
    town = make_town()
    who = person(town.both)
    found = remember_buyers(shop_id=town.shop.pk, nicks=[f"买家{n}" for n in range(6)])
    ids = sorted(found.values())
    states, joinings = [], []
    for left, right in pairs:
        before = held()
        try:
            joinings.append(join_customers(first_id=ids[left], second_id=ids[right], person=who).pk)
        except Refused:
            assert held() == before
            continue
        states.append(before)
    for joining, before in zip(reversed(joinings), reversed(states), strict=True):
        take_apart(joining_id=joining, person=who)
        assert held() == before


@pytest.mark.faults
@pytest.mark.django_db(transaction=True)
def test_two_who_join_at_once_make_one_joining():
    town = make_town()
    one, other = make_order(town.shop).customer_id, make_order(town.shop).customer_id

    def join() -> str:
        try:
            join_customers(first_id=one, second_id=other, person=person(town.both))
        except Refused as refused:
            return refused.refusal.code
        return "joined"

    with racetrack(2) as race:
        ends = race(join, join)
    assert sorted(one.value for one in ends) == ["joined", "joined_already"]
    assert Joining.objects.count() == 1


@pytest.mark.attack("J6")
def test_a_virtual_number_of_the_platform_or_a_masked_one_joins_nobody():
    """They go from one buyer to the next and run out: two who had the same one are not one person."""
    town = make_town()
    for nick, phone in (
        ("清风明月88", "13900001234-5678"),
        ("清风徐来", "13900001234-5678"),
        ("远山如黛", "139****1234"),
    ):
        buys(town.shop, nick, phone=phone)
    followed()
    assert not Trace.objects.filter(kind="phone").exists()
    assert not Likeness.objects.exists()
