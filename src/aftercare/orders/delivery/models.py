"""Where couriers do not go, as their own lists of thousands of districts say it (O6). Written by actions only."""

from django.db import models
from django.db.models import F, Q

from aftercare.orders.delivery.terms import GapKind, ListSource


class CoverageList(models.Model):
    """One list of one courier of a shop, in force from `valid_from` to `valid_until` (None: until the next one).

    A courier has one list in force on a day, and beside it one that is kept by hand, which no file replaces.
    Nothing is deleted: an older list ends the day before the next one begins. `valid_until` before `valid_from`: it is
    still being read, or a list of the same day came after it.
    """

    shop = models.ForeignKey("shops.Shop", models.PROTECT, related_name="coverage_lists")
    courier = models.CharField(max_length=20)
    source = models.CharField(max_length=10, choices=ListSource.choices)
    name = models.CharField(max_length=200, blank=True)  # of the file
    batch = models.ForeignKey("intake.ImportBatch", models.PROTECT, null=True, related_name="+")
    valid_from = models.DateField()
    valid_until = models.DateField(null=True)
    row_count = models.PositiveIntegerField(default=0)
    by = models.ForeignKey("accounts.Staff", models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()
    put_at = models.DateTimeField(null=True)  # when it was put into force; None: still being read

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["shop", "courier"], condition=Q(source="hand"), name="coverage_hand_once"),
            models.UniqueConstraint(
                fields=["shop", "courier"],
                condition=Q(source="file", valid_until=None),
                name="coverage_newest_once",
            ),
        ]
        indexes = [models.Index(fields=["shop", "courier", "-valid_from", "-id"], name="coverage_of_courier")]


class CoverageGap(models.Model):
    """One place that a courier does not serve, from day to day. `city`, `district` '' stand for all of them.

    `ended_by` when a person took it out before its day; what a list says is otherwise never changed.
    """

    list = models.ForeignKey(CoverageList, models.PROTECT, related_name="gaps")
    province = models.CharField(max_length=20)
    city = models.CharField(max_length=30, blank=True)
    district = models.CharField(max_length=40, blank=True)
    kind = models.CharField(max_length=12, choices=GapKind.choices)
    valid_from = models.DateField()
    valid_until = models.DateField(null=True)  # the last day
    note = models.CharField(max_length=200, blank=True)
    by = models.ForeignKey("accounts.Staff", models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()
    ended_by = models.ForeignKey("accounts.Staff", models.PROTECT, null=True, related_name="+")
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(city="", district__gt=""), name="coverage_district_has_city"),
            models.CheckConstraint(
                condition=Q(valid_until=None) | Q(valid_until__gte=F("valid_from")) | Q(ended_at__isnull=False),
                name="coverage_has_a_span",
            ),
        ]
        indexes = [
            models.Index(fields=["list", "province", "city", "id"], name="coverage_by_place"),
            models.Index(fields=["list", "-id"], name="coverage_newest"),
        ]
