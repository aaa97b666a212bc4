"""Conversations of the demo shop that go on at this moment: with agents, in the queue, one of each colour."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Final

from aftercare.chat.actions.flag_conversation import flag_conversation
from aftercare.chat.actions.keep_draft import keep_draft
from aftercare.chat.actions.offer_price import Bid, offer_price
from aftercare.chat.actions.plan_follow_up import Plan, plan_follow_up
from aftercare.chat.actions.watch_conversation import watch_conversation
from aftercare.chat.models import Conversation, Message
from aftercare.chat.terms import FollowUpKind, Kind, Side, Topic
from aftercare.chat.terms import Stage as Standing
from aftercare.config.demo.chatting import Stage, Talk
from aftercare.connectors.buyers.sessions import BUYER, Turn
from aftercare.core.money import Money
from aftercare.core.time import travel
from aftercare.orders.models import Product
from aftercare.shops.access import person_of

Line = tuple[str, int, str]  # 买 buyer, 客 agent, 记 note; seconds ago; words
PRE, AFTER = Topic.PRESALE, Topic.AFTERSALE
# Login name of the agent ("" for nobody yet), shop, topic, whether the shop knows the buyer, and what was said.
TALKS: Final[dict[str, tuple[str, int, Topic, bool, tuple[Line, ...]]]] = {
    "green": ("agent", 0, AFTER, True, (
        ("买", 260, "你好，花瓶收到了，瓶口有个小缺口"), ("买", 248, "[图片]"),
        ("客", 230, "您好，照片看到了，非常抱歉。您希望补发一只，还是退款呢？"),
        ("买", 12, "补发吧，能不能今天寄出"),
    )),
    "amber": ("agent", 1, AFTER, True, (
        ("买", 410, "换鞋凳有一条腿有点晃"),
        ("客", 390, "您好，麻烦看一下凳面下方四颗螺丝有没有拧紧，用附送的六角扳手就可以。"),
        ("买", 52, "拧了还是晃，是不是腿短了"),
    )),
    "answered": ("agent", 2, AFTER, True, (
        ("买", 900, "台灯的质保怎么算"),
        ("客", 880, "您好，台灯整机质保一年，从签收当天算起，灯珠两年。"),
        ("买", 860, "发票丢了还能保吗"),
        ("客", 842, "可以的，订单记录就是凭证，不用发票。"),
    )),
    "late": ("agent2", 0, AFTER, True, (
        ("买", 700, "快递显示签收了但我没有收到！"),
        ("客", 680, "您先别急，我马上联系派件员核实。"),
        ("买", 330, "怎么样了？"), ("买", 200, "有人在吗"),
    )),
    "abuse": ("agent2", 0, AFTER, False, (
        ("买", 520, "你们这破店什么时候退钱"),
        ("客", 500, "您好，请提供一下订单号，我马上为您查退款进度。"),
        ("买", 90, "查你妈，一群骗子废物，今天不退我弄死你们"),
    )),
    "watched": ("agent2", 2, AFTER, True, (
        ("买", 1500, "竹编吊灯收到是碎的，已经是第二次了"),
        ("客", 1480, "实在对不起，两次都让您收到坏的，是我们的责任。"),
        ("记", 1460, "@赵文静 第二次破损，买家要求退一赔三，想请您看一下怎么答复。"),
        ("买", 1400, "这次怎么赔，给个说法"),
        ("客", 1380, "我已经报给主管，半小时内给您明确的方案。"),
    )),
    "price": ("presale", 0, PRE, True, (
        ("买", 620, "粗陶落地大花瓶能便宜点吗，民宿要放六个"),
        ("客", 600, "您好，六个的话我可以帮您申请，您心里的价位是多少呢？"),
        ("买", 560, "200 一个，今天就付款"),
        ("客", 548, "好的，我向主管申请一下，请稍等。"),
    )),
    "english": ("presale", 2, PRE, False, (
        ("买", 340, "Hello, is the moon lamp OK with 110V?"),
        ("客", 322, "Hello! It charges by USB, so any adapter works."),
        ("买", 25, "Great. Can you engrave a name in the base?"),
    )),
    "queue 1": ("", 0, AFTER, True, (("买", 210, "退款三天了还没到账"), ("买", 190, "帮我看看"))),
    "queue 2": ("", 0, PRE, False, (("买", 75, "40 厘米的玻璃花瓶今天能发吗"),)),
    "queue 3": ("", 2, PRE, False, (("买", 40, "落地灯的灯泡可以换暖光吗"),)),
    "queue 4": ("", 1, AFTER, True, (("买", 8, "少发了一个鲁班锁"),)),
}  # fmt: skip
DRAFTS: Final = {"green": "好的，今天就给您补发，单号出来", "price": "亲，主管批下来了，"}
# Of whose ended conversations there is something left to do, by when (hours from now), and what to say.
FOLLOW_UPS: Final = (
    ("presale", FollowUpKind.UNDECIDED, 1.5, "亲，昨天看的那款现在有满减券，需要我帮您算一下吗？"),
    ("presale", FollowUpKind.UNDECIDED, 4, "亲，您关注的颜色今天补货了，给您留一件？"),
    ("agent", FollowUpKind.LATER, 2.5, "亲，补发的包裹今天派送，收到后麻烦看一下有没有问题。"),
    ("agent", FollowUpKind.LATER, 5, "您好，昨天说好今天回复您快递的核实结果。"),
    ("agent2", FollowUpKind.LATER, 3, "您好，主管已经批准了补偿，和您确认一下到账情况。"),
)


def talk_now(stage: Stage) -> int:
    """All of them, and what is to be done today; returns how many go on."""
    found = {name: _play(stage, name) for name in TALKS}
    for name, text in DRAFTS.items():
        keep_draft(conversation_id=found[name].pk, text=text, person=person_of(found[name].staff))
    for name, act in ACTS.items():
        act(stage, found[name])
    stage.breach(stage.at)
    for who, kind, hours, text in FOLLOW_UPS:
        _plan(stage, who, Plan(kind, text, stage.at + timedelta(hours=hours)))
    return len(TALKS)


def _play(stage: Stage, name: str) -> Talk:
    who, place, topic, is_known, lines = TALKS[name]
    shop = stage.people.shops[place]
    customer = stage.buyer(shop) if is_known else None
    with travel(-timedelta(seconds=lines[0][1])):
        visitor = stage.visitor(shop, customer, language="en" if lines[0][2].isascii() else "zh-hans")
    talk = Talk(shop, visitor, stage.people.staff[who or "agent"], topic)
    for side, ago, text in lines:
        at = stage.at - timedelta(seconds=ago)
        if side == "买":
            stage.buyer_says(talk, Turn(BUYER, text), at)
        else:
            stage.agent_says(talk, text, at, Kind.TEXT if side == "客" else Kind.WHISPER)
    return talk


def _flag(stage: Stage, talk: Talk) -> None:
    flag_conversation(conversation_id=talk.pk, on=True, person=person_of(talk.staff))


def _watch(stage: Stage, talk: Talk) -> None:
    watch_conversation(conversation_id=talk.pk, on=True, person=person_of(stage.people.staff["supervisor"]))


def _ask_price(stage: Stage, talk: Talk) -> None:
    product = Product.objects.filter(shop=talk.shop, code="QH-203").first()
    if product is not None:
        bid = Bid(product.pk, Money(20_000), "民宿采购六个，今天付款")
        with travel(-timedelta(seconds=500)):
            offer_price(conversation_id=talk.pk, bid=bid, person=person_of(talk.staff))


ACTS: Final[dict[str, Callable[[Stage, Talk], None]]] = {"abuse": _flag, "watched": _watch, "price": _ask_price}


def _plan(stage: Stage, who: str, plan: Plan) -> None:
    """On one of the ended conversations of the last days that has no task yet."""
    staff = stage.people.staff[who]
    ended = Conversation.objects.filter(agent=staff, stage=Standing.CLOSED, follow_ups=None)
    pk = ended.exclude(visitor__customer=None).order_by("-last_at").values_list("pk", flat=True).first()
    if pk is not None:
        said = Message.objects.filter(conversation_id=pk, side=Side.BUYER).order_by("-seq").first()
        agreed = replace(plan, said=said.seq if said else None)
        with travel(-timedelta(hours=2)):
            plan_follow_up(conversation_id=pk, plan=agreed, person=person_of(staff))
