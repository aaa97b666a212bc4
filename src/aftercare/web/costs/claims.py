"""Claims at couriers: open ones, and those that ended in the month (C11)."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.core.exceptions import BadRequest
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from aftercare.cases.claims import Claim, View, claim_page, claim_sums
from aftercare.web.caseline import address_of, state_of, tone_of
from aftercare.web.costs.asking import Asked, Head
from aftercare.web.numbers import read_number
from aftercare.web.pieces.marks import moment, money, pill
from aftercare.web.pieces.parts import FilterChoice

KEYS = ("view",)


@dataclass(frozen=True)
class ClaimRow:
    """One claim as a row."""

    number: str
    address: str
    about: str
    about_address: str
    courier: str
    claim_no: str
    state: SafeString
    claimed: SafeString
    recovered: SafeString
    age: str
    ended: SafeString
    shop: str


class ClaimsContext:
    """One view of the claims: four queries."""

    def __init__(self, asked: Asked, after: str) -> None:
        self.asked, self.head = asked, Head(asked)
        view = asked.values.get("view", View.OPEN.value)
        if view not in View.values:
            raise BadRequest("unknown view")
        self.view = View(view)
        page = claim_page(asked.person, asked.period, self.view, after=read_number(after))
        self._names = asked.shop_names
        self.rows = [self._row(claim) for claim in page.rows]
        self.more_url = asked.address(after=str(page.after)) if page.after is not None else ""

    @property
    def is_open(self) -> bool:
        return self.view is View.OPEN

    @property
    def sums(self) -> list[tuple[str, Any]]:
        """The big figures."""
        found = claim_sums(self.asked.person, self.asked.period)
        waiting, ended = found[View.OPEN], found[View.ENDED]
        return [
            (_("Open claims"), waiting.count),
            (_("Claimed by them"), money(waiting.claimed)),
            (_("Claimed by those that ended"), money(ended.claimed)),
            (_("Recovered by them"), money(ended.recovered)),
        ]

    @property
    def views(self) -> list[FilterChoice]:
        return [
            FilterChoice(
                view.label, self.asked.address(view="" if view is View.OPEN else view.value), view is self.view
            )
            for view in View
        ]

    def _row(self, claim: Claim) -> ClaimRow:
        case, at = claim.case, self.asked.at
        return ClaimRow(
            number=case.number,
            address=address_of(case.number),
            about=claim.about,
            about_address=address_of(claim.about) if claim.about else "",
            courier=claim.courier or _("name not entered"),
            claim_no=claim.claim_no,
            state=pill(state_of(case).label, tone_of(case)),
            claimed=money(claim.claimed),
            recovered=money(claim.recovered),
            age=_days(case.opened_at, case.closed_at or at),
            ended=moment(case.closed_at, at),
            shop=self._names.get(case.shop_id, "") if self.asked.several_shops else "",
        )


def _days(since: datetime, until: datetime) -> str:
    days = (until - since).days
    return ngettext("%(days)s day", "%(days)s days", days) % {"days": days}
