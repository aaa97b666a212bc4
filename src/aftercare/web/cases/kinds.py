"""The kinds of cases as the wizard offers them: grouped, each with one line of what it is for."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Final

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from aftercare.cases.flows.registry import all_flows
from aftercare.cases.flows.spec import Flow
from aftercare.cases.inputs import INPUTS, Input, Widget
from aftercare.cases.room import LineRoom
from aftercare.shops.access import Person
from aftercare.web.cases.fields import Choice, FieldView

# (name of the group, code of the kind -> what it is for)
GROUPS: Final[tuple[tuple[Any, dict[str, Any]], ...]] = (
    (
        gettext_lazy("Goods and money back"),
        {
            "return": gettext_lazy("Goods come back, money goes back"),
            "exchange": gettext_lazy("Goods come back, others go out"),
            "refund_only": gettext_lazy("Money back, goods stay"),
            "repair": gettext_lazy("Sent in, mended, sent back"),
            "compensation": gettext_lazy("Money, coupon or gift as amends"),
        },
    ),
    (
        gettext_lazy("Parcel and dispatch"),
        {
            "misshipment": gettext_lazy("Wrong, mixed or too few goods sent"),
            "damaged": gettext_lazy("Goods or packing arrived damaged"),
            "minor_flaw": gettext_lazy("A loose thread and the like: apology and coupon"),
            "out_of_zone": gettext_lazy("The courier does not deliver there"),
            "reship": gettext_lazy("Goods are sent once more"),
            "claim": gettext_lazy("The courier is to pay for it"),
        },
    ),
    (
        gettext_lazy("What the buyer says of us"),
        {
            "complaint": gettext_lazy("Discontent with service, courier or goods"),
            "review": gettext_lazy("A neutral or bad review to be answered"),
            "rights": gettext_lazy("The platform looks into it: reply and evidence"),
        },
    ),
)


FOR_FREIGHT: Final = "refund_only"


@dataclass(frozen=True)
class Kind:
    """One kind to choose. `refusal` greys it."""

    code: str
    label: Any
    purpose: Any
    refusal: str = ""


def openable_kinds(person: Person, shop_id: int) -> dict[str, Flow]:
    """What the person may open in that shop, by code; `open_case` decides by the same roles."""
    roles = {role.value for role in person.roles_in(shop_id)}
    return {flow.code: flow for flow in all_flows() if not flow.openers.isdisjoint(roles)}


class KindChoice:
    """What a person may open on an order, and what was asked for; `code` is '' when nothing was."""

    def __init__(self, kinds: Mapping[str, Flow], lines: Collection[LineRoom], code: str) -> None:
        self.kinds = kinds
        self.has_money = any(line.room for line in lines)
        self.asked = next(iter(kinds.values())) if not code and len(kinds) == 1 else kinds.get(code)  # the only one
        self.is_unknown = bool(code) and self.asked is None

    @cached_property
    def closed(self) -> dict[str, str]:
        """Kinds that ask for money of an order that has none any more, or never had as a second dispatch: by code with
        the reason. The freight that a buyer paid for sending back can still be refunded by itself."""
        if self.has_money:
            return {}
        reason = _("This order has nothing left to refund.")
        return {code: reason for code, flow in self.kinds.items() if flow.asks_money and code != FOR_FREIGHT}

    @property
    def no_money(self) -> str:
        """The reason, for a line of its own; '' when nothing is closed."""
        return next(iter(self.closed.values()), "")

    @property
    def likely(self) -> Collection[str]:
        """What may be suggested."""
        return {code for code, flow in self.kinds.items() if self.has_money or not flow.asks_money}

    @property
    def flow(self) -> Flow | None:
        """The chosen kind. None: nothing was asked for, or it cannot be opened here."""
        return None if self.asked is None or self.asked.code in self.closed else self.asked

    @property
    def problem(self) -> str:
        """Why the kind that was asked for cannot be opened; '' when it can, or none was."""
        if self.is_unknown:
            return _("Your role does not open cases of this kind.")
        return self.closed.get(self.asked.code, "") if self.asked else ""

    @property
    def groups(self) -> list[tuple[Any, list[Kind]]]:
        """The groups with what is there of them."""
        found = []
        for name, purposes in GROUPS:
            here = [
                Kind(code, self.kinds[code].label, text, self.closed.get(code, ""))
                for code, text in purposes.items()
                if code in self.kinds
            ]
            if here:
                found.append((name, here))
        return found


def opening_field(name: str, value: str, error: Any) -> FieldView:
    """One input of an application as the form of a move shows it; none of them is needed."""
    entry = INPUTS[name]
    choices = [Choice(code, label, code == value) for code, label in _choices(entry)]
    return FieldView(
        name=name,
        label=entry.label,
        widget=entry.widget.value,
        is_needed=False,
        error=str(error),
        value=value,
        hint=entry.hint,
        most=entry.most,
        choices=choices,
    )


def opening_text(name: str, value: str) -> Any:
    """The same input in words, for the summary."""
    entry = INPUTS[name]
    return dict(_choices(entry)).get(value) or (f"¥{value}" if entry.widget is Widget.MONEY else value)


def _choices(entry: Input) -> Sequence[tuple[str, Any]]:
    if entry.widget is Widget.FLAG:
        return (("yes", _("Yes")), ("no", _("No")))
    return entry.choices.choices if entry.choices else ()
