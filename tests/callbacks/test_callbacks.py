"""Callbacks: made exactly once for each finished case, called, settled by the case's own steps (K5)."""

from datetime import timedelta

import pytest
from tests.callbacks.scene import at_noon, callback_of, called, complained, later, returned, work
from tests.cases.story import Story, World, begin
from tests.money.scene import jobs
from tests.people import person

from aftercare.callbacks.actions.follow_case import follow_case, leave_in_peace
from aftercare.callbacks.hearing import JOB
from aftercare.callbacks.models import Call, Callback
from aftercare.callbacks.queries import rates_of
from aftercare.callbacks.scripts import script_of
from aftercare.callbacks.terms import CallbackState, CallResult
from aftercare.cases.models import Case, CaseLink
from aftercare.clock.actions.plan_promotion import plan_promotion
from aftercare.clock.rules import Promotion
from aftercare.core.errors import InvalidInput, NotFound, Refused
from aftercare.core.models import Event
from aftercare.core.time import now
from aftercare.customers.actions.mark_erased import Mark, mark_erased
from aftercare.customers.actions.set_opt_out import set_opt_out
from aftercare.customers.erased import digest_of
from aftercare.customers.models import Contact, OptOut
from aftercare.customers.terms import MarkKind
from aftercare.shops.access import Person
from aftercare.shops.models import PolicyValue
from aftercare.shops.policies import settings_changed

pytestmark = pytest.mark.django_db


def refusal_of(story: Story, result: CallResult, **fields: object) -> str:
    with pytest.raises(Refused) as error:
        called(story, result, **fields)
    return error.value.refusal.code


@pytest.mark.row("K5")
def test_a_finished_return_is_to_be_called_within_three_days_and_only_once():
    world = at_noon()
    story = returned(world)
    assert Callback.objects.count() == 0 and len(jobs(JOB)) == 1
    assert work(world) == 1
    row = callback_of(story)
    assert (row.kind, row.state, row.owner_id) == ("return", CallbackState.OPEN, story.case.owner_id)
    assert row.finished_at == story.case.closed_at
    assert row.due_at == row.finished_at + timedelta(days=3)
    for _again in range(3):
        assert follow_case(case_id=story.case.pk) == 0
    assert Callback.objects.count() == 1 == Event.objects.filter(kind="callback.made").count()


@pytest.mark.row("K5")
def test_other_kinds_and_other_ends_are_not_called():
    world = at_noon()
    begin("return", world).do("withdraw")
    begin("refund_only", world, sent=False).do("agree").pay()
    assert work(world) == 0
    assert follow_case(case_id=Case.objects.first().pk) == 0 == follow_case(case_id=99999999)
    assert Callback.objects.count() == 0


@pytest.mark.row("K5", "B11")
def test_a_promotion_relaxes_the_clock_that_is_ours():
    world = at_noon()
    with world.time() as at:
        span = Promotion("双11", at, at + timedelta(days=9), percent=200)
        plan_promotion(person=person(world.people.supervisor), shop_id=world.people.shop.pk, period=span)
    story = returned(world)
    work(world)
    row = callback_of(story)
    assert row.due_at == row.finished_at + timedelta(days=6)


@pytest.mark.row("K5")
def test_satisfied_after_a_return_ends_it():
    world = at_noon()
    story = returned(world)
    work(world)
    later(world, days=1)
    row = called(story, CallResult.CONTENT, "很满意")
    assert (row.state, row.calls, row.ended_by_id) == (CallbackState.CONTENT, 1, world.people.owner.pk)
    assert Call.objects.get().note == "很满意"
    assert Contact.objects.get().purpose == "callback"
    assert refusal_of(story, CallResult.CONTENT) == "callback_settled"
    assert Call.objects.count() == 1


@pytest.mark.row("K5", "B13")
def test_dissatisfied_after_a_return_opens_a_complaint_linked_to_it():
    world = at_noon()
    story = returned(world)
    work(world)
    with pytest.raises(InvalidInput) as error:
        called(story, CallResult.DISCONTENT)
    assert list(error.value.problems) == ["note"]
    assert Call.objects.count() == 0 == Contact.objects.count()
    row = called(story, CallResult.DISCONTENT, "退款等了太久")
    complaint = row.follow_up
    assert (complaint.flow, complaint.state, complaint.description) == ("complaint", "received", "退款等了太久")
    assert complaint.details["complaint_source"] == "phone" and complaint.order_id == story.case.order_id
    assert CaseLink.objects.get(target=complaint).source_id == story.case.pk
    assert story.state == "refunded"


@pytest.mark.row("K5", "C10")
def test_a_complaint_is_called_back_by_its_own_steps_and_its_own_clock():
    world = at_noon()
    story = complained(world)
    work(world)
    row = callback_of(story)
    assert row.due_at == story.case.own_due_at
    called(story, CallResult.DISCONTENT, "还没收到补发")
    assert (story.state, story.moves()[-1]) == ("again", "reopen")
    assert callback_of(story).state == CallbackState.DISCONTENT
    later(world, hours=1)
    story.do("propose").do("accept")
    work(world)
    assert Callback.objects.count() == 2 and callback_of(story).state == CallbackState.OPEN
    called(story, CallResult.CONTENT)
    assert (story.state, story.case.details["satisfaction"]) == ("closed", "content")
    work(world)
    assert sorted(Callback.objects.values_list("state", flat=True)) == ["content", "discontent"]


