"""Couriers of the demo shop under watch: lists of places, orders sent otherwise, a settled month, penalties."""

from datetime import date, datetime, timedelta

from aftercare.cases.actions.move_case import move_case
from aftercare.cases.actions.open_case import Application, open_case
from aftercare.cases.models import CaseLink
from aftercare.cases.periods import Period, month_after, month_of
from aftercare.cases.terms import Reason
from aftercare.config.demo.cases import hear_news
from aftercare.config.demo.couriers import SF, YTO, ZTO
from aftercare.config.demo.people import DemoPeople
from aftercare.core.errors import Refused
from aftercare.core.money import ZERO
from aftercare.core.time import travel
from aftercare.couriers.actions.close_settlement import Closing, close_settlement
from aftercare.couriers.actions.decide_penalty import decide_penalty
from aftercare.couriers.actions.propose_penalty import Proposal, propose_penalty
from aftercare.couriers.actions.take_courier import Taken, take_courier
from aftercare.couriers.figures import month_figures
from aftercare.couriers.judging import follows
from aftercare.couriers.proposals import propose, unsent_page
from aftercare.couriers.sheets import draft_of
from aftercare.orders.actions.begin_coverage import add_coverage, begin_coverage, put_into_force
from aftercare.orders.actions.keep_coverage import Written, add_gap
from aftercare.orders.delivery.listed import CoverageRow
from aftercare.orders.delivery.places import read_areas
from aftercare.orders.delivery.terms import GapKind
from aftercare.orders.models import Order
from aftercare.shops.access import Person, person_of
from aftercare.shops.models import Shop

HELD = 5  # parcels of the month before
LONGEST = timedelta(days=10)  # from dispatch until the original is back
OLDER = timedelta(days=41)
WEST = (
    "四川甘孜州石渠县 四川甘孜州德格县 四川甘孜州白玉县 四川甘孜州色达县 四川甘孜州理塘县 四川甘孜州稻城县 "
    "四川阿坝州壤塘县 四川阿坝州阿坝县 四川阿坝州若尔盖县 四川凉山州木里藏族自治县 四川凉山州布拖县"
)
PLATEAU = (
    "西藏阿里地区改则县 西藏阿里地区措勤县 西藏阿里地区日土县 西藏那曲安多县 西藏那曲尼玛县 西藏那曲双湖县 "
    "西藏昌都芒康县 青海玉树州曲麻莱县 青海玉树州杂多县 青海玉树州治多县 青海果洛州玛多县"
)
BORDER = "云南怒江州贡山县 云南怒江州福贡县 云南迪庆州德钦县 甘肃甘南州玛曲县 新疆和田皮山县 新疆阿勒泰富蕴县"
LISTS = (
    (ZTO, OLDER, PLATEAU, GapKind.NO_OUTLET),
    (ZTO, timedelta(days=6), f"{PLATEAU} {WEST}", GapKind.OUT_OF_ZONE),
    (YTO, timedelta(days=20), f"{PLATEAU} {BORDER} {WEST}", GapKind.OUT_OF_ZONE),
)
BY_HAND = (
    (ZTO, "内蒙古呼伦贝尔市满洲里市", GapKind.SUSPENDED, 12, "口岸临时管控"),
    (YTO, "河北廊坊三河市", GapKind.SUSPENDED, 5, "网点转让"),
    (SF, "西藏阿里地区改则县", GapKind.OUT_OF_ZONE, 0, ""),
)
REASONS = ("买家要求顺丰，已补差价", "前一单破损，换德邦")


def watch_couriers(people: DemoPeople, at: datetime) -> None:
    """After orders, cases and the couriers' tables are there."""
    shop = people.shops[0]
    keeper, boss = (person_of(people.staff[name]) for name in ("operations", "supervisor"))
    agent = person_of(people.staff["agent"])
    for courier, ago, places, kind in LISTS:
        with travel(-ago):
            _take_in(shop, courier, places, kind, keeper)
    for courier, place, kind, days, note in BY_HAND:
        until = (at + timedelta(days=days)).date().isoformat() if days else ""
        add_gap(shop_id=shop.pk, written=Written(courier, place, kind.value, until, note), person=keeper)
    _choose(shop, agent, at)
    month = month_after(month_of(at, shop.timezone), -1)
    _hold_parcels(people, month, at)
    _settle(shop, boss, month, at)
    _propose(shop, keeper, boss, month, at)


