"""The right to return, and who bears the freight: what the agent tells the buyer (C15, C16, B12)."""

from typing import Any
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _

from aftercare.cases.queries import Standing
from aftercare.cases.rules import freight_limit
from aftercare.cases.terms import Responsible


class ReturnRight:
    """Of one case at one moment."""

    def __init__(self, standing: Standing) -> None:
        self._standing, self._case = standing, standing.case
        self._facts = standing.attempt.facts

    @property
    def eligibility(self) -> Any:
        return self._standing.eligibility

    @property
    def signed(self) -> str:
        """Since when the parcel is signed for, in words."""
        signing = self._facts.signing
        if signing is None or signing.days_ago < 0:
            return _("Not signed for when the buyer applied")
        return _("Applied %(days)s days after signing; %(most)s are free") % {
            "days": signing.days_ago,
            "most": signing.free_days,
        }

    @property
    def freight_rule(self) -> str:
        """Who bears the return freight, and up to how much (C16)."""
        responsible = Responsible(self._case.responsible)
        limit = freight_limit(self._facts, responsible)
        if responsible is Responsible.BUYER:
            return _("The buyer bears the return freight.")
        if not self._case.asked_freight:
            return _("The buyer has not asked for freight.")
        return _("Up to ¥%(limit)s can be refunded; ¥%(asked)s was asked.") % {
            "limit": limit.yuan,
            "asked": self._case.asked_freight.yuan,
        }

    @property
    def rules_note(self) -> str:
        """By which rules the right and the freight were judged: those of the day of the order (B12)."""
        rows = sorted(set(self._facts.rule_rows.values()))
        day = self._case.order.ordered_at.astimezone(ZoneInfo(self._case.shop.timezone)).date().isoformat()
        if not rows:
            return _("By the usual rules, as on the day of the order, %(day)s.") % {"day": day}
        numbers = ", ".join(str(row) for row in rows)
        return _("By the rules of the day of the order, %(day)s: no. %(numbers)s.") % {"day": day, "numbers": numbers}
