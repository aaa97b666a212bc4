"""Requests for approval, bound to amount, payee and version of their subject (C17, attack B20)."""

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now

from aftercare.accounts.terms import Role
from aftercare.approvals.rules import levels_up_to
from aftercare.approvals.terms import ApprovalState
from aftercare.core.crypto import EncryptedField
from aftercare.core.money import ZERO, MoneyField


class Approval(models.Model):
    """One level of one request. `needs_role` is the level that this row waits for, `final_role` the one whose signature
    decides; between them the matter is endorsed, and the next level gets a row that `follows` this one."""

    shop = models.ForeignKey("shops.Shop", models.PROTECT, related_name="approvals")
    subject_kind = models.CharField(max_length=30)
    subject_id = models.BigIntegerField()
    subject_label = models.CharField(max_length=80)
    subject_version = models.PositiveIntegerField()
    amount = MoneyField(default=ZERO)
    payee = models.CharField(max_length=80, blank=True)
    binding = models.CharField(max_length=64)  # SHA-256 of amount, payee and content that is approved
    needs_role = models.CharField(max_length=20, choices=Role.choices)
    final_role = models.CharField(max_length=20, choices=Role.choices)
    follows = models.OneToOneField("self", models.PROTECT, null=True, related_name="+")
    endorsed_by = models.ForeignKey("accounts.Staff", models.PROTECT, null=True, related_name="+")  # of `follows`
    reason = EncryptedField(blank=True)
    state = models.CharField(max_length=10, choices=ApprovalState.choices, default=ApprovalState.PENDING)
    requested_by = models.ForeignKey("accounts.Staff", models.PROTECT, related_name="+")
    requested_at = models.DateTimeField(db_default=Now())
    due_at = models.DateTimeField(null=True)
    escalated_at = models.DateTimeField(null=True)  # nobody had decided when `due_at` passed
    decided_by = models.ForeignKey("accounts.Staff", models.PROTECT, null=True, related_name="+")
    decided_for = models.ForeignKey(
        "accounts.Staff", models.PROTECT, null=True, related_name="+"
    )  # as whose substitute
    decided_at = models.DateTimeField(null=True)
    decision_note = EncryptedField(blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["subject_kind", "subject_id"], condition=Q(state="pending"), name="one_pending_approval"
            ),
            models.CheckConstraint(
                condition=Q(decided_by__isnull=True) | ~Q(decided_by=F("requested_by")),
                name="nobody_decides_their_own",
            ),
            models.CheckConstraint(
                condition=Q(decided_for__isnull=True) | ~Q(decided_for=F("requested_by")),
                name="nobody_decides_for_who_asked",
            ),
            models.CheckConstraint(
                condition=Q(decided_by__isnull=True)
                | Q(endorsed_by__isnull=True)
                | ~Q(decided_by=F("endorsed_by")) & (Q(decided_for__isnull=True) | ~Q(decided_for=F("endorsed_by"))),
                name="nobody_signs_twice",
            ),
        ]
        indexes = [models.Index(fields=["shop", "due_at", "id"], name="approval_queue", condition=Q(state="pending"))]

    @property
    def level(self) -> int:
        """On which level this row waits, from 1."""
        return len(levels_up_to(self.needs_role))

    @property
    def levels(self) -> int:
        """How many levels there are at most."""
        return len(levels_up_to(self.final_role))

    @property
    def signers(self) -> frozenset[int]:
        """Who signed the level below, and in whose name. Asks for that row unless it came along."""
        below = self.follows
        return frozenset() if below is None else frozenset({below.decided_by_id, below.decided_for_id} - {None})  # type: ignore[arg-type]
