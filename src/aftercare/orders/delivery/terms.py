"""Words of couriers: why one does not go somewhere, and who pays the freight."""

from aftercare.core.words import Choices, _


class GapKind(Choices):
    """Why a courier does not serve a place (O6, source A 问题件)."""

    OUT_OF_ZONE = "out_of_zone", _("Out of zone")  # 快递超区: an outlet is there, but nobody brings it to the door
    NO_OUTLET = "no_outlet", _("No outlet")  # 盲件区: the courier has no outlet in the city
    SUSPENDED = "suspended", _("Outlet suspended")  # 网点暂停: for a time


class Payment(Choices):
    """Who pays the courier (source B 快递问题)."""

    PREPAID = "prepaid", _("Prepaid")  # 寄付: in the order or as make-up of freight
    COLLECT_BULKY = "collect_bulky", _("Collect for bulky parcels")  # 大件到付
    COLLECT = "collect", _("Freight collect")  # 到付: the buyer pays the courier


class ListSource(Choices):
    """Where a list of places comes from."""

    FILE = "file", _("From the courier's list")  # 快递公司的超区表
    HAND = "hand", _("Kept by hand")  # 人工登记
