"""Types of dispute (A 任务三) and how a text sounds."""

from aftercare.core.words import Choices, _


class DisputeType(Choices):
    """What a buyer complains of: a main type and a sub-type under it."""

    QUALITY = "product.quality", _("Quality")  # 品质
    AUTHENTICITY = "product.authenticity", _("Authenticity")  # 真伪
    DETAIL = "product.detail", _("Details or size")  # 细节, 尺码, 容量, 与描述不符
    USAGE = "product.usage", _("Way of using it")  # 使用方法
    EFFECT = "product.effect", _("Effect")  # 使用效果
    FEE = "logistics.fee", _("Freight")  # 物流费用
    TIMELINESS = "logistics.timeliness", _("Timeliness")  # 时效
    COURIER = "logistics.courier", _("The courier's service")  # 物流公司服务态度
    METHOD = "logistics.method", _("Way of sending")  # 物流方式
    ATTITUDE = "service.attitude", _("Attitude")  # 服务态度
    SLOW = "service.slow", _("Slow answer")  # 回复慢
    UNSENT = "payment.unsent", _("Paid, not sent")  # 已付款未发货
    TRANSIT = "payment.transit", _("Paid, still on its way")  # 已付款, 货在途
    FALSE_DISPATCH = "payment.false_dispatch", _("False dispatch")  # 虚假发货
    EARLY_CONFIRMATION = "payment.early_confirmation", _("Confirmed before it came")  # 未收到货先确认
    SENT_UNPAID = "payment.sent_unpaid", _("Sent, not paid")  # 未付款已发货
    PRICE = "payment.price", _("Price or refund amount")  # 价格, 差价, 多扣
    WRONG = "fulfilment.wrong", _("Wrong item sent")  # 错发
    MISSING = "fulfilment.missing", _("Something is missing")  # 漏发, 少件
    UNCLEAR = "unclear", _("Unclear")  # 看不出

    @property
    def main(self) -> str:
        """The main type: 'product', 'logistics', 'service', 'payment', 'fulfilment' or 'unclear'."""
        return str(self.value).partition(".")[0]


class MainType(Choices):
    """The types above the types."""

    PRODUCT = "product", _("Product dispute")  # 产品纠纷
    LOGISTICS = "logistics", _("Logistics dispute")  # 物流纠纷
    SERVICE = "service", _("Attitude dispute")  # 服务纠纷
    PAYMENT = "payment", _("Payment dispute")  # 收付款纠纷
    FULFILMENT = "fulfilment", _("Wrong or missing goods")  # 错发漏发
    UNCLEAR = "unclear", _("Unclear")  # 看不出


class Polarity(Choices):
    """How a text sounds on the whole."""

    GOOD = "good", _("Content")  # 好评
    NEUTRAL = "neutral", _("Neither content nor not")  # 中评
    BAD = "bad", _("Discontent")  # 差评