def _take_in(shop: Shop, courier: str, places: str, kind: GapKind, keeper: Person) -> None:
    rows = [CoverageRow(place, kind) for place in read_areas(places, with_districts=True)]
    found = begin_coverage(shop_id=shop.pk, courier=courier, name=f"{courier}超区明细.xlsx", person=keeper)
    add_coverage(list_id=found.pk, rows=rows, person=keeper)
    put_into_force(list_id=found.pk, person=keeper)


def _choose(shop: Shop, agent: Person, at: datetime) -> None:
    """The two newest unsent orders of the first page go by another courier than the rule's."""
    orders = unsent_page(agent, shop)[:40]
    others = [one for one in propose(shop, orders, at) if len(one.choice.ranked) > 1]
    for found, reason in zip(others[-2:], REASONS, strict=False):
        best, *rest = found.choice.ranked
        taken = Taken(rest[0].courier, reason, despite=best.courier)
        take_courier(order_id=found.order.pk, taken=taken, person=agent)


def _hold_parcels(people: DemoPeople, month: date, at: datetime) -> None:
    """Parcels of one courier that were held in the month before: sent again by another one, the originals came back."""
    shop, agent, keeper = people.shops[0], *(person_of(people.staff[name]) for name in ("agent", "warehouse"))
    since, until = Period(month, {}).bounds(shop.timezone)
    until = min(until - timedelta(days=2), at - LONGEST)  # held in that month, and settled since
    orders = Order.objects.filter(shop=shop, courier=YTO, dispatched_at__gte=since, dispatched_at__lt=until)
    for nth, order in enumerate(orders.filter(cases=None).exclude(lines=None).order_by("pk")[:HELD]):
        day = (order.dispatched_at or since) + timedelta(days=1, hours=nth)
        lines = {line.pk: (line.quantity, ZERO) for line in order.lines.all()}
        with travel(day - at):
            reason = (Reason.OUT_OF_ZONE, Reason.NO_OUTLET, Reason.SUSPENDED)[nth % 3]
            case = open_case(application=Application("out_of_zone", order.pk, reason, lines), person=agent)
            _move(case.number, "resend", agent, note="买家同意改发顺丰")
            child = CaseLink.objects.get(source=case, target__flow="reship").target.number
        with travel(day + timedelta(days=1) - at):
            _move(child, "dispatch", keeper, courier=SF, tracking_no=f"SF72{nth:011d}")
        with travel(day + timedelta(days=4) - at):
            _move(child, "arrive", agent)
            hear_news()
        with travel(day + timedelta(days=7) - at):
            _move(case.number, "original_back", keeper, courier=YTO, tracking_no=order.tracking_no)


def _move(number: str, code: str, person: Person, **inputs: str) -> None:
    move_case(number=number, move_code=code, person=person, inputs=inputs)


def _settle(shop: Shop, boss: Person, month: date, at: datetime) -> None:
    """The sheet of one courier is closed, the others wait."""
    figures = month_figures(boss, [shop], Period(month, {shop.pk: shop.timezone}), at)
    named = [one for one in figures if one.courier]
    for one in named[:1]:
        mark = draft_of(boss, shop, one.courier, month, at).mark
        close_settlement(shop_id=shop.pk, closing=Closing(one.courier, month, mark), person=boss)


def _propose(shop: Shop, keeper: Person, boss: Person, month: date, at: datetime) -> None:
    """The worst courier of the month has lost its priority, or is warned; the next one waits for the supervisor."""
    figures = month_figures(keeper, [shop], Period(month, {shop.pk: shop.timezone}), at)
    bad = [one for one in figures if one.courier and follows(one.judged.level)]
    for nth, one in enumerate(bad[:2]):
        kind = follows(one.judged.level)
        if kind is None:
            continue
        note = "超区件连续偏高，建议先走其他快递" if nth == 0 else "请主管确认"
        try:
            penalty = propose_penalty(shop_id=shop.pk, proposal=Proposal(one.courier, month, kind, note), person=keeper)
        except Refused:  # the figures of today's demo do not carry it
            continue
        if nth == 0:
            decide_penalty(penalty_id=penalty.pk, confirm=True, reason="", person=boss)
