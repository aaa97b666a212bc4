"""Values of policies in words, and what happened to a shop."""

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from aftercare.clock.rules import Span, SpanKind
from aftercare.core.money import Money
from aftercare.shops.policies import PolicyDefinition, PolicyKind

UNITS = {
    SpanKind.WORKING_HOURS: gettext_lazy("working hours"),
    SpanKind.HOURS: gettext_lazy("hours"),
    SpanKind.DAYS: gettext_lazy("days of 24 hours"),
    SpanKind.LEGAL_DAYS: gettext_lazy("calendar days, from the day after"),
    SpanKind.BY_HOUR: gettext_lazy("o'clock of the same day, else of the next"),
}

# kind -> (sentence, icon, tone)
EVENTS: dict[str, tuple[Any, str, str]] = {
    "shop.created": (gettext_lazy("Shop opened"), "store", "done"),
    "shop.updated": (gettext_lazy("Details changed"), "pencil", "others"),
    "shop.closed": (gettext_lazy("Shop closed"), "lock", "late"),
    "shop.reopened": (gettext_lazy("Shop opened again"), "store", "done"),
    "return_address.saved": (gettext_lazy("Return address saved"), "map-pin", "us"),
    "return_address.used": (gettext_lazy("Return address in use again"), "map-pin", "done"),
    "return_address.unused": (gettext_lazy("Return address out of use"), "map-pin-off", "others"),
    "apikey.made": (gettext_lazy("API key made"), "key-round", "us"),
    "apikey.ended": (gettext_lazy("API key ended"), "key-round", "others"),
}


def value_words(definition: PolicyDefinition, value: Any) -> str:
    """The JSON value as people read it: '12 working hours', '¥200.00', 'Manual'."""
    match definition.kind:
        case PolicyKind.SPAN:
            return span_words(Span.from_value(value))
        case PolicyKind.MONEY:
            whole, part = divmod(Money(value).fen, 100)
            return f"¥{whole:,}.{part:02d}"
        case PolicyKind.FLAG:
            return _("Yes") if value else _("No")
        case PolicyKind.CHOICE:
            return str(dict(definition.choices).get(value, value))
        case PolicyKind.TEXT:
            return str(value) or _("Not set")
        case _:
            return str(value)


def deadline_words(span: Span) -> str:
    """'within 24 hours', 'by 20:00 of the same day'."""
    text = span_words(span)
    return text if span.kind is SpanKind.BY_HOUR else _("within %(time)s") % {"time": text}


def span_words(span: Span) -> str:
    """A length of time with its unit."""
    count = span.amount
    match span.kind:
        case SpanKind.HOURS:
            text = ngettext("%(count)d hour", "%(count)d hours", count)
        case SpanKind.DAYS:
            text = ngettext("%(count)d day", "%(count)d days", count)
        case SpanKind.WORKING_HOURS:
            text = ngettext("%(count)d working hour", "%(count)d working hours", count)
        case SpanKind.BY_HOUR:
            return _("by %(hour)d:00 of the same day") % {"hour": count}
        case _:
            text = ngettext("%(count)d calendar day", "%(count)d calendar days", count)
    return text % {"count": count}
