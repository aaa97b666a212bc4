"""Addresses as the platforms write them. Pure."""

import re
from dataclasses import dataclass

from aftercare.intake.values import tidy
from aftercare.orders.delivery.gazetteer import province_names

_POSTCODE = re.compile(r"\s*[(（]\d{6}[)）]\s*$", re.ASCII)


@dataclass(frozen=True, slots=True)
class Address:
    """`text` is the whole address without the postcode, `region` its province, city and district: not yet personal."""

    text: str
    region: str


_PROVINCE = re.compile(rf"(?:{'|'.join(province_names())})(?:省|市|(?:壮族|回族|维吾尔)?自治区|特别行政区)?")
_PLACE = re.compile(r"[\u4e00-\u9fff]{1,14}(?:市|州|盟|地区|区|县|旗|岛|镇|乡|街道)")


def read_address(cell: str) -> Address | None:
    """`省 市 区 detail(邮编)`; a report that gives only the province is a region without an address."""
    text = tidy(cell).lstrip("'").strip()
    if not text:
        return None
    text = _POSTCODE.sub("", text).strip()
    parts = text.split()
    if not parts:  # nothing but a postcode
        return None
    region = []
    if _PROVINCE.fullmatch(parts[0]):
        region = parts[:1]
        for part in parts[1:3]:
            if not _PLACE.fullmatch(part):
                break
            region.append(part)
    return Address(text=text, region=" ".join(region))
