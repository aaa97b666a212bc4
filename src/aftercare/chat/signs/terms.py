"""Words of the signs: types of buyers and how to treat them, levels of abuse, kinds of signs (S14, S15)."""

from collections.abc import Mapping
from typing import Any, Final

from aftercare.core.words import Choices, _


class BuyerType(Choices):
    """The four types (A 任务二, 了解顾客类型)."""

    DOMINANT = "dominant", _("Dominant")  # 支配型
    EXPRESSIVE = "expressive", _("Expressive")  # 表现型
    AMIABLE = "amiable", _("Amiable")  # 温和型
    ANALYTIC = "analytic", _("Analytic")  # 分析型


CHARACTER: Final[Mapping[BuyerType, Any]] = {
    BuyerType.DOMINANT: _("Decides quickly and firmly, does not like to haggle, puts themselves first."),
    BuyerType.EXPRESSIVE: _("Likes to show themselves, talks well, likes to be praised."),
    BuyerType.AMIABLE: _("Warm and polite, likes to make friends, finds it hard to decide."),
    BuyerType.ANALYTIC: _("Looks at figures and details, avoids risk, decides alone."),
}
# fmt: off
TREATMENT: Final[Mapping[BuyerType, tuple[Any, ...]]] = {
    BuyerType.DOMINANT: (
        _("Be brief: the answer first, no long introductions."),
        _("If there is a gift, offer it before they ask."),
        _("Be warm and quick: say what you do now and when it is done."),
    ),
    BuyerType.EXPRESSIVE: (
        _("Give honest compliments, and agree with their view where you can."),
        _("Let them talk and take up their words; do not correct their taste."),
    ),
    BuyerType.AMIABLE: (
        _("Talk as with a friend; feelings build trust."),
        _("Decide with them: recommend one thing and say why, instead of giving many to choose from."),
    ),
    BuyerType.ANALYTIC: (
        _("Keep the measure: not too enthusiastic, no pressure."),
        _("Answer point by point with figures, reports and terms."),
        _("Show what the price buys, and let them weigh it themselves."),
    ),
}
# fmt: on


class Sureness(Choices):
    """How much speaks for a type; steps, since a percentage would pretend to know."""

    SLIGHT = "slight", _("A few signs")
    CLEAR = "clear", _("Clear signs")


class TypeSign(Choices):
    """What was found in the buyer's lines."""

    ORDERS = "orders", _("Short orders")  # 直接给我退
    URGENT = "urgent", _("In a hurry")  # 马上, 赶紧
    DECIDED = "decided", _("Has decided")  # 就这个, 直接拍了
    NO_HAGGLING = "no_haggling", _("Price is no matter")  # 不讲价
    OWN_TERMS = "own_terms", _("On their own terms")  # 按我说的
    TALKS_MUCH = "talks_much", _("Tells a lot")
    EXCLAIMS = "exclaims", _("Exclaims")
    EMOJI = "emoji", _("Emoji and laughter")
    SHOWS_SELF = "shows_self", _("Talks of themselves")  # 朋友圈, 我的眼光
    SEEKS_PRAISE = "seeks_praise", _("Likes praise")
    FEELINGS = "feelings", _("Strong feelings")  # 超喜欢
    POLITE = "polite", _("Polite words")  # 谢谢, 麻烦, 请问
    ASKS_OPINION = "asks_opinion", _("Asks for your opinion")  # 你觉得哪个好
    UNDECIDED = "undecided", _("Cannot decide")  # 纠结
    FRIENDLY = "friendly", _("Friendly address")  # 亲, 小姐姐
    FIGURES = "figures", _("Figures and sizes")
    COMPARES = "compares", _("Compares")
    DETAILS = "details", _("Asks for details")  # 材质, 参数
    RISK = "risk", _("Asks about risk")  # 能退吗, 质保
    QUESTIONS = "questions", _("Many questions at once")


class AbuseLevel(Choices):
    """How far a buyer goes. Anger is no abuse, and a complaint is a right."""

    NONE = "none", _("Calm")
    HEATED = "heated", _("Heated")  # 情绪激动
    ABUSIVE = "abusive", _("Abusive")  # 辱骂
    THREATENING = "threatening", _("Threatening")  # 威胁人身安全


LEVELS: Final = tuple(AbuseLevel)  # from calm to worst
# A conversation is flagged from here on; a heated one only shows the guide.
FLAGGED: Final = frozenset({AbuseLevel.ABUSIVE, AbuseLevel.THREATENING})


class AbuseSign(Choices):
    """What was found in the buyer's lines."""

    ANGER = "anger", _("Angry words")  # 垃圾, 骗子
    SHOUTING = "shouting", _("Shouting")  # !!!
    SWEARING = "swearing", _("Swearing")  # 粗口
    INSULT = "insult", _("Insult")  # 骂人
    CURSE = "curse", _("Curse")  # 诅咒
    THREAT = "threat", _("Threat of violence")


LEVEL_OF: Final[Mapping[AbuseSign, AbuseLevel]] = {
    AbuseSign.ANGER: AbuseLevel.HEATED,
    AbuseSign.SHOUTING: AbuseLevel.HEATED,
    AbuseSign.SWEARING: AbuseLevel.ABUSIVE,
    AbuseSign.INSULT: AbuseLevel.ABUSIVE,
    AbuseSign.CURSE: AbuseLevel.ABUSIVE,
    AbuseSign.THREAT: AbuseLevel.THREATENING,
}
