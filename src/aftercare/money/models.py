"""Caps, journal, payout instructions with their lines, and the channels' own records.

What must never change is held by triggers in the first migration: journal rows, payout lines and channel records take
no UPDATE, DELETE or TRUNCATE; a payout is never deleted and what was instructed in it never changes; each journal
transaction sums to zero and each payout to its lines when the database transaction commits.
"""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from aftercare.core.crypto import EncryptedField
from aftercare.core.money import ZERO, Money, MoneyField
from aftercare.money.terms import WAITS_FOR_FINANCE, WAITS_FOR_MACHINE, LineKind, PayoutState, Posting


class Cap(models.Model):
    """The ceiling of one thing that was paid for: refund, compensation and coupon together never pass it (H6, H7)."""

    shop = models.ForeignKey("shops.Shop", models.PROTECT, related_name="+")
    reference = models.CharField(max_length=80, unique=True)  # such as "order_line:123"
    paid = MoneyField()
    used = MoneyField(default=ZERO)  # held or paid by payouts, plus `outside`
    outside = MoneyField(default=ZERO)  # refunded on the platform, not by a payout of ours

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(used__gte=ZERO, used__lte=F("paid")), name="cap_holds"),
            models.CheckConstraint(condition=Q(outside__gte=ZERO, outside__lte=F("used")), name="cap_outside_is_used"),
        ]

    def __str__(self) -> str:
        return self.reference

    @property
    def room(self) -> Money:
        """What can still be given back."""
        return self.paid - self.used

    @property
    def ours(self) -> Money:
        """What our payouts hold or have paid."""
        return self.used - self.outside


class JournalTransaction(models.Model):
    """One posting of the double-entry journal. Append-only; a mistake is answered by a reversal."""

    shop = models.ForeignKey("shops.Shop", models.PROTECT, related_name="+")
    kind = models.CharField(max_length=20, choices=Posting.choices)
    reference = models.CharField(max_length=90, unique=True)  # once per payout and kind: "paid:refund-17"
    at = models.DateTimeField()
    entry_count = models.PositiveSmallIntegerField()  # so that nothing can be added to it later
    payout = models.ForeignKey("money.Payout", models.PROTECT, related_name="postings")
    reverses = models.OneToOneField("self", models.PROTECT, null=True, related_name="reversed_by")

    class Meta:
        indexes = [models.Index(fields=["shop", "at", "id"], name="journal_of_shop")]


class JournalEntry(models.Model):
    """One side of a posting: debit positive, credit negative."""

    transaction = models.ForeignKey(JournalTransaction, models.PROTECT, related_name="entries")
    account = models.CharField(max_length=40)
    amount = MoneyField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(amount=ZERO), name="entry_not_zero"),
            models.CheckConstraint(
                condition=Q(account__regex="^(refund|freight|compensation|coupon|payable|coupons_out|cash:[a-z_]+)$"),
                name="entry_account_known",
            ),
        ]


