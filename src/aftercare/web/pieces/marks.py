"""Small marks in rows: state pill, money, person, masked value, moment."""

from dataclasses import dataclass
from datetime import datetime, tzinfo
from enum import Enum
from functools import lru_cache
from typing import Any

from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language, gettext

from aftercare.core.money import Money
from aftercare.web.pieces.icon import icon
from aftercare.web.pieces.words import exact, relative

HUES = 6


class Tone(Enum):
    """What a colour means; each also has its own shape, so that colour is never alone."""

    US = "us"  # we must act
    OTHERS = "others"  # the buyer, the platform or another department must act
    SOON = "soon"
    LATE = "late"
    DONE = "done"
    REFUSED = "refused"


class Shift(Enum):
    """Whether somebody is there."""

    ON = "on"
    AWAY = "away"
    OFF = "off"


@dataclass(frozen=True, slots=True)
class Who:
    """A person as shown beside their work. `shift` None: no dot."""

    key: int
    name: str
    shift: Shift | None = None


def pill(label: Any, tone: Tone) -> SafeString:
    """A state with its shape and colour."""
    return format_html('<span class="ac-pill ac-{}">{}</span>', tone.value, label)


def money(amount: Money | None) -> SafeString:
    """'¥1,234.50', tabular figures; nothing known is a dash."""
    if amount is None:
        return mark_safe('<span class="ac-money ac-muted">–</span>')
    sign = "−" if amount.fen < 0 else ""
    whole, part = divmod(abs(amount.fen), 100)
    return mark_safe(f'<span class="ac-money">{sign}¥{whole:,}.{part:02d}</span>')  # noqa: S308 - figures only


def person(who: Who | None) -> SafeString:
    """Initial, name and shift dot; nobody is said so."""
    return _person(who, get_language() or "")


@lru_cache(maxsize=2048)
def _person(who: Who | None, _language: str) -> SafeString:
    if who is None:
        return format_html('<span class="ac-person ac-muted">{}</span>', gettext("nobody yet"))
    dot = ""
    if who.shift:
        said = {Shift.ON: gettext("on shift"), Shift.AWAY: gettext("away"), Shift.OFF: gettext("off shift")}[who.shift]
        dot = format_html('<span class="ac-dot ac-dot-{}" title="{}"></span>', who.shift.value, said)
    return format_html(
        '<span class="ac-person"><span class="ac-avatar ac-hue-{}" aria-hidden="true">{}{}</span>'
        '<span class="ac-name">{}</span></span>',
        who.key % HUES,
        who.name[:1].upper(),
        dot,
        who.name,
    )


def masked(value: str, reveal_url: str = "", label: Any = "") -> SafeString:
    """A masked value; with `reveal_url` an eye asks for the whole one (GET gives the form for the reason). Without, the
    label says why it cannot be had."""
    if not reveal_url:
        why = format_html('<span class="ac-small ac-muted">{}</span>', label) if label else ""
        return format_html('<span class="ac-masked">{}{}</span>', value, why)
    return format_html(
        '<span class="ac-masked">{} <button type="button" class="ac-ghost" hx-get="{}" hx-target="closest .ac-masked"'
        ' hx-swap="outerHTML" aria-label="{}" title="{}">{}</button></span>',
        value,
        reveal_url,
        label or gettext("Show the whole value"),
        label or gettext("Show the whole value"),
        icon("eye", 14),
    )


def moment(when: datetime | None, at: datetime, zone: tzinfo | None = None) -> SafeString:
    """Relative in words, exact on hover, machine-readable."""
    if when is None:
        return mark_safe('<span class="ac-muted">–</span>')
    # Figures and our own words only: nothing here was typed by anybody.
    return mark_safe(  # noqa: S308
        f'<time class="ac-time" datetime="{when.isoformat(timespec="seconds")}" title="{exact(when, zone)}">'
        f"{relative(when, at, zone)}</time>"
    )
