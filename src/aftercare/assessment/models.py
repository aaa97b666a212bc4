"""Entries, appeals, closed months. Written by `actions` only."""

from django.db import models
from django.db.models import F, Q

from aftercare.assessment.terms import POINTS_MOST, AppealState, Origin
from aftercare.core.crypto import EncryptedField


class Entry(models.Model):
    """Points of one person for one event, above zero a credit, below a penalty (K7). Never changed but for
    `struck_at`: an appeal was granted while its month was open.

    `source` is a code of `sources.SOURCES` or `terms.Source`; `mark` names the event, so that none counts twice.
    `month` is the first day of the month in which it counts: of the event, or the first one after it that was open."""

    shop = models.ForeignKey("shops.Shop", models.PROTECT, related_name="+")
    person = models.ForeignKey("accounts.Staff", models.PROTECT, related_name="+")
    source = models.CharField(max_length=20)
    points = models.SmallIntegerField()
    month = models.DateField()
    at = models.DateTimeField()  # of the event
    mark = models.CharField(max_length=40, blank=True)  # of one by hand, its form's; '' without one
    origin = models.CharField(max_length=8, choices=Origin.choices, blank=True)
    origin_id = models.BigIntegerField(null=True)
    origin_label = models.CharField(max_length=40, blank=True)  # the case's number
    reason = EncryptedField(blank=True)
    entered_by = models.ForeignKey("accounts.Staff", models.PROTECT, null=True, related_name="+")  # None: the system
    made_at = models.DateTimeField()
    struck_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["shop", "source", "mark"], condition=~Q(mark=""), name="assessed_once"),
            models.CheckConstraint(
                condition=~Q(points=0) & Q(points__range=(-POINTS_MOST, POINTS_MOST)), name="points_are_some"
            ),
            models.CheckConstraint(
                condition=Q(entered_by=None) | ~Q(entered_by=F("person")), name="nobody_assesses_themselves"
            ),
        ]
        indexes = [
            models.Index(fields=["shop", "month", "-at", "-id"], name="entries_of_month"),
            models.Index(fields=["person", "month", "-at", "-id"], name="entries_of_person"),
        ]


class Appeal(models.Model):
    """The person says that an entry is wrong: once, and somebody decides who neither is that person nor has entered it.
    `entered_by` is who has."""

    entry = models.OneToOneField(Entry, models.PROTECT, primary_key=True, related_name="appeal")
    by = models.ForeignKey("accounts.Staff", models.PROTECT, related_name="+")
    entered_by = models.ForeignKey("accounts.Staff", models.PROTECT, null=True, related_name="+")
    reason = EncryptedField()
    at = models.DateTimeField()
    state = models.CharField(max_length=8, choices=AppealState.choices, default=AppealState.WAITING)
    note = EncryptedField(blank=True)
    decided_by = models.ForeignKey("accounts.Staff", models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(decided_by=None) | ~Q(decided_by=F("by")), name="nobody_grants_their_own_appeal"
            ),
            models.CheckConstraint(
                condition=Q(decided_by=None) | Q(entered_by=None) | ~Q(decided_by=F("entered_by")),
                name="another_decides_the_appeal",
            ),
            models.CheckConstraint(
                condition=Q(state="waiting", decided_by=None, decided_at=None)
                | ~Q(state="waiting") & Q(decided_by__isnull=False, decided_at__isnull=False),
                name="points_appeal_is_whole",
            ),
        ]
        indexes = [models.Index(fields=["at"], condition=Q(state="waiting"), name="appeals_waiting")]


class ClosedMonth(models.Model):
    """A month of a shop as it was when it was closed: `rows` is a list of {"staff", "name", "credits", "penalties",
    "entries"}, the highest total first. Never changed; what comes later counts in the next open month."""

    shop = models.ForeignKey("shops.Shop", models.PROTECT, related_name="+")
    month = models.DateField()
    rows = models.JSONField(default=list)
    closed_by = models.ForeignKey("accounts.Staff", models.PROTECT, related_name="+")
    closed_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["shop", "month"], name="month_closed_once")]
