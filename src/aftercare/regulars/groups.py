"""Groups of buyers by rule: what is asked of a customer's facts, and how it is read from a form. Pure (U3)."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any, Final

from aftercare.core.money import Money
from aftercare.core.text import clean, read_number
from aftercare.core.words import _
from aftercare.regulars.terms import MOST_TAG

MOST_DAYS: Final = 3650
MOST_ORDERS: Final = 1000
FIELDS: Final = ("product", "within", "idle", "orders", "kept", "returned", "type", "tag")


@dataclass(frozen=True)
class GroupRule:
    """Each condition that is not None or '' must be met. `within`: bought in the last so many days; `idle`: not bought
    for so many; `orders`: at least; `kept`: fen kept at least; `returned`: at most so many percent."""

    product: int | None = None
    within: int | None = None
    idle: int | None = None
    orders: int | None = None
    kept: int | None = None
    returned: int | None = None
    type: str = ""
    tag: str = ""

    @property
    def is_empty(self) -> bool:
        return all(value in (None, "") for value in asdict(self).values())

    def to_json(self) -> dict[str, Any]:
        return {name: value for name, value in asdict(self).items() if value not in (None, "")}

    @classmethod
    def from_json(cls, kept: Mapping[str, Any]) -> "GroupRule":
        """A rule that was stored; names that are not known any more raise TypeError."""
        return cls(**kept)


class BadRule(Exception):
    """`problems` maps a field to a sentence."""

    def __init__(self, problems: dict[str, Any]) -> None:
        super().__init__(str(problems))
        self.problems = problems


def read_rule(form: Mapping[str, str], types: frozenset[str]) -> GroupRule:
    """The rule as it was typed; '' asks nothing. Raises BadRule."""
    problems: dict[str, Any] = {}
    bounds = {"product": None, "within": MOST_DAYS, "idle": MOST_DAYS, "orders": MOST_ORDERS, "returned": 100}
    numbers: dict[str, int | None] = {}
    for name, most in bounds.items():
        text = clean(form.get(name, ""))
        number = read_number(text)
        least = 0 if name == "returned" else 1
        if text and (number is None or number < least or (most is not None and number > most)):
            problems[name] = _("Enter a whole number from %(least)s to %(most)s.") % {"least": least, "most": most or 0}
        numbers[name] = number if text else None
    kept = None
    if clean(form.get("kept", "")):
        try:
            kept = Money.from_yuan(form["kept"]).fen
        except ValueError:
            problems["kept"] = _("Enter an amount in yuan with at most two decimals.")
    chosen, tag = clean(form.get("type", "")), clean(form.get("tag", ""))[:MOST_TAG]
    if chosen and chosen not in types:
        problems["type"] = _("Choose one of the types.")
    rule = GroupRule(**numbers, kept=kept, type=chosen, tag=tag)
    if not problems and rule.within and rule.idle and rule.idle >= rule.within:
        problems["idle"] = _("Nobody bought within %(within)s days and not for %(idle)s days.") % {
            "within": rule.within,
            "idle": rule.idle,
        }
    if not problems and rule.is_empty:
        problems["within"] = _("Say at least one condition: everybody is no group.")
    if problems:
        raise BadRule(problems)
    return rule
