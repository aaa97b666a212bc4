"""Callbacks after what was finished lately: most of them made, some to be made today (K5)."""

from contextlib import suppress
from datetime import datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from django.db import connection

from aftercare.callbacks.actions.follow_case import follow_case
from aftercare.callbacks.actions.record_call import Told, record_call
from aftercare.callbacks.hearing import JOB
from aftercare.callbacks.models import Callback
from aftercare.callbacks.terms import FINISHED, WAITING, CallbackState, CallResult
from aftercare.cases.models import Case
from aftercare.cases.terms import Reason
from aftercare.config.demo.people import DemoPeople
from aftercare.core.errors import Refused
from aftercare.core.time import travel
from aftercare.customers.terms import Channel
from aftercare.shops.access import person_of

HEARD: Final = "DELETE FROM procrastinate_jobs WHERE task_name = %s"
SHOWN: Final = timedelta(days=24)  # what was finished before was called back before the program came
CALLED_AFTER: Final = timedelta(hours=40)
HOUR: Final = 11  # buyers are called before noon
SAID: Final = (
    (CallResult.CONTENT, "退款已到账，对处理速度满意。"),
    (CallResult.CONTENT, "满意，说下次还来。"),
    (CallResult.NOT_REACHED, ""),
    (CallResult.CONTENT, "已收到，没有问题。"),
    (CallResult.CONTENT, "建议退货地址写得再清楚些，整体满意。"),
    (CallResult.UNWANTED, "说以后不要再打电话。"),
    (CallResult.CONTENT, ""),
)
AGAIN: Final = Told(Channel.PHONE, CallResult.CONTENT, "第二次接通，满意。")
DISCONTENT: Final = Told(Channel.PHONE, CallResult.DISCONTENT, "说退款等了一周，中间没人告知进度。", Reason.SERVICE)


def call_buyers(people: DemoPeople, at: datetime) -> int:
    """Follow what was finished in the last weeks and make the calls that were due; how many callbacks there are."""
    with connection.cursor() as cursor:
        cursor.execute(HEARD, [JOB])
    lately = Case.objects.filter(flow__in=FINISHED, shop__in=people.shops, state_since__gt=at - SHOWN)
    states = [state for states in FINISHED.values() for state in states]
    finished = lately.filter(state__in=states).order_by("state_since", "pk")
    for pk, since in list(finished.values_list("pk", "state_since")):
        with travel(since - at):
            follow_case(case_id=pk)
    callers = [person_of(people.staff[name]) for name in ("agent", "agent2")]
    over = Callback.objects.filter(state=CallbackState.OPEN, finished_at__lt=at - CALLED_AFTER)
    for number, row in enumerate(list(over.exclude(kind__in=WAITING).select_related("shop").order_by("finished_at"))):
        result, note = SAID[number % len(SAID)]
        told = Told(Channel.PHONE, result, note)
        zone = ZoneInfo(row.shop.timezone)
        with travel(_next_morning(row.finished_at, zone) - at), suppress(Refused):
            record_call(callback_id=row.pk, told=told, person=callers[number % len(callers)])
        again = _next_morning(row.finished_at, zone) + timedelta(days=1)
        if result is CallResult.NOT_REACHED and again < at:
            with travel(again - at), suppress(Refused):
                record_call(callback_id=row.pk, told=AGAIN, person=callers[number % len(callers)])
    waiting = Callback.objects.filter(state=CallbackState.OPEN, calls=0).exclude(kind__in=WAITING)
    newest = waiting.order_by("-pk").first()
    if newest is not None:
        with suppress(Refused):  # the demo is made at night
            record_call(callback_id=newest.pk, told=DISCONTENT, person=callers[0])
    return Callback.objects.count()


def _next_morning(finished_at: datetime, zone: ZoneInfo) -> datetime:
    day = finished_at.astimezone(zone) + timedelta(days=1)
    return day.replace(hour=HOUR, minute=finished_at.minute, second=0, microsecond=0)
