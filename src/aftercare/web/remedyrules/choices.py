"""The closed set behind a chosen fact, with names."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from aftercare.cases.remedies.facts import SHAPES, Fact
from aftercare.cases.remedies.terms import Cause, Severity
from aftercare.cases.terms import Reason, Responsible
from aftercare.core.words import Choices
from aftercare.orders.terms import ReturnClass
from aftercare.web.remedyrules.words import flow_names

_SETS: Mapping[Fact, type[Choices]] = {
    Fact.REASON: Reason,
    Fact.CAUSE: Cause,
    Fact.RESPONSIBLE: Responsible,
    Fact.SEVERITY: Severity,
    Fact.RETURN_CLASS: ReturnClass,
}


def values_of(fact: Fact) -> list[tuple[str, Any]]:
    """(code, name) of every value that a chosen fact takes, but the unknown."""
    if SHAPES[fact].is_flag:
        return [("yes", _("yes")), ("no", _("no"))]
    if fact is Fact.FLOW:
        return list(flow_names().items())
    return [(each.value, each.label) for each in _SETS[fact]]


UNKNOWN = ""


def with_unknown(fact: Fact) -> list[tuple[str, Any]]:
    """The same, and "not known" where it may be."""
    return [*values_of(fact), *([(UNKNOWN, _("not known"))] if SHAPES[fact].may_be_unknown else [])]
