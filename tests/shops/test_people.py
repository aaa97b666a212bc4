"""Accounts of people: made, changed, closed, opened, given passwords; by whom, and by whom not."""

import pytest
from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from tests.people import PASSWORD, make_people, make_shop, make_staff, person
from tests.shops.looking import kinds_since, refuses
from tests.web.people import entered, is_logged_in, log_in

from aftercare.accounts.actions.add_staff import Profile
from aftercare.accounts.models import Staff
from aftercare.accounts.terms import Role
from aftercare.core.errors import InvalidInput, NotFound, Refused
from aftercare.core.models import Event
from aftercare.shops.actions.create_staff import create_staff
from aftercare.shops.actions.deactivate_staff import deactivate_staff
from aftercare.shops.actions.reactivate_staff import reactivate_staff
from aftercare.shops.actions.reset_password import reset_password
from aftercare.shops.actions.set_administrator import set_administrator
from aftercare.shops.actions.update_staff import update_staff
from aftercare.shops.models import Membership

pytestmark = pytest.mark.django_db
NEW = Profile(username="xiaolin", name="林小雨")


def company() -> Staff:
    return make_staff(is_administrator=True)


def test_an_administrator_of_the_company_makes_a_person_with_roles_in_several_shops() -> None:
    people, boss = make_people(), company()
    made = create_staff(
        profile=NEW,
        roles={people.shop.pk: [Role.AGENT, Role.SUPERVISOR], people.other_shop.pk: [Role.AGENT]},
        person=person(boss),
    )
    assert made.staff.must_change_password
    assert Membership.objects.filter(staff=made.staff).count() == 3
    assert kinds_since(0) == ["staff.created", *["role.granted"] * 3]


def test_the_first_password_leads_to_a_new_one_and_nowhere_else(client) -> None:
    people = make_people()
    made = create_staff(profile=NEW, roles={people.shop.pk: [Role.AGENT]}, person=person(people.administrator))
    log_in(client, "xiaolin", made.password)
    assert client.get("/")["Location"] == "/account/password/"


def test_an_administrator_of_a_shop_makes_people_of_that_shop() -> None:
    people = make_people()
    made = create_staff(profile=NEW, roles={people.shop.pk: [Role.AGENT]}, person=person(people.administrator))
    assert list(Membership.objects.filter(staff=made.staff).values_list("shop", "role")) == [(people.shop.pk, "agent")]


@pytest.mark.attack("B9")
def test_nobody_makes_people_for_a_foreign_shop() -> None:
    people = make_people()
    error = refuses(
        InvalidInput,
        lambda: create_staff(
            profile=NEW, roles={people.other_shop.pk: [Role.AGENT]}, person=person(people.administrator)
        ),
    )
    assert list(error.problems) == ["roles"]


def test_an_administrator_of_a_shop_makes_nobody_without_a_role() -> None:
    people = make_people()
    refuses(InvalidInput, lambda: create_staff(profile=NEW, roles={}, person=person(people.administrator)))


@pytest.mark.parametrize("who", ["owner", "teammate", "stranger", "supervisor", "warehouse", "refund_clerk"])
def test_nobody_else_makes_people(who: str) -> None:
    people = make_people()
    asking = person(getattr(people, who))
    refuses(Refused, lambda: create_staff(profile=NEW, roles={people.shop.pk: [Role.AGENT]}, person=asking))


def test_a_person_is_renamed_and_the_trail_keeps_both_names() -> None:
    people = make_people()
    owner = people.owner
    update_staff(
        staff_id=owner.pk, profile=Profile(username=owner.username, name="林 雨"), person=person(people.administrator)
    )
    event = Event.objects.get(kind="staff.updated")
    assert event.data == {"before": {"name": owner.name}, "after": {"name": "林 雨"}}


def test_saving_the_same_details_writes_nothing() -> None:
    people = make_people()
    same = Profile(username=people.owner.username, name=people.owner.name)
    update_staff(staff_id=people.owner.pk, profile=same, person=person(people.administrator))
    assert kinds_since(0) == []


@pytest.mark.attack("A16")
def test_a_closed_account_is_out_at_once_in_every_browser() -> None:
    people = make_people()
    browsers = [entered(people.owner), entered(people.owner)]
    bystander = entered(people.teammate)
    sessions = Session.objects.count()
    deactivate_staff(staff_id=people.owner.pk, person=person(people.administrator))
    assert [is_logged_in(browser) for browser in browsers] == [False, False]
    assert is_logged_in(bystander)
    assert UserSession.objects.filter(user=people.owner).count() == 0
    assert Session.objects.count() == sessions - 2
    assert Event.objects.get(kind="staff.deactivated").data == {"sessions_ended": 2}


@pytest.mark.attack("A16")
def test_a_closed_account_cannot_come_back_by_login_until_it_is_opened(client) -> None:
    people = make_people()
    boss = person(people.administrator)
    deactivate_staff(staff_id=people.owner.pk, person=boss)
    log_in(client, people.owner.username)
    assert not is_logged_in(client)
    reactivate_staff(staff_id=people.owner.pk, person=boss)
    log_in(client, people.owner.username)
    assert is_logged_in(client)
    assert Membership.objects.filter(staff=people.owner).count() == 1


