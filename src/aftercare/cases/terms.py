"""Words of a case: reasons, parties, dispositions, who is waited for."""

from aftercare.core.words import Choices, _


class Party(Choices):
    """Whoever must act in a state."""

    AGENT = "agent", _("After-sales agent")  # 售后客服
    SUPERVISOR = "supervisor", _("Supervisor")  # 售后主管
    WAREHOUSE = "warehouse", _("Warehouse")  # 仓库
    REFUND_CLERK = "refund_clerk", _("Refund clerk")  # 财务退款专员
    RIGHTS_SPECIALIST = "rights_specialist", _("Rights specialist")  # 维权专员
    BUYER = "buyer", _("Buyer")  # 买家
    PLATFORM = "platform", _("Platform")  # 平台客服
    NOBODY = "nobody", _("Nobody")  # a final state


OURS = frozenset({Party.AGENT, Party.SUPERVISOR, Party.WAREHOUSE, Party.REFUND_CLERK, Party.RIGHTS_SPECIALIST})


class Reason(Choices):
    """Why the buyer sends goods back."""

    NO_REASON = "no_reason", _("Seven days, no reason")  # 七天无理由
    NOT_AS_DESCRIBED = "not_as_described", _("Not as described")  # 与描述不符
    QUALITY = "quality", _("Quality problem")  # 质量问题
    WRONG_ITEM = "wrong_item", _("Wrong item sent")  # 卖家发错货
    MISSING = "missing", _("Something is missing")  # 少件漏发
    DAMAGED = "damaged", _("Damaged in transit")  # 运输破损
    LATE = "late", _("Arrived too late")  # 未按约定时间发货
    OTHER = "other", _("Other reason")  # 其他


class Responsible(Choices):
    """Who is responsible, and so bears the freight (C16)."""

    UNDECIDED = "undecided", _("Not yet decided")  # 待定
    SHOP = "shop", _("Shop")  # 店铺
    WAREHOUSE = "warehouse", _("Warehouse")  # 仓库
    COURIER = "courier", _("Courier")  # 快递
    SUPPLIER = "supplier", _("Supplier")  # 供应商
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


class Stage(Choices):
    """When a piece of evidence was added."""

    APPLICATION = "application", _("Application")  # 买家申请
    INSPECTION = "inspection", _("Inspection")  # 验货
    DISPUTE = "dispute", _("Platform dispute")  # 平台举证
    OTHER = "other", _("Other")
