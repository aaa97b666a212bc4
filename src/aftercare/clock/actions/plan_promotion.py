"""Plan a promotion period, or change one."""

from datetime import timedelta
from typing import Any

from django.db import transaction

from aftercare.clock.access import access_clock_of
from aftercare.clock.models import Promotion
from aftercare.clock.rules import Promotion as PromotionPeriod
from aftercare.core.errors import InvalidInput, NotFound
from aftercare.core.events import record
from aftercare.core.time import now
from aftercare.core.words import _
from aftercare.shops.access import Person
from aftercare.shops.policies import is_defined, settings_changed

LONGEST = timedelta(days=100)
LONGEST_NAME = 40


@transaction.atomic
def plan_promotion(
    *, person: Person, shop_id: int, period: PromotionPeriod, promotion_id: int | None = None
) -> Promotion:
    """Store the period for the shop; with `promotion_id`, in place of that one (P3, B11).

    Clocks that run keep their time; those started in the period are relaxed. Raises NotFound, Refused or InvalidInput.
    """
    access_clock_of(person, shop_id)
    promotion = _stored(shop_id, promotion_id) if promotion_id else Promotion(shop_id=shop_id)
    before = _as_json(promotion) if promotion_id else None
    _check(promotion, period)
    promotion.name = period.name.strip()
    promotion.starts_at, promotion.ends_at = period.starts, period.ends
    promotion.percent = period.percent
    promotion.replacement = period.replacement.as_value() if period.replacement else None
    promotion.targets = sorted(period.targets)
    promotion.save()
    settings_changed(shop_id)
    record(
        kind="promotion.planned",
        subject=("promotion", promotion.pk),
        shop_id=shop_id,
        actor_id=person.staff_id,
        at=now(),
        data={"before": before, "after": _as_json(promotion)},
    )
    return promotion


def _stored(shop_id: int, promotion_id: int) -> Promotion:
    promotion = Promotion.objects.filter(shop_id=shop_id, pk=promotion_id).first()
    if promotion is None:
        raise NotFound(promotion_id)
    return promotion


def _check(promotion: Promotion, period: PromotionPeriod) -> None:
    problems = promotion_problems(period)
    others = Promotion.objects.filter(shop_id=promotion.shop_id).exclude(pk=promotion.pk)
    if others.filter(name=period.name.strip(), starts_at__lt=period.ends, ends_at__gt=period.starts).exists():
        problems["name"] = _("A promotion of this name runs in that time already.")
    if problems:
        raise InvalidInput(problems)


def promotion_problems(period: PromotionPeriod) -> dict[str, Any]:
    """What is wrong with a period by itself: field name -> sentence."""
    problems: dict[str, Any] = {}
    if not 1 <= len(period.name.strip()) <= LONGEST_NAME:
        problems["name"] = _("Give the promotion a name of at most 40 characters.")
    if period.ends <= period.starts:
        problems["ends"] = _("The end must be after the start.")
    elif period.ends - period.starts > LONGEST:
        problems["ends"] = _("A promotion lasts at most 100 days.")
    if not 100 <= period.percent <= 1000:
        problems["percent"] = _("Enter 100 to 1000 percent.")
    elif period.percent == 100 and period.replacement is None:
        problems["percent"] = _("Say what becomes longer: more than 100 percent, or another span.")
    if unknown := [target for target in period.targets if not is_defined(target)]:
        problems["targets"] = _("There is no such target: %s") % ", ".join(sorted(unknown))
    return problems


def _as_json(promotion: Promotion) -> dict[str, Any]:
    return {
        "name": promotion.name,
        "starts_at": promotion.starts_at.isoformat(),
        "ends_at": promotion.ends_at.isoformat(),
        "percent": promotion.percent,
        "replacement": promotion.replacement,
        "targets": promotion.targets,
    }
