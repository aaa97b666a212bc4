"""The couriers of the demo shops: invented fees of the usual size."""

from datetime import datetime, timedelta
from typing import Any, Final

from aftercare.orders.actions.set_couriers import set_couriers
from aftercare.orders.delivery.places import read_areas
from aftercare.orders.delivery.terms import GapKind, Payment
from aftercare.shops.access import Person
from aftercare.shops.models import Shop

NEAR, FAR = "江浙沪皖", "新疆 西藏 青海 甘肃 宁夏 内蒙古"
SOUTH = "广东 广西 湖南 福建 江西"
ZTO, YTO, SF, DEPPON = "中通快递", "圆通速递", "顺丰速运", "德邦快递"
Tariff = tuple[str, str, int, int, tuple[int, int]]  # courier, places, fen of the first kg, of the next, days
# The shops that send from Hangzhou, and the lamps from Zhongshan.
EAST: Final[tuple[Tariff, ...]] = (
    (ZTO, NEAR, 600, 200, (1, 2)),
    (ZTO, "", 900, 500, (2, 4)),
    (ZTO, FAR, 1800, 1400, (4, 7)),
    (YTO, NEAR, 500, 200, (2, 3)),
    (YTO, "", 800, 500, (3, 5)),
    (SF, NEAR, 1400, 300, (1, 1)),
    (SF, "", 2200, 1000, (1, 3)),
    (SF, "港澳台", 3600, 2000, (3, 6)),
)
CANTON: Final[tuple[Tariff, ...]] = (
    (ZTO, SOUTH, 700, 300, (1, 2)),
    (ZTO, "", 1000, 600, (2, 4)),
    (ZTO, FAR, 2000, 1500, (4, 8)),
    (SF, "", 2300, 1200, (1, 3)),
)
FREIGHT: Final[Tariff] = (DEPPON, "", 4500, 150, (3, 6))


def hire_couriers(shops: list[Shop], boss: Person, at: datetime) -> None:
    """A table for each shop, with places that some of them do not reach."""
    for shop, tariffs, free_from in zip(shops, (EAST, EAST, CANTON), (9_900, 9_900, 19_900), strict=True):
        value = {
            "default": ZTO,
            "free_from": free_from,
            "bulky_from": 20_000,
            "tariffs": [_tariff(*row) for row in (*tariffs, FREIGHT)],
            "gaps": _gaps(tariffs, at),
        }
        set_couriers(shop_id=shop.pk, value=value, person=boss, seen=None)


def _tariff(courier: str, areas: str, first: int, further: int, days: tuple[int, int]) -> dict[str, Any]:
    payment = {SF: Payment.COLLECT_BULKY, DEPPON: Payment.COLLECT_BULKY}.get(courier, Payment.PREPAID)
    return {
        "courier": courier,
        "places": _places(areas),
        "first": first,
        "next": further,
        "days": list(days),
        "payment": payment.value,
        "most": 30_000 if courier in (ZTO, YTO) else None,
    }


def _gaps(tariffs: tuple[Tariff, ...], at: datetime) -> list[dict[str, Any]]:
    soon = (at + timedelta(days=9)).date().isoformat()
    known = {row[0] for row in tariffs}
    gaps: list[tuple[str, str, GapKind, str | None]] = [
        (ZTO, "四川甘孜州石渠县 四川阿坝州壤塘县", GapKind.OUT_OF_ZONE, None),
        (ZTO, "西藏阿里 西藏那曲", GapKind.NO_OUTLET, None),
        (ZTO, "河北廊坊三河市", GapKind.SUSPENDED, soon),
        (YTO, "新疆 西藏", GapKind.NO_OUTLET, None),
    ]
    return [
        {"courier": courier, "places": _places(areas), "kind": kind.value, "until": until}
        for courier, areas, kind, until in gaps
        if courier in known
    ]


def _places(areas: str) -> list[str]:
    return [place.key for place in read_areas(areas, with_districts=True)]
