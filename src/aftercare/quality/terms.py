"""Words of quality sampling (K2): why a conversation was drawn, what is scored, where a score stands."""

from collections.abc import Mapping
from typing import Final

from aftercare.core.words import Choices, _

TEXT_MOST: Final = 1000
COMMENT_MOST: Final = 300


class Layer(Choices):
    """Which part of an agent's week a conversation was drawn from. Within one everybody has the same chance."""

    MUST = "must", _("Must be seen")  # 必查: an answer was stopped by the reply check, or the buyer is flagged
    RATED_LOW = "rated_low", _("Bad rating")  # 低分评价
    SLOW = "slow", _("Long wait")  # 等待过久
    PLAIN = "plain", _("Drawn at random")  # 随机


RANDOM: Final = (Layer.RATED_LOW, Layer.SLOW, Layer.PLAIN)  # what the weekly share is drawn from


class Criterion(Choices):
    """What is scored."""

    SCRIPT = "script", _("Script")  # 话术规范
    SOLVING = "solving", _("Problem solving")  # 问题解决
    EMOTION = "emotion", _("Emotion")  # 情绪管理


MOST_POINTS: Final[Mapping[Criterion, int]] = {Criterion.SCRIPT: 30, Criterion.SOLVING: 40, Criterion.EMOTION: 30}


class Deduction(Choices):
    """Why points are missing; also the topics that training takes up."""

    NO_GREETING = "no_greeting", _("No greeting, or no name of the buyer")  # 无问候或称呼
    MECHANICAL = "mechanical", _("Mechanical, repeated words")  # 机械重复
    VAGUE = "vague", _("Vague words")  # 用词含糊
    SLOPPY = "sloppy", _("Typing errors, wrong names")  # 错字、叫错名
    NO_FAREWELL = "no_farewell", _("No farewell, or no question whether all is settled")  # 无结束语
    MISREAD = "misread", _("Did not understand what the buyer needs")  # 没弄清诉求
    WRONG_FACTS = "wrong_facts", _("Told something wrong")  # 信息有误
    NO_PLAN = "no_plan", _("No solution, or no time for it")  # 没有方案或时限
    PASSED_ON = "passed_on", _("Pushed the buyer away to others")  # 推诿
    NOT_FOLLOWED = "not_followed", _("Did not record it or follow it up")  # 没记录、没跟进
    NOT_SOOTHED = "not_soothed", _("Did not soothe an angry buyer")  # 没有安抚
    FLAT = "flat", _("Refused flatly")  # 生硬拒绝
    ARGUED = "argued", _("Argued with the buyer")  # 争辩
    IMPATIENT = "impatient", _("Impatient or cold")  # 不耐烦、冷淡
    LEFT_WAITING = "left_waiting", _("Let the buyer wait without a word")  # 让买家空等


DEDUCTIONS: Final[Mapping[Criterion, tuple[Deduction, ...]]] = {
    Criterion.SCRIPT: (
        Deduction.NO_GREETING,
        Deduction.MECHANICAL,
        Deduction.VAGUE,
        Deduction.SLOPPY,
        Deduction.NO_FAREWELL,
    ),
    Criterion.SOLVING: (
        Deduction.MISREAD,
        Deduction.WRONG_FACTS,
        Deduction.NO_PLAN,
        Deduction.PASSED_ON,
        Deduction.NOT_FOLLOWED,
    ),
    Criterion.EMOTION: (
        Deduction.NOT_SOOTHED,
        Deduction.FLAT,
        Deduction.ARGUED,
        Deduction.IMPATIENT,
        Deduction.LEFT_WAITING,
    ),
}


class Critical(Choices):
    """What must not happen, however good the rest is."""

    REVIEW_REWARD = "review_reward", _("Promised something for a review")  # 以好处换评价
    PERSONAL = "personal", _("Gave away personal data")  # 泄露个人信息
    INSULT = "insult", _("Insulted the buyer")  # 辱骂买家
    OUTSIDE = "outside", _("Led the buyer to trade outside the platform")  # 引导站外交易
    FALSE_PROMISE = "false_promise", _("Promised what the shop does not grant")  # 违规承诺
    ABANDONED = "abandoned", _("Left the buyer without an answer on purpose")  # 故意不理买家


# The most that a score can be with such an error.
CAPS: Final[Mapping[Critical, int]] = {
    Critical.REVIEW_REWARD: 0,
    Critical.PERSONAL: 0,
    Critical.INSULT: 0,
    Critical.OUTSIDE: 0,
    Critical.FALSE_PROMISE: 59,
    Critical.ABANDONED: 59,
}


class SampleState(Choices):
    """Where a sample stands. While it is to be scored, its agent does not see it."""

    OPEN = "open", _("To be scored")  # 待评分
    SCORED = "scored", _("Agent to answer")  # 待客服确认
    ACCEPTED = "accepted", _("Score accepted")  # 已确认
    APPEALED = "appealed", _("Appeal to decide")  # 申诉待处理
    DECIDED = "decided", _("Appeal decided")  # 申诉已处理


class Turn(Choices):
    """Which scoring of a sample it is."""

    FIRST = "first", _("Score")  # 评分
    SECOND = "second", _("Second score")  # 校准评分: by another reviewer, blind to the first
    APPEAL = "appeal", _("Score after the appeal")  # 申诉后改分


class Ruling(Choices):
    """What became of an appeal."""

    UPHELD = "upheld", _("Score stays")  # 维持原分
    CHANGED = "changed", _("Score changed")  # 改分
