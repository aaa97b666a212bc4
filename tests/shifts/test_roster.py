"""Filling a roster: one cell, a week, a rotation; shifts that change; swaps (P3)."""

from datetime import timedelta

import pytest
from tests.people import make_people, make_staff, person
from tests.shifts.scene import held, put, put_now, today_of

from aftercare.accounts.terms import Role
from aftercare.core.errors import InvalidInput, NotFound, Refused
from aftercare.core.models import Event
from aftercare.core.time import now
from aftercare.shifts.actions.fill_roster import Rotation, copy_week, rotate
from aftercare.shifts.actions.set_cell import set_cell
from aftercare.shifts.actions.set_pattern import PatternFacts, set_pattern
from aftercare.shifts.actions.swap_shifts import Offer, answer_swap, ask_swap, decide_swap, withdraw_swap
from aftercare.shifts.models import Assignment, Swap
from aftercare.shifts.queries import ending_shift, on_shift
from aftercare.shifts.rules import monday_of
from aftercare.shifts.writing import Wish

pytestmark = pytest.mark.django_db


@pytest.mark.row("P3")
def test_of_two_supervisors_at_one_cell_the_second_is_told_and_nothing_is_lost():
    people = make_people()
    other = make_staff("", Role.SUPERVISOR, shop=people.shop)
    day = today_of(people.shop, 1)
    cell = (people.owner.pk, day)
    first = set_cell(
        shop_id=people.shop.pk, cell=cell, wish=Wish("early"), seen_version=0, person=person(people.supervisor)
    )
    assert (first.code, first.version) == ("early", 1)
    with pytest.raises(Refused) as told:
        set_cell(shop_id=people.shop.pk, cell=cell, wish=Wish("late"), seen_version=0, person=person(other))
    assert told.value.refusal.code == "version_changed"
    assert people.supervisor.name in str(told.value.refusal)
    assert held(people.shop, people.owner, day) == "early"
    same = set_cell(shop_id=people.shop.pk, cell=cell, wish=Wish("early"), seen_version=0, person=person(other))
    assert same.version == 1  # the same wish is no quarrel
    assert Event.objects.filter(kind="roster.changed").count() == 1


def test_who_does_not_plan_changes_nothing():
    people = make_people()
    day = today_of(people.shop, 1)
    cell = (people.owner.pk, day)
    wish = {"shop_id": people.shop.pk, "cell": cell, "wish": Wish("early"), "seen_version": 0}
    with pytest.raises(Refused) as told:
        set_cell(**wish, person=person(people.owner))
    assert told.value.refusal.code == "roster.not_planner"
    with pytest.raises(NotFound):
        set_cell(**wish, person=person(people.stranger))
    with pytest.raises(InvalidInput):  # somebody of the shop next door
        set_cell(**{**wish, "cell": (people.stranger.pk, day)}, person=person(people.supervisor))
    with pytest.raises(InvalidInput):
        set_cell(**{**wish, "wish": Wish("nights")}, person=person(people.supervisor))
    with pytest.raises(InvalidInput):
        set_cell(**{**wish, "wish": Wish(absence="other")}, person=person(people.supervisor))  # not without a word
    with pytest.raises(InvalidInput):
        set_cell(**{**wish, "cell": (people.owner.pk, day + timedelta(days=900))}, person=person(people.supervisor))
    assert Assignment.objects.count() == 0


@pytest.mark.row("P3")
def test_last_week_is_copied_into_what_is_empty():
    people = make_people()
    monday = monday_of(today_of(people.shop))
    put(people.supervisor, people.shop, people.owner, monday)
    put(people.supervisor, people.shop, people.teammate, monday, "late")
    put(people.supervisor, people.shop, people.owner, monday + timedelta(days=1), absence="sick")
    into = monday + timedelta(days=7)
    put(people.supervisor, people.shop, people.teammate, into, "early")
    assert copy_week(shop_id=people.shop.pk, into=into + timedelta(days=3), person=person(people.supervisor)) == 1
    assert held(people.shop, people.owner, into) == "early"
    assert held(people.shop, people.teammate, into) == "early"  # as it was
    assert held(people.shop, people.owner, into + timedelta(days=1)) == ""  # leave is not copied
    assert copy_week(shop_id=people.shop.pk, into=into, person=person(people.supervisor)) == 0


