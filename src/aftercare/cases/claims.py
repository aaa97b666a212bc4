"""Reads of claims at couriers (C11, B6): what was claimed, what came back."""

from dataclasses import dataclass

from django.db.models import BigIntegerField, Count, F, QuerySet, Sum
from django.db.models.fields.json import KeyTextTransform
from django.db.models.functions import Cast

from aftercare.cases.access import visible_cases, visible_claims
from aftercare.cases.flows.registry import FLOWS
from aftercare.cases.models import Case, CaseLink
from aftercare.cases.periods import Period
from aftercare.cases.terms import Link
from aftercare.core.money import Money
from aftercare.core.words import Choices, _
from aftercare.shops.access import Person

PAGE = 50
# Named so that the index of states finds them: of all cases of a shop few are claims.
CLAIM_STATES = tuple({state.code for flow in FLOWS if flow.code == "claim" for state in flow.states})
_LISTED = (
    "number", "flow", "flow_version", "state", "shop_id", "opened_at", "closed_at", "details", "order_id",
    "order__platform_no", "order__courier",
)  # fmt: skip


class View(Choices):
    """Which claims."""

    OPEN = "open", _("Open")  # whatever the month: they wait until they end
    ENDED = "ended", _("Ended in the month")


@dataclass(frozen=True)
class Claim:
    """One claim; None is an amount that is not known (yet). `about`: the case that it came out of, '' for none."""

    case: Case
    courier: str
    claim_no: str
    claimed: Money | None
    recovered: Money | None
    about: str


@dataclass(frozen=True)
class ClaimPage:
    """One keyset page; `after` begins the next one, None on the last."""

    rows: list[Claim]
    after: int | None


@dataclass(frozen=True)
class ClaimSums:
    """All claims of a view."""

    count: int
    claimed: Money
    recovered: Money


def claim_page(person: Person, period: Period, view: View, *, after: int | None = None, size: int = PAGE) -> ClaimPage:
    """Open ones the oldest first, ended ones the newest first; two queries."""
    claims, is_open = _claims(person, period, view), view is View.OPEN
    if after is not None:
        claims = claims.filter(pk__gt=after) if is_open else claims.filter(pk__lt=after)
    found = list(claims.order_by("pk" if is_open else "-pk").select_related("order").only(*_LISTED)[: size + 1])
    shown = found[:size]
    links = CaseLink.objects.filter(
        target__in=[case.pk for case in shown], kind__in=(Link.CHILD, Link.ASIDE), source__in=visible_cases(person)
    )
    about = dict(links.values_list("target_id", "source__number"))
    rows = [_claim(case, about.get(case.pk, "")) for case in shown]
    return ClaimPage(rows, found[size - 1].pk if len(found) > size else None)


def claim_sums(person: Person, period: Period) -> dict[View, ClaimSums]:
    """Both views; a query each."""
    return {view: _sums(_claims(person, period, view)) for view in View}


def _claims(person: Person, period: Period, view: View) -> QuerySet[Case]:
    claims = visible_claims(person).filter(state__in=CLAIM_STATES)
    if view is View.OPEN:
        return claims.filter(shop_id__in=period.zones.keys(), closed_at=None)
    return claims.filter(period.holds("closed_at"))


def _sums(claims: QuerySet[Case]) -> ClaimSums:
    fen = {
        name: Cast(KeyTextTransform(name, "details"), BigIntegerField())
        for name in ("claim_amount", "recovered_amount")
    }
    sums = claims.annotate(**fen).aggregate(
        count=Count("pk"), claimed=Sum(F("claim_amount")), recovered=Sum(F("recovered_amount"))
    )
    return ClaimSums(sums["count"], Money(int(sums["claimed"] or 0)), Money(int(sums["recovered"] or 0)))


def _claim(case: Case, about: str) -> Claim:
    details = case.details
    return Claim(
        case=case,
        courier=str(details.get("courier_name") or case.order.courier),
        claim_no=str(details.get("claim_no") or ""),
        claimed=_amount(details.get("claim_amount")),
        recovered=_amount(details.get("recovered_amount")),
        about=about,
    )


def _amount(fen: int | None) -> Money | None:
    return None if fen is None else Money(fen)
