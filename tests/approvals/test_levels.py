"""Levels in a row: supervisor, then administrator; each signs once, for what the other signed (C17, B20)."""

import pytest
from django.db import IntegrityError, transaction
from tests.approvals.scene import DEAR, asked, levels, pending
from tests.cases.story import World, begin
from tests.people import make_staff, person
from tests.races import race

from aftercare.accounts.terms import Role
from aftercare.approvals.models import Approval
from aftercare.approvals.rules import signature
from aftercare.cases.actions.move_case import move_case
from aftercare.cases.models import Case, Note
from aftercare.core.errors import Refused
from aftercare.core.models import Event
from aftercare.core.money import Money
from aftercare.money.models import Payout
from aftercare.shops.models import Membership

pytestmark = pytest.mark.django_db


@pytest.mark.row("C17")
def test_above_the_supervisors_limit_the_supervisor_endorses_and_the_administrator_approves():
    story = asked()
    people = story.world.people
    first = pending(story)
    assert (first.level, first.levels, first.needs_role, first.final_role) == (1, 2, "supervisor", "administrator")
    story.refused("approval_above_role", "approve", by="supervisor")
    story.do("endorse", by="supervisor", note="凭证清楚，请批准")
    second = pending(story)
    assert story.state == "approving"
    assert (second.level, second.needs_role, second.follows_id, second.endorsed_by_id) == (
        2,
        "administrator",
        first.pk,
        people.supervisor.pk,
    )
    same = ("amount", "payee", "binding", "requested_by_id", "reason", "due_at", "subject_id", "shop_id")
    assert [getattr(second, name) for name in same] == [getattr(first, name) for name in same]
    assert second.subject_version == story.case.version
    story.do("approve", by="administrator")
    assert (story.state, story.case.granted) == ("agreed", Money(600000))
    assert levels(story) == [(1, "endorsed", people.supervisor.pk), (2, "approved", people.administrator.pk)]
    assert (
        Note.objects.get(move="endorse").text == Approval.objects.get(pk=first.pk).decision_note == "凭证清楚，请批准"
    )


@pytest.mark.row("C17")
def test_within_the_supervisors_limit_one_signature_is_enough_and_there_is_nothing_to_pass_on():
    story = asked(paid=DEAR)
    assert (pending(story).level, pending(story).levels) == (1, 1)
    story.refused("last_level", "endorse", by="supervisor").refused("wrong_role", "endorse", by="administrator")
    story.do("approve", by="supervisor")
    assert levels(story) == [(1, "approved", story.world.people.supervisor.pk)]


@pytest.mark.row("C17")
def test_the_administrator_may_decide_at_once():
    story = asked().do("approve", by="administrator")
    assert (story.state, levels(story)) == ("agreed", [(1, "approved", story.world.people.administrator.pk)])


@pytest.mark.row("C17")
@pytest.mark.parametrize(("steps", "by"), [((), "supervisor"), ((), "administrator"), (("endorse",), "administrator")])
def test_each_level_may_send_it_back(steps: tuple[str, ...], by: str):
    story = asked()
    for step in steps:
        story.do(step)
    story.do("deny", by=by)
    assert (story.state, story.case.proposal, levels(story)[-1][1]) == ("asked", None, "denied")


@pytest.mark.row("C17")
@pytest.mark.parametrize("steps", [(), ("endorse",)])
@pytest.mark.parametrize(("code", "state"), [("retract", "asked"), ("withdraw", "withdrawn")])
def test_a_request_on_either_level_can_be_taken_back(steps: tuple[str, ...], code: str, state: str):
    story = asked()
    for step in steps:
        story.do(step)
    story.do(code)
    assert (story.state, levels(story)[-1][1:]) == (state, ("void", None))
    assert not Approval.objects.filter(state="pending").exists()


@pytest.mark.row("C17")
@pytest.mark.attack("B20")
def test_who_asked_signs_on_no_level_whatever_roles_they_hold():
    world = World()
    asker = world.people.supervisor
    story = asked(world, by="supervisor")
    Membership.objects.create(shop=world.people.shop, staff=asker, role=Role.ADMINISTRATOR)
    for code in ("endorse", "approve", "deny"):
        story.refused("own_request", code, by="supervisor")
    world.staff["other"] = make_staff("", Role.SUPERVISOR, shop=world.people.shop)
    story.do("endorse", by="other")
    for code in ("approve", "deny"):
        story.refused("own_request", code, by="supervisor")


@pytest.mark.row("C17")
@pytest.mark.attack("B20")
def test_nobody_signs_twice_whatever_roles_they_hold():
    world = World()
    people = world.people
    story = asked(world).do("endorse", by="supervisor")
    story.refused("last_level", "endorse", by="supervisor").refused("signed_already", "approve", by="supervisor")
    Membership.objects.create(shop=people.shop, staff=people.supervisor, role=Role.ADMINISTRATOR)
    story.refused("signed_already", "approve", by="supervisor").refused("signed_already", "deny", by="supervisor")
    with pytest.raises(IntegrityError, match="nobody_signs_twice"), transaction.atomic():
        Approval.objects.filter(state="pending").update(decided_by=people.supervisor)
    story.do("approve", by="administrator").refused("wrong_state", "approve", by="administrator")


