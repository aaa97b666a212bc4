"""How the demo shops are set: hours, promotions, days, rules with a history."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from aftercare.clock.actions.plan_promotion import plan_promotion
from aftercare.clock.actions.set_holiday import set_holiday
from aftercare.clock.actions.set_working_hours import set_working_hours
from aftercare.clock.rules import Promotion
from aftercare.core.time import travel
from aftercare.shops.access import Person
from aftercare.shops.actions.set_policy import set_policy
from aftercare.shops.models import Shop

TWO_SHIFTS = "08:30-16:30, 16:30-24:00"
BEGUN = timedelta(days=60)
SALE = timedelta(days=-12)  # when the last promotion began
SIMULATED_FOR = timedelta(days=2)  # since when the second shop pays through the practice channel


def set_calendar(shop: Shop, at: datetime, *, boss: Person, weekend: str = TWO_SHIFTS) -> None:
    """Two shifts a day, a promotion behind and one ahead, a day of stocktaking."""
    midnight = at.astimezone(ZoneInfo(shop.timezone)).replace(hour=0, minute=0, second=0, microsecond=0)
    with travel(-BEGUN):
        set_working_hours(person=boss, shop_id=shop.pk, days=[TWO_SHIFTS] * 5 + [weekend] * 2, works_holidays=True)
        for name, starts, days in (("店庆大促", midnight + SALE, 3), ("会员狂欢节", midnight + timedelta(days=6), 2)):
            period = Promotion(name=name, starts=starts, ends=starts + timedelta(days=days), percent=200)
            plan_promotion(person=boss, shop_id=shop.pk, period=period)
        day = (midnight + timedelta(days=10)).date()
        set_holiday(person=boss, shop_id=shop.pk, day=day, is_workday=False, name="仓库年度盘点")


def set_rules(main: Shop, workshop: Shop, lamps: Shop, *, boss: Person) -> None:
    """Rules of the three shops with a little history."""
    with travel(timedelta(days=-46)):
        set_policy(
            shop_id=lamps.pk, key="authority.agent", value=30_000, person=boss, note="灯具客单价高，放宽客服额度"
        )
        set_policy(shop_id=workshop.pk, key="return.no_reason_days", value=15, person=boss, note="参加 15 天无理由")
    with travel(timedelta(days=-9)):
        hours = {"kind": "working_hours", "amount": 10}
        set_policy(shop_id=main.pk, key="return.answer_own", value=hours, person=boss, note="店庆后收紧内部时限")
    with travel(-SIMULATED_FOR):
        set_policy(shop_id=workshop.pk, key="payout.channel", value="simulator", person=boss, note="试用自动打款")


def plan_rule(shop: Shop, *, boss: Person, at: datetime) -> None:
    """One value that is still to come."""
    soon = at + timedelta(days=5)
    set_policy(
        shop_id=shop.pk, key="freight.ceiling", value=3_000, person=boss, valid_from=soon, note="快递涨价，提高运费上限"
    )
