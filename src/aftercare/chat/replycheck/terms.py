"""Words of the reply check (S11): classes of rules, and which of them may not be sent."""

from enum import StrEnum
from typing import Final

from aftercare.core.words import Choices, _


class HitKind(Choices):
    """Class of a rule. The order is the one in which pages show them."""

    REVIEW_BOUGHT = "review_bought", _("A benefit for a review")  # 以好处换评价
    PERSONAL_DATA = "personal_data", _("Personal data of somebody else")  # 他人个人信息
    REVIEW_ASKED = "review_asked", _("Asking to change a review")  # 请求改评
    ARGUING = "arguing", _("Arguing")  # 与买家争辩
    REFUSAL = "refusal", _("Flat refusal")  # 生硬拒绝
    VAGUE = "vague", _("Vague words")  # 含混用词
    PROMISE = "promise", _("Promising too much")  # 过度承诺
    REPEATED = "repeated", _("Said before")  # 机械重复


# What may not be sent, not even through the API; all others only warn.
BLOCKING: Final = frozenset({HitKind.PERSONAL_DATA, HitKind.REVIEW_BOUGHT})
# A browser knows the shape of a number and not whose it is: there these only warn.
DECIDED_BY_THE_SERVER: Final = frozenset({HitKind.PERSONAL_DATA})


class Detector(StrEnum):
    """How a rule finds its hits."""

    PHRASES = "phrases"  # any of its phrases
    PAIR = "pair"  # a phrase and one of its partners near each other
    PHONE = "phone"
    IDENTITY = "identity"
    CARD = "card"
    ORDER = "order"
    ADDRESS = "address"
    REPEATED = "repeated"  # what was said before


NUMBERS: Final = (Detector.IDENTITY, Detector.CARD, Detector.PHONE, Detector.ORDER)
# Rules that every book must hold, and which cannot be switched off: their classes are blocked.
ALWAYS_ON: Final = frozenset({Detector.PAIR, *NUMBERS, Detector.ADDRESS})
