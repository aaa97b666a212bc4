"""Words of remedies: causes, plans, who bears the freight, and the closed sets that a rulebook is written in."""

from aftercare.core.words import Choices, _


class Severity(Choices):
    """How bad the fault is. Not judged yet is no value of its own: the fact is unknown."""

    MINOR = "minor", _("Minor")  # 轻微
    SEVERE = "severe", _("Severe")  # 严重


class Cause(Choices):
    """What is behind the matter, as the shop found it; the buyer's own words are the reason."""

    QUALITY = "quality", _("Quality problem")  # 质量问题
    NOT_AS_DESCRIBED = "not_as_described", _("Not as described")  # 与实物不符
    WRONG_ITEM = "wrong_item", _("Wrong goods")  # 错发
    MIXED = "mixed", _("Goods of another order")  # 串发
    MISSING = "missing", _("Goods missing")  # 漏发
    TRANSIT_DAMAGE = "transit_damage", _("Damaged in transit")  # 快递途中破损
    MISUSE = "misuse", _("Damaged in use")  # 使用不当
    MINOR_FLAW = "minor_flaw", _("Minor flaw")  # 小瑕疵: a loose thread, nothing that hinders use
    LATE_DISPATCH = "late_dispatch", _("Late dispatch")  # 延迟发货
    LATE_DELIVERY = "late_delivery", _("Late delivery")  # 物流延迟
    NOT_ARRIVED = "not_arrived", _("Lost or never arrived")  # 丢件, 未收到货
    OUT_OF_STOCK = "out_of_stock", _("Out of stock")  # 缺货
    OUT_OF_ZONE = "out_of_zone", _("Courier out of zone")  # 快递超区
    PRICE_DIFFERENCE = "price_difference", _("Price difference")  # 差价: money alone, the goods are as they should be
    UNSATISFIED = "unsatisfied", _("Not satisfied")  # 不满意: asks for a return or exchange, the cause is open
    CHANGED_MIND = "changed_mind", _("Changed mind")  # 不想要了, 七天无理由
    SERVICE = "service", _("Service")  # 服务问题
    OTHER = "other", _("Other cause")  # 其他


MIS_SHIPPED = frozenset({Cause.WRONG_ITEM, Cause.MIXED, Cause.MISSING})


class RemedyKind(Choices):
    """What is offered to the buyer."""

    EXPLAIN = "explain", _("Explain and apologise")  # 致歉并解释
    PARTIAL_REFUND = "partial_refund", _("Partial refund")  # 部分退款
    FULL_REFUND = "full_refund", _("Full refund without return")  # 全额退款, the goods stay where they are
    RETURN_REFUND = "return_refund", _("Return and refund")  # 退货退款
    EXCHANGE = "exchange", _("Exchange")  # 换货
    RESHIP = "reship", _("Send again")  # 补发
    REPAIR = "repair", _("Repair")  # 返修
    COUPON = "coupon", _("Coupon")  # 优惠券
    GIFT = "gift", _("Gift")  # 小礼物
    FREIGHT_REFUND = "freight_refund", _("Freight refund")  # 退运费
    WAIT_DISCOUNT = "wait_discount", _("Wait at a discount")  # 等待补货并享折扣
    OTHER_VARIANT = "other_variant", _("Another variant")  # 换购其他款
    CLAIM_COURIER = "claim_courier", _("Claim from the courier")  # 向快递索赔
    REFUSE = "refuse", _("Refuse with the clause")  # 拒绝并说明依据
    ASK_SUPERVISOR = "ask_supervisor", _("Talk to the supervisor")  # 请主管处理


# Money is the point of these: without it the plan is none.
PAYING = frozenset(
    {
        RemedyKind.PARTIAL_REFUND,
        RemedyKind.FULL_REFUND,
        RemedyKind.RETURN_REFUND,
        RemedyKind.COUPON,
        RemedyKind.FREIGHT_REFUND,
        RemedyKind.WAIT_DISCOUNT,
    }
)
SENDING = frozenset({RemedyKind.EXCHANGE, RemedyKind.RESHIP, RemedyKind.REPAIR})  # goods go out to the buyer again
RETURNING = frozenset({RemedyKind.RETURN_REFUND, RemedyKind.EXCHANGE, RemedyKind.REPAIR})  # never without goods back


