"""Words of a case: reasons, parties, dispositions, who is waited for."""

from aftercare.core.words import Choices, _


class Party(Choices):
    """Whoever must act in a state."""

    AGENT = "agent", _("After-sales agent")  # 售后客服
    SUPERVISOR = "supervisor", _("Supervisor")  # 售后主管
    WAREHOUSE = "warehouse", _("Warehouse")  # 仓库
    REFUND_CLERK = "refund_clerk", _("Refund clerk")  # 财务退款专员
    RIGHTS_SPECIALIST = "rights_specialist", _("Rights specialist")  # 维权专员
    REVIEW_SPECIALIST = "review_specialist", _("Review specialist")  # 回评专员
    LINKED = "linked", _("Linked case")  # 关联单: a child case must end first
    COURIER = "courier", _("Courier")  # 快递公司
    BUYER = "buyer", _("Buyer")  # 买家
    PLATFORM = "platform", _("Platform")  # 平台客服
    NOBODY = "nobody", _("Nobody")  # a final state


OURS = frozenset(
    {
        Party.AGENT,
        Party.SUPERVISOR,
        Party.WAREHOUSE,
        Party.REFUND_CLERK,
        Party.RIGHTS_SPECIALIST,
        Party.REVIEW_SPECIALIST,
    }
)


class Reason(Choices):
    """Why the case exists; each kind of case has its own choice of them."""

    NO_REASON = "no_reason", _("Seven days, no reason")  # 七天无理由
    NOT_AS_DESCRIBED = "not_as_described", _("Not as described")  # 与描述不符
    QUALITY = "quality", _("Quality problem")  # 质量问题
    WRONG_ITEM = "wrong_item", _("Wrong item sent")  # 卖家发错货
    MISSING = "missing", _("Something is missing")  # 少件漏发
    DAMAGED = "damaged", _("Damaged in transit")  # 运输破损
    LATE = "late", _("Arrived too late")  # 未按约定时间发货
    SIZE = "size", _("Size or variant does not suit")  # 尺码/款式不合适
    MINOR_FLAW = "minor_flaw", _("Minor flaw")  # 小瑕疵
    MISUSE = "misuse", _("Damaged in use")  # 使用不当
    MIXED = "mixed", _("Parcels mixed up")  # 串发
    LOST = "lost", _("Parcel lost")  # 丢件
    NOT_RECEIVED = "not_received", _("Not received")  # 未收到货
    NOT_WANTED = "not_wanted", _("No longer wanted")  # 不想要了
    OUT_OF_STOCK = "out_of_stock", _("Out of stock")  # 缺货
    PRICE_DIFFERENCE = "price_difference", _("Price difference")  # 差价
    OUT_OF_ZONE = "out_of_zone", _("Outside the courier's zone")  # 快递超区
    NO_OUTLET = "no_outlet", _("No outlet there")  # 盲件区, 无网点件
    SUSPENDED = "suspended", _("Outlet suspended")  # 网点暂停
    STUCK = "stuck", _("Parcel does not move")  # 滞留件, 物流不更新
    REFUSED = "refused", _("Parcel refused at the door")  # 拒收
    SENT_BACK = "sent_back", _("Sent back by the courier")  # 快递退回
    SERVICE = "service", _("Service problem")  # 服务
    COURIER = "courier", _("Courier")  # 快递
    MALICIOUS = "malicious", _("Malicious review")  # 恶意
    MOOD = "mood", _("The buyer's mood")  # 心情
    FALSE_DISPATCH = "false_dispatch", _("False dispatch")  # 虚假发货
    COUNTERFEIT = "counterfeit", _("Not genuine")  # 假货
    VERDICT = "verdict", _("Platform's verdict")  # 平台判定退款
    OTHER = "other", _("Other reason")  # 其他


# 超区, 盲件区, 网点暂停: what a courier is judged by (O7); parcels that stand still or were refused are another matter.
OFF_ZONE = frozenset({Reason.OUT_OF_ZONE, Reason.NO_OUTLET, Reason.SUSPENDED})


class Responsible(Choices):
    """Who is responsible, and so bears the freight (C16)."""

    UNDECIDED = "undecided", _("Not yet decided")  # 待定
    SHOP = "shop", _("Shop")  # 店铺
    WAREHOUSE = "warehouse", _("Warehouse")  # 仓库
    COURIER = "courier", _("Courier")  # 快递
    SUPPLIER = "supplier", _("Supplier")  # 供应商
    AGENT = "agent", _("Agent")  # 客服: promised or explained it wrongly
    PAGE = "page", _("Page text")  # 商品页面描述
    BUYER = "buyer", _("Buyer")  # 买家
    NOBODY = "nobody", _("Nobody")  # 无责


class Disposition(Choices):
    """What becomes of goods that came back (B3)."""

    NONE = "", _("Not inspected")
    RESTOCK = "restock", _("Back to stock")  # 入良品
    DEFECTIVE = "defective", _("Defective stock")  # 次品
    SCRAP = "scrap", _("Scrap")  # 报废
    RETURN_TO_BUYER = "return_to_buyer", _("Back to the buyer")  # 退回买家
    NOT_SEEN = "not_seen", _("Not in the parcel")  # 未见货


GOOD_TO = (Disposition.RESTOCK, Disposition.DEFECTIVE, Disposition.SCRAP, Disposition.RETURN_TO_BUYER)
DEFECTIVE_TO = GOOD_TO[1:]  # never back to stock
OUT_OF_ORDER = frozenset({Disposition.NOT_SEEN, Disposition.RETURN_TO_BUYER})


