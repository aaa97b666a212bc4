"""Answers and rows in words."""

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from aftercare.orders.delivery.rules import Blocked, Doubt, Option, Unsure
from aftercare.orders.delivery.sentences import kilograms, yuan
from aftercare.orders.delivery.table import Tariff
from aftercare.orders.delivery.terms import GapKind, Payment

# What each kind of gap means for the agent, and the way out.
WAYS: dict[GapKind, Any] = {
    GapKind.OUT_OF_ZONE: gettext_lazy(
        "an outlet is near, but nobody brings it to the door: another courier, or pick-up"
    ),
    GapKind.NO_OUTLET: gettext_lazy("nobody there takes it in: another courier"),
    GapKind.SUSPENDED: gettext_lazy("parcels would wait on the way: another courier, or send later"),
}


def blocked_words(blocked: Blocked) -> str:
    """'out of zone: …', 'takes at most 30 kg'."""
    if blocked.kind is None:
        return _("takes at most %(most)s kg") % {"most": kilograms(blocked.most or 0)}
    words = f"{blocked.kind.label} · {WAYS[blocked.kind]}"
    if blocked.until is None:
        return words
    return _("%(what)s (until %(day)s)") % {"what": words, "day": f"{blocked.until:%Y-%m-%d}"}


def doubt_words(doubt: Doubt) -> str:
    """What must be asked, as a sentence for the agent."""
    places = "、".join(doubt.places)
    match doubt.kind:
        case Unsure.PLACE:
            return _("No province or city was found in this address. Ask the buyer for them.")
        case Unsure.CITY:
            return _("Only the province is known, and the freight depends on the city. Ask for it.")
        case Unsure.PART:
            return _("%(courier)s does not serve %(places)s. Ask for the county or town.") % {
                "courier": doubt.courier,
                "places": places,
            }
        case Unsure.OTHER:
            return _("It could also be %(places)s. Ask if it matters.") % {"places": places}
        case Unsure.CONTRARY:
            return _("Province and city do not go together: it could be %(places)s. Ask the buyer.") % {
                "places": places
            }


def pays_words(option: Option) -> str:
    """What the buyer pays: 'freight free', '¥8', 'freight collect'."""
    if option.pays is None:
        return _("freight collect")
    return f"¥{yuan(option.pays)}" if option.pays else _("freight free")


def areas_words(tariff: Tariff) -> str:
    """'江苏、浙江、上海', 'everywhere else'."""
    return "、".join(place.words for place in tariff.places) or _("Everywhere else")


def tariff_notes(tariff: Tariff) -> str:
    """What else a row says: payment and weight."""
    notes = [] if tariff.payment is Payment.PREPAID else [str(tariff.payment.label)]
    if tariff.most is not None:
        notes.append(_("up to %(most)s kg") % {"most": kilograms(tariff.most)})
    return " · ".join(notes)
