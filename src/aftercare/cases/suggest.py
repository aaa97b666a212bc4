"""Which kind of case speaks from the buyer's words and from where the parcel is (A 图7-23; B 三; D 1–3). Pure.

It only suggests: whoever opens the case chooses. Each suggestion says why. A word counts for what a buyer complains of,
so one that is denied ("没有破损") is passed over.
"""

import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from enum import Enum
from itertools import zip_longest
from typing import Any

from aftercare.cases.facts import Signing
from aftercare.cases.terms import Reason
from aftercare.core.text import fold
from aftercare.core.words import _
from aftercare.orders.terms import OrderStatus

MOST = 3
Kind = tuple[str, Reason | None]  # code of a flow, and the reason when the words name one


class Stage(Enum):
    """Where the parcel is, as far as the order tells."""

    UNSENT = "unsent"
    SENT = "sent"  # on its way
    FRESH = "fresh"  # signed for, within the days of free return
    PAST = "past"  # signed for, and these days are over
    UNKNOWN = "unknown"


@dataclass(frozen=True)
class OrderSeen:
    """What is looked at of the order. `is_sent`: it has left the house; `signing` None: not known to be signed for."""

    status: OrderStatus
    is_sent: bool
    signing: Signing | None

    @property
    def stage(self) -> Stage:
        if self.signing is not None:
            return Stage.FRESH if self.signing.days_ago <= self.signing.free_days else Stage.PAST
        if self.is_sent or self.status == OrderStatus.DISPATCHED:
            return Stage.SENT
        return Stage.UNSENT if self.status == OrderStatus.AWAITING_DISPATCH else Stage.UNKNOWN

    @property
    def because(self) -> "Because | None":
        """The stage as a sentence."""
        if self.stage is Stage.UNSENT:
            return Because(_("The order has not been sent."))
        if self.stage is Stage.SENT:
            return Because(_("The parcel is on its way, nobody has signed for it."))
        if self.signing is None:
            return None
        days = {"days": self.signing.days_ago, "free": self.signing.free_days}
        if self.stage is Stage.FRESH:
            return Because(_("Day %(days)s after signing: %(free)s days are free of reasons."), days)
        return Because(_("Day %(days)s after signing: the %(free)s days free of reasons are over."), days)


@dataclass(frozen=True)
class Because:
    """Why something is suggested, as a sentence in the reader's language."""

    sentence: Any
    params: Mapping[str, Any] = field(default_factory=dict)

    def __str__(self) -> str:
        return str(self.sentence) % self.params if self.params else str(self.sentence)


@dataclass(frozen=True)
class Suggestion:
    """A kind of case to open, perhaps with its reason, and why."""

    flow: str
    reason: Reason | None
    because: tuple[Because, ...]


@dataclass(frozen=True)
class Matter:
    """What buyers call one thing, and the kinds it speaks for, the first choice first; `at` where the stage decides."""

    words: re.Pattern[str]
    kinds: tuple[Kind, ...]
    at: Mapping[Stage, tuple[Kind, ...]]


def _matter(words: str, *kinds: Kind, at: Mapping[Stage, tuple[Kind, ...]] | None = None) -> Matter:
    return Matter(re.compile(words), kinds, at or {})


_MONEY_BACK: Kind = ("refund_only", Reason.NOT_WANTED)
_NO_LONGER = {
    Stage.UNSENT: (_MONEY_BACK,),
    Stage.SENT: (_MONEY_BACK,),
    Stage.PAST: (("return", Reason.OTHER),),  # no longer the buyer's right, perhaps goodwill
}

