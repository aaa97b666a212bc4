"""Buyers who come again: a few with a history, two who may be one, one to look at twice, a notice (U1, U3, B7)."""

from collections.abc import Sequence
from typing import Final

from django.db.models import Exists, OuterRef

from aftercare.cases.models import Case
from aftercare.config.demo.people import DemoPeople
from aftercare.erasure.actions.ask_erasure import ask_erasure
from aftercare.orders.models import Order, Product
from aftercare.orders.terms import OrderStatus
from aftercare.regulars.actions.follow_buyers import follow_buyers
from aftercare.regulars.actions.join_customers import join_customers
from aftercare.regulars.actions.keep_groups import Draft, begin_notice, make_group
from aftercare.regulars.actions.keep_list import Listing, appeal_entry, list_buyer
from aftercare.regulars.actions.keep_profile import Profile, add_note, keep_profile
from aftercare.regulars.actions.send_notice import send_notice
from aftercare.regulars.groups import GroupRule
from aftercare.regulars.models import Likeness, Regular
from aftercare.shops.access import Person, person_of
from aftercare.shops.models import Shop

COPIED: Final = (
    *("customer_id", "region", "receiver_name", "receiver_name_mask", "receiver_phone", "receiver_phone_hash"),
    *("receiver_phone_mask", "receiver_address"),
)
# How often each of the first buyers has come in the shop, and what colleagues know of them.
KNOWN: Final = (
    (6, "花艺师，大客户", "喜欢哑光釉和大口径的花瓶，每月补一次货，要开发票", "上次多送了两只小花瓶，很高兴"),
    (4, "送礼多", "常买来送朋友，要礼品袋，不放价格单", "生日在十二月，可以提前推荐"),
    (3, "", "偏爱原木色，怕磕碰，要多裹气泡膜", ""),
    (3, "要发顺丰", "", "工作日白天不在家，放驿站"),
)
ELSEWHERE: Final = 3  # of them buy in the second shop as well
NEWS: Final = "老朋友您好，手作哑光花瓶上新了，老客户先看三天，喜欢的话直接回复我就好。"


def know_regulars(people: DemoPeople) -> int:
    """Returns how many customers are known by now."""
    agent, boss = person_of(people.staff["agent"]), person_of(people.staff["supervisor"])
    shop, second = people.shops[:2]
    firsts = _come_again(shop, [times for times, *_words in KNOWN])
    _buy_elsewhere(second, firsts[:ELSEWHERE])
    follow_buyers()
    _note(firsts, agent)
    _join(firsts[0], boss)
    _watch(shop, boss, agent)
    _tell(shop, boss)
    _ask(second, person_of(people.staff["supervisor2"]))
    return Regular.objects.count()


def _calm(shop: Shop) -> Sequence[Order]:
    """Completed orders without a case: nothing hangs on who their buyer is."""
    done = Order.objects.filter(shop=shop, status=OrderStatus.COMPLETED, source_order=None).exclude(customer=None)
    return list(done.exclude(Exists(Case.objects.filter(order_id=OuterRef("pk")))).order_by("pk")[:60])


def _come_again(shop: Shop, times: Sequence[int]) -> list[Order]:
    """The first buyers have placed some of the other orders as well; returns one order of each."""
    orders = iter(_calm(shop))
    firsts = []
    for count in times:
        first = next(orders)
        for _turn in range(count - 1):
            _given_to(first, next(orders), customer=first.customer_id)
        firsts.append(first)
    return firsts


def _buy_elsewhere(shop: Shop, firsts: Sequence[Order]) -> None:
    """In another shop they have another nick, and the same phone and address."""
    for first, order in zip(firsts, _calm(shop), strict=False):
        _given_to(first, order, customer=order.customer_id)


def _given_to(first: Order, order: Order, *, customer: int | None) -> None:
    for name in COPIED:
        setattr(order, name, getattr(first, name))
    order.customer_id = customer
    order.save(update_fields=[name.removesuffix("_id") for name in COPIED])


def _note(firsts: Sequence[Order], agent: Person) -> None:
    for first, (_times, tags, likes, note) in zip(firsts, KNOWN, strict=True):
        if first.customer_id is None:
            continue
        keep_profile(customer_id=first.customer_id, profile=Profile(tags, likes, 1), person=agent)
        if note:
            add_note(customer_id=first.customer_id, text=note, person=agent)


def _join(first: Order, boss: Person) -> None:
    """The best of them is known to be the one of the other shop; the others wait for a decision."""
    pair = Likeness.objects.filter(low_id=first.customer_id).order_by("pk").first()
    if pair is not None:
        join_customers(first_id=pair.low_id, second_id=pair.high_id, person=boss)


def _watch(shop: Shop, boss: Person, agent: Person) -> None:
    """Somebody with an open case has asked for money without goods before."""
    waiting = Case.objects.filter(shop=shop, closed_at=None, flow="refund_only").exclude(customer=None)
    case = waiting.order_by("pk").first()
    if case is None or case.customer_id is None:
        return
    entry = list_buyer(customer_id=case.customer_id, listing=Listing("近两月三次仅退款，凭证图片相同", 90), person=boss)
    appeal_entry(entry_id=entry.pk, text="买家说图片是同一箱货里不同的几件", person=agent)


def _tell(shop: Shop, boss: Person) -> None:
    vase = Product.objects.filter(shop=shop).order_by("pk").first()
    make_group(shop_id=shop.pk, name="一个月没来的老客", rule=GroupRule(idle=30, orders=1, returned=50), person=boss)
    if vase is not None:
        make_group(shop_id=shop.pk, name="买过花瓶", rule=GroupRule(product=vase.pk), person=boss)
    group = make_group(shop_id=shop.pk, name="常客", rule=GroupRule(orders=3), person=boss)
    notice = begin_notice(group_id=group.pk, draft=Draft(NEWS, "demo-news"), person=boss)
    send_notice(notice_id=notice.pk)


def _ask(shop: Shop, boss: Person) -> None:
    """A buyer wants their data erased: it waits for the second person."""
    order = _calm(shop)[-1]
    if order.customer_id is not None:
        ask_erasure(customer_ids=[order.customer_id], reason="买家来电，不再在本店购物，要求删除个人信息", person=boss)
