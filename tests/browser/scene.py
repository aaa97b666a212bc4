"""A small shop with a return in every stage and a case of every kind: what the pages show when there is one of
everything."""

from contextlib import suppress
from datetime import timedelta

from django.db import transaction
from tests.browser.buyers_scene import make_buyers
from tests.browser.dispatch_scene import make_dock
from tests.browser.duties_scene import make_duties
from tests.browser.quality_scene import make_quality
from tests.browser.returns_scene import make_returns
from tests.browser.reviews_scene import make_reviews
from tests.browser.sending_scene import make_sending
from tests.browser.shift_scene import make_shifts
from tests.browser.training_scene import make_school
from tests.people import make_case, make_case_of, make_order, person

from aftercare.accounts.models import Staff
from aftercare.cases.actions.move_case import move_case
from aftercare.cases.flows.registry import all_flows
from aftercare.cases.models import Case
from aftercare.chat.actions.greet_visitor import greet_visitor
from aftercare.chat.actions.plan_follow_up import Plan, plan_follow_up
from aftercare.chat.actions.set_duty import Wish, set_duty
from aftercare.chat.actions.write_as_agent import write_as_agent
from aftercare.chat.actions.write_as_buyer import Arrival, write_as_buyer
from aftercare.chat.models import Conversation
from aftercare.chat.terms import DutyState, FollowUpKind, Kind, Topic
from aftercare.chat.writing import Words
from aftercare.config.demo.couriers import hire_couriers
from aftercare.config.demo.files import drop_files
from aftercare.config.demo.people import DemoPeople, make_people
from aftercare.config.demo.replies import make_replies
from aftercare.config.demo.reports import import_reports
from aftercare.confirmation.acting import Seen
from aftercare.confirmation.actions.ask_buyer import mark_asked
from aftercare.confirmation.actions.follow_orders import follow_orders
from aftercare.confirmation.models import Confirmation
from aftercare.confirmation.terms import Way
from aftercare.core.errors import Refused
from aftercare.core.money import Money
from aftercare.core.time import now
from aftercare.listings.actions.save_listing import save_listing
from aftercare.money.actions.mark_paid import mark_paid
from aftercare.money.models import Payout
from aftercare.orders.actions.save_product import add_product
from aftercare.orders.catalogue.checking import ProductFacts
from aftercare.orders.models import Order, Product
from aftercare.orders.terms import OrderStatus
from aftercare.reviewrisk.actions.appeal_entry import appeal_entry
from aftercare.reviewrisk.actions.list_reviewer import list_reviewer
from aftercare.reviewrisk.gather import Asked

STAGES = ("asked", "waiting", "agreed", "sent", "received", "paying", "refunded")
LONG = "【顺丰包邮】加厚珊瑚绒四件套冬季保暖法兰绒双面绒床单被套学生宿舍三件套1.8m床2.0×2.3m家用床上用品新款"

RECEIVER = {
    "receiver_name": "欧阳明月",
    "receiver_name_mask": "欧**",
    "receiver_phone": "13812345678",
    "receiver_phone_mask": "138****5678",
    "receiver_address": "文三路 99 号西溪花园明月苑 3 幢 2 单元 402 室（放门口鞋柜上）",
    "region": "浙江省 杭州市 西湖区",
}


def make_scene() -> dict[str, Staff]:
    """The people of the demo shop by login name; for each stage one return has just reached it."""
    with transaction.atomic():
        people = make_people("never used: the tests log in by session")
    for stage in STAGES:
        _bring_to(stage, people)
    for flow in all_flows():
        make_case_of(flow.code, people.staff["supervisor"], make_order(people.shops[0], **RECEIVER))
    make_order(people.shops[0], status=OrderStatus.DISPATCHED, completed_at=None)
    import_reports(people, now())
    drop_files(people, now())
    hire_couriers(people.shops, people.administrator, now())
    with transaction.atomic():
        facts = ProductFacts("MZ-110", LONG, Money(12_800), ("原木", "送女友", "生日礼物"), "底部可免费刻字。", stock=3)
        product = add_product(shop_id=people.shops[0].pk, facts=facts, person=person(people.staff["operations"]))
    _to_look_at(people, product)
    make_replies(people, now())
    _talks(people)
    _to_confirm(people)
    make_returns(people)
    make_dock(people)
    make_sending(people)
    make_reviews(people)
    make_buyers(people)
    make_shifts(people)
    make_quality(people)
    make_school(people)
    make_duties(people)
    return people.staff


