"""Sentences of reviews, by code."""

from typing import Any, Final

from aftercare.core.words import _

NO_CASE: Final[dict[str, Any]] = {
    "old": _("It was too old for a case when it came."),
    "order_closed": _("Its order is closed without a deal."),
    "lines": _("The order has no line that a case could be about."),
    "refused": _("The case was refused; open one by hand on the order's page."),
    "off": _("The shop's rules open no case for it."),
}
TEXT_MISSING: Final = _("Write something first.")
TEXT_LONG: Final = _("The platform takes at most %(most)s characters; these are %(count)s.")
