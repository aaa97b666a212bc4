"""The newest cases of a shop as the remedy rules see them, many at once: what a changed rulebook is tried on (C13)."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count, Q

from aftercare.cases.access import visible_cases
from aftercare.cases.advice import figures_of, remedy_facts, rules_of
from aftercare.cases.facts import CaseFacts, Child, Contacts, Limits, LineFacts
from aftercare.cases.flows.registry import FLOWS, flow_of
from aftercare.cases.gather import applied_at, limits_of, signing_of
from aftercare.cases.models import Case, CaseLine, CaseLink, Contact
from aftercare.cases.remedies.facts import RemedyFacts
from aftercare.cases.room import room_of
from aftercare.cases.terms import EXPLAINED, Channel, ContactResult, Disposition, Link, Reason, Responsible
from aftercare.core.money import ZERO
from aftercare.orders.terms import ReturnClass
from aftercare.shops.access import Person
from aftercare.shops.models import Shop
from aftercare.shops.policies import policies_of

MOST = 200
_EXPLAINED = Q(result__in=[result.value for result in EXPLAINED]) | (
    Q(channel=Channel.INCOMING) & ~Q(result=ContactResult.AGREED)
)
ADVISED = sorted({flow.code for flow in FLOWS if flow.move("choose_plan")})


@dataclass(frozen=True)
class PastCases:
    """Cases by number, the newest first, with their facts, and the limits of today."""

    cases: Mapping[str, Case]
    facts: Mapping[str, RemedyFacts]
    limits: Limits


def past_cases(person: Person, shop: Shop, at: datetime) -> PastCases:
    """The newest cases, at most 200, of the kinds for which a remedy is chosen. Six queries, however many they are."""
    rows = visible_cases(person).filter(shop=shop, flow__in=ADVISED).defer("description")
    cases = list(rows.select_related("shop", "order").order_by("-pk")[:MOST])
    today = policies_of(shop, at)
    limits = limits_of(today, today)
    known = _facts_of(cases, limits, at)
    found = {
        case.number: remedy_facts(facts, figures, rules_of(case))
        for case, facts, figures in zip(cases, known, figures_of(cases), strict=True)
    }
    return PastCases({case.number: case for case in cases}, found, limits)


def _facts_of(cases: Sequence[Case], limits: Limits, at: datetime) -> list[CaseFacts]:
    """Of each case what remedies are found from; approvals, grants, payouts and evidence are not read."""
    pks = [case.pk for case in cases]
    lines, children = _lines(pks), _children(pks)
    talks = Contact.objects.filter(_EXPLAINED, case__in=pks)
    explained = dict(talks.values_list("case").annotate(Count("pk")).order_by())
    return [
        CaseFacts(
            id=case.pk,
            number=case.number,
            flow=case.flow,
            state=case.state,
            version=case.version,
            reason=Reason(case.reason),
            responsible=Responsible(case.responsible),
            asked_freight=case.asked_freight,
            freight_apart=case.freight_apart,
            granted=None,
            proposal=None,
            lines=tuple(lines[case.pk]),
            payee=case.order.platform_no,
            limits=limits,
            at=at,
            signing=signing_of(
                case.order, case.shop.timezone, applied_at(case), rules_of(case).get("return.no_reason_days")
            ),
            details=case.details,
            children=tuple(children[case.pk]),
            contacts=Contacts(explained=explained.get(case.pk, 0)),
            is_sent=case.order.dispatched_at is not None or bool(case.details.get("left")),
        )
        for case in cases
    ]


def _lines(pks: Iterable[int]) -> dict[int, list[LineFacts]]:
    rows = list(CaseLine.objects.filter(case__in=pks).select_related("order_line__product").order_by("pk"))
    rooms = room_of([row.order_line_id for row in rows])
    found: dict[int, list[LineFacts]] = defaultdict(list)
    for row in rows:
        bought = row.order_line
        found[row.case_id].append(
            LineFacts(
                **{name: getattr(row, name) for name in _OWN},
                title=bought.title,
                bought=bought.quantity,
                paid=bought.paid,
                room=rooms.get(row.order_line_id, ZERO),
                return_class=bought.product.return_class if bought.product else ReturnClass.NORMAL.value,
                good_to=Disposition(row.good_to),
                defective_to=Disposition(row.defective_to),
            )
        )
    return found


_OWN = ("id", "order_line_id", "asked", "authorised", "received", "good", "defective", "asked_amount", "granted_amount")


def _children(pks: Iterable[int]) -> dict[int, list[Child]]:
    links = CaseLink.objects.filter(source__in=pks, kind__in=[Link.CHILD, Link.ASIDE]).select_related("target")
    found: dict[int, list[Child]] = defaultdict(list)
    for link in links.order_by("pk").defer("target__description"):
        case: Any = link.target
        done = flow_of(case.flow, case.flow_version).state(case.state).done
        found[link.source_id].append(Child(case.number, case.flow, Link(link.kind), case.closed_at is None, done))
    return found
