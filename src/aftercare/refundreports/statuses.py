"""The platforms' words for states, kinds and interventions of a refund, and what they mean here. Pure.

A word that stands in no table is UNKNOWN: it is kept, shown and counted, never dropped and never guessed
(platforms.md §4, §6).
"""

import re
import unicodedata
from collections.abc import Mapping
from functools import lru_cache
from typing import Final

from aftercare.refundreports.terms import Intervention, RefundKind, RefundState

_NOISE = re.compile(r"[\s,，.。;；、:：/\\_\-()（）【】\[\]\"']+")


@lru_cache(maxsize=4096)
def form(word: str) -> str:
    """A word without widths, spaces, punctuation and 'already': '买家已经退货，等待' is '买家已退货,等待'."""
    plain = _NOISE.sub("", unicodedata.normalize("NFKC", word)).upper()
    return plain.replace("已经", "已").replace("商家", "卖家").replace("用户", "买家").replace("消费者", "买家")


def _table(rows: Mapping[RefundState, str]) -> dict[str, RefundState]:
    return {form(word): state for state, words in rows.items() for word in words.split()}


# Words of the exports (§3.4, §3.6), names and numbers of the open interfaces (§4, §6).
_STATES: Final = _table(
    {
        RefundState.ASKED: """
            买家已申请退款，等待卖家同意 买家已申请,等卖家同意 买家申请退款等待卖家同意 等待卖家同意 待卖家同意 待处理
            买家申请退款,待商家处理 退货退款,待商家处理 退款待处理 待商家处理 待商家同意 待商家审核 待审核 换货待处理
            待卖家确认退货地址 WAIT_SELLER_AGREE WAIT_SELLER_CONFIRM_RETURN_ADDRESS MERCHANT_PROCESSING
            换货补寄待商家处理 待商家同意维修 售后待处理 待卖家处理 退款协议等待卖家确认 待修改 待买家修改
        """,
        RefundState.REFUSED: """
            卖家拒绝退款 卖家拒绝 卖家不同意协议，等待买家修改 卖家拒绝，等待买家修改 驳回,待买家处理 商家一次拒绝
            商家二次拒绝 商家已拒绝 SELLER_REFUSE_BUYER MERCHANT_REJECT_REFUND MERCHANT_REJECT_RETURN 商家拒绝退款
            商家拒绝退货 已拒绝 待用户处理
        """,
        RefundState.AGREED: """
            卖家已同意退款，等待买家退货 卖家已同意,等买家退货 等待买家退货 待买家退货 退款协议达成，等待买家退货
            已同意退货退款,待用户发货 待用户发货 待买家发货 待用户退货 WAIT_BUYER_RETURN_GOODS USER_WAIT_RETURN
            已同意拒收退款,待用户拒收 待用户确认发货
        """,
        RefundState.SENT: """
            买家已退货，等待卖家确认收货 买家已退货,等卖家收货 等待卖家确认收货 待卖家确认收货 待收货 待商家收货
            待商家二次同意 退货待商家收货 买家已发货，待商家收货 WAIT_SELLER_CONFIRM_GOODS MERCHANT_WAIT_RECEIPT
            退货运输中 待商家确认收货
        """,
        RefundState.SENDING: """
            待发出换货 待买家收货 换货待买家收货 待商家发货 待买家确认重邮 待商家发出换货 换货待商家发货
            WAIT_SELLER_CONSIGN_GOODS WAIT_BUYER_CONFIRM_REDO_SEND_GOODS 待用户收货 待用户确认收货
            WAIT_BUYER_CONFIRM_EXCHANGE_SELLER_SEND_GOODS 补寄待商家发货 USER_WAIT_CONFIRM 待用户确认完成
        """,
        RefundState.PAYING: """
            商家同意退款,退款中 平台同意退款,退款中 退款中 待退款 PLATFORM_REFUNDING 同意退款，退款中 退款处理中
        """,
        RefundState.CLOSED: """
            退款关闭 关闭 售后关闭 已关闭 CLOSED 平台拒绝,关闭 买家撤销 用户撤销 买家逾期未处理 买家逾期超有效期
            换货关闭 已取消 退款取消 USER_CANCELD USER_CANCELED USER_CANCELLED RETURN_CLOSED 失败 维修关闭 撤销
            售后失败 售后已关闭 售后取消
        """,
        RefundState.SUCCESS: """
            退款成功 成功 SUCCESS 同意退款，退款成功 售后成功 换货成功 售后完成 退货成功 退款完成 已退款
            MERCHANT_REFUND_SUCCESS MERCHANT_RETURN_SUCCESS MERCHANT_OVERDUE_REFUND 退货退款成功 补寄成功 维修成功
            追缴成功
        """,
    }
)
# Open, but the word does not say how far: the row's own times do (`open_state`).
_OPEN: Final = frozenset(map(form, ("售后处理中", "处理中", "退款处理中…", "平台处理中", "售后中")))
# Numbers mean other things on other platforms, so they are read by platform only.
_NUMBERS: Final[Mapping[str, Mapping[str, RefundState]]] = {
    "taobao": {
        "1": RefundState.ASKED, "2": RefundState.AGREED, "3": RefundState.SENT, "4": RefundState.CLOSED,
        "5": RefundState.SUCCESS, "6": RefundState.REFUSED, "7": RefundState.SENDING, "8": RefundState.ASKED,
        "12": RefundState.SENDING, "13": RefundState.SENDING,
    },
    "douyin": {
        "3": RefundState.SENDING, "6": RefundState.ASKED, "7": RefundState.AGREED, "8": RefundState.SENDING,
        "11": RefundState.SENT, "12": RefundState.SUCCESS, "14": RefundState.SUCCESS, "27": RefundState.REFUSED,
        "28": RefundState.CLOSED, "29": RefundState.REFUSED,
    },
    "pdd": {
        "2": RefundState.ASKED, "3": RefundState.ASKED, "4": RefundState.PAYING, "5": RefundState.PAYING,
        "6": RefundState.REFUSED, "7": RefundState.AGREED, "9": RefundState.CLOSED, "10": RefundState.SUCCESS,
        "11": RefundState.CLOSED, "12": RefundState.CLOSED, "13": RefundState.CLOSED, "14": RefundState.ASKED,
        "16": RefundState.SUCCESS, "17": RefundState.CLOSED, "21": RefundState.ASKED, "22": RefundState.AGREED,
        "24": RefundState.CLOSED, "25": RefundState.SUCCESS, "27": RefundState.SENDING, "31": RefundState.AGREED,
        "32": RefundState.SENDING,
    },
}  # fmt: skip
_FAMILY_OF: Final = {"tmall": "taobao"}


