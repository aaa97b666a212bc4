"""Somebody decides while somebody is away: who may name whom, what it lends, and when it lends nothing (C17)."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.db.models import F
from tests.approvals.scene import DEAR, asked, levels, stand_in
from tests.cases.story import World, begin
from tests.people import People, make_staff, person
from tests.races import race

from aftercare.accounts.models import Staff
from aftercare.accounts.terms import Role
from aftercare.approvals.models import Approval
from aftercare.core.errors import InvalidInput, NotFound, Refused
from aftercare.core.models import Event
from aftercare.core.time import now
from aftercare.shops.access import may_administer, may_see_settings, visible_staff
from aftercare.shops.actions.end_substitution import end_substitution
from aftercare.shops.actions.name_substitute import Absence, name_substitute
from aftercare.shops.actions.set_roles import set_roles
from aftercare.shops.models import Membership, Shop, Substitution

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> World:
    return World()


def rights(staff: Staff, shop: Shop) -> tuple[set[str], dict[str, set[int]]]:
    """Roles of one's own in that shop, and lent ones with who lends them."""
    who = person(staff)
    return set(who.roles_in(shop.pk)), {role: set(lenders) for role, lenders in who.lent_in(shop.pk).items()}


@pytest.mark.row("C17", "P2")
def test_a_substitute_decides_with_the_absent_persons_limit_and_in_their_name(world: World):
    people = world.people
    story = asked(world, paid=DEAR)
    story.refused("wrong_role", "approve", by="teammate")
    stand_in(people.shop, people.supervisor, people.teammate)
    story.do("approve", by="teammate")
    row = Approval.objects.get()
    assert (row.state, row.decided_by, row.decided_for) == ("approved", people.teammate, people.supervisor)
    for kind in ("case.moved", "approval.approved"):
        event = Event.objects.filter(kind=kind).latest("id")
        assert (event.actor_id, event.data["for"]) == (people.teammate.pk, people.supervisor.pk)
    huge = asked(world)
    huge.refused("approval_above_role", "approve", by="teammate").do("endorse", by="teammate")
    below = Approval.objects.get(state="endorsed")
    assert (below.decided_by, below.decided_for) == (people.teammate, people.supervisor)


@pytest.mark.row("C17", "P2")
def test_it_lends_decisions_only_and_no_limit_of_ones_own(world: World):
    people = world.people
    stand_in(people.shop, people.supervisor, people.teammate)
    stand_in(people.shop, people.administrator, people.warehouse)
    who = person(people.warehouse)
    assert (who.roles_in(people.shop.pk), set(who.lent_roles)) == ({"warehouse"}, {"administrator"})
    assert not may_administer(who, people.shop.pk)
    assert not may_see_settings(who, people.shop.pk)
    assert not visible_staff(who).exists()
    story = begin("return", world, paid=DEAR)
    story.refused("above_authority", "agree", by="teammate")  # the supervisor could
    story.refused("wrong_role", "agree", by="warehouse")
    assert begin("return", world, paid=DEAR).do("agree", by="supervisor").state == "agreed"


@pytest.mark.row("C17", "C7")
def test_verdicts_on_colleagues_are_not_lent(world: World):
    people = world.people
    story = begin("misshipment", world).show().do("ask_warehouse").do("confirm").do("contact").do("nothing_wanted")
    assert story.state == "judging"
    stand_in(people.shop, people.supervisor, people.warehouse)  # who packed it, perhaps
    story.refused("wrong_role", "no_loss", by="warehouse").refused("wrong_role", "judge", by="warehouse")


@pytest.mark.row("C17")
@pytest.mark.attack("B20")
def test_a_substitute_still_decides_no_request_of_their_own(world: World):
    people = world.people
    stand_in(people.shop, people.supervisor, people.owner)
    story = asked(world, paid=DEAR)
    for code in ("approve", "deny"):
        story.refused("own_request", code, by="agent")
    asked(world).refused("own_request", "endorse", by="agent")


@pytest.mark.row("C17")
@pytest.mark.attack("B20")
def test_nobody_has_their_own_request_decided_in_their_name(world: World):
    """Else whoever decides would name a friend and ask."""
    people = world.people
    stand_in(people.shop, people.supervisor, people.teammate)
    story = asked(world, by="supervisor")
    for code in ("endorse", "deny"):
        story.refused("lender_signed", code, by="teammate")
    with pytest.raises(IntegrityError, match="nobody_decides_for_who_asked"), transaction.atomic():
        Approval.objects.filter(state="pending").update(decided_by=people.teammate, decided_for=people.supervisor)
    stand_in(people.shop, people.administrator, people.teammate)
    story.do("approve", by="teammate")
    assert Approval.objects.get().decided_for == people.administrator


