"""A platform's record of one refund, how reports changed it, where it does not fit our own. Written by `actions`."""

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from aftercare.core.crypto import EncryptedField
from aftercare.core.money import MoneyField
from aftercare.refundreports.terms import (
    ConflictKind,
    ConflictState,
    Intervention,
    RefundKind,
    RefundState,
    RowVerdict,
    Standing,
)


class PlatformRefund(models.Model):
    """One refund as the platform numbers it (B2): one row per shop and number, whatever reports tell of it.

    `stamps` holds for each field how far the refund was in the row that told it, and when that report was made: what
    makes the result the same for every order of imports (merge.py). `standing` says what became of it here; `carried`
    is the mark of what was last carried into the case.
    """

    shop = models.ForeignKey("shops.Shop", models.PROTECT, related_name="platform_refunds")
    refund_no = models.CharField(max_length=40)
    order_no = models.CharField(max_length=40)
    order = models.ForeignKey("orders.Order", models.PROTECT, null=True, related_name="platform_refunds")
    case = models.ForeignKey("cases.Case", models.PROTECT, null=True, related_name="platform_refunds")

    state = models.CharField(max_length=12, choices=RefundState.choices, default=RefundState.UNKNOWN)
    raw_status = models.CharField(max_length=60, blank=True)
    kind = models.CharField(max_length=12, choices=RefundKind.choices, blank=True)
    raw_kind = models.CharField(max_length=40, blank=True)
    line_no = models.CharField(max_length=40, blank=True)
    title = models.CharField(max_length=300, blank=True)
    merchant_code = models.CharField(max_length=80, blank=True)
    amount = MoneyField(null=True)
    freight = MoneyField(null=True)  # part of `amount`
    reason = models.CharField(max_length=120, blank=True)  # chosen by the buyer from the platform's list
    explanation = EncryptedField(blank=True)  # the buyer's own words
    goods_state = models.CharField(max_length=40, blank=True)
    intervention = models.CharField(max_length=8, choices=Intervention.choices, blank=True)
    raw_intervention = models.CharField(max_length=40, blank=True)
    liable = models.CharField(max_length=40, blank=True)
    courier = models.CharField(max_length=60, blank=True)
    tracking_no = models.CharField(max_length=60, blank=True)
    applied_at = models.DateTimeField(null=True)
    returned_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)
    due_at = models.DateTimeField(null=True)

    stamps = models.JSONField(default=dict)
    unknown_status = models.CharField(max_length=60, blank=True)  # a word that stands in no table of ours
    unknown_stamp = models.BigIntegerField(default=-1)
    newest_state = models.CharField(max_length=12, blank=True)  # by the newest dated report
    newest_at = models.BigIntegerField(default=0)
    told_at = models.DateTimeField(null=True)  # when it was last told: the report's own time, else of its import

    booked = models.JSONField(default=dict)  # fen that its success has put on each order line
    standing = models.CharField(max_length=8, choices=Standing.choices, default=Standing.WAITING)
    problem = models.CharField(max_length=40, blank=True)  # why it is stuck: code of a sentence in `words.py`
    tries = models.PositiveSmallIntegerField(default=0)
    first_batch = models.BigIntegerField(null=True)  # the import that brought it
    created_at = models.DateTimeField(db_default=Now())
    updated_at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["shop", "refund_no"], name="platform_refund_once"),
            models.UniqueConstraint(fields=["case"], condition=Q(case__isnull=False), name="platform_refund_of_case"),
        ]
        indexes = [
            models.Index(fields=["shop", "-id"], name="platform_refund_newest"),
            models.Index(fields=["shop", "state", "-id"], name="platform_refund_by_state"),
            models.Index(fields=["shop", "standing", "-id"], name="platform_refund_by_standing"),
            models.Index(fields=["shop", "-id"], name="platform_refund_odd", condition=~Q(unknown_status="")),
            models.Index(
                fields=["shop", "order_no"], name="platform_refund_waits", condition=Q(standing=Standing.WAITING)
            ),
            models.Index(fields=["shop", "id"], name="platform_refund_due", condition=Q(standing=Standing.PENDING)),
            models.Index(fields=["order"], name="platform_refund_of_order"),
        ]

    def __str__(self) -> str:
        return self.refund_no


class RefundChange(models.Model):
    """What one import changed in a record: the difference, field by field, as [before, after]. Never edited. Personal
    texts stand in it as 'changed' only."""

    record = models.ForeignKey(PlatformRefund, models.PROTECT, related_name="history")
    batch = models.BigIntegerField(null=True)
    verdict = models.CharField(max_length=10, choices=RowVerdict.choices)
    changes = models.JSONField(default=dict)
    exported_at = models.DateTimeField(null=True)
    at = models.DateTimeField()

    class Meta:
        indexes = [
            models.Index(fields=["record", "-id"], name="refund_change_of_record"),
            models.Index(fields=["batch", "verdict", "id"], name="refund_change_by_batch"),
        ]


class RefundConflict(models.Model):
    """Where our record and the platform's do not fit, and what a person decided. `mark`: what stood against what; the
    decision holds until that changes."""

    shop = models.ForeignKey("shops.Shop", models.PROTECT, related_name="+")
    record = models.ForeignKey(PlatformRefund, models.PROTECT, related_name="conflicts")
    kind = models.CharField(max_length=20, choices=ConflictKind.choices)
    mark = models.CharField(max_length=80)
    state = models.CharField(max_length=8, choices=ConflictState.choices, default=ConflictState.OPEN)
    opened_at = models.DateTimeField()
    decided_by = models.ForeignKey("accounts.Staff", models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True)
    reason = EncryptedField(blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["record", "kind"], condition=Q(state="open"), name="refund_conflict_once"),
            models.CheckConstraint(
                condition=Q(state="open", decided_at=None) | (~Q(state="open") & Q(decided_at__isnull=False)),
                name="refund_conflict_decided",
            ),
        ]
        indexes = [
            models.Index(fields=["shop", "-id"], name="refund_conflict_open", condition=Q(state="open")),
            models.Index(fields=["shop", "state", "-id"], name="refund_conflict_by_state"),
            models.Index(fields=["record", "-id"], name="refund_conflict_of_record"),
        ]
