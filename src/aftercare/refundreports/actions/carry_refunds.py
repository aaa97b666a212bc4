"""Carry what reports have told into cases, one record at a time; open matters first (B2)."""

import logging
from datetime import datetime

from django.db import InterfaceError, OperationalError, transaction
from django.db.models import Case as Cases
from django.db.models import Q, Value, When

from aftercare.core.errors import AftercareError
from aftercare.core.outbox import enqueue
from aftercare.core.sql import Compiled
from aftercare.core.time import now
from aftercare.money.models import Payout
from aftercare.refundreports.carrying import carry
from aftercare.refundreports.models import PlatformRefund
from aftercare.refundreports.taking import JOB
from aftercare.refundreports.terms import ENDED, RefundState, Standing

logger = logging.getLogger(__name__)
AT_ONCE = 200
OFTEN = 20  # tries; after them a record that still fails is tried once an hour
EVERY_MINUTES = 2
# Of thousands of records one after the other: compiled once.
_RECORD = Compiled(
    lambda pk: PlatformRefund.objects.select_for_update(of=("self",), skip_locked=True).filter(pk=pk), pk=0
)


def carry_refunds(*, shop_id: int) -> int:
    """Carry up to `AT_ONCE` records of the shop, each in a transaction of its own, and enqueue itself when more wait.
    Returns how many were carried. What fails is kept with its reason and does not hold up the others."""
    waiting = PlatformRefund.objects.filter(shop_id=shop_id, standing=Standing.PENDING)
    is_over = Cases(When(state__in=ENDED, then=Value(1)), default=Value(0))
    ids = list(waiting.order_by(is_over, "pk").values_list("pk", flat=True)[: AT_ONCE + 1])
    carried = sum(carry_one(pk) for pk in ids[:AT_ONCE])
    if len(ids) > AT_ONCE:
        enqueue(JOB, lock=f"{JOB}:{shop_id}", shop_id=shop_id)
    return carried


def carry_one(pk: int) -> bool:
    """Carry one record; whether it went. Somebody else who is at it is left to it. One that fails is kept as stuck,
    where people see it with its sentence, and is tried again.

    Raises OperationalError and InterfaceError: the database is away, or chose this transaction to end a deadlock. That
    says nothing of the record: it goes on waiting, and its job comes again.
    """
    try:
        with transaction.atomic():
            record = _RECORD.first(pk=pk)
            if record is None or record.standing not in (Standing.PENDING, Standing.STUCK):
                return False
            carry(record, now())
            return True
    except (OperationalError, InterfaceError):
        raise
    except AftercareError:
        logger.warning("refund record %s could not be carried", pk, exc_info=True)
        _stuck(pk, "step")
    except Exception:  # whatever one record stumbles over, the others go on
        logger.exception("refund record %s could not be carried", pk)
        _stuck(pk, "error")
    return False


def _stuck(pk: int, problem: str) -> None:
    with transaction.atomic():
        record = PlatformRefund.objects.select_for_update(of=("self",)).get(pk=pk)
        record.standing, record.problem, record.tries = Standing.STUCK, problem, min(record.tries + 1, 30_000)
        record.save(update_fields=["standing", "problem", "tries"])


def tend_refunds() -> int:
    """What has lost its job or failed, and cases that could not end when the platform had (a payment was on its way).
    Call it every two minutes: what has failed often is tried again in the first of them in each hour only. Returns how
    many shops got a job."""
    stuck = PlatformRefund.objects.filter(standing=Standing.STUCK).order_by("tries", "pk")
    if now().minute >= EVERY_MINUTES:
        stuck = stuck.filter(tries__lt=OFTEN)
    unended = PlatformRefund.objects.filter(
        Q(state=RefundState.SUCCESS), standing=Standing.CARRIED, case__closed_at=None, case__state="unpaid"
    )
    with transaction.atomic():
        PlatformRefund.objects.filter(pk__in=[*stuck.values_list("pk", flat=True)[:AT_ONCE]]).update(
            standing=Standing.PENDING
        )
        PlatformRefund.objects.filter(pk__in=[*unended.values_list("pk", flat=True)[:AT_ONCE]]).update(
            standing=Standing.PENDING
        )
        pending = PlatformRefund.objects.filter(standing=Standing.PENDING).order_by()
        shops = list(pending.values_list("shop_id", flat=True).distinct())
        for shop_id in shops:
            enqueue(JOB, lock=f"{JOB}:{shop_id}", shop_id=shop_id)
    return len(shops)


def payout_ended(payout: Payout, _at: datetime) -> None:
    """A payment of a case has ended: its record is compared again, by a job, for a record is locked before its case."""
    if PlatformRefund.objects.filter(case_id=payout.subject_id).exists():
        enqueue("refundreports.compare", case_id=payout.subject_id)


def compare_again(*, case_id: int) -> bool:
    """Carry the record of that case once more; False when it has none or waits to be carried anyhow."""
    with transaction.atomic():
        changed = PlatformRefund.objects.filter(case_id=case_id, standing=Standing.CARRIED)
        pk = changed.select_for_update(of=("self",)).values_list("pk", flat=True).first()
        if pk is not None:
            PlatformRefund.objects.filter(pk=pk).update(standing=Standing.PENDING)
    return pk is not None and carry_one(pk)
