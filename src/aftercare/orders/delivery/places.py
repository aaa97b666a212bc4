"""Province, city and district of a Chinese address as buyers type it: "浙江杭州余杭仓前街道", "新疆喀什". Pure."""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Final

from aftercare.orders.delivery.gazetteer import (
    DOUBTFUL,
    GENERIC,
    Name,
    Place,
    cities_of,
    groups,
    name_lengths,
    said_city,
    written_names,
)

__all__ = ["Place", "Reading", "read_address", "read_areas"]
LONGEST: Final = 300  # characters that are looked at
_DROPPED: Final = re.compile(r"[\s,.;:!?~、。,;:!?…()\[\]【】《》\"'“”‘’|/\\_-]+")
_STREET: Final = re.compile(
    "[东西南北中新老]?(?:[一二三四五六七八九十]{1,2})?(?:环|外环|内环)?(?:大道|大街|公路|路|街(?!道)|巷|弄)"
)
# Without a province a short name is one only at the beginning or behind one of these: "发到深圳", "我在昆山".
_BEFORE: Final = tuple("到在往寄发去是址市省区区我送从")
_DISTRICT: Final = re.compile("[\u4e00-\u9fff]{1,7}?(?:自治县|新区|区|县|旗|市)")
_NO_DISTRICT: Final = ("小区", "社区", "校区", "厂区", "景区", "街区", "库区", "超市", "城市", "夜市", "市区")
_FILLING: Final = re.compile("^(?:省|市辖区|市|的|那边|这边)")


@dataclass(frozen=True)
class Reading:
    """What an address was taken for, and what else it could be: `others` in words. `is_contrary`: the city that stands
    there belongs to another province (the first of `others`), so only the province was taken."""

    place: Place
    others: tuple[str, ...] = ()
    is_contrary: bool = False


def read_address(text: str) -> Reading:
    """The place that an address or a question names; an empty place when it names none. Never raises.

    The longest name counts ("吉林市" is the city, "吉林" the province), a street that is called like a city is none
    ("上海南京东路"), and a name that stands for several places says so in `others`.
    """
    plain = _DROPPED.sub("", unicodedata.normalize("NFKC", text[:LONGEST]))
    found = _first(plain)
    if found is None:
        return Reading(Place())
    start, name = found
    meanings = written_names()[name]
    taken, rest = meanings[0], plain[start + len(name) :]
    others = tuple(
        dict.fromkeys(_words(one) for one in (*meanings[1:], *DOUBTFUL.get(name, ())) if one.province != taken.province)
    )
    if taken.city:
        return Reading(_with_district(taken, rest), others)
    return _in_province(taken.province, rest, others)


def _first(plain: str) -> tuple[int, str] | None:
    """The first name in the text, and where: a province before a city that stands elsewhere in the text."""
    hits = list(_hits(plain))
    provinces = [hit for hit in hits if not written_names()[hit[1]][0].city]
    cities = [hit for hit in hits if _stands_alone(plain, *hit)]
    return min([*provinces, *cities], default=None)


def _hits(plain: str) -> Iterator[tuple[int, str]]:
    start = 0
    while start < len(plain):
        name = _longest(plain, start)
        if name is None or _STREET.match(plain, start + len(name)):
            start += 1
            continue
        yield start, name
        start += len(name)


def _longest(plain: str, start: int) -> str | None:
    return next((name for size in name_lengths() if (name := plain[start : start + size]) in written_names()), None)


def _stands_alone(plain: str, start: int, name: str) -> bool:
    """Whether the name of a city or county counts without a province before it."""
    meaning = written_names()[name][0]
    if GENERIC.search(meaning.district):
        return False
    is_full = name == meaning.city
    return start == 0 or is_full or plain[start - 1] in _BEFORE


