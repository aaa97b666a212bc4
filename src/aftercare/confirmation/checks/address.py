"""Whether a courier finds the address (O2; source A: 认真核对订单信息和收货地址). Pure.

Provinces, cities and many counties are known (`orders.delivery`); streets are not, so a street is judged by its form.
"""

import re
import unicodedata
from collections.abc import Iterator
from typing import Final

from aftercare.confirmation.facts import CheckFacts, Finding
from aftercare.confirmation.terms import Level
from aftercare.orders.delivery.gazetteer import Place
from aftercare.orders.delivery.places import Reading, read_address

LEAST_DETAIL: Final = 4  # characters behind the district
# Cities without districts: streets follow at once.
UNDIVIDED: Final = frozenset({"东莞市", "中山市", "儋州市", "嘉峪关市", "三沙市"})
_NO_CITY: Final = frozenset({"台湾省", "香港特别行政区", "澳门特别行政区"})
_SPACES: Final = re.compile(r"[\s,，。.;；/\\|]+")
_TOWN: Final = re.compile(r"^[\u4e00-\u9fff]{1,8}?(?:街道办事处|街道|镇|乡|苏木|社区|开发区|工业园区?)$")
_VILLAGE: Final = re.compile(r"^[\u4e00-\u9fff]{2,}(?:村委会|村|屯|寨|嘎查)$")
_HOUSE: Final = re.compile(
    r"\d|[一二三四五六七八九十]{1,3}(?:号|栋|幢|单元|组|队|楼)|公司|大厦|广场|酒店|宾馆|医院|学校|大学|学院|中学|小学|幼儿园|"
    r"驿站|超市|商店|宿舍|派出所|政府|委员会|中心|商场|车站|银行|部队|药店|饭店|门市|工地"
)
_INVENTED: Final = re.compile(r"测试|test|asdf|^(.)\1{3,}", re.I)
_ABROAD: Final = re.compile(
    r"^[A-Za-z0-9\s,.'#/()\-]{8,}$|海外|国外|美国|日本|韩国|加拿大|澳大利亚|英国|新加坡|马来西亚"
)
_PICK_UP: Final = re.compile(r"代收点|自提|转运|集运")


def whole_address(facts: CheckFacts) -> str:
    """Region and address as one text; the address of a report begins with its region already."""
    address = unicodedata.normalize("NFKC", facts.address)
    start = facts.region.split(" ")[0][:2]
    return address if not start or address.lstrip().startswith(start) else f"{facts.region} {address}"


def is_blind(facts: CheckFacts) -> bool:
    """The platform gave a mask, or the region alone."""
    return "*" in facts.address or (not facts.address and bool(facts.region or facts.name_mask or facts.phone_mask))


def is_abroad(facts: CheckFacts) -> bool:
    """An address outside China, or the warehouse of a forwarder abroad."""
    return bool(facts.address) and not read_address(whole_address(facts)).place and bool(_ABROAD.search(facts.address))


def check_address(facts: CheckFacts) -> Iterator[Finding]:
    """Province, city, district, then what stands behind them."""
    if is_blind(facts):
        yield Finding("address.masked", Level.BLIND)
        return
    if not facts.address:
        yield Finding("address.none", Level.STOP)
        return
    if is_abroad(facts):
        yield Finding("address.abroad", Level.BLIND)
        return
    reading = read_address(whole_address(facts))
    if _INVENTED.search(facts.address):
        yield Finding("address.invented", Level.STOP)
    yield from _divisions(reading)
    yield from _region(facts, reading.place)
    if reading.place.city or reading.place.province in _NO_CITY:
        yield from _detail(reading.place)
    if _PICK_UP.search(facts.address):
        yield Finding("address.forwarder", Level.LOOK)


def _divisions(reading: Reading) -> Iterator[Finding]:
    place = reading.place
    if not place:
        yield Finding("address.no_province", Level.STOP)
    elif reading.is_contrary:
        yield Finding("address.contrary", Level.STOP, {"province": place.province, "other": reading.others[0]})
    elif not place.city and place.province not in _NO_CITY:
        yield Finding("address.no_city", Level.STOP, {"province": place.province})
    elif reading.others:
        yield Finding("address.doubtful", Level.LOOK, {"places": "、".join(reading.others)})
    elif place.rest and not place.district and place.city not in UNDIVIDED and place.province not in _NO_CITY:
        yield Finding("address.no_district", Level.LOOK, {"city": place.city})


def _region(facts: CheckFacts, place: Place) -> Iterator[Finding]:
    """What the platform's own field says against what is written in the address."""
    told = read_address(facts.region).place if facts.region else Place()
    written = read_address(facts.address).place
    for name in ("province", "city"):
        one, other = getattr(told, name), getattr(written, name)
        if one and other and one != other:
            yield Finding("address.region", Level.STOP, {"region": told.words, "written": written.words})
            return


def _detail(place: Place) -> Iterator[Finding]:
    rest = _SPACES.sub("", place.rest)
    if not rest:
        yield Finding("address.no_street", Level.STOP, {"place": place.words})
    elif _TOWN.fullmatch(rest):
        yield Finding("address.only_town", Level.STOP, {"place": place.words})
    elif _VILLAGE.fullmatch(rest):
        yield Finding("address.village", Level.LOOK)
    elif len(rest) < LEAST_DETAIL:
        yield Finding("address.short", Level.STOP, {"count": len(rest)})
    elif not _HOUSE.search(rest):
        yield Finding("address.no_number", Level.LOOK)