class BearsFreight(Choices):
    """Who bears the freight of one way in the end; the buyer may still have to pay it first (C16)."""

    NONE = "none", _("No freight")  # nothing travels this way
    SHOP = "shop", _("Shop")  # 店铺
    BUYER = "buyer", _("Buyer")  # 买家
    COURIER = "courier", _("Courier")  # 快递: claimed back from them


class GoodsBack(Choices):
    """Whether the buyer's goods come back."""

    NO = "no", _("No goods back")  # 无需寄回
    FIRST = "first", _("Goods back first")  # 先收到退件, then money or goods
    LATER = "later", _("Goods back later")  # 客户有空时再寄回


class Formula(Choices):
    """How the amount of a plan is found."""

    NOTHING = "nothing", _("No money")
    FIXED = "fixed", _("A fixed amount")
    RANGE = "range", _("A range, by severity")  # the lower end, or the upper end when it is severe
    PERCENT = "percent", _("A percentage of the value")
    VALUE = "value", _("The value of the pieces")  # as much of it as the caps still allow: the rest
    FREIGHT = "freight", _("Postage of the order")  # 邮费: no goods come back, so there is no other freight to refund


class Cap(Choices):
    """What an amount must not exceed."""

    ROOM = "room", _("What may still be refunded")  # always holds for goods money and coupons
    VALUE = "value", _("The value of the pieces")  # always holds for shares of the value
    FREIGHT = "freight", _("The freight that was paid")  # always holds for freight
    LIMIT = "limit", _("Limit of the plan")  # the plan's own limit, a fixed amount, the upper end of a range
    PROFIT = "profit", _("Profit of the order")  # 订单总利润; unknown counts as none
    PROFIT_OR_FREIGHT = "profit_or_freight", _("Profit of the order or the freight")  # the larger one (B 三(二)A)
    ASKED = "asked", _("What the buyer asks for")  # 买家申请金额, checked against the order (B 三(五))


CHOSEN_CAPS = frozenset(
    {Cap.PROFIT, Cap.PROFIT_OR_FREIGHT, Cap.ASKED}
)  # a rulebook names these; the others hold by themselves


class Approval(Choices):
    """When somebody must approve."""

    BY_AUTHORITY = "by_authority", _("Above the agent's limit")
    ALWAYS = "always", _("Always")


class Task(Choices):
    """What else has to be done with the plan."""

    PHOTOS = "photos", _("Ask for photos")  # 让顾客拍照
    KEEP_PACKING = "keep_packing", _("Ask the buyer to keep the packing")  # 保存好内外包装
    CHECK_PACKING = "check_packing", _("Look up the packing record and video")  # 查询出库单和出库视频
    COURIER_CLAIM = "courier_claim", _("Claim from the courier")  # 向快递索赔
    TRACK_PARCEL = "track_parcel", _("Follow the parcel")  # 跟踪包裹, out or back
    QUALITY_LIST = "quality_list", _("Put the product on the quality list")  # 记入质检改进清单
    RECORD_LOSS = "record_loss", _("Record who is responsible for the loss")  # 登记责任人
    TELL_SUPERVISOR = "tell_supervisor", _("Tell the supervisor")  # 告知主管


class Operator(Choices):
    """How a condition compares. Unknown is a value of its own, and neither at least nor at most anything."""

    IS = "is", _("is")
    IS_NOT = "is_not", _("is not")
    IN = "in", _("is one of")
    AT_LEAST = "at_least", _("is at least")
    AT_MOST = "at_most", _("is at most")


class LeftOut(Choices):
    """Why a plan of a matching rule is not proposed."""

    CONDITION = "condition", _("Its conditions do not hold")
    NO_MONEY = "no_money", _("No money is left for it")
    SAME = "same", _("An earlier plan is the same")
    TOO_MANY = "too_many", _("There are enough plans already")
