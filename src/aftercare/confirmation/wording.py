"""The message that asks a buyer whether the order is right: address and goods repeated, and what must be known.
Pure: texts are looked up when it is put together, in the language of whoever reads it."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from aftercare.core.words import _

LONGEST_TEXT: Final = 300
LONGEST_GOODS: Final = 600
MOST_QUESTIONS: Final = 3
USUAL: Final = _(
    "Hello, before your order {order} leaves, please check it.\nReceiver: {name} {phone}\nAddress: {address}\n"
    "Goods: {goods}\n{questions}If all of it is right, a short yes is enough; otherwise tell us what to change."
)
LATER: Final = _("as given with the order")  # what the platform has masked
_NAMED: Final = re.compile("{(order|name|phone|address|goods|questions)}")
_DETAIL: Final = _("Which street and house number is it?")
_PLACE: Final = _("Which province, city and district is it?")
_PHONE: Final = _("By which phone number does the courier reach you?")
_PIECES: Final = _("Is the number of pieces as you mean it?")
_VARIANT: Final = _("Which colour and size would you like?")
QUESTIONS: Final[Mapping[str, Any]] = {
    "name.none": _("Who will receive the parcel?"),
    "name.invented": _("Who will receive the parcel?"),
    "name.long": _("Who will receive the parcel?"),
    "phone.none": _PHONE,
    "phone.form": _PHONE,
    "phone.invented": _PHONE,
    "phone.landline": _PHONE,
    "address.none": _PLACE,
    "address.invented": _DETAIL,
    "address.no_province": _PLACE,
    "address.contrary": _PLACE,
    "address.no_city": _PLACE,
    "address.doubtful": _PLACE,
    "address.no_district": _PLACE,
    "address.region": _PLACE,
    "address.no_street": _DETAIL,
    "address.only_town": _DETAIL,
    "address.village": _("Which group or number is it, or where may the parcel be left?"),
    "address.short": _DETAIL,
    "address.no_number": _DETAIL,
    "variant.colour": _VARIANT,
    "variant.size": _VARIANT,
    "quantity.many": _PIECES,
    "quantity.product": _PIECES,
    "quantity.buyer": _PIECES,
    "quantity.twice": _PIECES,
    "quantity.said": _PIECES,
    "wish.address": _("Which address should it go to?"),
    "wish.phone": _PHONE,
    "wish.receiver": _("Who will receive the parcel?"),
    "wish.later": _("When should it be sent?"),
    "wish.invoice": _("Which name and tax number should the invoice have?"),
    "wish.card": _("Which words should stand on the card?"),
    "wish.engrave": _("Which exact words should be engraved?"),
    "buyer.merge": _("May we send your orders in one parcel?"),
    "buyer.apart": _("Your orders go to two addresses: is that as you mean it?"),
    "courier.out_of_zone": _("The usual courier does not come to your door: may we send it by another one?"),
    "courier.no_outlet": _("The usual courier does not come to your door: may we send it by another one?"),
    "courier.suspended": _("The usual courier does not come to your door: may we send it by another one?"),
}


@dataclass(frozen=True)
class Said:
    """What fills the message. Name and phone are masked as platforms do, so that the buyer knows them again."""

    order: str
    name: str
    phone: str
    address: str
    goods: str


def message(said: Said, codes: Iterable[str], template: str = "") -> str:
    """The whole text; `template` is the shop's own with the same names in braces. Nothing else is filled in."""
    asked = dict.fromkeys(str(QUESTIONS[code]) for code in codes if code in QUESTIONS)
    questions = "".join(f"{question}\n" for question in list(asked)[:MOST_QUESTIONS])
    values = {
        "order": said.order,
        "name": said.name or str(LATER),
        "phone": said.phone or str(LATER),
        "address": said.address or str(LATER),
        "goods": said.goods[:LONGEST_GOODS],
        "questions": questions,
    }
    return _NAMED.sub(lambda found: values[found[1]], template or str(USUAL)).strip()
