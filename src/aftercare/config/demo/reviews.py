"""What buyers said of the demo shops: half a year of reviews, bad ones with their cases, templates and replies."""

from collections import defaultdict
from collections.abc import Iterator
from datetime import datetime, timedelta
from random import Random
from typing import Any, Final

from aftercare.chat.actions.make_identity_key import make_identity_key
from aftercare.config.demo.people import DemoPeople
from aftercare.core.time import travel
from aftercare.customers.models import Customer
from aftercare.orders.models import Order, OrderLine
from aftercare.orders.terms import OrderStatus
from aftercare.reviews.access import Buyer
from aftercare.reviews.actions.mark_published import mark_published
from aftercare.reviews.actions.open_cases import open_cases
from aftercare.reviews.actions.review_as_buyer import Said, add_as_buyer, review_as_buyer
from aftercare.reviews.actions.save_template import Words, create_template
from aftercare.reviews.actions.write_reply import Draft, write_reply
from aftercare.reviews.facts import ReviewFacts
from aftercare.reviews.models import Review
from aftercare.reviews.taking import Scope, take_in
from aftercare.reviews.terms import Answer, Direction, Result
from aftercare.shops.access import person_of
from aftercare.shops.models import Shop
from aftercare.shops.terms import Platform

SEED: Final = 20_241_212  # of its own: what is drawn here changes nothing elsewhere in the demo
SIZES: Final = (260, 150, 180)  # reviews of each shop's newest orders
OLDER: Final = (420, 300, 260)  # of months whose orders are not here any more: they count for the figures
UNHAPPY: Final = (70, 200, 60)  # one in so many
GOOD: Final = (
    "包装很仔细，到手没有一点磕碰，和图片一样好看", "做工细致，摆在书桌上很有质感", "物流快，客服也耐心，下次还来",
    "送朋友的，朋友很喜欢", "颜色很温润，比想象中大一点", "第二次回购了，品质一直稳定", "性价比高，推荐", "很好",
)  # fmt: skip
BAD: Final = (
    "东西质量太差，根本没有说的那么好", "都多少天了，我还没有收到我的包裹",
    "卖家很牛的，问他什么话也不理，总是回复说很忙",
    "杯口有一道裂纹，客服让我自己粘", "收到就少了一个底座，联系了三次没人管",
)  # fmt: skip
NEUTRAL: Final = ("一般般吧，颜色和图片差得有点多", "东西还行，快递太慢了", "比描述里小一圈，将就用")
ADDED: Final = ("用了两周开始掉漆，有点失望", "一个月了依然很好，追个好评", "底座松了，联系客服还没回复")
TEMPLATES: Final = (
    ("感谢{买家}选择{店铺}，喜欢{商品}我们特别开心，愿它陪您很久。", ""),
    ("谢谢您的认可！每一件都由师傅手工检查后发出，有任何使用上的问题随时找我们。", ""),
    ("您的肯定是我们做好{商品}的动力，祝您生活愉快，期待再见。", ""),
    ("收到您的反馈我们很受鼓舞，{店铺}会继续把细节做好。", ""),
)
ON_OWN_PAGE: Final = (
    Said(
        2,
        "灯罩边上有一道划痕，光线倒是柔和，客服让我再等等",
        {"description": 3, "service": 2, "logistics": 5},
    ),
    Said(5, "床头正好，晚上看书不刺眼，包装也结实", {"description": 5, "service": 5, "logistics": 4}),
)
SORRY: Final = "非常抱歉没有让您满意，您反映的问题我们已转给质检核实，售后专员会一直跟进到处理好为止。"


def tell_reviews(people: DemoPeople, at: datetime) -> int:
    """Files of reviews for each shop, replies to some. Returns how many reviews there are."""
    rng, told = Random(SEED), 0  # noqa: S311 - invented data
    for index, shop in enumerate(people.shops):
        rows = [*_older(shop, OLDER[index], UNHAPPY[index], at, rng)]
        rows += _lately(shop, SIZES[index], UNHAPPY[index], at, rng)
        scope = Scope(shop_id=shop.pk, batch_id=None, exported_at=at - timedelta(hours=2), at=at)
        take_in(scope, list(enumerate(rows)))
        open_cases(shop_id=shop.pk)
        told += len(rows)
        writer = person_of(people.staff["reviews"])
        with travel(-timedelta(days=20)):
            for text, product in TEMPLATES:
                create_template(shop_id=shop.pk, words=Words(text, product), person=writer)
        _answer(shop, people)
        if shop.platform == Platform.OWN:
            told += _on_own_page(shop, people, at)
    return told


