"""Words of couriers' standing: how bad a month was, what follows, and what a choice goes by. No Django."""

from aftercare.core.words import Choices, _


class Level(Choices):
    """What a month's out-of-zone parcels come to; the higher one holds (O7)."""

    FINE = "0", _("In order")
    WARN = "1", _("Above the warning")  # 预警
    DEDUCT = "2", _("Deducted in settlement")  # 结算扣款
    DEMOTE = "3", _("Priority to be taken")  # 取消优先发货权


class PenaltyKind(Choices):
    """What a courier is told or loses."""

    WARNING = "warning", _("Warning")  # 警告
    PRIORITY = "priority", _("Lost priority")  # 取消优先发货权: other couriers come first in the choice


class PenaltyState(Choices):
    """Where a penalty stands."""

    PROPOSED = "proposed", _("Waits for the supervisor")  # 运营提出
    CONFIRMED = "confirmed", _("In force")  # 主管确认
    REFUSED = "refused", _("Not confirmed")  # 主管驳回
    LIFTED = "lifted", _("Lifted")  # 提前解除


class Prefer(Choices):
    """What comes first among couriers that may all take a parcel."""

    USUAL = "usual", _("The usual courier, then the cheapest")
    PRICE = "price", _("The cheapest")
    SPEED = "speed", _("The fastest")
