"""Callbacks of each sort: for the pages of the department's further duties."""

from contextlib import suppress
from datetime import timedelta

from django.db import transaction
from tests.people import person

from aftercare.accounts.terms import Role
from aftercare.assessment.actions.appeal_entry import appeal_entry
from aftercare.assessment.actions.enter_points import Points, enter_points
from aftercare.callbacks.actions.follow_case import follow_case
from aftercare.callbacks.actions.record_call import Told, record_call
from aftercare.callbacks.models import Callback
from aftercare.callbacks.terms import CallbackState, CallResult
from aftercare.cases.models import Case
from aftercare.clock.actions.plan_promotion import plan_promotion
from aftercare.clock.rules import Promotion as Period
from aftercare.config.demo.people import DemoPeople
from aftercare.core.errors import Refused
from aftercare.core.time import now
from aftercare.customers.terms import Channel
from aftercare.promotions.actions.start_bulk import Wish, start_bulk
from aftercare.promotions.models import BulkRow
from aftercare.promotions.terms import BulkKind, RowState
from aftercare.shops.models import Membership
from aftercare.subaccounts.actions.keep_accounts import add_account
from aftercare.subaccounts.actions.take_account import take_account

LONG = "顾客说退款等了一周，中间没有人告知进度，希望以后每一步都有人说一声；" * 6


def make_duties(people: DemoPeople) -> None:
    """A buyer to be called, one who is called again, one who is done; points with an appeal; a promotion, a run over
    many cases, somebody who helps."""
    _callbacks(people)
    _points(people)
    _promotion(people)
    boss = person(people.staff["supervisor"])
    row = add_account(shop_id=people.shops[0].pk, name=LONG[:60], code="early", person=boss)
    take_account(account_id=row.pk, person=person(people.staff["agent"]))


def _callbacks(people: DemoPeople) -> None:
    agent, shop = person(people.staff["agent"]), people.shops[0]
    case = Case.objects.filter(shop=shop, flow="return", state="refunded").order_by("-pk")[0]
    follow_case(case_id=case.pk)
    row = Callback.objects.get(case=case)
    told = Told(Channel.PHONE, CallResult.NOT_REACHED, LONG[:400])
    with suppress(Refused):  # at night nobody is called
        record_call(callback_id=row.pk, told=told, person=agent)
    at = now()
    for state, days in ((CallbackState.OPEN, 4), (CallbackState.CONTENT, 2), (CallbackState.DISCONTENT, 40)):
        finished = at - timedelta(days=days)
        Callback.objects.create(
            shop=shop,
            case=case,
            kind="exchange",
            owner_id=agent.staff_id,
            finished_at=finished,
            due_at=finished + timedelta(days=3),
            state=state,
            calls=int(state != CallbackState.OPEN),
            first_call_at=None if state == CallbackState.OPEN else finished + timedelta(days=1),
            ended_at=None if state == CallbackState.OPEN else finished + timedelta(days=1),
        )


def _points(people: DemoPeople) -> None:
    shop, boss = people.shops[0], person(people.staff["supervisor"])
    for name, points in (("agent", -3), ("agent2", 5), ("agent", 2)):
        told = Points(people.staff[name].pk, points, LONG[:280])
        row = enter_points(slug=shop.slug, points=told, person=boss)
    appeal_entry(entry_id=row.pk, reason=LONG[:280], person=person(people.staff["agent"]))


def _promotion(people: DemoPeople) -> None:
    shop, boss, at = people.shops[0], person(people.staff["supervisor"]), now()
    period = Period("双12年终大促狂欢节", at - timedelta(hours=1), at + timedelta(days=90), percent=200)
    plan_promotion(person=boss, shop_id=shop.pk, period=period)
    Membership.objects.filter(role=Role.TEMPORARY).update(until=at + timedelta(days=5))
    with transaction.atomic():
        run = start_bulk(slug=shop.slug, wish=Wish(BulkKind.MESSAGE, "return", "asked", words=LONG[:200]), person=boss)
    row = run.rows.order_by("pk")[0]
    BulkRow.objects.filter(pk=row.pk).update(state=RowState.REFUSED, code="x", said=LONG[:290], done_at=at)