def _in_province(province: str, rest: str, others: tuple[str, ...]) -> Reading:
    """The city behind a province."""
    cities = list(cities_of(province))
    own = cities[0] if len(cities) == 1 else ""  # 北京市, 香港: the province is the city
    rest = _without(rest, province)
    name = _longest(rest, 0)
    if name is not None and not _STREET.match(rest, len(name)):
        inside = [one for one in written_names()[name] if one.province == province and one.city]
        if inside:
            return Reading(_with_district(inside[0], rest[len(name) :]))
        if not own and written_names()[name][0].city:
            return Reading(Place(province, "", "", rest), (_words(written_names()[name][0]),), is_contrary=True)
    if own:
        return Reading(_with_district(Name(province, own), rest), others)
    for start, name in _hits(rest):
        inside = [one for one in written_names()[name] if one.province == province and one.city]
        if inside:
            return Reading(_with_district(inside[0], rest[start + len(name) :]))
    return Reading(Place(province, "", "", rest), others)


def _without(rest: str, province: str) -> str:
    """Without the province said twice ("上海上海市浦东新区") and words between."""
    while True:
        name = _longest(rest, 0)
        if name is not None and written_names()[name][0] == Name(province) and len(written_names()[name]) == 1:
            rest = rest[len(name) :]
        elif filling := _FILLING.match(rest):
            rest = rest[filling.end() :]
        else:
            return rest


def _with_district(name: Name, rest: str) -> Place:
    """The place with the district that is written next."""
    province, city = name.province, name.city
    if name.district:
        ending = next(
            (one for one in ("区", "市", "县") if rest.startswith(one) and not name.district.endswith(one)), ""
        )
        return Place(province, city, name.district + ending, rest[len(ending) :])
    if rest.startswith("中区"):  # 济南市中区: the city's name has taken the first letter of its district
        return Place(province, city, "市中区", rest[2:])
    if rest.startswith("市") and not city.endswith("市") and not rest.startswith("市辖区"):
        return Place(province, city, said_city(province, city) + "市", rest[1:])  # 大理市 inside 大理州
    rest = _without_city(rest, name) if not rest.startswith("市中区") else rest
    known = _longest(rest, 0)
    inside = [one for one in written_names().get(known or "", ()) if one.district and one.city == city]
    if inside and known and not _STREET.match(rest, len(known)):
        return _with_district(inside[0], rest[len(known) :])
    written = _DISTRICT.match(rest)
    if written and not written[0].endswith(_NO_DISTRICT):
        return Place(province, city, written[0], rest[written.end() :])
    return Place(province, city, "", rest)


def _without_city(rest: str, name: Name) -> str:
    """Without the city said twice ("上海上海市浦东新区") and without 市辖区."""
    rest = _FILLING.sub("", rest)
    again = next((one for one in (name.city, *cities_of(name.province).get(name.city, [])) if rest.startswith(one)), "")
    follows = rest[len(again) :]
    return follows if again and not follows.startswith(("区", "县", "市")) and not _STREET.match(follows) else rest


def read_areas(text: str, *, with_districts: bool = False) -> list[Place]:
    """The places of a table's cell: "江浙沪、广东, 新疆喀什". Groups such as 江浙沪 stand for their provinces.

    Raises ValueError with the piece that is no place, or (without `with_districts`) goes further down than a city.
    """
    found: dict[str, Place] = {}
    for piece in re.split(r"[\s,,、;;]+", unicodedata.normalize("NFKC", text).strip()):
        for place in _area(piece) if piece else ():
            if not place or (place.district and not with_districts):
                raise ValueError(piece)
            found[place.key] = place
    return list(found.values())


def _area(piece: str) -> list[Place]:
    if piece in groups():
        return list(groups()[piece])
    reading = read_address(piece)
    place = reading.place
    if reading.is_contrary or not _DROPPED.sub("", piece).startswith(_starts(place)):
        return [Place()]
    if place.rest and place.city:  # a town or a county written without its ending
        place = replace(place, district=place.district + place.rest)
    return [Place() if place.rest and not place.city else replace(place, rest="")]


def _starts(place: Place) -> tuple[str, ...]:
    """How a piece that names this place may begin."""
    if not place:
        return ()
    return tuple(
        name for name, stands in written_names().items() if any(one.province == place.province for one in stands)
    )


def _words(name: Name) -> str:
    return Place(name.province, name.city, name.district).words
