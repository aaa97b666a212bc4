"""Words of recommending: why a product is named, and which wish stands in the way."""

from aftercare.core.words import Choices, _


class Wish(Choices):
    """What a buyer may ask for, and what one may be asked to give up when nothing fits."""

    BUDGET = "budget", _("Budget")  # 预算
    PREFERENCES = "preferences", _("Preferences")  # 喜好: style, material, colour
    OCCASION = "occasion", _("Occasion")  # 场合, 送给谁
    STOCK = "stock", _("Available now")  # 有货


class Fit(Choices):
    """Why a product is recommended."""

    BUDGET = "budget", _("Within the budget of ¥%(most)s")
    ABOUT = "about", _("¥%(price)s, close to the budget of about ¥%(most)s")
    GIFT = "gift", _("Good as a gift")
    OCCASION = "occasion", _("Suits: %(word)s")
    PREFERENCE = "preference", _("As wished: %(word)s")
    DOUBT = "doubt", _("Answers the question about %(word)s")
    TOGETHER = "together", _("Often bought with %(title)s")
