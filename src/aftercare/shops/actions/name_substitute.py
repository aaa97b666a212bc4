"""Name somebody who decides while somebody is away."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction

from aftercare.accounts.models import Staff
from aftercare.accounts.terms import DECIDING
from aftercare.core.errors import InvalidInput, NotFound, Refusal, Refused
from aftercare.core.events import record
from aftercare.core.time import now
from aftercare.core.words import _
from aftercare.shops.access import NOT_ADMINISTRATOR, Person, may_administer, visible_shops
from aftercare.shops.models import LONGEST_ABSENCE, Membership, Shop, Substitution

AHEAD = timedelta(days=366)  # nobody plans their absence for longer
DECIDES_NOTHING = Refusal(
    "substitute.decides_nothing", _("Only supervisors and administrators of the shop have decisions to hand over.")
)


@dataclass(frozen=True)
class Absence:
    """Who is away in which shop, who decides meanwhile, from when until when (aware)."""

    shop_id: int
    absent_id: int
    substitute_id: int
    starts_at: datetime
    ends_at: datetime


@transaction.atomic
def name_substitute(*, absence: Absence, person: Person) -> Substitution:
    """Whoever decides names a substitute for themselves, an administrator of the shop for others as well (C17).

    A start that has passed counts as now. Raises NotFound, Refused, and InvalidInput (`absent`, `substitute`, `starts`,
    `ends`): the substitute works in that shop, is not the absent person, and is the only one in that time.
    """
    if person.staff_id is None:
        raise ValueError("the system names no substitute")
    shop = _access_shop(person, absence)
    at = now()
    absent = _locked(absence.absent_id)  # two who name a substitute at once come one after the other
    problems = _problems(absence, absent, shop, at)
    if problems or absent is None:
        raise InvalidInput(problems)
    substitution = Substitution.objects.create(
        shop=shop,
        absent=absent,
        substitute_id=absence.substitute_id,
        starts_at=max(absence.starts_at, at),
        ends_at=absence.ends_at,
        named_by_id=person.staff_id,
        named_at=at,
    )
    record(
        kind="substitute.named",
        subject=("staff", absent.pk),
        shop_id=shop.pk,
        actor_id=person.staff_id,
        at=at,
        data={
            "substitution": substitution.pk,
            "substitute": substitution.substitute_id,
            "from": substitution.starts_at.isoformat(),
            "until": substitution.ends_at.isoformat(),
        },
    )
    return substitution


def _access_shop(person: Person, absence: Absence) -> Shop:
    """By rights of one's own: what was lent is not lent on."""
    shop = visible_shops(person).filter(pk=absence.shop_id, is_active=True).first()
    if shop is None:
        raise NotFound(absence.shop_id)
    if absence.absent_id != person.staff_id and not may_administer(person, shop.pk):
        raise Refused(NOT_ADMINISTRATOR)
    if absence.absent_id == person.staff_id and not person.has(shop.pk, *DECIDING):
        raise Refused(DECIDES_NOTHING)
    return shop


def _locked(staff_id: int) -> Staff | None:
    return Staff.objects.select_for_update(no_key=True).filter(pk=staff_id, is_active=True).first()


def _problems(absence: Absence, absent: Staff | None, shop: Shop, at: datetime) -> dict[str, Any]:
    """What is wrong: field name -> sentence."""
    working = Membership.objects.filter(shop=shop, staff__is_active=True)
    problems: dict[str, Any] = {}
    if absent is None or not working.filter(staff=absent, role__in=DECIDING).exists():
        problems["absent"] = _("This person has no decisions to hand over in this shop.")
    if absence.substitute_id == absence.absent_id:
        problems["substitute"] = _("Nobody stands in for themselves: choose somebody else.")
    elif not working.filter(staff_id=absence.substitute_id).exists():
        problems["substitute"] = _("The substitute must work in this shop: choose somebody from the list.")
    problems |= _problems_of_time(absence, at)
    if not problems and (other := _meanwhile(absence, shop, at)) is not None:
        problems["starts"] = _("%(name)s stands in already in that time. End that first.") % {
            "name": other.substitute.name
        }
    return problems


def _problems_of_time(absence: Absence, at: datetime) -> dict[str, Any]:
    starts = max(absence.starts_at, at)
    if absence.ends_at <= starts:
        return {"ends": _("The end must be after the start, and not yet over.")}
    if absence.ends_at - starts > LONGEST_ABSENCE:
        return {"ends": _("At most %(days)s days at a time.") % {"days": LONGEST_ABSENCE.days}}
    if starts > at + AHEAD:
        return {"starts": _("At most a year ahead.")}
    return {}


def _meanwhile(absence: Absence, shop: Shop, at: datetime) -> Substitution | None:
    rows = Substitution.objects.filter(shop=shop, absent_id=absence.absent_id, ended_at=None)
    overlapping = rows.filter(starts_at__lt=absence.ends_at, ends_at__gt=max(absence.starts_at, at))
    return overlapping.select_related("substitute").first()
