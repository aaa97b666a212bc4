"""Words of rosters: why somebody is away, where a swap stands (P3)."""

from typing import Final

from aftercare.core.words import Choices, _

NAME_MOST: Final = 12  # characters of a shift's name: it stands in a cell
NOTE_MOST: Final = 200
PATTERNS_MOST: Final = 8  # shifts of one shop


class Absence(Choices):
    """Why somebody does not work on a day on which they could."""

    ANNUAL = "annual", _("Annual leave")  # 年假
    SICK = "sick", _("Sick leave")  # 病假
    PERSONAL = "personal", _("Personal leave")  # 事假
    TRAINING = "training", _("Training")  # 培训
    OTHER = "other", _("Other leave")  # 其他


class SwapState(Choices):
    """Where a swap of shifts stands: one asks, the other agrees, the supervisor approves."""

    ASKED = "asked", _("Waits for the colleague")  # 待同事同意
    AGREED = "agreed", _("Waits for the supervisor")  # 待主管批准
    DONE = "done", _("Swapped")  # 已换班
    DECLINED = "declined", _("Colleague declined")  # 同事不同意
    DENIED = "denied", _("Supervisor declined")  # 主管不批准
    WITHDRAWN = "withdrawn", _("Withdrawn")  # 已撤回


LIVE: Final = (SwapState.ASKED, SwapState.AGREED)


class Task(Choices):
    """What a shift has to see to (P4), as the shop's own practice has it."""

    REFUNDS = "refunds", _("Refunds and cases")  # 处理退款
    LEFT_OVER = "left_over", _("Inquiries left over by the main account")  # 主号遗留的咨询
    NEWS = "news", _("Shop news and reviews")  # 店铺动态和评论
    PROBLEMS = "problems", _("Problem parcels, to be registered")  # 问题件登记
    AUDIT = "audit", _("Audit of orders")  # 审单
    HANDOVER = "handover", _("Handover")  # 交接
    CHATS = "chats", _("Chats until the end of the shift")  # 接待咨询
    DAYS_PROBLEMS = "days_problems", _("The day's problem orders")  # 当天问题订单
    RECORDS = "records", _("Records: follow-ups and promises")  # 记录


EARLY_TASKS: Final = (Task.REFUNDS, Task.LEFT_OVER, Task.NEWS, Task.PROBLEMS, Task.AUDIT, Task.HANDOVER)
LATE_TASKS: Final = (Task.CHATS, Task.DAYS_PROBLEMS, Task.RECORDS, Task.AUDIT)
OWN_MOST: Final = 20  # items of one's own of a shop
ITEM_MOST: Final = 60
