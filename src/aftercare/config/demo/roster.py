"""The roster around this week, and two handovers: yesterday's, taken over, and one of now, half of it (P3, P5)."""

from datetime import date, datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from aftercare.accounts.models import Staff
from aftercare.chat.models import Conversation
from aftercare.chat.terms import Stage
from aftercare.config.demo.people import DemoPeople
from aftercare.core.models import Event
from aftercare.core.time import travel
from aftercare.handover.actions.build_draft import build_draft
from aftercare.handover.actions.edit_draft import OwnLine, add_line, drop_line, send
from aftercare.handover.actions.keep_promises import make_promise
from aftercare.handover.actions.take_over import accept_item, refuse_item
from aftercare.handover.models import Handover, HandoverItem
from aftercare.handover.terms import Subject
from aftercare.shifts.access import rostered
from aftercare.shifts.actions.fill_roster import Rotation, rotate
from aftercare.shifts.actions.set_cell import set_cell
from aftercare.shifts.actions.set_pattern import PatternFacts, set_pattern
from aftercare.shifts.actions.swap_shifts import Offer, answer_swap, ask_swap
from aftercare.shifts.models import Assignment
from aftercare.shifts.rules import EARLY, LATE, monday_of
from aftercare.shifts.writing import Wish
from aftercare.shops.access import person_of
from aftercare.shops.models import Shop
from aftercare.subaccounts.actions.keep_accounts import add_account
from aftercare.subaccounts.actions.take_account import give_back, take_account

LOGINS: Final = (("青禾家居旗舰店:早班客服", EARLY), ("青禾家居旗舰店:晚班客服", LATE))
WEEKS: Final = 3  # last week, this one, the next
# Who works when in a week, Monday first; "" is a day of rest, "s1" the shift that the shop has added.
CYCLES: Final = {
    "agent": (EARLY, EARLY, EARLY, EARLY, EARLY, EARLY, ""),
    "agent2": ("", LATE, LATE, LATE, LATE, LATE, LATE),
    "supervisor": (EARLY, EARLY, EARLY, EARLY, EARLY, "", ""),
    "supervisor2": (LATE, LATE, "", "", LATE, LATE, LATE),
    "presale": (LATE, LATE, LATE, "", "", EARLY, EARLY),
    "reviews": ("s1", "s1", "s1", "s1", "s1", "", ""),
    "rights": ("s1", "s1", "s1", "s1", "s1", "", ""),
}
KEPT: Final = 5  # lines of one handover
YESTERDAY, LATELY = timedelta(days=1), timedelta(minutes=20)
OWN_LINES: Final = (
    "快递柜里还有一件退件没扫，取件码在工位便签上，麻烦扫入系统。",
    "平台商家群通知：周末大促的满减门槛改了，答复买家前看一下置顶公告。",
)


def live_by_the_roster(people: DemoPeople, at: datetime) -> None:
    """Plan the weeks around now, hand over, and promise a buyer something."""
    plan_shifts(people, at)
    hand_over(people, at)
    promise(people, at)
    share_logins(people, at)


def share_logins(people: DemoPeople, at: datetime) -> None:
    """One login a shift at the first shop; the late one was lent for an hour."""
    shop, boss = people.shops[0], people.administrator
    for name, code in LOGINS:
        row = add_account(shop_id=shop.pk, name=name, code=code, person=boss)
    with travel(-YESTERDAY):
        take_account(account_id=row.pk, person=person_of(people.staff["agent"]))
    with travel(-YESTERDAY + timedelta(hours=1)):
        give_back(account_id=row.pk, person=person_of(people.staff["agent"]))


def plan_shifts(people: DemoPeople, at: datetime) -> int:
    """Fill all three shops; returns how many days were set."""
    return sum(_plan(people, shop, at) for shop in people.shops)


