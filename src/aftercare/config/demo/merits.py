"""Credits and penalties of the last weeks, an appeal that waits and one that was granted, last month closed (K7)."""

from datetime import datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from aftercare.assessment.actions.appeal_entry import appeal_entry, decide_appeal
from aftercare.assessment.actions.close_month import close_month
from aftercare.assessment.actions.enter_points import Points, enter_points
from aftercare.assessment.actions.gather import gather
from aftercare.assessment.models import Entry
from aftercare.cases.periods import month_after, month_of
from aftercare.config.demo.people import DemoPeople
from aftercare.core.time import travel
from aftercare.shops.access import person_of

SPAN: Final = timedelta(days=62)
BY_HAND: Final = (
    ("agent", 5, "主动整理了大促话术，全组都在用。"),
    ("agent2", -3, "交接漏了一单，买家等了两天。"),
    ("presale", 2, "新人带教。"),
)


def assess_people(people: DemoPeople, at: datetime) -> int:
    """Gather what has happened, close last month in the first shop, add some by hand; how many entries there are."""
    shop, boss = people.shops[0], person_of(people.staff["supervisor"])
    for one in people.shops:
        gather(shop_id=one.pk, since=at - SPAN, until=at)
    last = month_after(month_of(at, shop.timezone), -1)
    close_month(slug=shop.slug, month=last, person=boss)
    for name, points, reason in BY_HAND:
        with travel(_earlier(at, shop.timezone) - at):
            enter_points(slug=shop.slug, points=Points(people.staff[name].pk, points, reason), person=boss)
    _appeals(people)
    return Entry.objects.count()


def _earlier(at: datetime, zone: str) -> datetime:
    """Some hours ago, and still in this month."""
    begin = datetime.combine(month_of(at, zone), datetime.min.time(), tzinfo=ZoneInfo(zone))
    return max(at - timedelta(hours=30), begin)


def _appeals(people: DemoPeople) -> None:
    """The one by hand waits for the other supervisor; one of the system's was granted."""
    by_hand = Entry.objects.get(person=people.staff["agent2"], source="by_hand")
    me = person_of(people.staff["agent2"])
    appeal_entry(entry_id=by_hand.pk, reason="那单写在交接单备注里了，可以查记录。", person=me)
    late = Entry.objects.filter(shop=people.shops[0], points__lt=0, entered_by=None, person=people.staff["agent"])
    row = late.order_by("-pk").first()
    if row is not None:
        appeal_entry(entry_id=row.pk, reason="当时系统升级，页面打不开。", person=person_of(people.staff["agent"]))
        boss = person_of(people.staff["supervisor2"])
        decide_appeal(entry_id=row.pk, granted=True, note="已核实升级公告，不计。", person=boss)