@pytest.mark.row("C17")
@pytest.mark.attack("B20")
def test_what_was_endorsed_is_what_is_approved():
    story = asked().do("endorse")
    case = story.case
    Case.objects.filter(pk=case.pk).update(proposal={**case.proposal, "freight": 100})
    story.refused("approval_stale", "approve", by="administrator")
    Case.objects.filter(pk=case.pk).update(proposal=case.proposal, version=case.version + 1)
    story.refused("approval_stale", "approve", by="administrator")
    story.do("deny", by="administrator")
    story.do("ask_approval").refused("approval_above_role", "approve", by="supervisor")
    assert pending(story).level == 1, "what was endorsed before counts for nothing now"


@pytest.mark.row("C17")
@pytest.mark.attack("B20")
def test_what_changed_before_it_was_endorsed_is_not_passed_on():
    story = asked()
    case = story.case
    Case.objects.filter(pk=case.pk).update(proposal={**case.proposal, "freight": 100})
    story.refused("approval_stale", "endorse")


@pytest.mark.row("C17", "C18")
@pytest.mark.attack("B20")
def test_whoever_endorsed_it_does_not_pay_it_by_hand_either():
    story = begin("refund_only", paid="12000.00").do("ask_approval").do("endorse").do("approve", by="administrator")
    people = story.world.people
    assert {people.owner.pk, people.supervisor.pk, people.administrator.pk} <= set(Payout.objects.get().decided_by)


@pytest.mark.row("C17")
@pytest.mark.attack("J3", "J7")
def test_the_words_of_a_request_are_kept_encrypted_whole_and_in_no_event():
    words = "买家张三，电话 13800000000，" + "凭证清楚。" * 150
    story = begin("return", paid="12000.00").do("ask_approval", note=words)
    story.do("endorse", note=words).do("deny", by="administrator", note=words)
    rows = list(Approval.objects.order_by("pk"))
    assert [(row.reason, row.decision_note) for row in rows] == [(words, words)] * 2
    stored = list(
        Approval.objects.extra(select={"a": "reason::text", "b": "decision_note::text"}).values_list("a", "b")
    )
    assert all(text.startswith("v") and "13800000000" not in text for pair in stored for text in pair)
    assert not any("张三" in str(event.data) for event in Event.objects.all())


def test_nobody_barred_lends_a_signature():
    lent = {"supervisor": frozenset({5, 6}), "administrator": frozenset({6})}
    both = frozenset({"supervisor", "administrator"})

    def signed(held: set[str] = frozenset(), barred: set[int] = frozenset(), roles: set[str] = both):
        found = signature(1, held, lent, roles, barred)
        return None if found is None else (found.staff_id, found.for_id)

    assert signed() == (1, 5)
    assert signed(held={"supervisor"}) == (1, None)
    assert signed(held={"supervisor"}, roles={"administrator"}) == (1, 6)
    assert signed(barred={5}) == (1, 6)
    assert signed(barred={5, 6}) is None
    assert signed(held={"administrator"}, barred={1}) is None
    assert signature(None, both, lent, both, frozenset()) is None


@pytest.mark.row("C17")
@pytest.mark.attack("B20", "I1")
@pytest.mark.django_db(transaction=True)
def test_two_who_decide_at_the_same_instant_make_one_decision():
    world = World()
    people = world.people
    other = make_staff("", Role.SUPERVISOR, shop=people.shop)
    boss = make_staff("", Role.ADMINISTRATOR, shop=people.shop)
    for codes in (("endorse", "endorse"), ("endorse", "deny"), ("approve", "endorse"), ("approve", "approve")):
        story = asked(world)
        pairs = {"endorse": [people.supervisor, other], "deny": [other, other], "approve": [people.administrator, boss]}
        version = story.case.version

        def racer(code: str, lane: int, story=story, version=version, pairs=pairs):
            staff = pairs[code][lane]
            inputs = {"note": "请补充"} if code == "deny" else {}
            return lambda: move_case(
                number=story.number, move_code=code, person=person(staff), inputs=inputs, expected_version=version
            )

        finishes = race(*(racer(code, lane) for lane, code in enumerate(codes)))
        assert sum(one.won for one in finishes) == 1, codes
        assert all(isinstance(one.error, Refused) for one in finishes if not one.won)
        assert Approval.objects.filter(subject_id=story.case.pk).exclude(decided_by=None).count() == 1
        assert Approval.objects.filter(subject_id=story.case.pk, state="pending").count() <= 1
