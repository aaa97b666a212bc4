"""Freight that buyers registered, the links by which they do, and payment files. Written by `actions` only."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from aftercare.core.crypto import EncryptedField
from aftercare.core.money import ZERO, MoneyField
from aftercare.freight.terms import LIVING, Check, ClaimState, PayTo, RefusalCode, Source


class FreightInvite(models.Model):
    """A buyer's link to the freight of one case: 256 random bits, of which only the hash is kept (A7)."""

    case = models.ForeignKey("cases.Case", models.PROTECT, related_name="+")
    token_hash = models.CharField(max_length=64, unique=True)
    made_by = models.ForeignKey("accounts.Staff", models.PROTECT, null=True, related_name="+")
    made_at = models.DateTimeField()
    expires_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["case", "-expires_at"], name="freight_invite_of_case")]


class FreightBatch(models.Model):
    """One payment file: its rows are locked until the result comes back."""

    number = models.CharField(max_length=20, unique=True)
    shop = models.ForeignKey("shops.Shop", models.PROTECT, related_name="+")
    made_by = models.ForeignKey("accounts.Staff", models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    count = models.PositiveIntegerField()
    total = MoneyField()
    closed_at = models.DateTimeField(null=True)  # every row has its result

    class Meta:
        indexes = [
            models.Index(fields=["shop", "-id"], name="freight_batch_newest"),
            models.Index(fields=["shop", "id"], condition=Q(closed_at=None), name="freight_batch_open"),
        ]

    def __str__(self) -> str:
        return self.number


class FreightClaim(models.Model):
    """What a buyer paid to send a parcel back (B5). The account is encrypted, and printed in payment files only."""

    number = models.CharField(max_length=20, unique=True)
    shop = models.ForeignKey("shops.Shop", models.PROTECT, related_name="+")
    case = models.ForeignKey("cases.Case", models.PROTECT, related_name="+")
    state = models.CharField(max_length=12, choices=ClaimState.choices, default=ClaimState.REGISTERED)
    version = models.PositiveIntegerField(default=1)
    key = models.CharField(max_length=40, blank=True)  # a form sent twice registers once
    source = models.CharField(max_length=8, choices=Source.choices)
    registered_by = models.ForeignKey("accounts.Staff", models.PROTECT, null=True, related_name="+")  # None: the buyer
    registered_at = models.DateTimeField()
    amount = MoneyField()
    tracking_no = models.CharField(max_length=60)
    receipt_no = models.CharField(max_length=40, blank=True)
    picture = models.OneToOneField("files.StoredFile", models.PROTECT, related_name="+")
    picture_sha256 = models.CharField(max_length=64)
    pay_to = models.CharField(max_length=8, choices=PayTo.choices)
    payee_name = EncryptedField(blank=True)
    payee_account = EncryptedField(blank=True)
    payee_mask = models.CharField(max_length=80, blank=True)
    note = EncryptedField(blank=True)

    granted = MoneyField(null=True)
    findings = ArrayField(models.CharField(max_length=16, choices=Check.choices), default=list)  # when it was decided
    decided_by = models.ForeignKey("accounts.Staff", models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True)
    decision_reason = EncryptedField(blank=True)  # why it is paid although a check speaks against it
    refusal = models.CharField(max_length=16, choices=RefusalCode.choices, blank=True)
    refusal_text = EncryptedField(blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)  # payouts instructed so far: the last part of their keys
    payout = models.ForeignKey("money.Payout", models.PROTECT, null=True, related_name="+")
    batch = models.ForeignKey(FreightBatch, models.PROTECT, null=True, related_name="claims")
    settled_at = models.DateTimeField(null=True)  # paid, refused or failed

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(amount__gt=ZERO), name="freight_is_something"),
            models.CheckConstraint(
                condition=Q(granted=None) | Q(granted__gt=ZERO, granted__lte=F("amount")), name="freight_granted_bound"
            ),
            models.CheckConstraint(
                condition=Q(decided_by=None) | Q(registered_by=None) | ~Q(decided_by=F("registered_by")),
                name="freight_nobody_decides_their_own",
            ),
            models.CheckConstraint(
                condition=Q(state__in=[ClaimState.REGISTERED, ClaimState.REFUSED])
                | Q(granted__isnull=False, payout__isnull=False),
                name="freight_granted_has_payout",
            ),
            models.CheckConstraint(
                condition=~Q(state="batched") | Q(batch__isnull=False), name="freight_batched_has_file"
            ),
            models.UniqueConstraint(
                fields=["case", "tracking_no"], condition=Q(state__in=LIVING), name="freight_once_per_parcel"
            ),
            models.UniqueConstraint(fields=["case", "key"], condition=~Q(key=""), name="freight_registered_once"),
        ]
        indexes = [
            models.Index(fields=["shop", "state", "id"], name="freight_queue"),
            models.Index(fields=["shop", "-id"], name="freight_newest"),
            models.Index(fields=["case"], name="freight_of_case"),
            models.Index(fields=["tracking_no"], name="freight_by_tracking"),
            models.Index(fields=["receipt_no"], condition=~Q(receipt_no=""), name="freight_by_receipt"),
            models.Index(fields=["picture_sha256"], name="freight_by_picture"),
        ]

    def __str__(self) -> str:
        return self.number


class FreightBatchRow(models.Model):
    """One row of a payment file; what became of it is said by its payout."""

    batch = models.ForeignKey(FreightBatch, models.PROTECT, related_name="rows")
    claim = models.ForeignKey(FreightClaim, models.PROTECT, related_name="+")
    payout = models.OneToOneField("money.Payout", models.PROTECT, related_name="+")

    class Meta:
        indexes = [models.Index(fields=["batch", "id"], name="freight_rows_of_batch")]
