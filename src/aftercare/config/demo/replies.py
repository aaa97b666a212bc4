"""What the demo shops say every day: shared quick replies, a few personal ones, and a month of their use."""

from dataclasses import replace
from datetime import datetime, timedelta
from random import Random
from typing import Final
from zoneinfo import ZoneInfo

from aftercare.accounts.models import Staff
from aftercare.config.demo.people import DemoPeople
from aftercare.core.time import travel
from aftercare.knowledge.actions.create_reply import create_reply
from aftercare.knowledge.inputs import ReplyFacts
from aftercare.knowledge.models import QuickReply, QuickReplyTally
from aftercare.shops.access import person_of
from aftercare.shops.models import Shop

SEED: Final = 20_241_111  # of its own: what is drawn here changes nothing elsewhere in the demo
DAYS: Final = 30
BEFORE, SENDING, AFTER, CLOSE = "售前", "物流", "售后", "收尾"

# Group, title, shortcut, text; the most used first.
SHARED: Final = (
    (SENDING, "发货时间", "fh", "亲，下单后 48 小时内从杭州仓发货，付款越早发得越早哦～"),
    (SENDING, "催发货", "cf", "亲，{订单号} 已经帮您加急登记了，仓库会优先安排，发出后第一时间把单号告诉您。"),
    (CLOSE, "感谢与道别", "xx", "感谢 {买家} 的光临，有任何问题随时找我们，祝您生活愉快！"),
    (BEFORE, "欢迎光临", "hy", "您好，欢迎光临{店铺}，我是客服{客服}，请问有什么可以帮您？"),
    (BEFORE, "在的请讲", "zd", "在的亲，您请讲～"),
    (SENDING, "物流查询", "wl", "亲，您的包裹由{快递}承运，运单号 {运单号}，正在路上，还请您耐心等待一下。"),
    (SENDING, "默认快递", "kd", "亲，默认发中通或圆通，偏远地区发邮政；指定顺丰需要补差价。"),
    (
        BEFORE,
        "尺码与尺寸",
        "cc",
        "亲，{商品}的尺寸在详情页第三张图，手工测量会有 1～2 厘米误差，量一下摆放的位置再下单更放心。",
    ),
    (
        AFTER,
        "退货流程",
        "th",
        "亲，请在订单里申请退货，写上原因并上传照片；我们同意后您按地址寄回，仓库验收无误当天退款。",
    ),
    (AFTER, "七天无理由", "7t", "亲，签收后七天内不影响二次销售的可以无理由退货，定制和已安装使用的除外。"),
    (AFTER, "退货运费", "yf", "亲，质量问题运费由我们承担；不喜欢或拍错的，有运费险的由保险赔付，没有的需要您先垫付。"),
    (AFTER, "退款到账", "tk", "亲，退款原路退回：零钱和花呗当天到，银行卡 1～3 个工作日。"),
    (AFTER, "破损先拍照", "ps", "非常抱歉让您收到破损的宝贝，请拍一下外箱、面单和破损处的照片发过来，我马上为您处理。"),
    (AFTER, "少件核实", "sj", "亲，麻烦拍一下收到的全部宝贝和包装，我跟仓库核对 {订单号} 的出库重量，核实后给您补发。"),
    (AFTER, "补发说明", "bf", "亲，{今天}已为您登记补发，预计两天内发出，单号出来后告诉您，不需要您再付任何费用。"),
    (AFTER, "开发票", "fp", "亲，电子发票确认收货后开具，请提供抬头和税号，三个工作日内发到您的邮箱。"),
    (
        BEFORE,
        "议价婉拒",
        "yj",
        "亲，这款已经是活动价，利润真的很薄；您可以领店铺优惠券，满 199 减 15，合适的话我帮您算一下。",
    ),
    (BEFORE, "优惠券领取", "yh", "亲，首页可以领优惠券，满 199 减 15、满 399 减 40，下单时自动抵扣。"),
    (BEFORE, "材质说明", "cz", "亲，{商品}是北美白橡木，表面木蜡油，天然木纹每件都不一样，介意色差请谨慎下单。"),
    (BEFORE, "库存与预售", "kc", "亲，页面能拍下的都是现货；标“预售”的按页面写的时间发出。"),
    (BEFORE, "催付提醒", "cff", "亲，您的订单 {订单号} 还没有付款，宝贝为您保留到今晚，有疑问都可以问我。"),
    (SENDING, "改地址", "gdz", "亲，没发货的可以改，请把新的收货人、电话和地址发给我；已发出的要联系快递转寄。"),
    (SENDING, "超区改派", "cq", "亲，您的地址{快递}送不到，帮您换邮政可以吗？会晚一两天，不另收费。"),
    (AFTER, "安抚致歉", "zq", "实在抱歉给您添麻烦了，您的心情我完全理解，请给我几分钟核实，一定给您一个满意的答复。"),
    (AFTER, "升级主管", "zg", "亲，这件事我已经报给主管，{今天}下班前由主管给您回复，请保持电话畅通。"),
    (CLOSE, "请确认收货", "sh", "亲，宝贝满意的话辛苦确认一下收货，使用中有问题随时联系我们，售后有保障。"),
)
# What is answered by itself, as buyers ask it.
ANSWERS: Final = {
    "fh": ("什么时候发货", "多久发货", "今天能发货吗", "拍下多久能发"),
    "kd": ("发什么快递", "默认什么快递", "用的什么快递", "哪家快递"),
    "7t": ("能退吗", "可以退货吗", "支持七天无理由吗", "能七天无理由退货吗"),
    "yf": ("退货运费谁出", "退货运费谁承担", "退货运费怎么算"),
    "fp": ("能开发票吗", "有发票吗", "怎么开发票"),
    "yh": ("有优惠吗", "有优惠券吗", "能便宜点吗"),
    "tk": ("退款多久到账", "退款什么时候到"),
}
# Login name, title, shortcut, text.
OWN: Final = (
    ("agent", "我的问候", "wd", "您好，我是小雨，今天由我为您服务～"),
    ("agent", "稍等查一下", "sd", "好的亲，您稍等，我查一下马上回来。"),
    ("agent2", "晚班问候", "wb", "晚上好，我是思远，晚班到 24 点，您慢慢说。"),
    ("presale", "搭配推荐", "dp", "亲，{商品}配同系列的托盘很好看，一起拍还能凑满减哦。"),
)
LAMPS_TOO: Final = 18  # the lamp shop has the first so many


