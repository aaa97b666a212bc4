"""Who gives and takes roles (P2, B17)."""

import pytest
from tests.people import make_people, make_shop, make_staff, person
from tests.races import race
from tests.shops.looking import kinds_since, refuses

from aftercare.accounts.models import Staff
from aftercare.accounts.terms import Role
from aftercare.core.errors import NotFound, Refused
from aftercare.core.models import Event
from aftercare.shops.actions.deactivate_staff import deactivate_staff
from aftercare.shops.actions.grant_role import grant_role
from aftercare.shops.actions.revoke_role import revoke_role
from aftercare.shops.actions.set_roles import set_roles
from aftercare.shops.models import Membership

pytestmark = pytest.mark.django_db


def roles_of(staff: Staff) -> set[tuple[int, str]]:
    return set(Membership.objects.filter(staff=staff).values_list("shop_id", "role"))


@pytest.mark.parametrize("role", list(Role))
def test_an_administrator_of_a_shop_gives_and_takes_every_role_there(role: Role) -> None:
    people = make_people()
    new, boss = make_staff("", Role.QA, shop=people.shop), person(people.administrator)
    extra = role if role is not Role.QA else Role.TRAINER
    assert grant_role(staff_id=new.pk, shop_id=people.shop.pk, role=extra, person=boss)
    assert not grant_role(staff_id=new.pk, shop_id=people.shop.pk, role=extra, person=boss)
    assert revoke_role(staff_id=new.pk, shop_id=people.shop.pk, role=extra, person=boss)
    assert roles_of(new) == {(people.shop.pk, "qa")}
    assert kinds_since(0) == ["role.granted", "role.revoked"]
    assert Event.objects.first().shop_id == people.shop.pk


@pytest.mark.attack("B17")
@pytest.mark.parametrize("who", ["owner", "teammate", "supervisor", "warehouse", "refund_clerk", "stranger"])
def test_nobody_raises_themselves_or_others(who: str) -> None:
    people = make_people()
    asking = getattr(people, who)
    for staff in (asking, people.teammate, people.stranger):
        refuses(
            NotFound,
            lambda pk=staff.pk: grant_role(
                staff_id=pk, shop_id=people.shop.pk, role=Role.ADMINISTRATOR, person=person(asking)
            ),
        )


@pytest.mark.attack("B17")
def test_administrators_do_not_change_their_own_rights_either() -> None:
    people, boss = make_people(), make_staff(is_administrator=True)
    for asking in (people.administrator, boss):
        error = refuses(
            Refused,
            lambda one=asking: grant_role(
                staff_id=one.pk, shop_id=people.shop.pk, role=Role.SUPERVISOR, person=person(one)
            ),
        )
        assert error.refusal.code == "staff.own_rights"


@pytest.mark.attack("B9")
def test_an_administrator_of_a_shop_gives_no_role_in_a_foreign_one() -> None:
    people = make_people()
    boss = person(people.administrator)
    refuses(
        NotFound,
        lambda: grant_role(staff_id=people.owner.pk, shop_id=people.other_shop.pk, role=Role.AGENT, person=boss),
    )
    refuses(
        NotFound,
        lambda: grant_role(staff_id=people.stranger.pk, shop_id=people.shop.pk, role=Role.AGENT, person=boss),
    )


def test_whoever_only_works_in_the_other_shop_cannot_give_roles_there() -> None:
    people = make_people()
    Membership.objects.create(staff=people.administrator, shop=people.other_shop, role=Role.AGENT)
    error = refuses(
        Refused,
        lambda: grant_role(
            staff_id=people.owner.pk,
            shop_id=people.other_shop.pk,
            role=Role.AGENT,
            person=person(people.administrator),
        ),
    )
    assert error.refusal.code == "shop.not_administrator"


def test_no_role_is_given_in_a_closed_shop_but_one_can_be_taken() -> None:
    boss, closed = person(make_staff(is_administrator=True)), make_shop(is_active=False)
    staff = make_staff("", Role.AGENT, shop=closed)
    error = refuses(Refused, lambda: grant_role(staff_id=staff.pk, shop_id=closed.pk, role=Role.QA, person=boss))
    assert error.refusal.code == "shop.closed"
    assert revoke_role(staff_id=staff.pk, shop_id=closed.pk, role=Role.AGENT, person=boss)


def test_a_matrix_is_set_as_a_whole_and_leaves_other_shops_alone() -> None:
    people, boss = make_people(), person(make_staff(is_administrator=True))
    Membership.objects.create(staff=people.owner, shop=people.other_shop, role=Role.QA)
    wanted = {people.shop.pk: [Role.SUPERVISOR, Role.TRAINER]}
    assert set_roles(staff_id=people.owner.pk, roles=wanted, person=boss) == 3
    assert roles_of(people.owner) == {
        (people.shop.pk, "supervisor"),
        (people.shop.pk, "trainer"),
        (people.other_shop.pk, "qa"),
    }
    assert set_roles(staff_id=people.owner.pk, roles=wanted, person=boss) == 0


def test_a_matrix_with_one_forbidden_tick_changes_nothing() -> None:
    people = make_people()
    wanted = {people.shop.pk: [Role.AGENT, Role.QA], people.other_shop.pk: [Role.AGENT]}
    refuses(
        NotFound,
        lambda: set_roles(staff_id=people.owner.pk, roles=wanted, person=person(people.administrator)),
    )


@pytest.mark.django_db(transaction=True)
def test_two_administrators_who_close_each_other_leave_one() -> None:
    first, second = make_staff(is_administrator=True), make_staff(is_administrator=True)
    finishes = race(
        lambda: deactivate_staff(staff_id=second.pk, person=person(first)),
        lambda: deactivate_staff(staff_id=first.pk, person=person(second)),
    )
    assert [finish.won for finish in finishes].count(True) == 1
    assert Staff.objects.filter(is_administrator=True, is_active=True).count() == 1
