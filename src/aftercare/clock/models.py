"""Working hours, days and promotions of a shop, and the deadlines that run by them."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from aftercare.clock.terms import LIVE, DeadlineState, Outcome


class WorkingHours(models.Model):
    """The week of one shop; a shop without a row has the two shifts of `queries.DEFAULT_WEEK` (P3).

    `week` is seven lists, Monday first, of [start, end] in minutes after midnight of that day (see `rules.Interval`).
    """

    shop = models.OneToOneField("shops.Shop", models.PROTECT, primary_key=True, related_name="working_hours")
    week = models.JSONField()
    works_holidays = models.BooleanField(_("works on public holidays"), default=True)


class Holiday(models.Model):
    """A day that is not as published, or not published yet. A shop's own row is stronger than the company's."""

    shop = models.ForeignKey("shops.Shop", models.PROTECT, null=True, related_name="holidays")  # empty: all shops
    date = models.DateField(_("day"))
    is_workday = models.BooleanField(_("workday"))
    name = models.CharField(_("name"), max_length=40)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["shop", "date"], name="one_holiday_a_day"),
            models.UniqueConstraint(fields=["date"], condition=Q(shop=None), name="one_company_holiday_a_day"),
        ]


class Promotion(models.Model):
    """A named promotion period (大促) and what it relaxes: own targets, never a platform's limit (P3, B11)."""

    shop = models.ForeignKey("shops.Shop", models.PROTECT, related_name="promotions")
    name = models.CharField(_("name"), max_length=40)
    starts_at = models.DateTimeField(_("from"))
    ends_at = models.DateTimeField(_("until"))
    percent = models.PositiveSmallIntegerField(_("own targets in percent"), default=100)
    replacement = models.JSONField(null=True)  # a `rules.Span` in place of the target itself
    targets = ArrayField(models.CharField(max_length=60), default=list)  # policy keys; none: every own target

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(ends_at__gt=F("starts_at")), name="promotion_ends_after_start"),
            models.CheckConstraint(condition=Q(percent__gte=100, percent__lte=1000), name="promotion_only_relaxes"),
        ]
        indexes = [models.Index(fields=["shop", "ends_at"], name="promotion_of_shop")]


class Deadline(models.Model):
    """Something that happens at a time unless somebody acts first.

    At most one of a kind runs, or has failed, for a subject. `generation` grows when the time is set anew or made void,
    `fence` when a sweeper claims the row: a sweeper that holds an old one of either writes nothing (I5, I6, I8).
    """

    shop = models.ForeignKey("shops.Shop", models.PROTECT, related_name="+")
    kind = models.CharField(max_length=40)  # which handler
    subject_kind = models.CharField(max_length=30)
    subject_id = models.BigIntegerField()
    fires = models.CharField(max_length=60)  # what the handler shall do: a move, a target
    due_at = models.DateTimeField()
    generation = models.PositiveIntegerField(default=1)
    state = models.CharField(max_length=10, choices=DeadlineState.choices, default=DeadlineState.PENDING)
    outcome = models.CharField(max_length=10, choices=Outcome.choices, default=Outcome.NONE, blank=True)
    fired_at = models.DateTimeField(null=True)
    fence = models.PositiveIntegerField(default=0)
    held_until = models.DateTimeField(null=True)  # a lease of a sweeper, or the wait after a failure
    attempts = models.PositiveSmallIntegerField(default=0)  # failures so far
    last_error = models.CharField(max_length=300, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["subject_kind", "subject_id", "kind"],
                condition=Q(state__in=LIVE),
                name="one_live_deadline",
            ),
        ]
        indexes = [
            # The sweeper asks per kind, so that a heap of own targets cannot stand in front of the platform's limits.
            models.Index(
                fields=["kind", "due_at", "id"], condition=Q(state=DeadlineState.PENDING), name="deadline_due"
            ),
            models.Index(fields=["shop", "due_at"], condition=Q(state=DeadlineState.FAILED), name="deadline_failed"),
        ]
