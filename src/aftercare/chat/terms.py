"""Words of conversations: where they stand, who writes, what a message is."""

from aftercare.core.words import Choices, _


class Stage(Choices):
    """Where a conversation stands."""

    QUEUED = "queued", _("Waits for an agent")  # 排队中
    OPEN = "open", _("With an agent")  # 接待中
    CLOSED = "closed", _("Ended")  # 已结束


class Side(Choices):
    """Who wrote."""

    BUYER = "buyer", _("Buyer")  # 买家
    AGENT = "agent", _("Agent")  # 客服
    SYSTEM = "system", _("System")  # 自动回复和系统提示


class Kind(Choices):
    """What a message is."""

    TEXT = "text", _("Text")
    WHISPER = "whisper", _("Note between colleagues")  # 内部备注, 买家看不到
    NOTICE = "notice", _("What happened")  # 转接、结束等


# What the buyer never gets to see.
INNER = frozenset({Kind.WHISPER})