@pytest.mark.row("K5")
@pytest.mark.parametrize(
    ("step", "state"), [("content", "content"), ("reopen", "discontent"), ("not_reached", "unreached")]
)
def test_what_was_done_in_the_complaint_itself_settles_its_callback(step: str, state: str):
    world = at_noon()
    story = complained(world)
    if step == "not_reached":
        story.do("contact", contact_result="not_reached")
    story.do(step)  # before the worker has come to it
    work(world)
    row = callback_of(story)
    assert (row.state, row.calls, row.follow_up) == (state, 1, None)
    assert refusal_of(story, CallResult.CONTENT) == "callback_settled"


@pytest.mark.row("K5")
@pytest.mark.parametrize("kind", ["return", "complaint"])
def test_not_reached_comes_again_and_ends_after_the_last_try(kind: str):
    world = at_noon()
    story = returned(world) if kind == "return" else complained(world)
    work(world)
    for turn in (1, 2):
        row = called(story, CallResult.NOT_REACHED)
        assert (row.state, row.calls) == (CallbackState.OPEN, turn)
        assert row.next_at == row.first_call_at + timedelta(days=turn - 1, hours=4)
        later(world, days=1)
        assert refusal_of(story, CallResult.NOT_REACHED, seen=turn - 1) == "called_meanwhile"  # two have called at once
    assert called(story, CallResult.NOT_REACHED, seen=2).state == CallbackState.UNREACHED
    assert story.state == ("refunded" if kind == "return" else "unanswered")


@pytest.mark.row("K5", "S8")
def test_who_does_not_want_to_be_called_is_left_in_peace():
    world = at_noon()
    story = returned(world)
    work(world)
    assert called(story, CallResult.UNWANTED).state == CallbackState.UNWANTED
    assert OptOut.objects.get(ended_at=None).who == f"customer:{story.case.customer_id}"
    other = returned(world)
    with world.time() as at:
        who = f"customer:{other.case.customer_id}"
        set_opt_out(shop=world.people.shop, who=who, on=True, person=Person.system(), at=at)
    work(world)
    assert (callback_of(other).state, callback_of(other).calls) == (CallbackState.UNWANTED, 0)


@pytest.mark.row("K5", "S8")
def test_a_wish_that_comes_later_empties_the_queue_and_stops_the_call():
    world = at_noon()
    story = returned(world)
    work(world)
    with world.time() as at:
        who = f"customer:{story.case.customer_id}"
        set_opt_out(shop=world.people.shop, who=who, on=True, person=Person.system(), at=at)
    assert refusal_of(story, CallResult.CONTENT) == "opted_out"
    assert (leave_in_peace(), leave_in_peace()) == (1, 0)
    assert callback_of(story).state == CallbackState.UNWANTED


@pytest.mark.row("K5", "S8")
def test_nobody_is_called_at_night():
    world = World()
    world.local(22)
    story = returned(world)
    work(world)
    assert refusal_of(story, CallResult.CONTENT) == "quiet_hours"
    assert Call.objects.count() == 0 and callback_of(story).state == CallbackState.OPEN


@pytest.mark.row("K5", "U4")
@pytest.mark.attack("J7")
def test_nobody_calls_an_erased_buyer():
    world = at_noon()
    story = returned(world)
    digest = digest_of(MarkKind.ORDER, story.case.order.platform_no)
    mark_erased([Mark(world.people.shop.pk, MarkKind.ORDER, digest, now())])
    work(world)
    assert callback_of(story).state == CallbackState.DROPPED


@pytest.mark.row("K5")
@pytest.mark.attack("B1", "B2")
def test_who_calls():
    world = at_noon()
    story = returned(world)
    work(world)
    for stranger in ("stranger", "warehouse", "refund_clerk"):
        with pytest.raises(NotFound):
            called(story, CallResult.CONTENT, by=stranger)
    assert refusal_of(story, CallResult.CONTENT, by="administrator") == "wrong_role"
    assert Call.objects.count() == 0
    assert called(story, CallResult.CONTENT, by="teammate").state == CallbackState.CONTENT


@pytest.mark.row("K5")
def test_a_refused_step_of_the_case_leaves_nothing_behind():
    world = at_noon()
    story = complained(world)
    work(world)
    story.do("reopen")  # the worker has not told the callback yet
    assert refusal_of(story, CallResult.CONTENT) == "wrong_state"
    assert Call.objects.count() == 0 == Contact.objects.count()
    work(world)
    assert callback_of(story).state == CallbackState.DISCONTENT


@pytest.mark.row("K5")
def test_the_shops_own_script_takes_the_place_of_the_ready_one():
    world = at_noon()
    shop, at = world.people.shop, now()
    assert shop.name in script_of(shop, "return", at)
    PolicyValue.objects.create(
        shop=shop, key="callbacks.script_return", value="您好，退款到账了吗？", valid_from=at - timedelta(days=1)
    )
    settings_changed(shop.pk)
    shop.refresh_from_db()
    assert script_of(shop, "return", at) == "您好，退款到账了吗？"
    assert shop.name in script_of(shop, "exchange", at)


@pytest.mark.row("K5")
def test_rates_by_month_and_kind():
    world = at_noon()
    boss = person(world.people.supervisor)
    content, late, silent, _open = (returned(world) for _one in range(4))
    work(world)
    called(content, CallResult.CONTENT)
    called(silent, CallResult.NOT_REACHED)
    later(world, days=4)
    called(late, CallResult.DISCONTENT, "客服态度不好")
    with world.time() as at:
        shop = world.people.shop
        rows = rates_of(boss, [shop.pk], at.tzinfo, at)
    assert sum(row.due for row in rows) == 4
    assert [sum(getattr(row, name) for row in rows) for name in ("called", "in_time", "reached", "content")] == [
        3, 2, 2, 1,
    ]  # fmt: skip
    assert {row.kind for row in rows} == {"return"}
    assert rates_of(person(world.people.stranger), [shop.pk], at.tzinfo, at) == []
