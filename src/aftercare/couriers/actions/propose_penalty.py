"""Operations propose what follows from a courier's month, with its figures as evidence (O7)."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final

from django.db import transaction

from aftercare.cases.periods import Period, month_of
from aftercare.core.errors import InvalidInput, NotFound, Refusal, Refused
from aftercare.core.sql import insert
from aftercare.core.text import clean
from aftercare.core.time import now
from aftercare.core.words import _
from aftercare.couriers.access import PROPOSERS, WRONG_ROLE
from aftercare.couriers.events import note
from aftercare.couriers.figures import Figures, case_numbers, figures_of, rules_for
from aftercare.couriers.judging import follows
from aftercare.couriers.models import CourierPenalty
from aftercare.couriers.terms import Level, PenaltyKind, PenaltyState
from aftercare.shops.access import Person, visible_shops
from aftercare.shops.models import Shop

MOST_NOTE: Final = 500
MOST_NUMBERS: Final = 500  # case numbers that the evidence keeps
BELOW = Refusal(
    "courier.below_limit", _("The figures of this month do not reach the shop's limit for it. Nothing was proposed.")
)
THERE = Refusal("courier.penalty_there", _("This was proposed for the month already."))


@dataclass(frozen=True)
class Proposal:
    """For which courier (a company's name), month (its first day) and what."""

    courier: str
    month: date
    kind: PenaltyKind
    note: str = ""


@transaction.atomic
def propose_penalty(*, shop_id: int, proposal: Proposal, person: Person) -> CourierPenalty:
    """A penalty that waits for a supervisor. Row O7.

    Raises NotFound, Refused (`wrong_role`, `courier.below_limit`, `courier.penalty_there`), or InvalidInput (`courier`,
    `month`, `note`).
    """
    shop = visible_shops(person).select_for_update(no_key=True).filter(pk=shop_id).first()
    if shop is None or shop_id not in person.shop_ids:
        raise NotFound(shop_id)
    if not person.has(shop_id, *PROPOSERS):
        raise Refused(WRONG_ROLE)
    at = now()
    _check(proposal, shop, at)
    figures = figures_of(person, shop, proposal.courier, proposal.month, at)
    hardest = follows(figures.judged.level)
    if hardest is None or (proposal.kind is PenaltyKind.PRIORITY and hardest is not PenaltyKind.PRIORITY):
        raise Refused(BELOW)
    same = CourierPenalty.objects.filter(
        shop=shop, courier=proposal.courier, month=proposal.month, kind=proposal.kind,
        state__in=(PenaltyState.PROPOSED, PenaltyState.CONFIRMED),
    )  # fmt: skip
    if same.exists():
        raise Refused(THERE)
    made = CourierPenalty(
        shop=shop, courier=proposal.courier, month=proposal.month, kind=proposal.kind,
        evidence=_evidence(figures, shop, proposal.month, at), days=figures.rules.days, note=clean(proposal.note),
        proposed_by_id=person.staff_id, proposed_at=at,
    )  # fmt: skip
    insert(made)
    told = {"courier": made.courier, "month": made.month.isoformat(), "kind": made.kind}
    note("courier.penalty_proposed", ("courier_penalty", made.pk), shop.pk, (person, at), **told)
    return made


def _check(proposal: Proposal, shop: Shop, at: datetime) -> None:
    problems: dict[str, Any] = {}
    if not proposal.courier:
        problems["courier"] = _("Choose a courier.")
    if proposal.month.day != 1 or proposal.month > month_of(at, shop.timezone):
        problems["month"] = _("Choose a month that has begun.")
    if len(clean(proposal.note)) > MOST_NOTE:
        problems["note"] = _("At most %(most)s characters.") % {"most": MOST_NOTE}
    if problems:
        raise InvalidInput(problems)


def _evidence(figures: Figures, shop: Shop, month: date, at: datetime) -> dict[str, Any]:
    """What the penalty rests on, as it was when it was proposed."""
    rules, judged = figures.rules, figures.judged
    then = rules_for(shop, Period(month, {shop.pk: shop.timezone}), at)
    return {
        "sent": figures.sent,
        "held": len(figures.held),
        "rate": judged.rate,
        "level": Level(judged.level).value,
        "limits": {"least": rules.least, "warn": rules.warn, "deduct": rules.deduct, "demote": rules.demote},
        "rows": dict(then.sources),
        "cases": case_numbers(figures.held)[:MOST_NUMBERS],
    }