def _plan(people: DemoPeople, shop: Shop, at: datetime) -> int:
    boss = people.administrator
    today = at.astimezone(ZoneInfo(shop.timezone)).date()
    first = monday_of(today) - timedelta(days=7)
    with travel(-timedelta(days=20)):
        since = today - timedelta(days=20)
        set_pattern(shop_id=shop.pk, facts=PatternFacts("正常班", "09:00-18:00", since), person=boss)
    members = set(rostered(shop.pk).values_list("staff_id", flat=True))
    count = 0
    with travel(-timedelta(days=8)):
        for name, cycle in CYCLES.items():
            staff = people.staff[name]
            if staff.pk in members:
                plan = Rotation((staff.pk,), cycle, first, 7 * WEEKS)
                count += rotate(shop_id=shop.pk, plan=plan, person=boss)
    if shop == people.shops[0]:
        _leave_and_swap(people, shop, monday_of(today) + timedelta(days=7))
    return count


def _leave_and_swap(people: DemoPeople, shop: Shop, monday: date) -> None:
    """Next week somebody is on leave, and a swap waits for the supervisor."""
    staff, boss = people.staff, person_of(people.staff["supervisor"])
    for offset in (3, 4):
        cell = (staff["reviews"].pk, monday + timedelta(days=offset))
        held = Assignment.objects.filter(shop=shop, staff_id=cell[0], day=cell[1]).first()
        wish = Wish(absence="annual", note="回老家")
        set_cell(shop_id=shop.pk, cell=cell, wish=wish, seen_version=held.version if held else 0, person=boss)
    day = monday + timedelta(days=2)
    offer = Offer(day, staff["agent2"].pk, day, "下午要带孩子看牙")
    swap = ask_swap(shop_id=shop.pk, offer=offer, person=person_of(staff["agent"]))
    answer_swap(swap_id=swap.pk, agrees=True, person=person_of(staff["agent2"]))


def promise(people: DemoPeople, at: datetime) -> None:
    """The late shift has promised a buyer an answer, and a lot of time it is not."""
    staff = people.staff["agent2"]
    talk = Conversation.objects.filter(agent=staff, stage=Stage.OPEN).order_by("pk").last()
    if talk is not None:
        due_at = at + timedelta(minutes=25)
        words = "我已经报给主管，半小时内给您明确的方案。"
        make_promise(conversation_id=talk.pk, due_at=due_at, text=words, person=person_of(staff))


def hand_over(people: DemoPeople, at: datetime) -> int:
    """Yesterday's sheet of the late shift, taken over; today's of the early shift, half of it. Returns how many
    lines."""
    shop, early, late = people.shops[0], people.staff["agent"], people.staff["agent2"]
    with travel(-YESTERDAY):
        lines = _send(shop, late, at - YESTERDAY, OWN_LINES[0])
    with travel(-YESTERDAY + LATELY):
        for line in lines:
            accept_item(item_id=line.pk, person=person_of(early))
    with travel(-LATELY):
        now_lines = _send(shop, early, at - LATELY, OWN_LINES[1])
    with travel(-LATELY / 2):
        half = len(now_lines) // 2
        for line in now_lines[:half]:
            accept_item(item_id=line.pk, person=person_of(late))
        for line in now_lines[half : half + 1]:
            refuse_item(item_id=line.pk, reason="买家要求的金额没写，先和买家确认一下。", person=person_of(late))
    return len(lines) + len(now_lines)


def _send(shop: Shop, giver: Staff, before: datetime, words: str) -> list[HandoverItem]:
    """A handover of a few cases to which nothing has happened since that time, and a line of one's own; buyers who
    write now stay."""
    person = person_of(giver)
    draft: Handover = build_draft(slug=shop.slug, person=person)
    kept = 0
    for line in draft.items.order_by("pk"):
        later = Event.objects.filter(subject_kind="case", subject_id=line.case_id or 0, at__gte=before)
        if line.subject == Subject.CASE and kept < KEPT and not later.exists():
            kept += 1
        else:
            drop_line(handover_id=draft.pk, item_id=line.pk, person=person)
    add_line(handover_id=draft.pk, line=OwnLine(words, "店铺事项"), person=person)
    draft.refresh_from_db()
    send(handover_id=draft.pk, seen_version=draft.version, person=person)
    return list(HandoverItem.objects.filter(handover=draft).order_by("pk"))