@pytest.mark.row("P3")
def test_a_rotation_fills_weeks():
    people = make_people()
    first = today_of(people.shop, 1)
    plan = Rotation((people.owner.pk, people.teammate.pk), ("early", "late", ""), first, 7, shift_by=1)
    put(people.supervisor, people.shop, people.owner, first, absence="annual")
    assert rotate(shop_id=people.shop.pk, plan=plan, person=person(people.supervisor)) == 9
    assert held(people.shop, people.owner, first) == "leave"
    assert held(people.shop, people.teammate, first) == "late"
    for wrong in ({"staff_ids": ()}, {"cycle": ()}, {"count": 0}, {"count": 365}):
        with pytest.raises(InvalidInput):
            rotate(
                shop_id=people.shop.pk,
                plan=Rotation(**{**plan.__dict__, **wrong}),
                person=person(people.supervisor),
            )


@pytest.mark.row("P3")
def test_new_hours_move_the_days_planned_from_then_on():
    people = make_people()
    shop, boss = people.shop, person(people.supervisor)
    soon, later = today_of(shop, 1), today_of(shop, 5)
    before = put(people.supervisor, shop, people.owner, soon)
    after = put(people.supervisor, shop, people.owner, later)
    set_pattern(shop_id=shop.pk, facts=PatternFacts("早班", "09:00-17:00", later, "early"), person=boss)
    for row in (before, after):
        row.refresh_from_db()
    assert before.ends_at - before.starts_at == after.ends_at - after.starts_at == timedelta(hours=8)
    assert (after.starts_at - before.starts_at) == timedelta(days=4, minutes=30)
    with pytest.raises(InvalidInput) as told:  # somebody is planned for it
        set_pattern(
            shop_id=shop.pk, facts=PatternFacts("早班", "09:00-17:00", soon, "early", is_used=False), person=boss
        )
    assert set(told.value.problems) == {"since"}
    night = set_pattern(shop_id=shop.pk, facts=PatternFacts("夜班", "22:00-06:00", soon), person=boss)
    assert (night.code, night.ends) == ("s1", 1800)
    for wrong in ({"hours": "9-5"}, {"name": ""}, {"name": "夜班"}, {"since": today_of(shop, -1)}):
        with pytest.raises(InvalidInput):
            set_pattern(
                shop_id=shop.pk,
                facts=PatternFacts(**{"name": "中班", "hours": "12:00-20:00", "since": soon, **wrong}),
                person=boss,
            )


@pytest.mark.row("P3")
def test_a_swap_is_asked_agreed_and_approved():
    people = make_people()
    shop = people.shop
    mine, theirs = today_of(shop, 2), today_of(shop, 3)
    put(people.supervisor, shop, people.owner, mine)
    put(people.supervisor, shop, people.teammate, theirs, "late")
    swap = ask_swap(
        shop_id=shop.pk, offer=Offer(mine, people.teammate.pk, theirs, "家里有事"), person=person(people.owner)
    )
    with pytest.raises(Refused) as early:
        decide_swap(swap_id=swap.pk, grants=True, person=person(people.supervisor))
    assert early.value.refusal.code == "swap_settled"
    with pytest.raises(Refused) as own:
        answer_swap(swap_id=swap.pk, agrees=True, person=person(people.owner))
    assert own.value.refusal.code == "swap_not_yours"
    with pytest.raises(NotFound):
        answer_swap(swap_id=swap.pk, agrees=True, person=person(people.stranger))
    answer_swap(swap_id=swap.pk, agrees=True, person=person(people.teammate))
    with pytest.raises(Refused) as unentitled:
        decide_swap(swap_id=swap.pk, grants=True, person=person(people.teammate))
    assert unentitled.value.refusal.code == "roster.not_planner"
    assert held(shop, people.owner, mine) == "early"
    decide_swap(swap_id=swap.pk, grants=True, person=person(people.supervisor))
    assert [held(shop, people.owner, day) for day in (mine, theirs)] == ["", "late"]
    assert [held(shop, people.teammate, day) for day in (mine, theirs)] == ["early", ""]
    with pytest.raises(Refused):
        decide_swap(swap_id=swap.pk, grants=True, person=person(people.supervisor))


