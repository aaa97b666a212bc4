"""What the steps of a flow have kept, in words: values under their names."""

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from aftercare.cases.facts import AMOUNTS
from aftercare.cases.inputs import INPUTS, Widget
from aftercare.core.money import Money
from aftercare.web.pieces.marks import moment, money

FURTHER = {  # kept by effects, not entered
    "out_courier": "courier",
    "out_tracking_no": "tracking_no",
}


def shown(details: Mapping[str, Any], at: datetime) -> Iterator[tuple[Any, Any]]:
    """(label, value) of each kept value that people know, in the order of the inputs; `at` is the time of the page."""
    named = {FURTHER.get(name, name): value for name, value in details.items()}
    for name, entry in INPUTS.items():
        value = named.get(name)
        if value is None or value == "":
            continue
        yield entry.label, _words(name, value, at)


def _words(name: str, value: Any, at: datetime) -> Any:
    entry = INPUTS[name]
    if name in AMOUNTS:
        return money(Money(value))
    if isinstance(value, bool):
        return _("Yes") if value else _("No")
    if entry.choices is not None:
        return dict(entry.choices.choices).get(value, value)
    return moment(datetime.fromisoformat(value), at) if entry.widget is Widget.MOMENT else value