def _to_look_at(people: DemoPeople, product: Product) -> None:
    """A page with forbidden words and gaps, and a listed buyer with an objection."""
    parts = {"material": "全网第一的原木，国家级工艺，" + LONG, "logistics": "默认中通", "effect": "7 天见效，零副作用"}
    operations, specialist = (person(people.staff[name]) for name in ("operations", "reviews"))
    save_listing(person=operations, product_id=product.pk, version=0, parts=parts, shots={"real": 2})
    case = Case.objects.filter(flow="review").order_by("-pk")[0]
    asked = Asked(elsewhere=12, other_shops=7, account_days=3, insists_outside=True)
    entry = list_reviewer(person=specialist, number=case.number, why=LONG, asked=asked)
    appeal_entry(person=person(people.staff["agent"]), entry_id=entry.pk, text=LONG)


def _to_confirm(people: DemoPeople) -> None:
    """Paid orders that have not left: one with all that can be odd, which is late; one with nothing odd; one that was
    asked about."""
    shop = people.shops[0]
    odd = {**RECEIVER, "receiver_phone": "1381234", "receiver_address": "浙江省 杭州市 西湖区", "buyer_message": LONG}
    for fields in (odd, RECEIVER, {**RECEIVER, "buyer_message": "周末送货，放丰巢柜"}):
        order = make_order(shop, status=OrderStatus.AWAITING_DISPATCH, completed_at=None, **fields)
        Order.objects.filter(pk=order.pk).update(dispatched_at=None, paid_at=now(), updated_at=now())
    follow_orders(shop_id=shop.pk)
    late = Confirmation.objects.order_by("pk")[:1]  # stands at home, with all its marks
    Confirmation.objects.filter(pk__in=late.values("pk")).update(due_at=now() - timedelta(minutes=9))
    asked = Confirmation.objects.order_by("-pk")[0]
    with suppress(Refused):  # at night nobody is asked
        mark_asked(seen=Seen(asked.pk, asked.version), way=Way.PLATFORM, person=person(people.staff["agent"]))


def _talks(people: DemoPeople) -> None:
    """One conversation of the agent with all that one can hold, one in the queue, and somebody to contact again."""
    shop, agent = people.shops[0], person(people.staff["agent"])
    set_duty(wish=Wish(DutyState.ON), person=agent)
    visitor = greet_visitor(shop=shop).visitor
    arrival = Arrival(Topic.AFTERSALE, "原木摆件 https://shop.example/items/1")
    for number, text in enumerate(("你们这个摆件有裂纹，怎么处理？", LONG, "你们客服都是傻逼吗")):
        message = write_as_buyer(visitor=visitor, words=Words(f"b-{number}", text), arrival=arrival)
    talk = message.conversation_id
    for kind, text in ((Kind.WHISPER, "老客户，语气好一点"), (Kind.TEXT, "非常抱歉，我们马上为您处理。")):
        seen = Conversation.objects.get(pk=talk).last_seq
        write_as_agent(conversation_id=talk, words=Words(f"a-{kind}", text, kind), seen_seq=seen, person=agent)
    write_as_buyer(visitor=visitor, words=Words("b-9", "好的，谢谢，预算 500 以内想再买一个送闺蜜"))
    plan_follow_up(conversation_id=talk, plan=Plan(FollowUpKind.UNDECIDED, "您好，礼盒还有货。"), person=agent)
    set_duty(wish=Wish(DutyState.AWAY, "开会", 10), person=agent)
    write_as_buyer(visitor=greet_visitor(shop=shop).visitor, words=Words("b-1", "在吗"), arrival=arrival)


def _bring_to(stage: str, people: DemoPeople) -> None:
    agent, warehouse = person(people.staff["agent"]), person(people.staff["warehouse"])
    order = make_order(people.shops[0], paid="900.00" if stage == "waiting" else "129.90", lines=2, **RECEIVER)
    Order.objects.filter(pk=order.pk).update(item_summary=LONG)
    order.lines.filter(line_no__endswith="-1").update(title=LONG)
    case = make_case(people.staff["agent"], order)
    pieces = {str(line.pk): "1" for line in case.lines.all()}
    good = {pk: {"good": "1", "defective": "0", "good_to": "restock"} for pk in pieces}
    if stage == "waiting":
        move_case(number=case.number, move_code="ask_approval", person=agent, inputs={"note": "老客户，请批准。"})
        return
    steps = (
        ("agreed", "agree", agent, {}),
        ("sent", "register_parcel", agent, {"courier": "圆通速递", "tracking_no": f"YT{case.pk:010d}"}),
        ("received", "receive", warehouse, {"received_lines": pieces}),
        ("paying", "inspect", warehouse, {"inspected_lines": good}),
    )
    for reached, code, who, inputs in steps:
        if STAGES.index(stage) < STAGES.index(reached):
            return
        move_case(number=case.number, move_code=code, person=who, inputs=inputs)
    if stage == "refunded":
        _pay(case, people)


def _pay(case: Case, people: DemoPeople) -> None:
    payout = Payout.objects.order_by("-pk").first()
    assert payout is not None, case.number
    mark_paid(payout=payout, voucher="202611220001", person=person(people.staff["finance"]))
