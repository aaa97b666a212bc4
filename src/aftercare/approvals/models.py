"""Requests for approval, bound to amount, payee and version of their subject (C17, attack B20)."""

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from aftercare.accounts.terms import Role
from aftercare.approvals.terms import ApprovalState
from aftercare.core.money import ZERO, MoneyField


class Approval(models.Model):
    """One request. `needs_role` is the lowest role that may decide; levels above may as well."""

    shop = models.ForeignKey("shops.Shop", models.PROTECT, related_name="approvals")
    subject_kind = models.CharField(max_length=30)
    subject_id = models.BigIntegerField()
    subject_label = models.CharField(max_length=80)
    subject_version = models.PositiveIntegerField()
    amount = MoneyField(default=ZERO)
    payee = models.CharField(max_length=80, blank=True)
    binding = models.CharField(max_length=64)  # SHA-256 of amount, payee and content that is approved
    needs_role = models.CharField(max_length=20, choices=Role.choices)
    reason = models.CharField(max_length=300, blank=True)
    state = models.CharField(max_length=10, choices=ApprovalState.choices, default=ApprovalState.PENDING)
    requested_by = models.ForeignKey("accounts.Staff", models.PROTECT, related_name="+")
    requested_at = models.DateTimeField(db_default=Now())
    due_at = models.DateTimeField(null=True)
    decided_by = models.ForeignKey("accounts.Staff", models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True)
    decision_note = models.CharField(max_length=300, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["subject_kind", "subject_id"], condition=Q(state="pending"), name="one_pending_approval"
            ),
            models.CheckConstraint(
                condition=Q(decided_by__isnull=True) | ~Q(decided_by=models.F("requested_by")),
                name="nobody_decides_their_own",
            ),
        ]
        indexes = [models.Index(fields=["shop", "due_at", "id"], name="approval_queue", condition=Q(state="pending"))]
