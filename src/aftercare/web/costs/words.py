"""Whom costs are charged to, in words."""

from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext as _

from aftercare.cases.costs import Charge
from aftercare.cases.terms import Responsible


def charge_words(charge: Charge) -> str:
    """'Courier · 顺丰速运'."""
    label = str(charge.party.label)
    return f"{label} · {charge.counterparty}" if charge.counterparty else label


def stored_words(pair: Sequence[Any]) -> str:
    """The same of a (party, counterparty) that stands in an event."""
    party, counterparty = pair
    return charge_words(Charge(Responsible(party), str(counterparty)))


def change_words(before: Sequence[Any], after: Sequence[Any]) -> str:
    """'Courier · 顺丰速运 → Supplier · 某厂'."""
    return _("%(before)s → %(after)s") % {"before": stored_words(before), "after": stored_words(after)}
