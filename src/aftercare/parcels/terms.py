"""Words of parcels: what an event says, where a parcel is, what goes wrong with it, what buyers are told (O5)."""

from aftercare.core.words import Choices, _


class Sign(Choices):
    """What one event of a courier says, whatever number the aggregator gives it."""

    NOTHING = "nothing", _("No word from the courier yet")  # 暂无轨迹: says nothing about the parcel
    ORDERED = "ordered", _("Pickup ordered")  # 已下单, 待揽收
    COLLECTED = "collected", _("Picked up")  # 已揽收
    TRANSIT = "transit", _("On its way")  # 在途, 转运中心
    FORWARDED = "forwarded", _("Handed to another courier")  # 转投, 转寄
    CUSTOMS = "customs", _("At customs")  # 清关
    AT_CITY = "at_city", _("Arrived in the buyer's city")  # 到达派件城市、派件网点
    DELIVERING = "delivering", _("Out for delivery")  # 派件中, 重新派送
    AT_POINT = "at_point", _("Waits at a locker or station")  # 已放入快递柜或驿站
    TAKEN_OUT = "taken_out", _("Taken out of the locker")  # 快件取出: by the courier, or by the buyer
    SIGNED = "signed", _("Signed by the receiver")  # 签收
    LATE = "late", _("Overdue at the courier")  # 超时未更新、未签收, 配送延迟: no movement
    TROUBLE = "trouble", _("Delivery trouble")  # 疑难件, 派件异常, 错分, 地址不详, 无法联系
    POINT_OVERDUE = "point_overdue", _("Not fetched from the locker in time")  # 柜或驿站超时未取
    OUT_OF_ZONE = "out_of_zone", _("Outside the delivery zone")  # 超区件
    DAMAGED = "damaged", _("Parcel is damaged")  # 破损
    LOST = "lost", _("Parcel is lost")  # 丢失
    REFUSED = "refused", _("Refused at the door")  # 拒收, 拒签
    INTERCEPTED = "intercepted", _("Stopped on our order")  # 单号已拦截
    RETURNING = "returning", _("Goes back to the sender")  # 退回中
    RETURNED = "returned", _("Back at the sender")  # 退签, 退货签收
    CANCELLED = "cancelled", _("Waybill cancelled")  # 已销单, 客户取消发货
    UNKNOWN = "unknown", _("Something new")  # a number that we do not know yet: kept as it is


class ParcelState(Choices):
    """Where a parcel is, derived from all of its events."""

    WAITING = "waiting", _("Waits for pickup")  # 待揽收: nothing heard yet
    COLLECTED = "collected", _("With the courier")  # 已揽收
    MOVING = "moving", _("Being transported")  # 运输中
    DELIVERING = "delivering", _("Being delivered")  # 派送中
    AT_POINT = "at_point", _("To be fetched")  # 待取件
    TROUBLE = "trouble", _("In trouble")  # 疑难: the courier cannot go on by itself
    REFUSED = "refused", _("Refused at delivery")  # 拒收: will come back
    RETURNING = "returning", _("On its way back")  # 退回中
    DELIVERED = "delivered", _("Delivered")  # 已签收
    RETURNED = "returned", _("Back with us")  # 已退回
    LOST = "lost", _("Lost on the way")  # 丢失
    CANCELLED = "cancelled", _("Not sent after all")  # 已取消


OVER = frozenset({ParcelState.DELIVERED, ParcelState.RETURNED, ParcelState.CANCELLED})


class ProblemKind(Choices):
    """What goes wrong with a parcel; each opens a case at most once."""

    STUCK = "stuck", _("Does not move")  # 滞留件: no movement for so many hours
    OUT_OF_ZONE = "out_of_zone", _("Outside the zone")  # 超区
    REFUSED = "refused", _("Refused by the buyer")  # 拒收
    RETURNED = "returned", _("Sent back by the courier")  # 退回
    DAMAGED = "damaged", _("Damaged on its way")  # 破损
    LOST = "lost", _("Lost by the courier")  # 丢件


class ProblemState(Choices):
    """What became of a problem."""

    NEW = "new", _("To be looked at")  # a case is opened in a moment
    OPENED = "opened", _("A case is open for it")  # 已开单
    MOVED = "moved", _("Moves again, as its case was told")  # 恢复更新
    NO_CASE = "no_case", _("Without a case")  # the order is closed, or its goods are in another case
    ENDED = "ended", _("Settled by itself")  # it moved again before a case was opened


class NoticeKind(Choices):
    """What the buyer is told, each once a parcel (O5)."""

    SENT = "sent", _("On dispatch")  # 发货通知
    ARRIVING = "arriving", _("On delivery day")  # 派送通知
    PACKING = "packing", _("Check the packing")  # 提醒验外包装再签收


class NoticeState(Choices):
    """What became of a notice."""

    NEW = "new", _("Being prepared")
    TO_SEND = "to_send", _("To be sent by hand")  # no conversation is open: an agent copies it
    SENT = "sent", _("Told")
    DROPPED = "dropped", _("No longer needed")  # 过时, or not allowed: `why` says it


class Way(Choices):
    """How an event came to us."""

    PUSH = "push", _("Pushed")  # 推送
    ASKED = "asked", _("Queried")  # 查询
    FILE = "file", _("From a file")  # 文件
