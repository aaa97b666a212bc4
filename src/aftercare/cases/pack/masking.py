"""Hide the buyer in free text: what we know of them, and what looks like a number of a person (J1, J10, PIPL 51).

Numbers that prove something stay: those of the order, the parcels and the case, the shop's own phone, and the public
service numbers (400, 800, 95…) that belong to no person.
"""

import re
import unicodedata
from collections.abc import Iterable, Mapping
from typing import Final

from aftercare.cases.models import Case
from aftercare.cases.pack.numbers import hide_numbers
from aftercare.core.text import mask_name, mask_nick, mask_phone
from aftercare.customers.models import Customer
from aftercare.orders.models import Order

_LEAST: Final = 2  # characters: a shorter name stands in too many words
_LEAST_STREET: Final = 5  # characters of an address that say where somebody lives
_STREET_ENDS: Final = re.compile(r"(?<=[号弄巷幢栋座室楼])|(?<=单元)|(?<=小区)|(?<=大厦)")
_SPACED: Final = r"\s*"
_MAIL: Final = re.compile(r"[A-Za-z0-9._%+-]+([@＠][A-Za-z0-9-]+(?:[.．][A-Za-z0-9-]+)+)")


class Masker:
    """Masks texts about one order, or about none that is known. `numbers` are those that stay."""

    def __init__(self, order: Order | None, buyer: Customer | None, numbers: Iterable[str] = ()) -> None:
        known: dict[str, str] = {}
        if order is not None:
            known = {
                **dict.fromkeys(_streets(half_width(order.receiver_address)), f"{order.region} ****".strip()),
                half_width(order.receiver_phone): mask_phone(order.receiver_phone),
                half_width(order.receiver_name): mask_name(order.receiver_name),
            }
            numbers = (order.platform_no, order.tracking_no, *numbers)
        if buyer is not None:
            known[half_width(buyer.nick)] = mask_nick(buyer.nick)
        self._known = _replacing(known)
        self._ours = frozenset(digits for number in numbers if (digits := re.sub(r"[^0-9]", "", half_width(number))))

    def __call__(self, text: str) -> str:
        """The text without them; digits come out in half width."""
        text = half_width(text)
        for pattern, mask in self._known:
            text = pattern.sub(mask.replace("\\", "\\\\"), text)
        return hide_numbers(_MAIL.sub(r"***\1", text), self._ours)


def masker_of(case: Case) -> Masker:
    """Of a case's texts. The shop's own phone stays: that the buyer was told it is proof (暂行办法 art. 11)."""
    numbers = (
        case.number, case.platform_case_no, case.return_tracking_no, str(case.details.get("out_tracking_no", "")),
        *((case.reship_order.platform_no, case.reship_order.tracking_no) if case.reship_order else ()),
        *((case.return_address.phone,) if case.return_address else ()),
    )  # fmt: skip
    return Masker(case.order, case.order.customer or case.customer, numbers)


def half_width(text: str) -> str:
    """Decimal digits of every script as 0 to 9; everything else as it was typed."""
    return "".join(str(unicodedata.decimal(char)) if char.isdecimal() else char for char in text)


def _streets(address: str) -> Iterable[str]:
    """The address, and each beginning of it that already leads to a house."""
    ends = [found.start() for found in _STREET_ENDS.finditer(address)]
    return {address, *(part for end in ends if len("".join((part := address[:end]).split())) >= _LEAST_STREET)}


def _replacing(known: Mapping[str, str]) -> list[tuple[re.Pattern[str], str]]:
    """The longest first: a name may stand in the address. Spaces between the characters hide nothing."""
    values = sorted((value for value in known if len(value) >= _LEAST), key=len, reverse=True)
    return [
        (re.compile(_SPACED.join(map(re.escape, "".join(value.split()))), re.IGNORECASE), known[value])
        for value in values
    ]