@pytest.mark.row("C17")
@pytest.mark.attack("B20")
def test_one_right_signs_one_level_whoever_uses_it(world: World):
    people = world.people
    Membership.objects.create(shop=people.shop, staff=people.supervisor, role=Role.ADMINISTRATOR)
    stand_in(people.shop, people.supervisor, people.teammate)
    story = asked(world).do("endorse", by="teammate")
    story.refused("signed_already", "approve", by="teammate").refused("signed_already", "approve", by="supervisor")
    other = asked(world).do("endorse", by="supervisor")
    other.refused("lender_signed", "approve", by="teammate").do("approve", by="administrator")
    assert levels(other)[-1] == (2, "approved", people.administrator.pk)


@pytest.mark.row("C17")
def test_a_supervisor_who_stands_in_for_the_administrator_signs_each_level_by_the_right_it_needs(world: World):
    people = world.people
    stand_in(people.shop, people.administrator, people.supervisor)
    asked(world, paid=DEAR).do("approve", by="supervisor")
    asked(world).do("approve", by="supervisor")
    rows = Approval.objects.order_by("pk").values_list("decided_by_id", "decided_for_id")
    assert list(rows) == [(people.supervisor.pk, None), (people.supervisor.pk, people.administrator.pk)]


def lose_role(people: People) -> None:
    set_roles(staff_id=people.supervisor.pk, roles={people.shop.pk: []}, person=person(people.administrator))


def close_account(people: People) -> None:
    Staff.objects.filter(pk=people.supervisor.pk).update(is_active=False)


def leave_shop(people: People) -> None:
    Membership.objects.filter(staff=people.teammate).delete()


def close_shop(people: People) -> None:
    Shop.objects.filter(pk=people.shop.pk).update(is_active=False)


def run_out(_people: People) -> None:
    moved = timedelta(days=20)
    Substitution.objects.update(starts_at=F("starts_at") - moved, ends_at=F("ends_at") - moved)


def not_begun(_people: People) -> None:
    moved = timedelta(hours=1)
    Substitution.objects.update(starts_at=F("starts_at") + moved, ends_at=F("ends_at") + moved)


def end_it(people: People) -> None:
    end_substitution(substitution_id=Substitution.objects.get().pk, person=person(people.supervisor))


@pytest.mark.row("C17")
@pytest.mark.attack("B20", "B17")
@pytest.mark.parametrize("event", [lose_role, close_account, leave_shop, close_shop, run_out, not_begun, end_it])
def test_it_lends_nothing_once(world: World, event: Callable[[People], Any]):
    people = world.people
    story = asked(world, paid=DEAR)
    stand_in(people.shop, people.supervisor, people.teammate)
    assert rights(people.teammate, people.shop)[1] == {"supervisor": {people.supervisor.pk}}
    event(people)
    assert rights(people.teammate, people.shop)[1] == {}
    if event in (leave_shop, close_shop):
        story.unknown_to("teammate", "approve")
    else:
        story.refused("wrong_role", "approve", by="teammate")


@pytest.mark.row("C17", "P1")
@pytest.mark.attack("B1")
def test_it_counts_in_that_shop_only(world: World):
    people = world.people
    Membership.objects.create(shop=people.other_shop, staff=people.supervisor, role=Role.SUPERVISOR)
    Membership.objects.create(shop=people.other_shop, staff=people.teammate, role=Role.AGENT)
    stand_in(people.shop, people.supervisor, people.teammate)
    assert set(person(people.teammate).standing_in) == {people.shop.pk}


@pytest.mark.row("C17")
@pytest.mark.attack("B17")
def test_what_was_lent_is_not_lent_on(world: World):
    people = world.people
    stand_in(people.shop, people.supervisor, people.teammate)
    with pytest.raises(Refused) as error:
        stand_in(people.shop, people.teammate, people.owner)
    assert error.value.refusal.code == "substitute.decides_nothing"
    with pytest.raises(Refused) as error:
        stand_in(people.shop, people.supervisor, people.owner, by=people.teammate)
    assert error.value.refusal.code == "shop.not_administrator"
    second = make_staff("", Role.SUPERVISOR, shop=people.shop)
    stand_in(people.shop, people.administrator, second)
    stand_in(people.shop, second, people.owner)
    assert rights(people.owner, people.shop)[1] == {"supervisor": {second.pk}}