def test_a_closed_account_is_not_closed_twice_nor_an_open_one_opened() -> None:
    people = make_people()
    boss = person(people.administrator)
    assert (
        refuses(Refused, lambda: reactivate_staff(staff_id=people.owner.pk, person=boss)).refusal.code == "staff.open"
    )
    deactivate_staff(staff_id=people.owner.pk, person=boss)
    error = refuses(Refused, lambda: deactivate_staff(staff_id=people.owner.pk, person=boss))
    assert error.refusal.code == "staff.closed"


def test_a_reset_password_replaces_the_old_one_and_ends_all_sessions(client) -> None:
    people = make_people()
    browser = entered(people.owner)
    new = reset_password(staff_id=people.owner.pk, person=person(people.administrator))
    people.owner.refresh_from_db()
    assert people.owner.check_password(new)
    assert not people.owner.check_password(PASSWORD)
    assert people.owner.must_change_password
    assert not is_logged_in(browser)
    assert new not in str(list(Event.objects.values_list("data", flat=True)))


def test_nobody_resets_their_own_password_this_way() -> None:
    people = make_people()
    boss = people.administrator
    error = refuses(Refused, lambda: reset_password(staff_id=boss.pk, person=person(boss)))
    assert error.refusal.code == "staff.own_password"


@pytest.mark.attack("B17")
def test_an_administrator_of_a_shop_has_no_power_over_who_also_works_elsewhere() -> None:
    """A new password would be a way into a shop that is not theirs."""
    people = make_people()
    Membership.objects.create(staff=people.owner, shop=people.other_shop, role=Role.AGENT)
    boss, pk = person(people.administrator), people.owner.pk
    profile = Profile(username="taken.over", name="x")
    for attempt in (
        lambda: reset_password(staff_id=pk, person=boss),
        lambda: deactivate_staff(staff_id=pk, person=boss),
        lambda: update_staff(staff_id=pk, profile=profile, person=boss),
    ):
        assert refuses(Refused, attempt).refusal.code == "staff.works_elsewhere"


@pytest.mark.attack("B17")
def test_an_administrator_of_a_shop_has_no_power_over_the_companys() -> None:
    people, boss = make_people(), company()
    Membership.objects.create(staff=boss, shop=people.shop, role=Role.AGENT)
    error = refuses(Refused, lambda: reset_password(staff_id=boss.pk, person=person(people.administrator)))
    assert error.refusal.code == "staff.above_you"


@pytest.mark.attack("B1")
@pytest.mark.parametrize("who", ["owner", "teammate", "supervisor", "warehouse", "refund_clerk", "stranger"])
def test_for_everybody_else_other_accounts_do_not_exist(who: str) -> None:
    people = make_people()
    asking, pk = person(getattr(people, who)), people.administrator.pk
    for attempt in (
        lambda: reset_password(staff_id=pk, person=asking),
        lambda: deactivate_staff(staff_id=pk, person=asking),
        lambda: reactivate_staff(staff_id=pk, person=asking),
        lambda: update_staff(staff_id=pk, profile=NEW, person=asking),
        lambda: set_administrator(staff_id=pk, is_administrator=True, person=asking),
    ):
        refuses(NotFound, attempt)


def test_an_administrator_of_the_neighbouring_shop_finds_nobody_here() -> None:
    people = make_people()
    neighbour = make_staff("", Role.ADMINISTRATOR, shop=people.other_shop)
    refuses(NotFound, lambda: reset_password(staff_id=people.owner.pk, person=person(neighbour)))


@pytest.mark.attack("B17")
def test_administrators_of_the_company_are_named_by_one_and_never_by_oneself() -> None:
    people, boss = make_people(), company()
    set_administrator(staff_id=people.owner.pk, is_administrator=True, person=person(boss))
    people.owner.refresh_from_db()
    assert people.owner.is_administrator
    error = refuses(Refused, lambda: set_administrator(staff_id=boss.pk, is_administrator=False, person=person(boss)))
    assert error.refusal.code == "staff.own_rights"
    error = refuses(
        Refused,
        lambda: set_administrator(
            staff_id=people.teammate.pk, is_administrator=True, person=person(people.administrator)
        ),
    )
    assert error.refusal.code == "shop.not_the_companys"


def test_the_last_administrator_who_can_log_in_stays() -> None:
    """Two of them at the same moment: the second one acts on rights that are already gone."""
    first, second = company(), company()
    stale = person(second)
    deactivate_staff(staff_id=second.pk, person=person(first))
    for attempt in (
        lambda: deactivate_staff(staff_id=first.pk, person=stale),
        lambda: set_administrator(staff_id=first.pk, is_administrator=False, person=stale),
    ):
        assert refuses(Refused, attempt).refusal.code == "staff.last_administrator"


def test_an_administrator_does_not_close_their_own_account() -> None:
    first, _second = company(), company()
    error = refuses(Refused, lambda: deactivate_staff(staff_id=first.pk, person=person(first)))
    assert error.refusal.code == "staff.own_rights"


def test_a_role_in_a_closed_shop_counts_as_working_elsewhere() -> None:
    people = make_people()
    closed = make_shop(is_active=False)
    Membership.objects.create(staff=people.owner, shop=closed, role=Role.AGENT)
    error = refuses(Refused, lambda: reset_password(staff_id=people.owner.pk, person=person(people.administrator)))
    assert error.refusal.code == "staff.works_elsewhere"