def make_replies(people: DemoPeople, at: datetime) -> int:
    """The replies of all three shops and how often they were used; returns how many there are."""
    made: list[QuickReply] = []
    with travel(-timedelta(days=DAYS + 10)):
        for shop in people.shops:
            made += _shared(shop, people.staff["supervisor"], None if shop == people.shops[0] else LAMPS_TOO)
        made += [_own(people.shops[0], people.staff[who], *words) for who, *words in OWN]
    _use(made, people, at)
    return len(made)


def _shared(shop: Shop, keeper: Staff, most: int | None) -> list[QuickReply]:
    made = []
    for group, title, shortcut, text in SHARED[:most]:
        facts = ReplyFacts(title, text, shortcut, group)
        if shortcut in ANSWERS:
            facts = replace(facts, is_faq=True, questions=ANSWERS[shortcut])
        made.append(create_reply(person=person_of(keeper), shop_id=shop.pk, facts=facts, is_shared=True))
    return made


def _own(shop: Shop, owner: Staff, title: str, shortcut: str, text: str) -> QuickReply:
    facts = ReplyFacts(title, text, shortcut, BEFORE)
    return create_reply(person=person_of(owner), shop_id=shop.pk, facts=facts, is_shared=False)


def _use(made: list[QuickReply], people: DemoPeople, at: datetime) -> None:
    """The first of a shop are used most; weekends are quieter; the last two nobody uses."""
    rng = Random(SEED)  # noqa: S311 - invented data
    agents = [people.staff[name] for name in ("agent", "agent2")]
    presale = people.staff["presale"]  # not in the second shop
    tallies = []
    places = {title: place for place, (_group, title, _shortcut, _text) in enumerate(SHARED)}
    for reply in made:
        users = agents if reply.shop_id == people.shops[1].pk else [*agents, presale]
        mine = [one for one in users if reply.owner_id in (None, one.pk)]
        weight = max(0.0, 9 - places[reply.title] * 0.4) if reply.is_shared else 6
        for back in range(DAYS):
            when = at - timedelta(days=back, minutes=rng.randint(5, 300))
            day = when.astimezone(ZoneInfo(reply.shop.timezone)).date()
            for staff in mine:
                count = round(weight * rng.random() * (0.6 if day.weekday() >= 5 else 1))
                if count:
                    row = QuickReplyTally(shop_id=reply.shop_id, reply=reply, staff=staff, day=day, count=count)
                    row.last_at = when
                    tallies.append(row)
    QuickReplyTally.objects.bulk_create(tallies, batch_size=2000, ignore_conflicts=True)
