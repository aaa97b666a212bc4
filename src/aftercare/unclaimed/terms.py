"""Words of unclaimed parcels: where one stands, why it may belong to a case, and how sure that is (B4)."""

from datetime import timedelta
from typing import Final

from aftercare.core.words import Choices, _

PREFIX: Final = "WZ"
PICTURES_MOST: Final = 9
CANDIDATES_MOST: Final = 12  # proposals kept for one parcel
LOOKED_BACK: Final = timedelta(days=180)  # a return of an older order is not expected


class ParcelState(Choices):
    WAITING = "waiting", _("On the shelf")  # 在架待认领: nobody knows whose it is
    ASKED = "asked", _("Waits for the supervisor")  # 待主管批准: to be sent back, or got rid of
    APPROVED = "approved", _("To be carried out")  # 已批准待执行: the warehouse has still to do it
    LINKED = "linked", _("Belongs to a case")  # 已认领: it belongs to a case
    RETURNED = "returned", _("Back to the sender")  # 已退回寄件人
    DISPOSED = "disposed", _("Disposed of")  # 已处置


OPEN: Final = (ParcelState.WAITING, ParcelState.ASKED, ParcelState.APPROVED)  # it lies on the shelf
SETTLED: Final = (ParcelState.LINKED, ParcelState.RETURNED, ParcelState.DISPOSED)


class End(Choices):
    """What is to become of a parcel that nobody claims."""

    RETURN = "return", _("Send back to the sender")  # 退回寄件人
    DISPOSE = "dispose", _("Dispose of it")  # 处置: destroyed or given away


END_STATE: Final = {End.RETURN: ParcelState.RETURNED, End.DISPOSE: ParcelState.DISPOSED}


class Sign(Choices):
    """Why a parcel may belong to a case or an order, the surest first."""

    TRACKING = "tracking", _("Same tracking number")  # 退货单号一致
    OUTBOUND = "outbound", _("Our own parcel came back")  # 发货单号一致, 拒收退回
    PHONE = "phone", _("Same phone number")  # 手机号一致
    TAIL = "tail", _("Same last digits of the phone")  # 手机尾号一致
    NAME = "name", _("Same name")  # 姓名一致
    PRODUCT = "product", _("Such goods were ordered")  # 商品相符
    EXPECTED = "expected", _("This case waits for a parcel")  # 售后单正等退件


class Strength(Choices):
    """How sure a proposal is."""

    CERTAIN = "certain", _("Certain")  # 确定
    LIKELY = "likely", _("Likely")  # 很可能
    POSSIBLE = "possible", _("Possible")  # 可能