# Clear words first: what stands higher is suggested first. Spaces are gone before a text is compared.
# fmt: off
MATTERS: tuple[Matter, ...] = (
    # the parcel does not arrive
    _matter("超区|超出.{0,4}派送|不在.{0,4}(?:派送|配送)范围|不派送|派送不了|派不到|送不到",
            ("out_of_zone", Reason.OUT_OF_ZONE)),
    _matter("盲件|盲区|(?:没有?|无)网点", ("out_of_zone", Reason.NO_OUTLET)),
    _matter("网点.{0,4}(?:暂停|停运|停工|关)|暂停(?:派送|收件)|停运|滞留", ("out_of_zone", Reason.SUSPENDED)),
    _matter("丢件|(?:弄|搞|寄)丢|(?:件|包裹|快递)(?:都|也|给)?丢|遗失",
            ("reship", Reason.LOST), ("refund_only", Reason.LOST), ("claim", Reason.LOST)),
    _matter("虚假发货|假发货|空单号|单号是假",
            ("refund_only", Reason.FALSE_DISPATCH), ("rights", Reason.FALSE_DISPATCH)),
    # the buyer is about to go further
    _matter("假货|冒牌|高仿|仿冒|不是正品|山寨",
            ("rights", Reason.COUNTERFEIT), ("return", Reason.NOT_AS_DESCRIBED)),
    _matter("维权|介入|12315|工商|消协|市场监管|起诉", ("rights", None), ("complaint", None)),
    _matter("投诉|举报", ("complaint", None)),
    _matter("差评|中评|[一1]星|追评", ("review", None)),
    _matter("态度|不理|不回(?:我|消息|信息|复|话)|没人(?:理|回)|敷衍|推卸|推来推去|骂|卖家很牛",
            ("complaint", Reason.SERVICE), ("review", Reason.SERVICE)),
    # what came is broken, too little, or something else
    _matter("包装[^没不未,。]{0,4}(?:破|烂|坏|压|变形|湿|开了)|[箱盒]子?[^没不未,。]{0,3}(?:破|烂|坏|压|瘪|变形)|破损|破了"
            "|碎了|碎掉|摔坏|压坏|压扁|压碎|漏液|漏油|裂开|裂了",
            ("damaged", Reason.DAMAGED), ("exchange", Reason.DAMAGED), ("return", Reason.DAMAGED)),
    _matter("少(?:了|发|寄|装|给|件)|漏(?:发|寄|装)|缺件|没(?:发|寄|装)全|没给我?(?:发|装)|不够数|数量不[对够]"
            r"|只(?:给我?)?(?:收到|发|邮|寄)(?:来|了)?.{0,3}[一二两三四五六七八九十\d]",
            ("misshipment", Reason.MISSING), ("refund_only", Reason.MISSING), ("reship", Reason.MISSING)),
    _matter("串发|别人的(?:东西|货|包裹|快递|衣服|订单)|发成别人", ("misshipment", Reason.MIXED)),
    _matter("[发寄送拿装]错|错发|[发寄送]来的是|收到的是(?!坏|破|碎|烂)|不是我[买拍订要]的|(?:颜色|款式?|型号|规格)(?:发|寄)?(?:不对|错)"
            "|货不对",
            ("misshipment", Reason.WRONG_ITEM), ("exchange", Reason.WRONG_ITEM), ("return", Reason.WRONG_ITEM)),
    _matter("线头|瑕疵|小(?:划痕|污渍|毛病|问题)|一点(?:脏|污|划痕)|轻微",
            ("minor_flaw", Reason.MINOR_FLAW), ("compensation", Reason.MINOR_FLAW)),
    # the goods themselves
    _matter("质量.{0,4}(?:差|烂|问题|垃圾|不好|不行)|做工.{0,3}(?:差|粗糙)|掉色|褪色|起球|开线|脱线|脱胶|开胶|坏了|不能用|用不了"
            "|没法用|不好用|不亮|充不进|有?异味|破洞|有洞|划痕",
            ("return", Reason.QUALITY), ("exchange", Reason.QUALITY), ("repair", Reason.QUALITY),
            at={Stage.PAST: (("repair", Reason.QUALITY), ("exchange", Reason.QUALITY), ("return", Reason.QUALITY))}),
    _matter("不符|不一样|色差|没有?说的那么|虚假宣传|夸大", ("return", Reason.NOT_AS_DESCRIBED),
            ("exchange", Reason.NOT_AS_DESCRIBED), ("rights", Reason.NOT_AS_DESCRIBED)),
    _matter("尺码|码数|太[大小长短紧松宽窄肥]|[大小]了|偏[大小]|不合身|不合适|穿不|换.{0,3}(?:码|号|色|款)",
            ("exchange", Reason.SIZE), ("return", Reason.SIZE), at={Stage.UNSENT: (_MONEY_BACK,)}),
    _matter("进水|摔了|不小心", ("repair", Reason.MISUSE), ("damaged", Reason.MISUSE)),
    # waiting
    _matter("[没未](?:有)?(?:收到|到货|送到)|还没到|多少天|好[几多]天|几天了|一直[没不](?:到|动|更新|发)|怎么还[没不]"
            "|(?:物流|快递).{0,6}(?:不动|没动|没更新|不更新|停)|还?不发货|还没发|催",
            ("refund_only", Reason.NOT_RECEIVED), ("reship", Reason.LOST), ("complaint", Reason.LATE),
            at={Stage.UNSENT: (("refund_only", Reason.LATE), ("complaint", Reason.LATE)),
                Stage.FRESH: (("refund_only", Reason.NOT_RECEIVED), ("complaint", Reason.LATE)),
                Stage.PAST: (("refund_only", Reason.NOT_RECEIVED), ("complaint", Reason.LATE))}),
    # what the buyer wants
    _matter("缺货|没货|断货|无货", ("refund_only", Reason.OUT_OF_STOCK)),
    _matter("差价|降价|补差|价保|保价",
            ("refund_only", Reason.PRICE_DIFFERENCE), ("complaint", Reason.PRICE_DIFFERENCE)),
    _matter("维修|返修|保修|修理|修一下|能修", ("repair", None)),
    _matter("换货|换一|换个|调换|想换|能换", ("exchange", None)),
    _matter("(?:快递|物流).{0,4}赔|索赔", ("claim", None)),
    _matter("补偿|赔偿|赔[点我]|退一?点|优惠券|红包", ("compensation", None)),
    _matter("不想要|不要了|[拍买]错|多拍|[拍买]多了|重复[下拍]|取消订单|后悔|不喜欢|无理由",
            ("return", Reason.NO_REASON), ("exchange", Reason.NO_REASON), at=_NO_LONGER),
    _matter("退货|退掉|[想要能]退(?!款|钱)", ("return", None), at={Stage.UNSENT: (("refund_only", None),)}),
    _matter("退款|退钱", ("return", None), ("refund_only", None),
            at={Stage.UNSENT: (("refund_only", None),), Stage.SENT: (("refund_only", None),)}),
)
# fmt: on