def _on_own_page(shop: Shop, people: DemoPeople, at: datetime) -> int:
    """Two buyers of the own site have reviewed on its page: the first has been answered, the second has added. Each has
    something left to review. Returns how many reviews there are."""
    make_identity_key(shop_id=shop.pk, person=people.administrator)
    done = (at - timedelta(days=30), at - timedelta(days=8))
    lines = OrderLine.objects.filter(order__shop=shop, order__completed_at__range=done, order__source_order=None)
    lines = lines.filter(order__status=OrderStatus.COMPLETED, order__cases=None, order__reviews=None)
    bought: dict[int, list[int]] = defaultdict(list)
    for line, customer in lines.exclude(order__customer=None).order_by("pk").values_list("pk", "order__customer_id"):
        bought[customer].append(line)
    several = [(Buyer(shop, customer), pks[0]) for customer, pks in bought.items() if len(pks) > 1]
    for (buyer, line), said in zip(several, ON_OWN_PAGE, strict=False):
        with travel(-timedelta(days=2)):
            review = review_as_buyer(buyer=buyer, line_id=line, said=said)
            open_cases(shop_id=shop.pk)
        with travel(-timedelta(days=1)):
            if review.result == Result.GOOD:
                add_as_buyer(buyer=buyer, line_id=line, text=ADDED[1])
            else:
                write_reply(review_id=review.pk, draft=Draft(SORRY), person=person_of(people.staff["reviews"]))
    return min(len(several), len(ON_OWN_PAGE))


def _answer(shop: Shop, people: DemoPeople) -> None:
    """Some bad ones have a reply that is to be copied, or was."""
    writer = person_of(people.staff["reviews"])
    open_ones = Review.objects.filter(shop=shop, result=Result.BAD, answer=Answer.NONE, is_added_to=False)
    for index, pk in enumerate(open_ones.exclude(case=None).order_by("-reviewed_at").values_list("pk", flat=True)[:2]):
        reply = write_reply(review_id=pk, draft=Draft(SORRY), person=writer)
        if index:
            mark_published(reply_id=reply.pk, published=True, person=writer)


def _lately(shop: Shop, count: int, unhappy: int, at: datetime, rng: Random) -> Iterator[ReviewFacts]:
    """Of orders that are here, one line each; none of an order that has a case."""
    orders = Order.objects.filter(shop=shop, status=OrderStatus.COMPLETED, cases=None, completed_at__lt=at)
    for order in orders.prefetch_related("lines").order_by("-ordered_at")[:count]:
        line = next(iter(order.lines.all()), None)
        said_at = (order.completed_at or at) + timedelta(hours=rng.randrange(4, 96))
        if line is None or said_at > at - timedelta(hours=3):
            continue
        result = _result(unhappy, rng)
        values = _values(result, rng)
        if rng.randrange(30) == 0:
            values |= {"append_text": rng.choice(ADDED), "appended_at": at - timedelta(hours=rng.randrange(5, 60))}
        yield ReviewFacts(
            key=f"line:get:{line.line_no}",
            direction=Direction.GET,
            order_no=order.platform_no,
            line_no=line.line_no,
            title=line.title,
            sku=line.sku or None,
            merchant_code=line.merchant_code or None,
            price=line.price,
            reviewed_at=said_at,
            **values,
        )


def _older(shop: Shop, count: int, unhappy: int, at: datetime, rng: Random) -> Iterator[ReviewFacts]:
    masks = list(Customer.objects.filter(shop=shop).values_list("nick_mask", flat=True)[:200])
    lines = OrderLine.objects.filter(order__shop=shop).exclude(merchant_code="").order_by("merchant_code", "title")
    goods = list(lines.values_list("title", "merchant_code").distinct()[:40])
    for index in range(count):
        result = _result(unhappy, rng)
        title, code = goods[index * 7 % len(goods)]
        yield ReviewFacts(
            key=f"no:{shop.pk}{index:08d}",
            direction=Direction.GET,
            review_no=f"{shop.pk}{index:08d}",
            nick=rng.choice(masks),
            title=title,
            merchant_code=code,
            reviewed_at=at - timedelta(days=rng.randrange(45, 330), minutes=rng.randrange(1440)),
            reply_text=rng.choice(TEMPLATES)[0].split("，")[-1] if rng.randrange(3) == 0 else None,
            **_values(result, rng),
        )


def _result(unhappy: int, rng: Random) -> Result:
    if rng.randrange(unhappy):
        return Result.GOOD
    return rng.choice((Result.BAD, Result.BAD, Result.NEUTRAL))


def _values(result: Result, rng: Random) -> dict[str, Any]:
    words = {Result.GOOD: GOOD, Result.BAD: BAD, Result.NEUTRAL: NEUTRAL}[result]
    low = 1 if result is Result.BAD else 3 if result is Result.NEUTRAL else 4
    high = min(low + 2, 5)
    stars = {f"dsr_{part}": max(rng.randint(low, high), rng.randint(low, high)) for part in _PARTS}
    return {"result": result, "raw_result": result.value, "content": rng.choice(words), **stars}


_PARTS: Final = ("description", "service", "logistics")
