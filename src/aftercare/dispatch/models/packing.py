"""Slips that were printed and parcels that were packed (O3, O9)."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from aftercare.core.crypto import EncryptedField
from aftercare.dispatch.terms import PackingState


class SlipPrint(models.Model):
    """One print of one order's slip. `copy` counts them: from the second on the paper says so. `content` is a keyed
    hash of address, lines and notes: packing sees by it whether the paper is out of date."""

    order = models.ForeignKey("orders.Order", models.PROTECT, related_name="slips")
    shop = models.ForeignKey("shops.Shop", models.PROTECT, related_name="+")
    copy = models.PositiveSmallIntegerField()
    content = models.CharField(max_length=32)
    by = models.ForeignKey("accounts.Staff", models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["order", "copy"], name="slip_copy_once")]


class Release(models.Model):
    """A supervisor lets an order be packed in spite of `codes` (`packing_rules.Hold`; none: has it packed anew). It
    counts for this `content` alone: what changes afterwards stops the packer again."""

    order = models.ForeignKey("orders.Order", models.PROTECT, related_name="+")
    shop = models.ForeignKey("shops.Shop", models.PROTECT, related_name="+")
    codes = ArrayField(models.CharField(max_length=20))
    content = models.CharField(max_length=32)
    reason = EncryptedField()
    by = models.ForeignKey("accounts.Staff", models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["order", "-id"], name="release_of_order")]


class Packing(models.Model):
    """One order on one packer's table. `scanned` counts pieces by line id; `mistakes` counts wrong ones that were
    stopped. Kept for ever: it is the evidence in a dispute over missing goods."""

    order = models.ForeignKey("orders.Order", models.PROTECT, related_name="packings")
    shop = models.ForeignKey("shops.Shop", models.PROTECT, related_name="+")
    state = models.CharField(max_length=8, choices=PackingState.choices, default=PackingState.OPEN)
    scanned = models.JSONField(default=dict)
    mistakes = models.PositiveSmallIntegerField(default=0)
    packer = models.ForeignKey("accounts.Staff", models.PROTECT, related_name="+")
    started_at = models.DateTimeField()
    touched_at = models.DateTimeField()  # the last scan: after a while without one somebody else may go on
    ended_at = models.DateTimeField(null=True)
    grams = models.PositiveIntegerField(null=True)
    video = models.CharField(max_length=500, blank=True)  # https only
    release = models.ForeignKey(Release, models.PROTECT, null=True, related_name="+")  # what a supervisor let pass

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["order"], condition=Q(state__in=["open", "done"]), name="packed_once_at_a_time"
            ),
            models.UniqueConstraint(fields=["packer"], condition=Q(state="open"), name="one_order_on_a_table"),
        ]
        indexes = [models.Index(fields=["shop", "-ended_at"], condition=Q(state="done"), name="packed_newest")]


class PackingPhoto(models.Model):
    """A picture or film of the open box."""

    packing = models.ForeignKey(Packing, models.PROTECT, related_name="photos")
    file = models.OneToOneField("files.StoredFile", models.PROTECT, related_name="+")
    at = models.DateTimeField()
