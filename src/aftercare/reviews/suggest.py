"""Public replies to reviews that nobody could settle, by cause (R6, A 第三节 5): facts of ours, nothing of the buyer.
Pure. They go to buyers, so they are Chinese whatever language the screen has."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from aftercare.reviews.terms import Cause

PRODUCT_MOST: Final = 20  # characters of a title: the first words say what it is


@dataclass(frozen=True)
class OurFacts:
    """What we know of the order, none of it the buyer's: days are whole ones."""

    product: str = ""
    courier: str = ""
    days_to_send: int | None = None  # from payment to dispatch
    days_under_way: int | None = None  # from dispatch to the end of the deal
    tried: int = 0  # how often the buyer was contacted
    refunded: bool = False
    sent_again: bool = False


@dataclass(frozen=True)
class Suggestion:
    """One reply for one cause."""

    cause: Cause
    text: str


_TEXTS: Final[Mapping[Cause, tuple[str, ...]]] = {
    Cause.QUALITY: (
        "非常抱歉{product}没有达到您的期望。我们已把您反映的情况转给质检和采购，正在核对同批次商品。{done}{tried}"
        "商品在保障期内都可以找我们处理，请随时联系店铺客服。",
        "感谢您指出{product}的问题，这让我们看到了不足。我们已加严出库检查。{done}{tried}售后承诺对每一位顾客都有效。",
    ),
    Cause.SERVICE: (
        "没能及时、耐心地帮到您，我们很抱歉。我们已回看接待记录，并对当班人员重新培训。{done}{tried}"
        "您的事情仍由专人负责到底，请随时联系店铺客服。",
    ),
    Cause.COURIER: (
        "让您久等了，很抱歉。{sent}{way}运输中的问题我们也有责任，已向承运方反馈并跟进。{done}{tried}"
        "请随时联系店铺客服。",
        "物流体验没有做好，我们向您道歉。{sent}{way}我们已重新评估该线路的快递。{done}{tried}",
    ),
    Cause.MOOD: (
        "感谢您的反馈，没能让您满意我们很遗憾。您提到的每一点我们都认真看过。{done}{tried}"
        "如果还有可以帮到您的地方，请随时联系店铺客服。",
    ),
    Cause.MALICIOUS: (
        "我们核对了这笔交易的记录：{sent}{way}商品与页面描述一致。{done}{tried}我们尊重每一条真实的评价，"
        "也愿意按平台规则处理任何问题。",
    ),
}
# What a classifier calls a dispute (`Review.dispute_type`), by how its name begins.
_CAUSES: Final = {
    "product": Cause.QUALITY,
    "logistics": Cause.COURIER,
    "service": Cause.SERVICE,
    "payment": Cause.SERVICE,
}


def cause_of(reason: str, dispute_type: str) -> Cause | None:
    """The cause that the case has found, else what the dispute's type points to; None when nobody knows."""
    if reason in Cause.values:
        return Cause(reason)
    return next((cause for name, cause in _CAUSES.items() if dispute_type.startswith(name)), None)


def suggestions(facts: OurFacts, likely: Cause | None) -> list[Suggestion]:
    """All replies, those for the likely cause first."""
    values = _values(facts)
    found = [Suggestion(cause, text.format(**values)) for cause, texts in _TEXTS.items() for text in texts]
    return sorted(found, key=lambda one: one.cause is not likely)


def _values(facts: OurFacts) -> dict[str, str]:
    product = facts.product.split(" ")[0][:PRODUCT_MOST].replace("{", "").replace("}", "")
    done = [text for is_so, text in ((facts.sent_again, "补发"), (facts.refunded, "退款")) if is_so]
    return {
        "product": f"“{product}”" if product else "商品",
        "done": f"此前我们已为您办理{'和'.join(done)}。" if done else "",
        "tried": f"我们曾{facts.tried}次与您联系，希望把问题解决好。" if facts.tried else "",
        "sent": _sent(facts.days_to_send),
        "way": _way(facts.days_under_way, facts.courier),
    }


def _sent(days: int | None) -> str:
    if days is None:
        return ""
    return "订单在付款当天发出。" if days == 0 else f"订单在付款后{days}天内发出。"


def _way(days: int | None, courier: str) -> str:
    if not days:
        return ""
    return f"由{courier}承运，在途{days}天。" if courier else f"在途{days}天。"
