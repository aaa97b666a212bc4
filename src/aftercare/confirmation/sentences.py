"""Each finding as a sentence, with what to do. Pure: looked up when the page is printed."""

from collections.abc import Mapping
from typing import Any, Final

from aftercare.core.words import _

# code -> (in two or three words, for the list; what is odd and what to do)
SENTENCES: Final[Mapping[str, tuple[Any, Any]]] = {
    "changed.address": (
        _("Address changed"),
        _("A later report has another receiver, phone or address. Look at them."),
    ),
    "changed.goods": (_("Goods changed"), _("A later report has other goods or other words of the buyer.")),
    "changed.correction": (
        _("Correction undone"),
        _("The platform has another value than the one you corrected. Ask the buyer which is right."),
    ),
    "name.masked": (_("Name masked"), _("The platform gave only a mask of the name: it cannot be checked here.")),
    "name.none": (_("No receiver"), _("There is no receiver's name. Ask for it.")),
    "name.invented": (_("Odd name"), _("This is hardly a name. Ask whom the courier should look for.")),
    "name.surname": (
        _("Only a surname"),
        _("Only a surname or a form of address. Some couriers ask for the whole name."),
    ),
    "name.long": (_("Long name"), _("The name does not fit on a label. Perhaps a part of the address stands in it.")),
    "phone.masked": (_("Phone masked"), _("The platform gave only a mask of the phone: it cannot be checked here.")),
    "phone.none": (_("No phone"), _("There is no phone. The courier cannot reach the buyer: ask for one.")),
    "phone.form": (_("Wrong phone"), _("%(count)s digits are no phone number. Ask for the right one.")),
    "phone.abroad": (_("Phone abroad"), _("A phone outside the mainland: it cannot be checked here.")),
    "phone.landline": (_("Landline"), _("A landline gets no text messages of the courier. Ask for a mobile phone.")),
    "phone.invented": (_("Odd phone"), _("These digits look invented. Ask for the right number.")),
    "address.masked": (_("Address masked"), _("The platform gave no whole address: it cannot be checked here.")),
    "address.none": (_("No address"), _("There is no address. Ask for it.")),
    "address.abroad": (_("Address abroad"), _("An address outside China: it cannot be checked here.")),
    "address.invented": (_("Odd address"), _("The address looks invented. Ask for the right one.")),
    "address.no_province": (_("No province"), _("No province or city of China stands in the address. Ask for them.")),
    "address.contrary": (
        _("City elsewhere"),
        _("The city does not belong to %(province)s: it could be %(other)s. Ask the buyer."),
    ),
    "address.no_city": (_("No city"), _("Only %(province)s is known, the city is missing. Ask for it.")),
    "address.doubtful": (_("Place unclear"), _("It could also be %(places)s. Ask the buyer.")),
    "address.no_district": (
        _("No district"),
        _("No district of %(city)s stands in the address. Couriers sort by it: ask for it."),
    ),
    "address.region": (
        _("Region differs"),
        _("The platform says %(region)s, the address itself %(written)s. Ask the buyer."),
    ),
    "address.no_street": (_("No street"), _("The address ends with %(place)s. Ask for street and house number.")),
    "address.only_town": (_("Only a town"), _("Only a town of %(place)s. Ask for street and house number.")),
    "address.village": (
        _("Only a village"),
        _("Only a village. Ask for a number, or where the parcel may be left."),
    ),
    "address.short": (
        _("Address too short"),
        _("Only %(count)s characters stand behind the district. Ask for the rest."),
    ),
    "address.no_number": (_("No house number"), _("No house number and no building. Ask for it.")),
    "address.forwarder": (
        _("Collection point"),
        _("A collection point or forwarder: ask whether it takes parcels for the buyer."),
    ),
    "goods.unknown": (_("Goods not in yet"), _("The report of the items has not come: goods cannot be checked.")),
    "variant.colour": (
        _("Colour differs"),
        _("The buyer writes of %(said)s, bought was %(bought)s. Ask which is right."),
    ),
    "variant.size": (_("Size differs"), _("The buyer writes of %(said)s, bought was %(bought)s. Ask which is right.")),
    "quantity.many": (_("Many pieces"), _("%(pieces)s pieces of “%(goods)s”. Ask whether that is meant.")),
    "quantity.product": (
        _("Many pieces for it"),
        _("%(pieces)s pieces of “%(goods)s”, others mostly buy %(usual)s. Ask whether that is meant."),
    ),
    "quantity.buyer": (
        _("Many pieces for the buyer"),
        _("%(pieces)s pieces, this buyer never had more than %(most)s. Ask whether that is meant."),
    ),
    "quantity.twice": (
        _("Same goods twice"),
        _("The same goods stand in two lines. Perhaps they were added by mistake."),
    ),
    "quantity.said": (_("Pieces differ"), _("The buyer writes of %(said)s pieces, bought were %(pieces)s.")),
    "wish.address": (
        _("Wants another address"),
        _("The buyer writes of another address. Correct it before it leaves."),
    ),
    "wish.phone": (_("Wants another phone"), _("The buyer writes of another phone. Correct it before it leaves.")),
    "wish.receiver": (
        _("Wants another receiver"),
        _("The buyer writes of another receiver. Correct it before it leaves."),
    ),
    "wish.later": (_("Not yet"), _("The buyer wants it later. Put it on hold until then.")),
    "wish.invoice": (_("Wants an invoice"), _("An invoice is wanted. See that name and tax number are known.")),
    "wish.card": (_("Wants a card"), _("A card is wanted. See that its words stand in the note.")),
    "wish.engrave": (
        _("Engraving"),
        _("Something is to be engraved or made. Ask for the exact words, and have them agreed."),
    ),
    "wish.merge": (_("Wants one parcel"), _("The buyer wants orders in one parcel. Look which.")),
    "wish.present": (_("Wants a present"), _("The buyer asks for a present. Say whether there is one.")),
    "wish.unread": (_("Words to read"), _("The buyer wrote something that no rule has understood. Read it.")),
    "memo.receiver": (
        _("Memo on the receiver"),
        _("The shop's memo speaks of another address or phone. See that it is done."),
    ),
    "courier.nobody": (_("No courier"), _("No courier of the table goes to %(place)s. Talk with the buyer.")),
    "courier.out_of_zone": (
        _("Out of zone"),
        _("%(courier)s does not deliver to the door in %(place)s. %(other)s does."),
    ),
    "courier.no_outlet": (_("No outlet there"), _("%(courier)s has no outlet in %(place)s. %(other)s goes there.")),
    "courier.suspended": (
        _("Outlet suspended there"),
        _("The outlet of %(courier)s in %(place)s takes no parcels now. %(other)s goes there."),
    ),
    "courier.too_heavy": (_("Too heavy"), _("Too heavy for %(courier)s to %(place)s. %(other)s takes it.")),
    "courier.part": (
        _("Zone unclear"),
        _("%(courier)s does not serve %(places)s. See whether the address lies there."),
    ),
    "courier.wish": (_("Courier wanted"), _("The buyer speaks of %(couriers)s. See that it goes so, and who pays.")),
    "courier.wish_cannot": (
        _("Courier cannot"),
        _("The buyer wants %(courier)s, which does not go to %(place)s by our table. Tell them."),
    ),
    "courier.unwanted": (_("Courier not wanted"), _("The buyer does not want %(courier)s, which is the usual one.")),
    "buyer.merge": (
        _("One parcel?"),
        _("The buyer has other unsent orders to the same place: %(orders)s. One parcel?"),
    ),
    "buyer.apart": (
        _("Other orders"),
        _("The buyer has other unsent orders to another place: %(orders)s. Is that meant?"),
    ),
}


def short(code: str) -> str:
    """In two or three words."""
    return str(SENTENCES[code][0]) if code in SENTENCES else code


def sentence(code: str, params: Mapping[str, Any]) -> str:
    """What is odd, and what to do. Params of an older shape are left out, never an error."""
    if code not in SENTENCES:
        return code
    try:
        return str(SENTENCES[code][1]) % dict(params)
    except (KeyError, TypeError, ValueError):
        return short(code)
