"""Whose refund records a person may see, and who decides where they do not fit ours. Not yours = not found (P1)."""

from typing import Final

from django.db.models import QuerySet

from aftercare.accounts.terms import Role
from aftercare.core.errors import NotFound, Refusal
from aftercare.core.words import _
from aftercare.refundreports.models import PlatformRefund, RefundConflict
from aftercare.shops.access import Person

DECIDERS: Final = (Role.REVIEW_SPECIALIST, Role.RIGHTS_SPECIALIST, Role.SUPERVISOR, Role.REFUND_CLERK)
READERS: Final = (*DECIDERS, Role.AGENT, Role.OPERATIONS, Role.ADMINISTRATOR)
WRONG_ROLE = Refusal("refund_reports.role", _("Supervisors, refund clerks, review and rights specialists decide this."))


def shops_read(person: Person) -> frozenset[int]:
    """The shops whose records the person reads."""
    return frozenset(shop_id for shop_id in person.shop_ids if person.has(shop_id, *READERS))


def visible_refunds(person: Person) -> QuerySet[PlatformRefund]:
    """Every list, page and card of refund records starts here."""
    if person.is_system:
        return PlatformRefund.objects.all()
    return PlatformRefund.objects.filter(shop_id__in=shops_read(person))


def visible_conflicts(person: Person) -> QuerySet[RefundConflict]:
    """The same of conflicts."""
    if person.is_system:
        return RefundConflict.objects.all()
    return RefundConflict.objects.filter(shop_id__in=shops_read(person))


def access_refund(person: Person, pk: int, *, lock: bool = False) -> PlatformRefund:
    """The record, locked when it is to be written. Raises NotFound."""
    rows = visible_refunds(person).select_related("shop", "order", "case")
    if lock:
        rows = rows.select_for_update(of=("self",))
    found = rows.filter(pk=pk).first()
    if found is None:
        raise NotFound(str(pk))
    return found


def decision_refusal(person: Person, shop_id: int) -> Refusal | None:
    """Why the person may not decide a conflict of that shop."""
    return None if person.has(shop_id, *DECIDERS) else WRONG_ROLE