# When nobody has said anything: by where the parcel is.
USUAL: Mapping[Stage, tuple[Kind, ...]] = {
    Stage.UNSENT: (("refund_only", None), ("misshipment", None)),
    Stage.SENT: (("refund_only", None), ("out_of_zone", None)),
    Stage.FRESH: (("return", None), ("exchange", None)),
    Stage.PAST: (("repair", None), ("complaint", None)),
    Stage.UNKNOWN: (),
}

_DENIED = re.compile(r"(?:(?<!有)没有?|(?<!是)不(?:是|会|想|要)?|未)给?$")


def suggest(words: str, order: OrderSeen, kinds: Collection[str]) -> tuple[Suggestion, ...]:
    """At most three of these kinds, the likeliest first: by the words, else by where the parcel is."""
    found: dict[str, Suggestion] = {}
    for source in (_by_words(words, order), _by_stage(order)):
        for suggestion in source:
            if suggestion.flow in kinds:
                found.setdefault(suggestion.flow, suggestion)
        if found:
            break
    return tuple(found.values())[:MOST]


def _by_words(words: str, order: OrderSeen) -> Iterator[Suggestion]:
    """The first choice of every matter that the words name, then the second ones."""
    plain = "".join(fold(words).split())
    columns = []
    for matter in MATTERS:
        said = _said(matter, plain)
        if said:
            columns.append([_worded(matter, kind, said, order) for kind in matter.at.get(order.stage, matter.kinds)])
    for row in zip_longest(*columns):
        yield from (suggestion for suggestion in row if suggestion is not None)


def _worded(matter: Matter, kind: Kind, said: str, order: OrderSeen) -> Suggestion:
    because = [Because(_("The buyer writes “%(words)s”."), {"words": said})]
    if order.stage in matter.at and order.because is not None:
        because.append(order.because)
    return Suggestion(*kind, tuple(because))


def _by_stage(order: OrderSeen) -> Iterator[Suggestion]:
    because = order.because
    if because is not None:
        yield from (Suggestion(*kind, (because,)) for kind in USUAL[order.stage])


def _said(matter: Matter, plain: str) -> str:
    """The words that name the matter, '' when none does or each is denied."""
    named = (match for match in matter.words.finditer(plain) if not _DENIED.search(plain[: match.start()]))
    match = next(named, None)
    return match.group() if match else ""
