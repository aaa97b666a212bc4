"""Words of buyers who come again: traces they leave, what speaks for two being one, ranks (U1)."""

from collections.abc import Mapping
from typing import Any, Final

from aftercare.core.words import Choices, _


class TraceKind(Choices):
    """What two customers may have in common."""

    NICK = "nick", _("Same nick")  # 同一昵称
    PHONE = "phone", _("Same phone")  # 同一手机
    ADDRESS = "address", _("Same address and surname")  # 同地址同姓


class Decision(Choices):
    """What became of two customers that may be one."""

    OPEN = "open", _("To look at")  # 待确认
    JOINED = "joined", _("One buyer")  # 同一买家
    APART = "apart", _("Two buyers")  # 不是同一买家


class NoticeState(Choices):
    """How far a notice is."""

    RUNNING = "running", _("Going out")  # 发送中
    DONE = "done", _("Gone out")  # 已发完
    STOPPED = "stopped", _("Stopped")  # 已停止


class RowState(Choices):
    """What became of one buyer of a notice."""

    WAITING = "waiting", _("Waits its turn")  # 排队中
    SENT = "sent", _("Written in the chat")  # 已在会话中发送
    LISTED = "listed", _("To be written on the platform")  # 待在平台发送
    SKIPPED = "skipped", _("Left out")  # 跳过


class Rank(Choices):
    """How close a buyer is to the shop, by what they bought here."""

    NEW = "new", _("New buyer")  # 新客
    RETURNING = "returning", _("Returning buyer")  # 回头客
    REGULAR = "regular", _("Regular buyer")  # 老客
    VALUED = "valued", _("Valued regular")  # 重要老客


RANK_NOTES: Final[Mapping[Rank, Any]] = {
    Rank.NEW: _("At most one paid order"),
    Rank.RETURNING: _("Two paid orders"),
    Rank.REGULAR: _("Three paid orders or more"),
    Rank.VALUED: _("Five paid orders or ¥1,000 kept"),
}
# Cases that the buyer gave up, where nobody lost anything, and those that go on as another one: they count neither as a
# return nor as a sign of serial claims. A refused claim was made all the same and counts.
GIVEN_UP: Final = ("withdrawn", "lapsed", "converted", "merged")
MOST_TAGS: Final = 10
MOST_TAG: Final = 12  # characters
MOST_WORDS: Final = 500  # characters of a note or of what the buyer likes
