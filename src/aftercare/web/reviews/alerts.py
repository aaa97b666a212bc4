"""Shops whose figures are near what promotions ask, or below it (R2): for the home page, the list and the figures."""

from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext as _

from aftercare.reviews.figures import alerts_of
from aftercare.shops.access import Person
from aftercare.web.home.blocks import HomeList, HomeRow
from aftercare.web.pieces.marks import pill
from aftercare.web.reviews.words import LEVEL_TONES


def alert_words(name: str, level: str) -> str:
    """What to say of a shop that is near a limit or below one; '' when it is neither."""
    if level == "below":
        return _("%(shop)s is below what promotions ask.") % {"shop": name}
    if level == "near":
        text = _("%(shop)s is near what promotions ask: a few bad reviews are enough to fall below.")
        return text % {"shop": name}
    return ""


def alerts(person: Person, shop_ids: frozenset[int], at: datetime) -> list[tuple[str, str]]:
    """Sentence and tone for each such shop: one query."""
    found = alerts_of(person, shop_ids, at)
    return [(alert_words(one.shop_name, one.level), LEVEL_TONES[one.level].value) for one in found]


def rate_alerts(person: Person, shop_ids: frozenset[int], at: datetime) -> HomeList:
    """The same as rows of the home page."""
    labels, address = {"below": _("below the limit"), "near": _("near the limit")}, reverse("review_figures")
    return HomeList(
        [
            HomeRow(
                one.shop_name,
                address,
                alert_words(one.shop_name, one.level),
                pill(labels[one.level], LEVEL_TONES[one.level]),
            )
            for one in alerts_of(person, shop_ids, at)
        ]
    )
