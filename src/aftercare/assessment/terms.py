"""Words of assessments (K7)."""

from typing import Final

from aftercare.core.words import Choices, _

REASON_MOST: Final = 300
POINTS_MOST: Final = 100  # of one entry


class Source(Choices):
    """What an entry comes from. Another package's figures come in as one more (`sources.SOURCES`)."""

    RIGHTS = "rights", _("Rights case lost by our fault")  # 维权: our fault
    MISSHIPMENT = "misshipment", _("Mis-shipment")  # 错发漏发
    LATE_ANSWER = "late_answer", _("Late answer in a conversation")  # 回复超时
    LATE_CASE = "late_case", _("Own target of a case missed")  # 售后单超时
    QUALITY = "quality", _("Quality score below the mark")  # 质检不合格
    GOOD_REVIEW = "good_review", _("Good review after a case")  # 好评
    GOOD_TALK = "good_talk", _("Five stars for a conversation")  # 会话五星
    BY_HAND = "by_hand", _("Entered by hand")  # 手工登记
    CORRECTION = "correction", _("Correction of a closed month")  # 更正


class Origin(Choices):
    """What the link of an entry leads to."""

    NONE = "", _("Nothing")
    CASE = "case", _("Case")  # 售后单
    TALK = "talk", _("Conversation")  # 会话
    REVIEW = "review", _("Review")  # 评价
    ENTRY = "entry", _("Entry")  # 被更正的记录


class AppealState(Choices):
    """Where an appeal stands."""

    WAITING = "waiting", _("Appeal waits")  # 申诉待处理
    GRANTED = "granted", _("Appeal granted")  # 申诉成立
    DENIED = "denied", _("Appeal denied")  # 申诉不成立
