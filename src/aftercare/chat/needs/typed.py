"""The needs form as it was typed (S5): texts by the names of its fields, to answers and back. Pure."""

import re
from collections.abc import Mapping
from typing import Final

from aftercare.chat.needs.rules import Needs
from aftercare.chat.needs.summary import yuan
from aftercare.chat.needs.terms import Doubt, Field, ForWhom, Occasion, Recipient, coded, named
from aftercare.core.errors import InvalidInput
from aftercare.core.money import Money
from aftercare.core.text import fold
from aftercare.core.words import _

LEAST: Final = "budget_least"
MOST: Final = "budget_most"
_LINES: Final = re.compile(r"[\r\n]+")
_ENTRIES: Final = re.compile(r"[\r\n;；、]+")


def typed_needs(data: Mapping[str, str]) -> Needs:
    """The answers of a sent form. Usual answers become their codes; entries of lists stand one a line, preferences and
    doubts also between ; or 、 (a title may hold these). Raises InvalidInput by the names of the fields."""
    whom = data.get(Field.FOR_WHOM, "")
    needs = Needs(
        for_whom=ForWhom(whom) if whom in ForWhom.values else None,
        recipient=coded(Recipient, data.get(Field.RECIPIENT, "")),
        occasion=coded(Occasion, data.get(Field.OCCASION, "")),
        budget_least=_amount(data.get(LEAST, "")),
        budget_most=_amount(data.get(MOST, "")),
        preferences=_entries(_ENTRIES, data.get(Field.PREFERENCES, "")),
        wanted=_entries(_LINES, data.get(Field.WANTED, "")),
        doubts=tuple(coded(Doubt, one) for one in _entries(_ENTRIES, data.get(Field.DOUBTS, ""))),
    )
    problems = needs.problems()
    if problems:
        raise InvalidInput({str(name): sentence for name, sentence in problems.items()})
    return needs


def as_typed(needs: Needs) -> dict[str, str]:
    """The texts of the form's fields, in the reader's language."""
    return {
        str(Field.FOR_WHOM): needs.for_whom.value if needs.for_whom else "",
        str(Field.RECIPIENT): named(Recipient, needs.recipient),
        str(Field.OCCASION): named(Occasion, needs.occasion),
        LEAST: "" if needs.budget_least is None else yuan(needs.budget_least),
        MOST: "" if needs.budget_most is None else yuan(needs.budget_most),
        str(Field.PREFERENCES): "\n".join(needs.preferences),
        str(Field.WANTED): "\n".join(needs.wanted),
        str(Field.DOUBTS): "\n".join(named(Doubt, one) for one in needs.doubts),
    }


def _amount(text: str) -> Money | None:
    plain = fold(text).lstrip("¥").replace(",", "").strip()
    if not plain:
        return None
    try:
        return Money.from_yuan(plain)
    except ValueError:
        raise InvalidInput({str(Field.BUDGET): _("Enter amounts in yuan, such as 300 or 99.90.")}) from None


def _entries(between: re.Pattern[str], text: str) -> tuple[str, ...]:
    lines = (" ".join(one.split()) for one in between.split(text))
    return tuple(dict.fromkeys(line for line in lines if line))
