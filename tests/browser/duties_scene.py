"""Callbacks of each sort: for the pages of the department's further duties."""

from contextlib import suppress
from datetime import timedelta

from tests.people import person

from aftercare.callbacks.actions.follow_case import follow_case
from aftercare.callbacks.actions.record_call import Told, record_call
from aftercare.callbacks.models import Callback
from aftercare.callbacks.terms import CallbackState, CallResult
from aftercare.cases.models import Case
from aftercare.config.demo.people import DemoPeople
from aftercare.core.errors import Refused
from aftercare.core.time import now
from aftercare.customers.terms import Channel

LONG = "顾客说退款等了一周，中间没有人告知进度，希望以后每一步都有人说一声；" * 6


def make_duties(people: DemoPeople) -> None:
    """A buyer to be called, one who is called again, one who is done."""
    _callbacks(people)


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
