"""What the templates in templates/pieces/ print: small frozen records that context objects fill."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from django.utils.translation import gettext as _

from aftercare.core.money import Money


@dataclass(frozen=True)
class MoveButton:
    """One step of the move bar. Give `refusal` (it is greyed), or `form_url` (opens its form), or `post_url`."""

    code: str
    label: Any
    form_url: str = ""
    post_url: str = ""
    refusal: str = ""
    confirm_text: str = ""  # exact words: amount, person, effect
    is_primary: bool = False
    is_danger: bool = False
    key: str = ""
    is_more: bool = False  # in the menu behind the buttons


@dataclass(frozen=True)
class Step:
    """One state in the slim chart of a flow."""

    label: Any
    state: Literal["past", "here", "ahead"]
    note: Any = ""


@dataclass(frozen=True)
class Tab:
    """A saved view above a queue. `count` as printed, '' for none."""

    label: Any
    address: str
    is_here: bool = False
    count: str = ""


@dataclass(frozen=True)
class FilterChoice:
    """One line of a filter's menu."""

    label: Any
    address: str
    is_chosen: bool = False


@dataclass(frozen=True)
class FilterMenu:
    """One filter chip with its choices; `chosen_label` '' when it filters nothing."""

    label: Any
    choices: tuple[FilterChoice, ...]
    chosen_label: Any = ""


def filter_menu(label: Any, name: str, here: str, values: Mapping[str, Any], address: Callable[..., str]) -> FilterMenu:
    """A chip that filters by `name`: all, or one of `values` (code -> label); `address` gives the page with it."""
    choices = [FilterChoice(_("All"), address(**{name: ""}), not here)]
    choices += [FilterChoice(text, address(**{name: code}), code == here) for code, text in values.items()]
    return FilterMenu(label, tuple(choices), values.get(here, ""))


@dataclass(frozen=True)
class OrderLine:
    """A line of an order with its picture."""

    title: str
    spec: str
    quantity: int
    paid: Money
    picture_url: str = ""
    note: Any = ""


@dataclass(frozen=True)
class Evidence:
    """A file beside a case."""

    kind: Literal["picture", "photo", "video", "document"]  # photo: one that no browser shows, to be downloaded
    thumb_url: str
    full_url: str
    caption: str


@dataclass(frozen=True)
class TimelineEntry:
    """One thing that happened. `tone` a value of marks.Tone; `lines` (name, value) details."""

    title: Any
    at: datetime
    icon_name: str = "circle-dot"
    tone: str = "others"
    who: str = ""
    text: str = ""
    lines: tuple[tuple[Any, Any], ...] = ()
    is_note: bool = False