@pytest.mark.row("C17")
def test_who_may_name_a_substitute_and_every_one_is_an_event(world: World):
    people = world.people
    named = stand_in(people.shop, people.supervisor, people.teammate, by=people.administrator)
    event = Event.objects.get(kind="substitute.named")
    assert (event.subject_kind, event.subject_id, event.actor_id, event.shop_id) == (
        "staff",
        people.supervisor.pk,
        people.administrator.pk,
        people.shop.pk,
    )
    assert event.data["substitute"] == people.teammate.pk
    for other in (people.owner, people.warehouse):
        with pytest.raises(Refused):
            stand_in(people.shop, people.administrator, people.owner, by=other)
    with pytest.raises(NotFound):
        stand_in(people.shop, people.administrator, people.owner, by=people.stranger)
    end_substitution(substitution_id=named.pk, person=person(people.teammate))
    ended = Event.objects.get(kind="substitute.ended")
    assert (ended.subject_id, ended.actor_id) == (people.supervisor.pk, people.teammate.pk)
    named.refresh_from_db()
    assert (named.ended_by, named.ended_at is not None) == (people.teammate, True)


WRONG = {
    "oneself": ("substitute", lambda people: (people.supervisor, 0, 7)),
    "somebody of another shop": ("substitute", lambda people: (people.stranger, 0, 7)),
    "a closed account": ("substitute", lambda people: (closed(people), 0, 7)),
    "an end before the start": ("ends", lambda people: (people.teammate, 3, 2)),
    "an end that is over": ("ends", lambda people: (people.teammate, -3, -1)),
    "longer than a month": ("ends", lambda people: (people.teammate, 0, 31.1)),
    "years ahead": ("starts", lambda people: (people.teammate, 800, 801)),
}


def closed(people: People) -> Staff:
    return make_staff("", Role.AGENT, shop=people.shop, is_active=False)


@pytest.mark.row("C17")
@pytest.mark.attack("B1", "F11")
@pytest.mark.parametrize("case", WRONG.values(), ids=WRONG.keys())
def test_what_cannot_be_is_said_at_the_field(world: World, case: tuple[str, Callable[[People], Any]]):
    people = world.people
    field, of = case
    substitute, first, last = of(people)
    days = timedelta(days=1)
    absence = Absence(people.shop.pk, people.supervisor.pk, substitute.pk, now() + first * days, now() + last * days)
    with pytest.raises(InvalidInput) as error:
        name_substitute(absence=absence, person=person(people.supervisor))
    assert list(error.value.problems) == [field]
    assert not Substitution.objects.exists()
    assert not Event.objects.filter(kind="substitute.named").exists()


@pytest.mark.row("C17")
@pytest.mark.attack("B1")
def test_ids_of_another_shop_name_nobody(world: World):
    people = world.people
    with pytest.raises(NotFound):
        stand_in(people.other_shop, people.supervisor, people.stranger)
    with pytest.raises(InvalidInput) as error:
        stand_in(people.shop, people.stranger, people.owner, by=people.administrator)
    assert list(error.value.problems) == ["absent"]
    with pytest.raises(InvalidInput) as error:
        stand_in(people.shop, people.warehouse, people.owner, by=people.administrator)
    assert list(error.value.problems) == ["absent"]
    theirs = stand_in(people.other_shop, people.stranger, second_of(people.other_shop))
    with pytest.raises(NotFound):
        end_substitution(substitution_id=theirs.pk, person=person(people.administrator))
    ours = stand_in(people.shop, people.supervisor, people.teammate)
    with pytest.raises(NotFound):
        end_substitution(substitution_id=ours.pk, person=person(people.owner))
    other = make_staff("", Role.SUPERVISOR, shop=people.shop)
    with pytest.raises(Refused) as refused:
        end_substitution(substitution_id=ours.pk, person=person(other))
    assert refused.value.refusal.code == "substitute.not_yours"


def second_of(shop: Shop) -> Staff:
    return make_staff("", Role.AGENT, shop=shop)


@pytest.mark.row("C17")
@pytest.mark.django_db(transaction=True)
def test_the_same_click_twice_names_one_and_ends_one():
    people = World().people
    made = race(*[lambda: stand_in(people.shop, people.supervisor, people.teammate)] * 2)
    assert [one.won for one in made].count(True) == 1
    assert [list(one.error.problems) for one in made if not one.won] == [["starts"]]
    row = Substitution.objects.get()
    ended = race(*[lambda: end_substitution(substitution_id=row.pk, person=person(people.supervisor))] * 2)
    assert [one.won for one in ended].count(True) == 1
    assert [one.error.refusal.code for one in ended if not one.won] == ["substitute.over"]
    assert list(Event.objects.filter(kind__startswith="substitute.").order_by("id").values_list("kind", flat=True)) == [
        "substitute.named",
        "substitute.ended",
    ]
    stand_in(people.shop, people.supervisor, people.owner)
    assert Substitution.objects.count() == 2
