"""Words of quick replies: the values that may stand in one, by their Chinese and English names."""

from collections.abc import Mapping
from typing import Final

from aftercare.core.words import Choices, _


class Variable(Choices):
    """What a reply leaves open until it is written to somebody (S12)."""

    BUYER = "buyer", _("Buyer")  # 买家昵称, as the agent sees it
    AGENT = "agent", _("Agent")  # 客服
    SHOP = "shop", _("Shop")  # 店铺
    ORDER = "order", _("Order number")  # 订单号
    PRODUCT = "product", _("Product")  # 商品
    COURIER = "courier", _("Courier")  # 快递
    TRACKING = "tracking", _("Tracking number")  # 运单号
    TODAY = "today", _("Today")  # 今天: 11月22日


# How a variable is written in a text, between braces. The only names that are ever replaced (C14).
NAMES: Final[Mapping[str, Variable]] = {
    "买家": Variable.BUYER,
    "客服": Variable.AGENT,
    "店铺": Variable.SHOP,
    "订单号": Variable.ORDER,
    "商品": Variable.PRODUCT,
    "快递": Variable.COURIER,
    "运单号": Variable.TRACKING,
    "今天": Variable.TODAY,
    **{variable.value: variable for variable in Variable},
}
# An automatic answer goes out with nobody looking: only what is always known may stand in it (S4).
ALWAYS_KNOWN: Final = frozenset({Variable.SHOP, Variable.TODAY})
