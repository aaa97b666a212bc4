"""The list of registered freight: what is asked for by named keys, and all that the template prints."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property
from typing import Any, Final
from urllib.parse import urlencode

from django.core.exceptions import BadRequest
from django.http import QueryDict
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from aftercare.core.text import clean
from aftercare.freight.access import CLERKS, FINANCE
from aftercare.freight.facts import facts_of
from aftercare.freight.models import FreightClaim
from aftercare.freight.queries import (
    ALL,
    COUNT_UP_TO,
    DECIDE,
    NOT_PAID,
    PAID,
    PAY,
    QUEUES,
    ClaimPage,
    ClaimWish,
    claim_page,
    queue_sizes,
)
from aftercare.freight.rules import ClaimFacts, findings_of
from aftercare.freight.terms import DECIDABLE, ClaimState, Weight
from aftercare.shops.access import Person
from aftercare.web.numbers import read_number
from aftercare.web.pieces.marks import Tone, moment, money, pill
from aftercare.web.pieces.parts import FilterMenu, Tab, filter_menu

KEYS: Final = frozenset({"view", "age", "q", "after"})
AGES: Final = ("1", "3", "7")  # days
TONES: Final[Mapping[str, Tone]] = {
    ClaimState.REGISTERED: Tone.US,
    ClaimState.REFUSED: Tone.REFUSED,
    ClaimState.APPROVED: Tone.SOON,
    ClaimState.BATCHED: Tone.OTHERS,
    ClaimState.PAID: Tone.DONE,
    ClaimState.FAILED: Tone.LATE,
}


@dataclass(frozen=True, slots=True)
class ClaimRow:
    """What one row prints."""

    address: str
    number: str
    case: str
    goods: str
    state: SafeString
    checks: SafeString
    parcel: str
    buyer: str
    shop: str
    amount: SafeString
    at: SafeString


class FreightContext:
    """All that the list prints; the checks of a page cost the same however many rows it has."""

    def __init__(self, person: Person, shop_ids: frozenset[int], query: QueryDict, at: datetime) -> None:
        if set(query) - KEYS - {"shop"}:
            raise BadRequest("unknown key")
        self.person, self.shop_ids, self.at = person, shop_ids, at
        self.chosen = {name: text for name in KEYS - {"after"} if (text := clean(query.get(name, ""))[:60])}
        self.view = self.chosen.setdefault("view", DECIDE)
        self.search = self.chosen.get("q", "")
        self.after = read_number(query.get("after"))
        if self.view not in QUEUES or self.chosen.get("age", "") not in ("", *AGES):
            raise BadRequest("unknown value")
        if query.get("after") and self.after is None:
            raise BadRequest("not a key")

    def address(self, **changes: str) -> str:
        """The list's address with other values; '' takes one away."""
        given = {name: value for name, value in {**self.chosen, **changes}.items() if value}
        return f"{reverse('freight')}?{urlencode(given)}"

    @cached_property
    def _page(self) -> ClaimPage:
        age = self.chosen.get("age")
        before = self.at - timedelta(days=int(age)) if age else None
        wish = ClaimWish(self.shop_ids, self.view, before, self.search)
        return claim_page(self.person, wish, self.after)

    @cached_property
    def rows(self) -> list[ClaimRow]:
        claims = self._page.claims
        facts = facts_of(claims, self.at) if claims else {}
        return [self._row(claim, facts[claim.pk]) for claim in claims]

    def _row(self, claim: FreightClaim, facts: ClaimFacts) -> ClaimRow:
        return ClaimRow(
            address=reverse("freight_claim", args=[claim.number]),
            number=claim.number,
            case=claim.case.number,
            goods=claim.case.order.item_summary,
            state=state_pill(claim),
            checks=checks_pill(claim, facts),
            parcel=claim.tracking_no,
            buyer=claim.case.customer.nick_mask if claim.case.customer else "",
            shop=claim.shop.name if self.several_shops else "",
            amount=money(claim.granted or claim.amount),
            at=moment(claim.registered_at, self.at),
        )

    @property
    def more_url(self) -> str:
        return self.address(after=str(self._page.after)) if self._page.after is not None else ""

    @property
    def several_shops(self) -> bool:
        return len(self.shop_ids) > 1

    @property
    def columns(self) -> int:
        return 7 if self.several_shops else 6

    @property
    def sees_files(self) -> bool:
        return any(self.person.has(shop_id, *FINANCE) for shop_id in self.shop_ids)

    @property
    def pays(self) -> bool:
        return any(self.person.has(shop_id, *CLERKS) for shop_id in self.shop_ids)

    @cached_property
    def tabs(self) -> list[Tab]:
        labels = {
            DECIDE: _("To decide"),
            PAY: _("To be paid"),
            PAID: _("Freight paid"),
            NOT_PAID: _("Freight refused"),
            ALL: _("All"),
        }
        sizes = queue_sizes(self.person, self.shop_ids)
        return [
            Tab(label, f"{reverse('freight')}?view={code}", code == self.view, size_text(sizes.get(code, 0)))
            for code, label in labels.items()
        ]

    @property
    def menus(self) -> list[FilterMenu]:
        ages = {days: _("%(days)s days and more") % {"days": days} for days in AGES}
        return [filter_menu(_("Age"), "age", self.chosen.get("age", ""), ages, self.address)]

    @property
    def is_filtered(self) -> bool:
        return bool({"age", "q"} & set(self.chosen))

    @property
    def clear_url(self) -> str:
        return f"{reverse('freight')}?view={self.view}" if self.is_filtered else ""

    @property
    def hidden(self) -> list[tuple[str, str]]:
        """Filters that the search form keeps."""
        return [(name, value) for name, value in self.chosen.items() if name != "q"]


def state_pill(claim: FreightClaim) -> SafeString:
    """Its state in words and colour."""
    return pill(ClaimState(claim.state).label, TONES[claim.state])


def checks_pill(claim: FreightClaim, facts: ClaimFacts) -> SafeString:
    """What the checks say of one that waits for a decision: nothing, look at the amount, or a supervisor decides."""
    if claim.state not in DECIDABLE:
        return SafeString("")
    findings = findings_of(facts)
    if not findings:
        return pill(_("Checks passed"), Tone.DONE)
    worst = next((one for one in findings if one.weight is Weight.SUPERVISOR), findings[0])
    more = f" +{len(findings) - 1}" if len(findings) > 1 else ""
    tone = Tone.LATE if worst.weight is Weight.SUPERVISOR else Tone.SOON
    return pill(f"{worst.check.label}{more}", tone)


def size_text(count: int) -> Any:
    """A bounded count as printed."""
    return f"{COUNT_UP_TO - 1}+" if count >= COUNT_UP_TO else str(count or "")
