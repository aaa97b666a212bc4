"""Make or refresh the ceiling of one thing that was paid for."""

from django.db import transaction
from django.db.models import Sum
from django.utils.translation import gettext_lazy as _

from aftercare.core.errors import InvalidInput, Refusal, Refused
from aftercare.core.money import ZERO, Money
from aftercare.money.channels import all_channels
from aftercare.money.models import Cap, PayoutLine
from aftercare.money.terms import PayoutState


def ensure_cap(*, shop_id: int, reference: str, paid: Money, already_refunded: Money = ZERO) -> Cap:
    """The cap of `reference` in that shop, brought up to date with what the order says (C18, H6).

    `paid` is what the buyer paid for it, `already_refunded` what the platform's report says was refunded so far; the
    part of it that we paid through a channel of the platform is not counted twice. Safe to call at any time.
    Raises InvalidInput on negative amounts, Refused `paid_below_used` when more is given or under way than was paid.
    """
    if paid < ZERO or already_refunded < ZERO:
        raise InvalidInput({"paid": _("An amount cannot be below zero.")})
    with transaction.atomic():
        caps = Cap.objects.filter(shop_id=shop_id, reference=reference)
        cap = caps.first()
        if cap is None:
            Cap.objects.bulk_create([Cap(shop_id=shop_id, reference=reference, paid=paid)], ignore_conflicts=True)
            cap = caps.get()
        # Locked only to be changed: callers go through the lines of an order in an order of their own.
        if (cap.paid, cap.outside) != (paid, _outside(cap, paid, already_refunded)):
            cap = caps.select_for_update().get()
            ours, outside = cap.used - cap.outside, _outside(cap, paid, already_refunded)
            cap.paid, cap.outside, cap.used = paid, outside, ours + outside
            cap.save(update_fields=["paid", "outside", "used"])
    return cap


def _outside(cap: Cap, paid: Money, already_refunded: Money) -> Money:
    """What was refunded elsewhere, as far as there is room for it. Raises Refused `paid_below_used`."""
    ours = cap.used - cap.outside
    if paid < ours:
        raise Refused(_paid_below_used(paid, ours))
    elsewhere = already_refunded - _paid_on_platform(cap) if already_refunded else ZERO
    return min(max(elsewhere, ZERO), paid - ours)


def _paid_on_platform(cap: Cap) -> Money:
    """What we paid for it through channels whose payments the platform's report shows."""
    codes = [channel.code for channel in all_channels() if channel.on_platform]
    lines = PayoutLine.objects.filter(cap=cap, payout__state=PayoutState.PAID, payout__channel__in=codes)
    return lines.aggregate(total=Sum("amount"))["total"] or ZERO


def _paid_below_used(paid: Money, ours: Money) -> Refusal:
    return Refusal(
        "paid_below_used",
        _("The order now says ¥%(paid)s was paid, but ¥%(used)s is already given or under way. Look into it first."),
        {"paid": paid.yuan, "used": ours.yuan},
    )