def test_two_shifts_of_one_day_are_swapped_and_a_changed_roster_is_not():
    people = make_people()
    shop, day = people.shop, today_of(people.shop, 2)
    put(people.supervisor, shop, people.owner, day)
    put(people.supervisor, shop, people.teammate, day, "late")
    offer = Offer(day, people.teammate.pk, day)
    swap = ask_swap(shop_id=shop.pk, offer=offer, person=person(people.owner))
    with pytest.raises(Refused) as twice:
        ask_swap(shop_id=shop.pk, offer=offer, person=person(people.owner))
    assert twice.value.refusal.code == "swap_asked"
    answer_swap(swap_id=swap.pk, agrees=True, person=person(people.teammate))
    put(people.supervisor, shop, people.teammate, day, absence="sick")
    with pytest.raises(Refused) as stale:
        decide_swap(swap_id=swap.pk, grants=True, person=person(people.supervisor))
    assert stale.value.refusal.code == "swap_stale"
    assert held(shop, people.owner, day) == "early"
    put(people.supervisor, shop, people.teammate, day, "late")
    decide_swap(swap_id=swap.pk, grants=True, person=person(people.supervisor))
    assert (held(shop, people.owner, day), held(shop, people.teammate, day)) == ("late", "early")


def test_nobody_approves_their_own_swap_and_a_begun_shift_stays():
    people = make_people()
    shop, day = people.shop, today_of(people.shop, 2)
    boss = make_staff("", Role.SUPERVISOR, Role.AGENT, shop=shop)
    put(people.supervisor, shop, people.owner, day)
    swap = ask_swap(shop_id=shop.pk, offer=Offer(day, boss.pk), person=person(people.owner))
    answer_swap(swap_id=swap.pk, agrees=True, person=person(boss))
    with pytest.raises(Refused) as own:
        decide_swap(swap_id=swap.pk, grants=True, person=person(boss))
    assert own.value.refusal.code == "own_swap"
    withdraw_swap(swap_id=swap.pk, person=person(people.owner))
    put_now(people.supervisor, shop, people.owner)
    with pytest.raises(Refused) as begun:
        ask_swap(shop_id=shop.pk, offer=Offer(today_of(shop), people.teammate.pk), person=person(people.owner))
    assert begun.value.refusal.code == "shift_begun"
    with pytest.raises(InvalidInput):  # nothing to give
        ask_swap(shop_id=shop.pk, offer=Offer(today_of(shop, 9), people.teammate.pk), person=person(people.owner))
    assert Swap.objects.count() == 1


def test_who_is_on_now_and_whose_shift_ends():
    people = make_people()
    put_now(people.supervisor, people.shop, people.owner, ends_in=10)
    at = now()
    assert [row.staff_id for row in on_shift(person(people.teammate), [people.shop.pk], at)] == [people.owner.pk]
    assert on_shift(person(people.stranger), [people.shop.pk], at) == []
    window = (at - timedelta(hours=2), at + timedelta(minutes=15))
    assert ending_shift(person(people.owner), *window) is not None
    assert ending_shift(person(people.teammate), *window) is None
    assert ending_shift(person(people.owner), at - timedelta(hours=2), at + timedelta(minutes=5)) is None
