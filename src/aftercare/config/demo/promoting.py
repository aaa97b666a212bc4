"""A promotion that runs now, a run over many cases, somebody who helps for a time (B11)."""

from datetime import datetime, timedelta
from typing import Final

from django.db import connection

from aftercare.accounts.terms import Role
from aftercare.clock.actions.plan_promotion import plan_promotion
from aftercare.clock.rules import Promotion
from aftercare.config.demo.people import DemoPeople
from aftercare.core.time import travel
from aftercare.promotions.actions.start_bulk import Wish, start_bulk
from aftercare.promotions.actions.work_bulk import work_bulk
from aftercare.promotions.queries import heaps_of
from aftercare.promotions.terms import JOB, BulkKind
from aftercare.shops.access import person_of
from aftercare.shops.models import Membership

PERCENT: Final = 200
WORDS: Final = "双12期间退件较多，仓库三天内验完，退款会原路退回，请您放心。"


def promote(people: DemoPeople, at: datetime) -> None:
    """In the first shop it runs until tomorrow night."""
    shop, starts = people.shops[0], at - timedelta(hours=6)
    period = Promotion("双12大促", starts, starts + timedelta(days=2), percent=PERCENT)
    with travel(-timedelta(hours=7)):
        plan_promotion(person=person_of(people.staff["supervisor"]), shop_id=shop.pk, period=period)
    Membership.objects.filter(role=Role.TEMPORARY).update(until=at + timedelta(days=12))
    _write_to_many(people)


def _write_to_many(people: DemoPeople) -> None:
    """The supervisor has written to the buyers of the largest heap of returns."""
    shop, boss = people.shops[0], person_of(people.staff["supervisor"])
    heaps = [heap for heap in heaps_of(boss, shop) if heap.flow == "return"]
    if not heaps:
        return
    wish = Wish(BulkKind.MESSAGE, heaps[0].flow, heaps[0].state, most=20, words=WORDS)
    run = start_bulk(slug=shop.slug, wish=wish, person=boss)
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM procrastinate_jobs WHERE task_name = %s", [JOB])
    work_bulk(run_id=run.pk)
