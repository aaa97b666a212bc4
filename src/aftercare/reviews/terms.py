"""Words of reviews: who wrote of whom, results, how far the reply and the case are."""

from typing import Final

from aftercare.core.words import Choices, _


class Direction(Choices):
    """Who reviews whom (R1)."""

    GET = "get", _("Buyer about the shop")  # 来自买家的评价
    GIVE = "give", _("Shop about the buyer")  # 给买家的评价


class Result(Choices):
    UNKNOWN = "unknown", _("Unknown result")  # a word that we do not know yet: the raw text is kept
    BAD = "bad", _("Bad review")  # 差评
    NEUTRAL = "neutral", _("Neutral review")  # 中评
    GOOD = "good", _("Good review")  # 好评


# A buyer may only better what they gave: a row that says less is older than what we hold.
RANK: Final = {result: rank for rank, result in enumerate(Result)}
UNHAPPY: Final = frozenset({Result.NEUTRAL, Result.BAD})


class Answer(Choices):
    """How far the shop's public reply is."""

    NONE = "none", _("Not answered")  # 未回复
    WRITTEN = "written", _("To be copied to the platform")  # 已写好, 待复制到平台
    PUBLISHED = "published", _("Copied to the platform")  # 有人已复制到平台
    CONFIRMED = "confirmed", _("Shown on the platform")  # 平台导出里已有回复


class ReplyState(Choices):
    """What became of one written reply."""

    WRITTEN = "written", _("To be copied to the platform")
    PUBLISHED = "published", _("Copied to the platform")
    CONFIRMED = "confirmed", _("Shown on the platform")
    REPLACED = "replaced", _("Replaced by a newer one")  # a later one was written


class Standing(Choices):
    """What became of the review as a matter for a case (C6)."""

    NONE = "", _("Needs no case")
    WAITING = "waiting", _("Waiting for its order")  # 订单还没导入
    PENDING = "pending", _("Case is being opened")
    OPENED = "opened", _("In a case")
    NO_CASE = "no_case", _("No case")  # `why` says the reason


class Opens(Choices):
    """Which reviews open a case by themselves: a setting of the shop."""

    BOTH = "bad_neutral", _("Bad and neutral reviews")
    BAD = "bad", _("Bad reviews only")
    NEVER = "never", _("None of them")


OPENING: Final = {
    Opens.BOTH: UNHAPPY,
    Opens.BAD: frozenset({Result.BAD}),
    Opens.NEVER: frozenset(),
}


class RowVerdict(Choices):
    """What one row of a file did."""

    ADDED = "added", _("Added")
    MOVED = "moved", _("Moved on")
    UNCHANGED = "unchanged", _("Unchanged")
    OLDER = "older", _("Older than what we hold")


class Cause(Choices):
    """Why a buyer was not content (A 第三节 1), for suggestions of a public reply."""

    QUALITY = "quality", _("Quality")  # 质量
    SERVICE = "service", _("Service")  # 服务
    COURIER = "courier", _("Courier")  # 快递
    MOOD = "mood", _("The buyer's mood")  # 心情
    MALICIOUS = "malicious", _("Ill will")  # 恶意
