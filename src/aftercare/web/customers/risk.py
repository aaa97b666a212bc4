"""Signs of serial returns and claims on screen: on cases and approvals before they are decided, on customers (B7)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from aftercare.accounts.terms import Role
from aftercare.regulars.access import KEEPERS
from aftercare.regulars.queries import Kin, entries_of
from aftercare.regulars.risk import Risk, risks_of
from aftercare.regulars.risk_rules import Sign
from aftercare.shops.access import Person
from aftercare.shops.models import Shop
from aftercare.watchlists.models import Appeal, ListEntry
from aftercare.watchlists.queries import waiting_appeal
from aftercare.watchlists.terms import Standing
from aftercare.web.pieces.marks import Tone

ENTRY_TONES = {Standing.IN_FORCE: Tone.LATE, Standing.LIFTED: Tone.DONE, Standing.RUN_OUT: Tone.OTHERS}


@dataclass(frozen=True)
class RiskView:
    """What is shown of one buyer: each sign with its reason, and over how many customers it was counted."""

    risk: Risk
    address: str

    @property
    def hits(self) -> list[tuple[Any, str, Tone]]:
        return [(hit.sign.label, hit.words, Tone.LATE if hit.is_strong else Tone.SOON) for hit in self.risk.hits]

    @property
    def counted(self) -> str:
        """Over whom, when it is more than the one customer."""
        count = self.risk.history.customers
        if count < 2:
            return ""
        sentence = _("Counted over %(count)s customers of the company: the same person, phone or address.")
        return sentence % {"count": count}


def risk_views(wanted: Mapping[int, Shop], at: datetime) -> dict[int, RiskView]:
    """By customer, only those of whom there is something to say. One query for any number of them."""
    found = risks_of(wanted, at)
    return {pk: RiskView(risk, reverse("customer", args=[pk])) for pk, risk in found.items() if risk.hits}


@dataclass(frozen=True)
class EntryView:
    """One entry with its appeals and what the reader may do with it."""

    row: ListEntry
    signs: list[Any]
    state: Any
    tone: Tone
    appeals: list[Appeal]
    may_appeal: bool
    may_decide: bool


class RiskPanel:
    """The part of the customer's page."""

    def __init__(self, person: Person, kin: Kin, at: datetime) -> None:
        self.person, self.kin, self.at = person, kin, at
        self.is_boss = person.has(kin.customer.shop_id, Role.SUPERVISOR)

    @cached_property
    def view(self) -> RiskView:
        one = self.kin.customer
        return RiskView(risks_of({one.pk: one.shop}, self.at)[one.pk], reverse("customer", args=[one.pk]))

    @cached_property
    def entries(self) -> list[EntryView]:
        return [self._entry(row) for row in entries_of(self.kin)]

    def _entry(self, row: ListEntry) -> EntryView:
        standing, waits = row.standing(self.at), waiting_appeal(row) is not None
        decides = waits and self.person.has(row.shop_id, Role.SUPERVISOR) and row.by_id != self.person.staff_id
        keeps = self.person.has(row.shop_id, *KEEPERS)
        signs = [Sign(code).label for code, _params in row.signs]
        may_appeal = standing is Standing.IN_FORCE and keeps and not waits
        return EntryView(
            row, signs, standing.label, ENTRY_TONES[standing], list(row.appeals.all()), may_appeal, decides
        )

    @property
    def may_list(self) -> bool:
        """Whether the reader may put this customer on the list now."""
        own = [one.row for one in self.entries if one.row.customer_id == self.kin.customer.pk]
        return self.is_boss and not any(row.standing(self.at) is Standing.IN_FORCE for row in own)
