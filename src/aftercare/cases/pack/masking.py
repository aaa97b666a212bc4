"""Hide the buyer in free text: what we know of them, and what looks like a phone or identity number (J1, PIPL 51)."""

import re

from aftercare.cases.models import Case
from aftercare.core.text import mask_name, mask_nick, mask_phone

_FULL_WIDTH = str.maketrans("０１２３４５６７８９", "0123456789")
_MOBILE = re.compile(r"(?<![0-9A-Za-z])((?:\+?86[ \-]?)?)(1[3-9][0-9](?:[ \-]?[0-9]{4}){2})(?![0-9])")
# Region, date of birth, serial number, check digit. An order number has other digits where the date stands.
_IDENTITY = re.compile(r"(?<![0-9A-Za-z])([1-9][0-9]{5})(?:19|20)[0-9]{2}[01][0-9][0-3][0-9]{4}[0-9Xx](?![0-9])")
_LEAST = 2  # characters: a shorter name stands in too many words


class Masker:
    """Masks texts of one case. The shop's own phone stays: that the buyer was told it is proof (暂行办法 art. 11)."""

    def __init__(self, case: Case) -> None:
        order, buyer = case.order, case.order.customer or case.customer
        known = {
            order.receiver_address: f"{order.region} ****".strip(),
            order.receiver_phone: mask_phone(order.receiver_phone),
            order.receiver_name: mask_name(order.receiver_name),
            **({buyer.nick: mask_nick(buyer.nick)} if buyer else {}),
        }
        # The longest first: a name may stand in the address.
        self._known = sorted(((value, mask) for value, mask in known.items() if len(value) >= _LEAST), key=_length)
        self._ours = _digits(case.return_address.phone) if case.return_address else ""

    def __call__(self, text: str) -> str:
        """The text without them; digits come out in half width."""
        text = text.translate(_FULL_WIDTH)
        for value, mask in self._known:
            text = text.replace(value.translate(_FULL_WIDTH), mask)
        return _MOBILE.sub(self._mobile, _IDENTITY.sub(r"\1********", text))

    def _mobile(self, found: re.Match[str]) -> str:
        digits = _digits(found[2])
        return found[0] if digits == self._ours else found[1] + mask_phone(digits)


def _digits(phone: str) -> str:
    return re.sub(r"[^0-9]", "", phone)


def _length(pair: tuple[str, str]) -> int:
    return -len(pair[0])
