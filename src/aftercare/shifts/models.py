"""Shifts of a shop, the roster's cells, swaps, addresses of calendars. Written by `actions` only."""

from django.db import models
from django.db.models import F, Q

from aftercare.core.crypto import EncryptedField
from aftercare.shifts.terms import LIVE, Absence, SwapState


class ShiftPattern(models.Model):
    """A shift of a shop as it is from a day on (P3). Never changed: a new one is a new row. `ends` may be past 1440:
    the shift ends on the next day."""

    shop = models.ForeignKey("shops.Shop", models.PROTECT, related_name="+")
    code = models.CharField(max_length=20)
    name = models.CharField(max_length=12)
    starts = models.PositiveSmallIntegerField()  # minutes after midnight
    ends = models.PositiveSmallIntegerField()
    is_used = models.BooleanField(default=True)
    since = models.DateField()
    set_by = models.ForeignKey("accounts.Staff", models.PROTECT, related_name="+")
    set_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(starts__lt=1440, ends__gt=F("starts"), ends__lte=F("starts") + 1440),
                name="shift_is_a_part_of_a_day",
            ),
        ]
        indexes = [models.Index(fields=["shop", "code", "since", "id"], name="shift_of_shop")]


class Assignment(models.Model):
    """One cell of the roster: what one person does on one day in one shop. `code` of a shift, or `absence`; neither is
    a day of rest. `starts_at` and `ends_at` are the instants of the shift, kept when its hours change later.

    Emptied cells stay, so that `version` tells of every change (two supervisors at one cell)."""

    shop = models.ForeignKey("shops.Shop", models.PROTECT, related_name="+")
    staff = models.ForeignKey("accounts.Staff", models.PROTECT, related_name="+")
    day = models.DateField()
    code = models.CharField(max_length=20, blank=True)
    absence = models.CharField(max_length=10, choices=Absence.choices, blank=True)
    note = EncryptedField(blank=True)  # why; only planners and the person read it
    starts_at = models.DateTimeField(null=True)
    ends_at = models.DateTimeField(null=True)
    version = models.PositiveIntegerField(default=1)
    set_by = models.ForeignKey("accounts.Staff", models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["shop", "staff", "day"], name="one_cell_a_day"),
            models.CheckConstraint(condition=Q(code="") | Q(absence=""), name="shift_or_leave"),
            models.CheckConstraint(
                condition=Q(code="", starts_at=None, ends_at=None) | ~Q(code="") & Q(ends_at__gt=F("starts_at")),
                name="shift_has_hours",
            ),
        ]
        indexes = [
            models.Index(fields=["shop", "day", "staff"], name="roster_of_shop"),
            models.Index(fields=["shop", "ends_at", "starts_at"], condition=~Q(code=""), name="on_shift"),
            models.Index(fields=["staff", "ends_at"], condition=~Q(code=""), name="shifts_of_person"),
        ]


class Swap(models.Model):
    """Somebody gives a shift to a colleague, perhaps for one of theirs (P3). `code` and `other_code` are what both
    thought they gave: a roster that was changed meanwhile is not swapped."""

    shop = models.ForeignKey("shops.Shop", models.PROTECT, related_name="+")
    asked_by = models.ForeignKey("accounts.Staff", models.PROTECT, related_name="+")
    day = models.DateField()
    code = models.CharField(max_length=20)
    colleague = models.ForeignKey("accounts.Staff", models.PROTECT, related_name="+")
    other_day = models.DateField(null=True)
    other_code = models.CharField(max_length=20, blank=True)
    reason = EncryptedField(blank=True)
    state = models.CharField(max_length=10, choices=SwapState.choices, default=SwapState.ASKED)
    asked_at = models.DateTimeField()
    answered_at = models.DateTimeField(null=True)
    decided_by = models.ForeignKey("accounts.Staff", models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["shop", "asked_by", "day"], condition=Q(state__in=LIVE), name="one_swap_of_a_shift"
            ),
            models.CheckConstraint(condition=~Q(colleague=F("asked_by")), name="nobody_swaps_with_themselves"),
            models.CheckConstraint(
                condition=Q(decided_by=None) | ~Q(decided_by=F("asked_by")) & ~Q(decided_by=F("colleague")),
                name="nobody_approves_their_own_swap",
            ),
        ]
        indexes = [
            models.Index(fields=["shop", "-id"], condition=Q(state__in=LIVE), name="swap_live"),
            models.Index(fields=["colleague", "-id"], condition=Q(state="asked"), name="swap_to_answer"),
        ]


class CalendarFeed(models.Model):
    """The secret address at which a person's calendar reads their shifts: its SHA-256, for the address itself is shown
    once. A new one ends the old."""

    staff = models.OneToOneField("accounts.Staff", models.PROTECT, primary_key=True, related_name="+")
    token_hash = models.CharField(max_length=64, unique=True)
    made_at = models.DateTimeField()


class ChecklistItem(models.Model):
    """An item that a shop adds to the lists of its shifts (P4); `code` of a shift, '' for each of them. One that is not
    used any more stays for what was ticked."""

    shop = models.ForeignKey("shops.Shop", models.PROTECT, related_name="+")
    code = models.CharField(max_length=20, blank=True)
    text = models.CharField(max_length=60)
    is_used = models.BooleanField(default=True)
    made_by = models.ForeignKey("accounts.Staff", models.PROTECT, related_name="+")
    made_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["shop", "id"], condition=Q(is_used=True), name="checklist_of_shop")]


class ChecklistTick(models.Model):
    """Somebody has seen to an item of a shift on a day, with `left` still waiting then (None: nothing to count)."""

    shop = models.ForeignKey("shops.Shop", models.PROTECT, related_name="+")
    day = models.DateField()
    code = models.CharField(max_length=20)  # of the shift
    item = models.CharField(max_length=20)  # terms.Task, or "own-7"
    left = models.PositiveSmallIntegerField(null=True)
    by = models.ForeignKey("accounts.Staff", models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["shop", "day", "code", "item"], name="ticked_once")]
