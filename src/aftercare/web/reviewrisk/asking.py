"""What a person has looked up on the platform, as the form sends it."""

from collections.abc import Mapping
from typing import Any, Final

from aftercare.core.errors import InvalidInput
from aftercare.core.text import read_number
from aftercare.core.words import _
from aftercare.reviewrisk.gather import Asked

NUMBERS: Final = {
    "elsewhere": _("Neutral and bad reviews in other shops"),
    "other_shops": _("In how many other shops"),
    "account_days": _("Age of the account, days"),
    "good_percent": _("Our rate of good reviews, percent"),
}
CHOICES: Final = {
    "other_account": _("Chats with one account and pays with another"),
    "insists_outside": _("Insists on QQ or WeChat"),
}
NAMES: Final = (*NUMBERS, *CHOICES)
_ANSWERS: Final = {"yes": True, "no": False, "": None}
MOST = 100_000


def read_asked(given: Mapping[str, str]) -> Asked:
    """The form's answers; an empty one is not known. Raises InvalidInput by field."""
    told: dict[str, Any] = {}
    problems: dict[str, Any] = {}
    for name in NUMBERS:
        text = given.get(name, "")
        told[name] = read_number(text)
        if text and (told[name] is None or told[name] > MOST):
            problems[name] = _("Enter a whole number, zero or more.")
    for name in CHOICES:
        if given.get(name, "") not in _ANSWERS:
            problems[name] = _("Choose one of the answers.")
        told[name] = _ANSWERS.get(given.get(name, ""))
    if problems:
        raise InvalidInput(problems)
    return Asked(**told)
