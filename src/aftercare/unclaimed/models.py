"""Unclaimed parcels, their pictures, and what they may belong to. Written by `actions` only."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from aftercare.core.crypto import EncryptedField
from aftercare.unclaimed.terms import OPEN, SETTLED, End, ParcelState, Sign


class UnclaimedParcel(models.Model):
    """One parcel on the shelf (B4). What the label says of its sender is encrypted; the last digits of the phone are
    kept as a keyed hash for the search."""

    number = models.CharField(max_length=20, unique=True)
    shop = models.ForeignKey("shops.Shop", models.PROTECT, related_name="+")  # on whose shelf it lies
    state = models.CharField(max_length=10, choices=ParcelState.choices, default=ParcelState.WAITING)
    version = models.PositiveIntegerField(default=1)
    key = models.CharField(max_length=40, blank=True)  # a form sent twice registers one parcel
    tracking_no = models.CharField(max_length=60, blank=True)  # '' when the label cannot be read
    courier = models.CharField(max_length=60, blank=True)
    sender_name = EncryptedField(blank=True)
    sender_name_mask = models.CharField(max_length=20, blank=True)
    sender_phone = EncryptedField(blank=True)
    sender_phone_mask = models.CharField(max_length=20, blank=True)
    sender_tail_hash = models.CharField(max_length=32, blank=True)
    goods = models.CharField(max_length=200)
    note = EncryptedField(blank=True)
    registered_by = models.ForeignKey("accounts.Staff", models.PROTECT, related_name="+")
    registered_at = models.DateTimeField()
    matched_at = models.DateTimeField(null=True)

    case = models.ForeignKey("cases.Case", models.PROTECT, null=True, related_name="+")
    end = models.CharField(max_length=10, choices=End.choices, blank=True)
    end_reason = EncryptedField(blank=True)
    asked_by = models.ForeignKey("accounts.Staff", models.PROTECT, null=True, related_name="+")
    asked_at = models.DateTimeField(null=True)
    decided_by = models.ForeignKey("accounts.Staff", models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True)
    decision_note = EncryptedField(blank=True)
    settled_by = models.ForeignKey("accounts.Staff", models.PROTECT, null=True, related_name="+")
    settled_at = models.DateTimeField(null=True)
    settled_note = EncryptedField(blank=True)  # the courier's number of what was sent back

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["shop", "key"], condition=~Q(key=""), name="unclaimed_registered_once"),
            models.UniqueConstraint(
                fields=["shop", "tracking_no"],
                condition=~Q(tracking_no="") & Q(state__in=OPEN),
                name="unclaimed_on_shelf_once",
            ),
            models.CheckConstraint(
                condition=Q(state=ParcelState.LINKED, case__isnull=False) | ~Q(state=ParcelState.LINKED) & Q(case=None),
                name="unclaimed_linked_has_case",
            ),
            models.CheckConstraint(
                condition=Q(settled_at__isnull=False) & ~Q(state__in=OPEN) | Q(settled_at=None, state__in=OPEN),
                name="unclaimed_settled_has_time",
            ),
            models.CheckConstraint(
                condition=Q(decided_by=None) | ~Q(decided_by=F("asked_by")), name="unclaimed_nobody_decides_their_own"
            ),
        ]
        indexes = [
            models.Index(fields=["shop", "registered_at", "id"], condition=Q(state__in=OPEN), name="unclaimed_shelf"),
            models.Index(
                fields=["shop", "state", "registered_at", "id"], condition=Q(state__in=OPEN), name="unclaimed_queue"
            ),
            models.Index(
                fields=["shop", "-settled_at", "-id"], condition=Q(state__in=SETTLED), name="unclaimed_settled"
            ),
            models.Index(fields=["tracking_no"], condition=~Q(tracking_no=""), name="unclaimed_by_tracking"),
            models.Index(fields=["sender_tail_hash"], condition=~Q(sender_tail_hash=""), name="unclaimed_by_tail"),
            models.Index(fields=["case"], condition=Q(case__isnull=False), name="unclaimed_of_case"),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def is_open(self) -> bool:
        return self.state in OPEN


class ParcelPicture(models.Model):
    """A picture of the parcel, its label or the goods."""

    parcel = models.ForeignKey(UnclaimedParcel, models.PROTECT, related_name="pictures")
    file = models.OneToOneField("files.StoredFile", models.PROTECT, related_name="+")


class Proposal(models.Model):
    """What a parcel on the shelf may belong to: an order, and a case on it if there is one. Derived from the label, and
    taken away when the parcel leaves the shelf; one that somebody has ruled out stays ruled out."""

    parcel = models.ForeignKey(UnclaimedParcel, models.CASCADE, related_name="proposals")
    shop = models.ForeignKey("shops.Shop", models.PROTECT, related_name="+")  # of the order: who sees it
    order = models.ForeignKey("orders.Order", models.CASCADE, related_name="+")
    case = models.ForeignKey("cases.Case", models.CASCADE, null=True, related_name="+")
    signs = ArrayField(models.CharField(max_length=12, choices=Sign.choices))
    score = models.PositiveSmallIntegerField()
    at = models.DateTimeField()
    ruled_out_by = models.ForeignKey("accounts.Staff", models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["parcel", "order", "case"], nulls_distinct=False, name="unclaimed_proposed_once"
            )
        ]
        indexes = [
            models.Index(fields=["parcel", "-score", "id"], name="unclaimed_proposals"),
            models.Index(fields=["order"], condition=Q(case=None), name="unclaimed_order_only"),
        ]
