"""Words of conversations: where they stand, who writes, what a message is, who is on duty."""

from typing import Final

from aftercare.core.words import Choices, _


class Stage(Choices):
    """Where a conversation stands."""

    QUEUED = "queued", _("Waits for an agent")  # 排队中
    OPEN = "open", _("With an agent")  # 接待中
    CLOSED = "closed", _("Ended")  # 已结束


class Topic(Choices):
    """What the buyer comes for; decides which role answers."""

    PRESALE = "presale", _("Before buying")  # 售前
    AFTERSALE = "aftersale", _("After buying")  # 售后


class Side(Choices):
    """Who wrote."""

    BUYER = "buyer", _("Buyer")  # 买家
    AGENT = "agent", _("Agent")  # 客服
    SYSTEM = "system", _("System")  # 自动回复和系统提示


class Kind(Choices):
    """What a message is."""

    TEXT = "text", _("Text")
    PICTURE = "picture", _("Picture")
    CARD = "card", _("Card")  # 商品卡片、订单卡片
    WHISPER = "whisper", _("Note between colleagues")  # 内部备注, 买家看不到
    NOTICE = "notice", _("What happened")  # 转接、结束等


# What the buyer never gets to see.
INNER: Final = frozenset({Kind.WHISPER})


class CardKind(Choices):
    """What a card shows."""

    PRODUCT = "product", _("Product")
    ORDER = "order", _("Order")
    OFFER = "offer", _("Price asked for")  # 议价, colleagues only
    CONTACT = "contact", _("How to reach the buyer")  # 离线留言的联系方式


class Auto(Choices):
    """Why an automatic reply was sent; each at most once in a conversation (S4)."""

    GREETING = "greeting", _("Greeting")  # 欢迎语
    AWAY = "away", _("Agent is away")  # 客服暂离
    OFF_HOURS = "off_hours", _("Outside working hours")  # 非工作时间
    NOBODY = "nobody", _("Nobody on duty")  # 无人在线
    PEAK = "peak", _("Many buyers are waiting")  # 排队高峰
    QUESTION = "question", _("Frequent question")  # 常见问题


class Ending(Choices):
    """How a conversation ended (S16)."""

    ANSWERED = "answered", _("Answered")
    UNANSWERED = "unanswered", _("Ended without an answer")
    LEFT = "left", _("Buyer left")


class DutyState(Choices):
    """Whether somebody takes conversations now (S4, S13)."""

    ON = "on", _("On duty")  # 在线
    AWAY = "away", _("Away")  # 暂离
    OFF = "off", _("Off duty")  # 下班


class FollowUpKind(Choices):
    """Why a buyer is to be contacted again."""

    UNDECIDED = "undecided", _("Undecided buyer")  # 意向未下单
    UNPAID = "unpaid", _("Unpaid order")  # 催付
    LATER = "later", _("Agreed time")  # 约定联系


class FollowUpState(Choices):
    OPEN = "open", _("To do")
    DONE = "done", _("Done")
    DROPPED = "dropped", _("Dropped")


class OfferState(Choices):
    """Where a price stands that a buyer asks for (S7)."""

    ASKED = "asked", _("Waits for the supervisor")
    GRANTED = "granted", _("Price granted")
    DENIED = "denied", _("Price denied")
    VOID = "void", _("Withdrawn")
