"""The facts of many registrations at once, as the checks need them: a fixed number of queries."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Final, NamedTuple

from django.db.models import Q, Sum

from aftercare.cases.models import Case
from aftercare.cases.terms import Responsible
from aftercare.core.money import ZERO, Money
from aftercare.freight.models import FreightClaim
from aftercare.freight.policies import FreightRules, rules_of
from aftercare.freight.rules import ClaimFacts, Others
from aftercare.freight.terms import LIVING, ClaimState
from aftercare.money.models import PayoutLine
from aftercare.money.terms import LineKind, PayoutState
from aftercare.shops.models import Shop
from aftercare.shops.policies import policies_of

LOST: Final = (PayoutState.REFUSED, PayoutState.CANCELLED)
GRANTED: Final = (ClaimState.APPROVED, ClaimState.BATCHED, ClaimState.PAID)
SAME_MOST: Final = 500


class Same(NamedTuple):
    """Another registration, as far as comparing needs it."""

    pk: int
    case_id: int
    shop_id: int
    number: str
    tracking_no: str
    receipt_no: str
    picture_sha256: str


def shop_rules(shop: Shop, at: datetime) -> FreightRules:
    """The rules of the shop in force; no query while its settings have not changed."""
    return rules_of(policies_of(shop, at))


def facts_of(claims: Sequence[FreightClaim], at: datetime) -> dict[int, ClaimFacts]:
    """By id of the registration; `case`, `case.order` and `shop` have come along. Three queries."""
    same = _same(claims)
    cases = {claim.case_id: claim.case for claim in claims}
    by_case, by_claims = _given_by_cases(cases.values()), _granted(cases)
    facts = {}
    for claim in claims:
        case = claim.case
        others = {pk: amount for pk, amount in by_claims.get(case.pk, {}).items() if pk != claim.pk}
        facts[claim.pk] = ClaimFacts(
            amount=claim.amount,
            ceiling=shop_rules(claim.shop, at).ceiling(case.order.region),
            given=sum(others.values(), by_case.get(case.pk, ZERO)),
            asked_in_case=case.asked_freight if case.granted_freight is None and case.closed_at is None else ZERO,
            is_received=case.received_at is not None,
            responsible=Responsible(case.responsible),
            tracking_no=claim.tracking_no,
            case_tracking_no=case.return_tracking_no,
            same_tracking=_others(claim, same, "tracking_no"),
            same_receipt=_others(claim, same, "receipt_no"),
            same_picture=_others(claim, same, "picture_sha256"),
        )
    return facts


def _same(claims: Iterable[FreightClaim]) -> list[Same]:
    """Registrations that share a number or the picture with one of these; each part has an index of its own."""
    shared = Q(tracking_no__in={claim.tracking_no for claim in claims})
    shared |= Q(receipt_no__in={claim.receipt_no for claim in claims} - {""}) & ~Q(receipt_no="")
    shared |= Q(picture_sha256__in={claim.picture_sha256 for claim in claims})
    rows = FreightClaim.objects.filter(shared, state__in=LIVING).order_by("pk")
    return [Same(*row) for row in rows.values_list(*Same._fields)[:SAME_MOST]]


def _others(claim: FreightClaim, same: Iterable[Same], name: str) -> Others:
    """Those that have the same `name`, without itself; numbers of other shops' are not for everybody to know (B1)."""
    value = getattr(claim, name)
    found = [one for one in same if value and one.pk != claim.pk and getattr(one, name) == value]
    numbers = tuple(one.number for one in found if one.shop_id == claim.shop_id)
    return Others(numbers, len(found) - len(numbers))


def _given_by_cases(cases: Iterable[Case]) -> dict[int, Money]:
    """Freight that the cases themselves pay: by their payouts, or granted and not instructed yet."""
    known = {case.pk: case for case in cases}
    lines = PayoutLine.objects.filter(
        kind=LineKind.FREIGHT, payout__subject_kind="case", payout__subject_id__in=list(known)
    ).exclude(payout__state__in=LOST)
    paid = dict(lines.values_list("payout__subject_id").annotate(total=Sum("amount")))
    given = {}
    for pk, case in known.items():
        granted = case.granted_freight or ZERO
        given[pk] = max(paid.get(pk, ZERO), granted if case.closed_at is None else ZERO)
    return given


def _granted(cases: Mapping[int, Case]) -> dict[int, dict[int, Money]]:
    """What registrations of these cases have been granted: case id -> registration id -> amount."""
    rows = FreightClaim.objects.filter(case_id__in=list(cases), state__in=GRANTED, granted__isnull=False)
    found: dict[int, dict[int, Money]] = defaultdict(dict)
    for case_id, pk, granted in rows.values_list("case_id", "pk", "granted"):
        found[case_id][pk] = granted or ZERO
    return found
