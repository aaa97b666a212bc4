"""Shops whose figures are near what promotions ask, or below it (R2): for the home page, the list and the figures."""

from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext as _

from aftercare.reviews.figures import Figures, figures_of
from aftercare.shops.access import Person
from aftercare.web.home.blocks import HomeList, HomeRow
from aftercare.web.pieces.marks import pill
from aftercare.web.reviews.words import LEVEL_TONES


def alert_of(figures: Figures) -> str:
    """What to say of a shop that is near a limit or below one; '' when it is neither."""
    if figures.level == "below":
        return _("%(shop)s is below what promotions ask.") % {"shop": figures.shop.name}
    if figures.level == "near":
        text = _("%(shop)s is near what promotions ask: a few bad reviews are enough to fall below.")
        return text % {"shop": figures.shop.name}
    return ""


def alerts(person: Person, shop_ids: frozenset[int], at: datetime) -> list[tuple[str, str]]:
    """Sentence and tone for each such shop: two queries."""
    found = figures_of(person, shop_ids, at)
    return [(alert_of(one), LEVEL_TONES[one.level].value) for one in found if one.level]


def rate_alerts(person: Person, shop_ids: frozenset[int], at: datetime) -> HomeList:
    """The same as rows of the home page."""
    labels = {"below": _("below the limit"), "near": _("near the limit")}
    rows = [
        HomeRow(
            one.shop.name, reverse("review_figures"), alert_of(one), pill(labels[one.level], LEVEL_TONES[one.level])
        )
        for one in figures_of(person, shop_ids, at)
        if one.level
    ]
    return HomeList(rows)