class Payout(models.Model):
    """An instruction to pay: made before the call, never deleted, its content never changed; then its result."""

    # What was instructed: fixed for ever.
    shop = models.ForeignKey("shops.Shop", models.PROTECT, related_name="+")
    key = models.CharField(max_length=60, unique=True)  # what the channel sees, on every call the same
    subject_kind = models.CharField(max_length=30)
    subject_id = models.BigIntegerField()
    payee_label = models.CharField(max_length=80)  # masked, for people
    payee_reference = models.CharField(max_length=80)  # the platform's order number
    buyer_reference = models.CharField(max_length=80, blank=True)  # such as "customer:7", for rolling limits
    channel = models.CharField(max_length=30)
    amount = MoneyField()
    purpose = models.CharField(max_length=200)
    binding = models.CharField(max_length=64)  # hash of the approved amount, payee and version (B20)
    proposed_by = models.ForeignKey("accounts.Staff", models.PROTECT, null=True, related_name="+")
    decided_by = ArrayField(models.BigIntegerField(), default=list)  # staff who granted, asked for or approved it
    instructed_by = models.ForeignKey("accounts.Staff", models.PROTECT, null=True, related_name="+")
    instructed_at = models.DateTimeField()

    # How it goes.
    state = models.CharField(max_length=20, choices=PayoutState.choices, default=PayoutState.INSTRUCTED)
    due_at = models.DateTimeField(null=True)  # not before then by a machine; while sending: when the lease ends
    fence = models.PositiveIntegerField(default=0)  # grows with each claim: a stale worker's result no longer fits
    attempts = models.PositiveIntegerField(default=0)
    voucher = models.CharField(max_length=80, blank=True)
    result_text = EncryptedField(blank=True)  # the channel's or a person's words
    settled_by = models.ForeignKey("accounts.Staff", models.PROTECT, null=True, related_name="+")
    settled_at = models.DateTimeField(null=True)  # paid, refused or cancelled

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(amount__gt=ZERO), name="payout_positive"),
            models.CheckConstraint(condition=~Q(state="paid") | ~Q(voucher=""), name="payout_paid_has_voucher"),
            models.CheckConstraint(
                condition=Q(settled_at__isnull=False, state__in=["paid", "refused", "cancelled"])
                | Q(settled_at__isnull=True, state__in=["instructed", "sending", "unknown", "needs_person"]),
                name="payout_settled_has_time",
            ),
            models.UniqueConstraint(
                fields=["shop", "channel", "voucher"], condition=~Q(voucher=""), name="payout_voucher_once"
            ),
        ]
        indexes = [
            models.Index(fields=["due_at"], condition=Q(state__in=WAITS_FOR_MACHINE), name="payout_due"),
            models.Index(fields=["shop", "id"], condition=Q(state__in=WAITS_FOR_FINANCE), name="payout_waits"),
            models.Index(fields=["shop", "-id"], name="payout_of_shop"),
            models.Index(fields=["shop", "settled_at"], condition=Q(state="paid"), name="payout_paid_of_day"),
            models.Index(fields=["subject_kind", "subject_id", "id"], name="payout_of_subject"),
            models.Index(fields=["shop", "payee_reference", "instructed_at"], name="payout_of_payee"),
            models.Index(fields=["shop", "buyer_reference", "instructed_at"], name="payout_of_buyer"),
            models.Index(fields=["shop", "proposed_by", "instructed_at"], name="payout_of_proposer"),
        ]

    def __str__(self) -> str:
        return self.key

    @property
    def is_final(self) -> bool:
        return self.settled_at is not None


class PayoutRemark(models.Model):
    """Words that went with one change of a payout, named by its event: they may name people, and events are never
    erased (J7)."""

    payout = models.ForeignKey(Payout, models.PROTECT, related_name="remarks")
    text = EncryptedField()


class PayoutLine(models.Model):
    """A part of a payout: for which line of the order, as what."""

    payout = models.ForeignKey(Payout, models.PROTECT, related_name="lines")
    cap = models.ForeignKey(Cap, models.PROTECT, null=True, related_name="payout_lines")
    kind = models.CharField(max_length=20, choices=LineKind.choices)
    amount = MoneyField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(amount__gt=ZERO), name="payout_line_positive"),
            models.CheckConstraint(condition=Q(kind="freight") | Q(cap__isnull=False), name="payout_line_capped"),
        ]


class ChannelReading(models.Model):
    """Until when a shop's record at a channel was read: what was paid later cannot be missing there yet."""

    shop = models.ForeignKey("shops.Shop", models.PROTECT, related_name="+")
    channel = models.CharField(max_length=30)
    read_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["shop", "channel"], name="channel_reading_once")]


class ChannelRecord(models.Model):
    """One payment as the channel itself recorded it: what we reconcile against. Fetched, never edited."""

    shop = models.ForeignKey("shops.Shop", models.PROTECT, related_name="+")
    channel = models.CharField(max_length=30)
    key = models.CharField(max_length=60)
    voucher = models.CharField(max_length=80)
    amount = MoneyField()
    at = models.DateTimeField()  # the channel's own time
    fetched_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["shop", "channel", "voucher"], name="channel_record_once"),
        ]
        indexes = [
            models.Index(fields=["key"], name="channel_record_key"),
            models.Index(fields=["shop", "at"], name="channel_record_of_day"),
        ]