def where_to(good_to: str, defective_to: str) -> str:
    """Where a line's pieces went in words, the good ones first; nothing before they are inspected."""
    places = dict.fromkeys(Disposition(place) for place in (good_to, defective_to) if place)
    return " · ".join(str(place.label) for place in places)


class Stage(Choices):
    """When a piece of evidence was added."""

    APPLICATION = "application", _("Application")  # 买家申请
    INSPECTION = "inspection", _("Inspection")  # 验货
    DISPUTE = "dispute", _("Platform dispute")  # 平台举证
    OTHER = "other", _("Other")


class Link(Choices):
    """How two cases belong together; the label says what the younger one is to the older one (the source)."""

    CHILD = "child", _("waits for its end")  # 子单: the parent waits for its end
    ASIDE = "aside", _("runs beside it")  # 并行单: nobody waits for it, such as a claim at the courier
    BECAME = "became", _("changed into")  # 转为: the old one is closed
    SPLIT = "split", _("split off")  # 拆分出
    MERGED = "merged", _("merged into")  # 合并到
    RELATED = "related", _("related")  # 相关


# The same, seen from the younger case.
LINK_BACK = {
    Link.CHILD: _("belongs to"),  # 所属
    Link.ASIDE: _("beside"),  # 并行于
    Link.BECAME: _("changed from"),  # 由……转来
    Link.SPLIT: _("split off from"),  # 拆分自
    Link.MERGED: _("took in"),  # 并入了
    Link.RELATED: _("related"),  # 相关
}


class Form(Choices):
    """What a compensation consists of (C3)."""

    MONEY = "money", _("Cash")  # 现金
    COUPON = "coupon", _("Coupon")  # 优惠券
    GOODS = "goods", _("A gift in kind")  # 实物
    FREIGHT = "freight", _("Freight refund")  # 运费


class Channel(Choices):
    """By which way the buyer was spoken to (C14)."""

    CHAT = "chat", _("Platform chat")  # 旺旺等平台聊天: the first choice
    PHONE = "phone", _("Phone")  # 电话: at noon or in the evening
    SMS = "sms", _("Text message")  # 短信
    INCOMING = "incoming", _("The buyer contacted us")  # 买家主动联系


class TalkStage(Choices):
    """The five stages of talking it through (B 二(三))."""

    RECEIVE = "receive", _("Receive")  # 接到投诉意见
    LISTEN = "listen", _("Listen and analyse")  # 倾听,分析原因
    ACKNOWLEDGE = "acknowledge", _("Acknowledge")  # 承认对方立场
    PROPOSE = "propose", _("Propose")  # 提出解决方案
    AGREE = "agree", _("Agree")  # 说服对方接受方案


class ContactResult(Choices):
    """What a contact led to."""

    NOT_REACHED = "not_reached", _("Not reached")  # 未联系上
    CALL_LATER = "call_later", _("Asked for another time")  # 不方便,另约时间
    TALKED = "talked", _("Talked, nothing agreed yet")  # 沟通中
    DECLINED = "declined", _("Declined what we proposed")  # 不接受
    AGREED = "agreed", _("Agreed")  # 达成一致


FRUITLESS = frozenset({ContactResult.NOT_REACHED, ContactResult.TALKED, ContactResult.DECLINED})
EXPLAINED = frozenset({ContactResult.TALKED, ContactResult.DECLINED})  # the buyer told their matter once more, in vain


class Cover(Choices):
    """Whether a repair is covered (C5)."""

    COVERED = "covered", _("Covered by the warranty")  # 在保
    EXPIRED = "expired", _("Past the warranty term")  # 超期
    EXCLUDED = "excluded", _("Not covered by the warranty")  # 超服务范围


class CostKind(Choices):
    """What a case cost, or brought back (B6)."""

    REFUND = "refund", _("Refund of goods")  # 退货款
    FREIGHT = "freight", _("Return freight")  # 退运费
    COMPENSATION = "compensation", _("Compensation")  # 补偿
    COUPON = "coupon", _("Coupon")  # 优惠券
    GOODS_LOST = "goods_lost", _("Goods lost")  # 货损
    RESHIPPED = "reshipped", _("Goods sent again")  # 补发货值
    REPAIR = "repair", _("Cost of repairs")  # 维修费
    RECOVERED = "recovered", _("Recovered from the courier")  # 追回: a negative amount


class Rating(Choices):
    """The buyer's review (C6)."""

    GOOD = "good", _("Good review")  # 好评
    NEUTRAL = "neutral", _("Neutral review")  # 中评
    BAD = "bad", _("Bad review")  # 差评


class ReviewOutcome(Choices):
    """What became of the review; never bought (C6, D 4)."""

    KEPT = "kept", _("Left as it was")  # 未修改
    CHANGED = "changed", _("Changed by the buyer")  # 买家自行修改
    DELETED = "deleted", _("Taken back by the buyer")  # 买家自行删除
    REMOVED = "removed", _("Removed by the platform")  # 平台屏蔽


class ComplaintSource(Choices):
    """Where a complaint came in (C10)."""

    CHAT = "chat", _("Chat")  # 聊天
    PORTAL = "portal", _("Self-service page")  # 自助页
    PHONE = "phone", _("Phone")  # 电话
    PLATFORM = "platform", _("Platform")  # 平台
