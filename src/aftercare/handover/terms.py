"""Words of handovers (P5)."""

from typing import Final

from aftercare.core.words import Choices, _

ITEMS_MOST: Final = 300  # of one handover
TEXT_MOST: Final = 1000
WORD_MOST: Final = 60


class HandoverState(Choices):
    """Where a handover stands."""

    DRAFT = "draft", _("Draft")  # 草稿: only who makes it sees it
    SENT = "sent", _("To be taken over")  # 待承接
    DONE = "done", _("Taken over")  # 已承接: every line is settled


class ItemState(Choices):
    """Where one line stands. A refused one is still with who hands over."""

    OPEN = "open", _("Nobody has taken it")  # 待承接
    ACCEPTED = "accepted", _("Taken over")  # 已承接
    REFUSED = "refused", _("Handed back")  # 已退回


class Subject(Choices):
    """What a line is about."""

    CASE = "case", _("Case")  # 售后单
    TALK = "talk", _("Conversation")  # 会话
    FOLLOW_UP = "follow_up", _("Follow-up")  # 待联系买家
    PROMISE = "promise", _("Promise to a buyer")  # 承诺事项
    OWN = "own", _("Own line")  # 自己写的一行


UNSETTLED: Final = (ItemState.OPEN, ItemState.REFUSED)


class PromiseState(Choices):
    """What became of what an agent promised a buyer (B9)."""

    OPEN = "open", _("To be kept")  # 待兑现
    KEPT = "kept", _("Promise kept")  # 已兑现
    BROKEN = "broken", _("Broken")  # 已失约: its time came, and nobody had answered
    DROPPED = "dropped", _("No longer needed")  # 无需兑现
