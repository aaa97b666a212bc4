"""What the page of substitutes prints: who decides for whom, who did, and the form."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.urls import reverse
from django.utils.translation import gettext as _

from aftercare.shops.access import Person
from aftercare.shops.actions.end_substitution import may_end
from aftercare.shops.models import Substitution
from aftercare.shops.queries import colleagues, substitutions
from aftercare.web.approvals.contexts import tabs_of
from aftercare.web.approvals.forms import SubstituteForm
from aftercare.web.pieces.marks import Tone, Who
from aftercare.web.pieces.parts import Tab
from aftercare.web.pieces.words import exact


@dataclass(frozen=True)
class SubstitutionView:
    """One row. `end_url` is '' when it is over, or not for this person to end."""

    absent: Who
    substitute: Who
    shop: str
    span: str
    label: Any
    tone: Tone
    named_by: str
    ended: str
    end_url: str


class SubstitutesContext:
    """The page for one person; `typed` is what was posted when it was refused."""

    def __init__(self, person: Person, shop_ids: Collection[int], at: datetime) -> None:
        self.person, self.at = person, at
        self._offered = [one for one in colleagues(person, shop_ids) if one.deciders]
        self.form = self.form_of(None) if self._offered else None
        self.rows = [self._row(one) for one in substitutions(person, shop_ids, at)]

    def form_of(self, posted: Any) -> SubstituteForm:
        """The form with what was posted, or as it is first shown: for oneself, from now on."""
        shop = self._offered[0].shop if self._offered else None
        own = f"{shop.pk}:{self.person.staff_id}" if shop else ""
        now_there = exact(self.at, ZoneInfo(shop.timezone)).replace(" ", "T") if shop else ""
        return SubstituteForm(self._offered, posted, initial={"absent": own, "starts": now_there})

    @property
    def tabs(self) -> list[Tab]:
        return tabs_of(self.person, "substitutes")

    def _row(self, one: Substitution) -> SubstitutionView:
        zone = ZoneInfo(one.shop.timezone)
        label, tone = self._state(one)
        is_over = one.ended_at is not None or one.ends_at <= self.at
        return SubstitutionView(
            absent=Who(one.absent_id, one.absent.name),
            substitute=Who(one.substitute_id, one.substitute.name),
            shop=one.shop.name,
            span=f"{exact(one.starts_at, zone)} – {exact(one.ends_at, zone)}",
            label=label,
            tone=tone,
            named_by=one.named_by.name,
            ended=f"{exact(one.ended_at, zone)} · {one.ended_by.name}" if one.ended_at and one.ended_by else "",
            end_url="" if is_over or not may_end(self.person, one) else reverse("substitute_end", args=[one.pk]),
        )

    def _state(self, one: Substitution) -> tuple[Any, Tone]:
        if one.ended_at is not None:
            return _("Ended early"), Tone.OTHERS
        if one.ends_at <= self.at:
            return _("Over"), Tone.OTHERS
        return (_("In force"), Tone.SOON) if one.starts_at <= self.at else (_("To come"), Tone.US)
