"""States of a deadline and the ends it can come to, in the shop's words."""

from aftercare.core.words import Choices, _


class DeadlineState(Choices):
    PENDING = "pending", _("Running")  # 计时中: will fire when it is due
    FIRED = "fired", _("Fired")  # 已到时: its time came and was dealt with, once
    VOID = "void", _("Void")  # 已作废: somebody acted in time, or another limit took its place
    FAILED = "failed", _("Firing failed")  # 执行失败: came due, and doing what it stands for failed again and again


LIVE = (DeadlineState.PENDING, DeadlineState.FAILED)  # still stands for something that ought to happen


class Outcome(Choices):
    NONE = "", ""  # has not fired
    DONE = "done", _("Carried out")  # 已执行
    MOOT = "moot", _("No longer applied")  # 已不适用: the rules refused, things had moved on
