"""Instruct that money is paid: the row that exists before any call is made."""

import re
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from aftercare.core.errors import InvalidInput, Refusal, Refused
from aftercare.core.money import ZERO
from aftercare.core.outbox import enqueue
from aftercare.money.caps import take
from aftercare.money.channels import channel_of, is_known
from aftercare.money.journal import post_instruction
from aftercare.money.models import Payout, PayoutLine
from aftercare.money.results import note
from aftercare.money.rules import Share, taken_from_caps, total
from aftercare.money.terms import LineKind
from aftercare.shops.access import Person

_KEY = re.compile(r"^[a-z]+(-[a-z0-9]+)+$", re.ASCII)


@dataclass(frozen=True)
class Payee:
    """Who gets it: the masked name for people, the platform's order number for the channel, the buyer for limits."""

    label: str
    reference: str
    buyer_reference: str = ""  # such as "customer:7"


@dataclass(frozen=True)
class PayoutRequest:
    """What was approved to be paid. `key` never changes for this effect, such as 'refund-17'."""

    key: str
    shop_id: int
    subject: tuple[str, int]
    payee: Payee
    channel: str
    purpose: str
    binding: str  # hash of the approved amount, payee and version
    shares: tuple[Share, ...]
    proposed_by_id: int | None = None  # who proposed the remedy: may not be the one who pays it
    decided_by: tuple[int, ...] = ()  # who granted, asked for or approved it: nor may they


def instruct_payout(*, instruction: PayoutRequest, person: Person, at: datetime) -> Payout:
    """Make the payout, hold its amount on the caps, post it as owed, and hand it to the worker (C18).

    Whether it may be paid at all was decided by the caller, in whose transaction this runs. The same request again
    answers the same payout (H1). Raises InvalidInput on an unusable request, Refused `key_reused` when the key stands
    for something else (H2), Refused `over_cap` with the numbers when a line would give more than was paid for it (H6).
    """
    _check(instruction)
    with transaction.atomic():
        # A second caller with the same key waits here until the first one commits, and then finds its row.
        payout, made = Payout.objects.get_or_create(key=instruction.key, defaults=_columns(instruction, person, at))
        if not made:
            _access_same(payout, instruction)
            return payout
        take(instruction.shop_id, taken_from_caps(instruction.shares))
        PayoutLine.objects.bulk_create(
            PayoutLine(payout=payout, cap_id=share.cap_id, kind=share.kind, amount=share.amount)
            for share in instruction.shares
        )
        post_instruction(payout, at)
        note(payout, "payout.instructed", person, at, purpose=payout.purpose)
        if payout.due_at is not None:
            enqueue("money.pay", payout_id=payout.pk)
    return payout


def _check(wished: PayoutRequest) -> None:
    problems: dict[str, Any] = {}
    if not _KEY.match(wished.key) or len(wished.key) > 60:
        problems["key"] = _("The key must look like refund-17.")
    if not wished.shares or any(share.amount <= ZERO for share in wished.shares):
        problems["amount"] = _("The amount must be above zero.")
    if any(share.cap_id is None and share.kind is not LineKind.FREIGHT for share in wished.shares):
        problems["shares"] = _("Only freight can be paid without an order line.")
    coupons = sum(share.kind is LineKind.COUPON for share in wished.shares)
    if not is_known(wished.channel):
        problems["channel"] = _("Choose one of the payment channels.")
    elif coupons and not channel_of(wished.channel).gives_coupons:
        problems["channel"] = _("This channel pays money and gives no coupons.")
    if 0 < coupons < len(wished.shares):
        problems["shares"] = _("Give the coupon by itself: it is not money.")
    if not wished.payee.reference or not wished.purpose:
        problems["payee"] = _("Say to whom and what for.")
    if problems:
        raise InvalidInput(problems)


def _columns(wished: PayoutRequest, person: Person, at: datetime) -> dict[str, Any]:
    return {
        **_fixed(wished),
        "payee_label": wished.payee.label,
        "buyer_reference": wished.payee.buyer_reference,
        "purpose": wished.purpose,
        "proposed_by_id": wished.proposed_by_id,
        "decided_by": list(wished.decided_by),
        "instructed_by_id": person.staff_id,
        "instructed_at": at,
        "due_at": at if channel_of(wished.channel).automatic else None,
    }


def _fixed(wished: PayoutRequest) -> dict[str, Any]:
    """What must be the same for the same key."""
    subject_kind, subject_id = wished.subject
    return {
        "shop_id": wished.shop_id,
        "subject_kind": subject_kind,
        "subject_id": subject_id,
        "payee_reference": wished.payee.reference,
        "channel": wished.channel,
        "amount": total(wished.shares),
        "binding": wished.binding,
    }


def _access_same(payout: Payout, wished: PayoutRequest) -> None:
    stored = sorted((line.kind, line.cap_id or 0, line.amount) for line in payout.lines.all())
    asked = sorted((share.kind.value, share.cap_id or 0, share.amount) for share in wished.shares)
    if stored != asked or any(getattr(payout, name) != value for name, value in _fixed(wished).items()):
        sentence = _("%(key)s was already instructed with ¥%(amount)s and other content. Nothing was paid.")
        raise Refused(Refusal("key_reused", sentence, {"key": payout.key, "amount": payout.amount.yuan}))
