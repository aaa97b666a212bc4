"""How a payout ends, whoever found out. Called by actions only, inside their transaction, with the payout locked."""

import logging
from datetime import datetime
from typing import Any

from django.db import transaction

from aftercare.core.events import record
from aftercare.core.outbox import enqueue
from aftercare.money.caps import give_back
from aftercare.money.handlers import handlers_of
from aftercare.money.journal import post_payment, post_release
from aftercare.money.models import Payout, PayoutRemark
from aftercare.money.terms import PayoutState
from aftercare.shops.access import Person

logger = logging.getLogger(__name__)
LONGEST_TEXT = 300


def lock_payout(payout: Payout) -> Payout:
    """Lock the subject and then the payout, the order of all writers; returns the row as it is now."""
    handlers = handlers_of(payout.subject_kind)
    if handlers:
        handlers.lock(payout.subject_id)
    return Payout.objects.select_for_update().get(pk=payout.pk)


def voucher_holder(payout: Payout, voucher: str) -> Payout | None:
    """Another payout of the shop and channel that already has this voucher."""
    same = Payout.objects.filter(shop_id=payout.shop_id, channel=payout.channel, voucher=voucher)
    return same.exclude(pk=payout.pk).first()


def become_paid(payout: Payout, *, voucher: str, text: str, person: Person, at: datetime) -> None:
    """Paid for good: one posting, one event, the subject is told."""
    payout.state, payout.voucher, payout.result_text = PayoutState.PAID, voucher, text[:LONGEST_TEXT]
    _settle(payout, person, at)
    post_payment(payout, at)
    note(payout, "payout.paid", person, at, voucher=voucher)
    tell_or_enqueue(payout, at)


def become_refused(payout: Payout, *, text: str, person: Person, at: datetime) -> None:
    """Will never be paid: the caps are free again, the instruction is turned round, the subject is told."""
    payout.state, payout.result_text = PayoutState.REFUSED, text[:LONGEST_TEXT]
    _settle(payout, person, at)
    give_back(payout)
    post_release(payout, at)
    note(payout, "payout.refused", person, at, text=payout.result_text)
    tell_or_enqueue(payout, at)


def become_cancelled(payout: Payout, *, text: str, person: Person, at: datetime) -> None:
    """Taken back before anything was sent. The subject is not told: it is the one that cancels."""
    payout.state, payout.result_text = PayoutState.CANCELLED, text[:LONGEST_TEXT]
    _settle(payout, person, at)
    give_back(payout)
    post_release(payout, at)
    note(payout, "payout.cancelled", person, at, text=payout.result_text)


def become_parked(payout: Payout, *, text: str, person: Person, at: datetime) -> None:
    """The machine stops here and finance looks at the channel's record; the new fence shuts out a call in the air."""
    payout.state, payout.result_text, payout.due_at = PayoutState.NEEDS_PERSON, text[:LONGEST_TEXT], None
    payout.fence += 1
    payout.save(update_fields=["state", "result_text", "due_at", "fence"])
    note(payout, "payout.needs_person", person, at, text=payout.result_text)


def note(payout: Payout, kind: str, person: Person, at: datetime, *, text: str = "", **data: Any) -> None:
    """The event of a change of a payout; its words are kept beside it."""
    if text:
        data["remark"] = PayoutRemark.objects.create(payout=payout, text=text).pk
    record(
        kind=kind,
        subject=("payout", payout.pk),
        shop_id=payout.shop_id,
        actor_id=person.staff_id,
        at=at,
        data={"key": payout.key, "amount_fen": payout.amount.fen, "channel": payout.channel, **data},
    )


def tell_or_enqueue(payout: Payout, at: datetime) -> None:
    """Tell the subject in this transaction. If it cannot take the news now, money that has moved stays recorded."""
    try:
        with transaction.atomic():
            tell(payout, at)
    except Exception:
        logger.exception("the owner of %s %s could not take the result", payout.subject_kind, payout.subject_id)
        enqueue("money.tell", payout_id=payout.pk)


def tell(payout: Payout, at: datetime) -> None:
    """Call the handler of the subject for a paid or refused payout."""
    handlers = handlers_of(payout.subject_kind)
    if handlers and payout.state == PayoutState.PAID:
        handlers.paid(payout, at)
    elif handlers and payout.state == PayoutState.REFUSED:
        handlers.refused(payout, at)


def _settle(payout: Payout, person: Person, at: datetime) -> None:
    payout.settled_by_id, payout.settled_at, payout.due_at = person.staff_id, at, None
    payout.save(update_fields=["state", "voucher", "result_text", "settled_by", "settled_at", "due_at"])
