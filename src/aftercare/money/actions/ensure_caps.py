"""Make or refresh the ceilings of things that were paid for."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.db import transaction
from django.db.models import Sum
from django.utils.translation import gettext_lazy as _

from aftercare.core.errors import InvalidInput, Refusal, Refused
from aftercare.core.money import ZERO, Money
from aftercare.money.caps import lock_caps
from aftercare.money.channels import all_channels
from aftercare.money.models import Cap, PayoutLine
from aftercare.money.terms import PayoutState


@dataclass(frozen=True)
class Told:
    """What the order says of one line: paid for it, and refunded so far by the platform's report."""

    paid: Money
    refunded: Money = ZERO


def ensure_caps(*, shop_id: int, told: Mapping[str, Told]) -> dict[str, Cap]:
    """The caps of these references in that shop, brought up to date with what the order says (C18, H6).

    Of what the report calls refunded, the part that we paid through a channel of the platform is not counted twice.
    Safe to call at any time. Raises InvalidInput on negative amounts, Refused `paid_below_used` when more is given or
    under way than was paid.
    """
    if any(one.paid < ZERO or one.refunded < ZERO for one in told.values()):
        raise InvalidInput({"paid": _("An amount cannot be below zero.")})
    with transaction.atomic():
        caps = _read(shop_id, told)
        missing = [Cap(shop_id=shop_id, reference=key, paid=told[key].paid) for key in told if key not in caps]
        if missing:
            Cap.objects.bulk_create(missing, ignore_conflicts=True)
            caps = _read(shop_id, told)
        caps = _follow(caps, told)
        for cap in caps.values():
            if told[cap.reference].paid < cap.ours:
                raise Refused(_paid_below_used(told[cap.reference].paid, cap.ours))
        return caps


def refresh_caps(*, shop_id: int, told: Mapping[str, Told]) -> None:
    """The same for those of these references that have a cap: an order report came in.

    A cap of which more is given than the report says was paid stays as it is: the next payment on it is refused with
    the numbers.
    """
    with transaction.atomic():
        _follow(_read(shop_id, told), told)


def _read(shop_id: int, references: Iterable[str]) -> dict[str, Cap]:
    return {cap.reference: cap for cap in Cap.objects.filter(shop_id=shop_id, reference__in=list(references))}


def _follow(caps: dict[str, Cap], told: Mapping[str, Told]) -> dict[str, Cap]:
    """Bring them up to date, but those of which more is ours than was paid. All are locked as soon as one changes, in
    the order in which payouts lock them."""
    shown = _paid_on_platform(cap.pk for cap in caps.values() if told[cap.reference].refunded)

    def changed(cap: Cap) -> bool:
        now, ours = told[cap.reference], cap.ours
        if now.paid < ours:
            return False
        outside = min(max(now.refunded - shown.get(cap.pk, ZERO), ZERO), now.paid - ours)
        is_new = (cap.paid, cap.outside) != (now.paid, outside)
        cap.paid, cap.outside, cap.used = now.paid, outside, ours + outside
        return is_new

    if not [cap for cap in caps.values() if changed(cap)]:
        return caps
    locked = lock_caps(cap.pk for cap in caps.values())
    Cap.objects.bulk_update([cap for cap in locked.values() if changed(cap)], ["paid", "outside", "used"])
    return {cap.reference: cap for cap in locked.values()}


def _paid_on_platform(cap_ids: Iterable[int]) -> dict[int, Money]:
    """What we paid for each through channels whose payments the platform's report shows."""
    ids = list(cap_ids)
    if not ids:
        return {}
    codes = [channel.code for channel in all_channels() if channel.on_platform]
    lines = PayoutLine.objects.filter(cap__in=ids, payout__state=PayoutState.PAID, payout__channel__in=codes)
    return dict(lines.values_list("cap_id").annotate(total=Sum("amount")))


def _paid_below_used(paid: Money, ours: Money) -> Refusal:
    return Refusal(
        "paid_below_used",
        _("The order now says ¥%(paid)s was paid, but ¥%(used)s is already given or under way. Look into it first."),
        {"paid": paid.yuan, "used": ours.yuan},
    )