def state_of(raw: str, platform: str) -> RefundState | None:
    """The state that a word or number stands for; None: open, and the row's own times say how far; UNKNOWN for a word
    that stands in no table."""
    word = form(raw)
    if word.isdigit():
        return _NUMBERS.get(_FAMILY_OF.get(platform, platform), {}).get(word, RefundState.UNKNOWN)
    found = _STATES.get(word)
    if found is None and word in _OPEN:
        return None
    return found or RefundState.UNKNOWN


def open_state(*, kind: RefundKind, is_agreed: bool, is_returned: bool) -> RefundState:
    """How far an open refund is whose word does not say so: '售后处理中' with the times of the same row (§3.6)."""
    if is_returned:
        return RefundState.SENT
    if not is_agreed:
        return RefundState.ASKED
    return RefundState.PAYING if kind is RefundKind.REFUND_ONLY else RefundState.AGREED


_KINDS: Final = {
    form(word): kind
    for kind, words in {
        RefundKind.REFUND_ONLY: "仅退款 我要退款无需退货 退款无需退货 未发货仅退款 已发货仅退款 未发货退款 "
        "仅退款未发货 仅退款已发货 极速退款 REFUND 2 未收到货仅退款 无需退货 缺货退款 拒收退款 小额退款",
        RefundKind.RETURN: "退货退款 退款退货 我要退货退款 退货 REFUND_AND_RETURN 3 退货并退款 需要退货",
        RefundKind.EXCHANGE: "换货 我要换货 TMALL_EXCHANGE TAOBAO_EXCHANGE 4 退换货 换新",
        RefundKind.REPAIR: "维修 返修 REPAIR 6 保修",
        RefundKind.RESHIP: "补寄 补发 缺货补寄 RESHIPPING 5 补发商品 少件补寄",
        RefundKind.OTHER: "价保 保价 OTHERS 其他 其它 价格保护 补偿 退运费 退差价",
    }.items()
    for word in words.split()
}  # fmt: skip
_YES_NO: Final = {"是": RefundKind.RETURN, "否": RefundKind.REFUND_ONLY, "需要": RefundKind.RETURN}
_YES_NO_MORE: Final = {"不需要": RefundKind.REFUND_ONLY, "Y": RefundKind.RETURN, "N": RefundKind.REFUND_ONLY}


def kind_of(raw: str) -> RefundKind:
    """The kind of a `售后类型`, or of the older `是否需要退货` (是, 否)."""
    word = form(raw)
    return _KINDS.get(word) or _YES_NO.get(word) or _YES_NO_MORE.get(word) or RefundKind.UNKNOWN


_INTERVENTIONS: Final = (  # the first part of a word that fits; "not" before "is"
    (Intervention.NONE, ("未介入", "不需", "无需", "无仲裁", "未申请", "否", "-", "系统撤销", "已撤销", "维权撤销")),
    (Intervention.DONE, ("处理完成", "支持买家", "支持卖家", "已结束", "仲裁完成", "判责完成", "介入完成", "已完结")),
    (Intervention.ACTIVE, ("已介入", "初审", "复审", "举证", "仲裁中", "申诉", "介入中", "处理中")),
    (Intervention.ASKED, ("需要", "申请介入", "待介入", "等待介入", "是")),
)
_CS_NUMBERS: Final = {
    "1": Intervention.NONE, "2": Intervention.ASKED, "3": Intervention.ACTIVE, "4": Intervention.ACTIVE,
    "5": Intervention.ACTIVE, "6": Intervention.DONE, "7": Intervention.NONE, "8": Intervention.DONE,
    "9": Intervention.DONE, "10": Intervention.ACTIVE, "11": Intervention.ACTIVE,
}  # fmt: skip


def intervention_of(raw: str) -> Intervention | None:
    """Whether the platform has been called in, by its word (`客服介入状态`, `仲裁状态`) or number (cs_status)."""
    word = form(raw)
    if word.isdigit():
        return _CS_NUMBERS.get(word)
    for found, parts in _INTERVENTIONS:
        if any(form(part) in word for part in parts if form(part)):
            return found
    return None
