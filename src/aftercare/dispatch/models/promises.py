"""What was promised to the buyer of an order that has not left (O4)."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from aftercare.dispatch.terms import Basis, BreachKind, Ending, Mark, Stage


class Handling(models.Model):
    """How the warehouse handles a product, and when it leaves (O4, O9). `version` counts savings."""

    product = models.OneToOneField("orders.Product", models.PROTECT, related_name="handling")
    shop = models.ForeignKey("shops.Shop", models.PROTECT, related_name="+")
    marks = ArrayField(models.CharField(max_length=12, choices=Mark.choices), default=list)
    barcode = models.CharField(max_length=40, blank=True)  # as the maker prints it on the box
    promise_hours = models.PositiveSmallIntegerField(null=True)  # None: as the shop promises
    presale_on = models.DateField(null=True)  # the last day on which a presale leaves
    version = models.PositiveIntegerField(default=1)

    class Meta:
        indexes = [models.Index(fields=["shop", "product"], name="handling_of_shop")]


class Promise(models.Model):
    """One paid order that has not left, or has: by when, and how far the warehouse is. Never deleted.

    `order_changed_at` is the order's `updated_at` that the times were worked out with.
    """

    order = models.OneToOneField("orders.Order", models.PROTECT, related_name="promise")
    shop = models.ForeignKey("shops.Shop", models.PROTECT, related_name="+")
    begins_at = models.DateTimeField()
    due_at = models.DateTimeField()
    own_due_at = models.DateTimeField()
    basis = models.CharField(max_length=8, choices=Basis.choices)
    stage = models.CharField(max_length=8, choices=Stage.choices, default=Stage.PRINT)
    is_short = models.BooleanField(default=False)  # goods of it are out of stock
    order_changed_at = models.DateTimeField()
    made_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    ending = models.CharField(max_length=8, choices=Ending.choices, blank=True)

    class Meta:
        # Of a million orders a few hundred have not left: every list reads these alone.
        indexes = [
            models.Index(fields=["shop", "due_at", "id"], condition=Q(ended_at=None), name="promise_open"),
            models.Index(fields=["shop", "stage", "due_at", "id"], condition=Q(ended_at=None), name="promise_by_stage"),
            models.Index(
                fields=["shop", "due_at", "id"], condition=Q(ended_at=None, is_short=True), name="promise_short"
            ),
            models.Index(fields=["own_due_at"], condition=Q(ended_at=None), name="promise_own_due"),
        ]


class Breach(models.Model):
    """A clock of a promise ran out before the parcel left. `void_at`: a later report shows that it left in time."""

    promise = models.ForeignKey(Promise, models.PROTECT, related_name="breaches")
    shop = models.ForeignKey("shops.Shop", models.PROTECT, related_name="+")
    kind = models.CharField(max_length=8, choices=BreachKind.choices)
    due_at = models.DateTimeField()
    noted_at = models.DateTimeField()
    void_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["promise", "kind"], name="breach_once")]
        indexes = [models.Index(fields=["shop", "-noted_at"], name="breach_of_shop")]


class StuckOrder(models.Model):
    """An order whose promise could not be begun, ended or worked out anew: people see it, and it is tried again at
    `try_at`. The row goes when that went well, or when nothing is left to be done."""

    order = models.OneToOneField("orders.Order", models.PROTECT, related_name="+")
    shop = models.ForeignKey("shops.Shop", models.PROTECT, related_name="+")
    error = models.CharField(max_length=60)  # name of the exception; the log has the rest
    since = models.DateTimeField()
    tries = models.PositiveSmallIntegerField(default=1)
    try_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["shop", "since"], name="stuck_orders_of_shop")]
