"""The pieces as template tags; built in, so templates need no load line."""

from datetime import datetime
from typing import Any

from django import template
from django.forms import BoundField
from django.template import Context
from django.utils.safestring import SafeString

from aftercare.core.money import Money
from aftercare.web.pieces import clock as clocks
from aftercare.web.pieces import icon as icons
from aftercare.web.pieces import marks
from aftercare.web.policy import page_time

register = template.Library()


@register.simple_tag
def icon(name: str, size: int = 16, label: Any = "") -> SafeString:
    """{% icon "search" %}, {% icon "x" 14 label=_("Close") %}"""
    return icons.icon(name, size, label)


@register.simple_tag
def pill(label: Any, tone: Any) -> SafeString:
    """{% pill case.state_label "us" %}"""
    return marks.pill(label, tone if isinstance(tone, marks.Tone) else marks.Tone(tone))


@register.simple_tag
def money(amount: Money | None) -> SafeString:
    """{% money line.paid %}"""
    return marks.money(amount)


@register.simple_tag
def person(who: marks.Who | None) -> SafeString:
    """{% person row.owner %}"""
    return marks.person(who)


@register.simple_tag
def masked(value: str, reveal_url: str = "", label: Any = "") -> SafeString:
    """{% masked buyer.phone_masked reveal_url %}"""
    return marks.masked(value, reveal_url, label)


@register.simple_tag(takes_context=True)
def clock_chip(context: Context, clock: clocks.Clock | None) -> SafeString:
    """{% clock_chip case.clock %}"""
    return clocks.clock_chip(clock, page_time(context["request"]))


@register.simple_tag(takes_context=True)
def moment(context: Context, when: datetime | None) -> SafeString:
    """{% moment event.at %}"""
    return marks.moment(when, page_time(context["request"]))


@register.inclusion_tag("pieces/field.html")
def field(bound: BoundField, hint: Any = "") -> dict[str, Any]:
    """{% field form.username %}: label, control, help and error of one form field."""
    kind = getattr(bound.field.widget, "input_type", "")
    classes = {"checkbox": "form-check-input", "radio": "form-check-input", "select": "form-select"}
    attrs: dict[str, str | bool] = {"class": classes.get(kind, "form-control")}
    described = [
        f"{bound.auto_id}-{part}"
        for part, there in (("hint", hint or bound.help_text), ("error", bound.errors))
        if there
    ]
    if described:
        attrs["aria-describedby"] = " ".join(described)
    if bound.errors:
        attrs["aria-invalid"] = "true"
        attrs["class"] = f"{attrs['class']} is-invalid"
    return {
        "field": bound,
        "control": bound.as_widget(attrs=attrs),
        "hint": hint or bound.help_text,
        "is_check": kind == "checkbox",
        "is_hidden": bound.is_hidden,
    }
