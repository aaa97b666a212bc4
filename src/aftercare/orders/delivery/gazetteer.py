"""The table of places, and what each written name stands for. Pure; the table itself is places.json beside this file:
provinces, prefecture-level cities, and counties that people name without the city above them.
"""

import json
import re
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Final

GENERIC: Final = re.compile("(?<!新)区$")  # 和平区, 河北区: a district of that name is in many cities
_ENDINGS: Final = ("自治县", "新区", "区", "县", "旗", "市", "镇", "乡", "街道")


@dataclass(frozen=True)
class Place:
    """A place as the table names it: '浙江省', '杭州市', '余杭区'; '' is not said. `rest` is what stands behind it."""

    province: str = ""
    city: str = ""
    district: str = ""
    rest: str = ""

    def __bool__(self) -> bool:
        return bool(self.province)

    @property
    def key(self) -> str:
        """As it is stored: '浙江省 杭州市 余杭区'."""
        return " ".join(part for part in (self.province, self.city, self.district) if part)

    @property
    def words(self) -> str:
        """As people say it: '浙江杭州余杭区', '上海浦东新区'."""
        city = said_city(self.province, self.city)
        if self.city == self.province or self.district.startswith(city):  # 上海; 恩施市 inside 恩施州
            city = ""
        return f"{short_name(self.province)}{city}{self.district}"


@dataclass(frozen=True)
class Name:
    """What a written name stands for."""

    province: str
    city: str = ""
    district: str = ""


@cache
def _table() -> Mapping[str, Any]:
    found: Mapping[str, Any] = json.loads((Path(__file__).parent / "places.json").read_text(encoding="utf-8"))
    return found


@cache
def written_names() -> Mapping[str, tuple[Name, ...]]:
    """Every written name with all it may stand for; provinces before cities before counties."""
    levels: tuple[dict[str, list[Name]], ...] = (defaultdict(list), defaultdict(list), defaultdict(list))
    provinces = set(province_names())  # 河北 is never the district 河北区
    for row in _table()["provinces"]:
        province = row["name"]
        for name in (province, *row["also"]):
            levels[0][name].append(Name(province))
        for city, also in row["cities"].items():
            for name in (city, *also) if city != province else ():
                levels[1][name].append(Name(province, city))
        for county, city in row["inside"].items():
            for name in {county, GENERIC.sub("", county)} - provinces:
                levels[2][name].append(Name(province, city, county))
    return {name: tuple(one for level in levels for one in level.get(name, ())) for level in levels for name in level}


@cache
def name_lengths() -> tuple[int, ...]:
    """How long names are, the longest first."""
    return tuple(sorted({len(name) for name in written_names()}, reverse=True))


@cache
def province_names() -> tuple[str, ...]:
    """Short names of the 34 provinces, the longer ones first, for patterns."""
    return tuple(sorted((row["also"][0] for row in _table()["provinces"]), key=lambda name: (-len(name), name)))


@cache
def short_name(province: str) -> str:
    """'浙江' of '浙江省'."""
    return next((str(row["also"][0]) for row in _table()["provinces"] if row["name"] == province), province)


@cache
def cities_of(province: str) -> Mapping[str, list[str]]:
    """The cities of a province, each with its other names; none for what is no province."""
    return next((row["cities"] for row in _table()["provinces"] if row["name"] == province), {})


def said_city(province: str, city: str) -> str:
    """'杭州' of '杭州市', '甘孜' of '甘孜藏族自治州'."""
    return min((also for also in cities_of(province).get(city, []) if city.startswith(also)), key=len, default=city)


@cache
def groups() -> Mapping[str, tuple[Place, ...]]:
    """What shops call several provinces at once: 江浙沪, 东三省."""
    return {name: tuple(map(Place, provinces)) for name, provinces in _table()["groups"].items()}


def place_of(key: str) -> Place:
    """A stored place, '浙江省 杭州市 余杭区'. Raises ValueError on a province or city that the table does not have."""
    province, city, district = (*key.split(" ", 2), "", "")[:3]
    if not cities_of(province) or (city and city not in cities_of(province)) or (district and not city):
        raise ValueError(f"no such place: {key!r}")
    return Place(province, city, district)


def bare(district: str) -> str:
    """A district, county or town without its ending, for comparing: '余杭' of '余杭区'."""
    ending = next((one for one in _ENDINGS if district.endswith(one) and len(district) > len(one) + 1), "")
    return district[: len(district) - len(ending)]


# Names that stand for a district elsewhere just as well, when nothing stands before them.
DOUBTFUL: Final[Mapping[str, tuple[Name, ...]]] = {
    "朝阳": (Name("吉林省", "长春市", "朝阳区"),),
    "中山": (Name("辽宁省", "大连市", "中山区"),),
    "铁西": (Name("辽宁省", "沈阳市", "铁西区"),),
}
