"""Parcels, what couriers say of them, what goes wrong, what buyers are told; and how a shop hears from aggregators."""

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from aftercare.core.crypto import EncryptedField
from aftercare.parcels.terms import NoticeKind, NoticeState, ParcelState, ProblemKind, ProblemState, Sign, Way


class Parcel(models.Model):
    """One parcel that a shop sent (O5). `order` is the first one in it; None: an aggregator told of a number that no
    order names yet. Whatever is derived from its events is written by `actions.refresh` alone.

    `due_at` is the one order of the lists: of an open parcel when it counts as stuck, of one with a problem when that
    came, of one that is over when it ended. So those that need somebody stand first.
    """

    shop = models.ForeignKey("shops.Shop", models.PROTECT, related_name="parcels")
    order = models.ForeignKey("orders.Order", models.PROTECT, null=True, related_name="parcels")
    courier = models.CharField(max_length=60, blank=True)  # as the order names it
    courier_code = models.CharField(max_length=30, blank=True)  # `couriers.py`; '' while nobody knows
    number = models.CharField(max_length=40)
    state = models.CharField(max_length=12, choices=ParcelState.choices, default=ParcelState.WAITING)
    state_at = models.DateTimeField(null=True)
    moved_at = models.DateTimeField(null=True)
    sent_at = models.DateTimeField()
    delivered_at = models.DateTimeField(null=True)
    last_event = models.ForeignKey("TrackingEvent", models.PROTECT, null=True, related_name="+")
    is_over = models.BooleanField(default=False)
    is_replaced = models.BooleanField(default=False)  # the order names another number by now
    silent_at = models.DateTimeField(null=True)  # when its silence means that it is stuck; None: nobody would tell us
    stuck_at = models.DateTimeField(null=True)
    due_at = models.DateTimeField()
    ask_at = models.DateTimeField(null=True)  # when the aggregator is asked next; None: not at all
    asked_at = models.DateTimeField(null=True)
    made_at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints = [models.UniqueConstraint(fields=["shop", "number", "courier_code"], name="parcel_once")]
        indexes = [
            models.Index(fields=["shop", "is_over", "due_at", "id"], name="parcel_list"),
            models.Index(fields=["shop", "is_over", "state", "due_at", "id"], name="parcel_by_state"),
            models.Index(fields=["shop", "is_over", "courier_code", "due_at", "id"], name="parcel_by_courier"),
            models.Index(
                fields=["shop", "is_over", "courier_code", "state", "due_at", "id"], name="parcel_by_courier_state"
            ),
            models.Index(fields=["shop", "is_over", "sent_at", "id"], name="parcel_by_age"),
            models.Index(fields=["order"], name="parcel_of_order", condition=~Q(order=None)),
            models.Index(fields=["silent_at"], name="parcel_falls_silent", condition=~Q(silent_at=None)),
            models.Index(fields=["shop", "due_at", "id"], name="parcel_stuck", condition=~Q(stuck_at=None)),
            models.Index(fields=["shop", "ask_at", "id"], name="parcel_to_ask", condition=~Q(ask_at=None)),
        ]

    def __str__(self) -> str:
        return self.number


class TrackingEvent(models.Model):
    """What a courier said once. Append-only. `key` is a hash of time, place, words and the aggregator's own number: the
    same event told again, by whichever way, is the same row. `raw` is that number, `sign` our meaning of it."""

    parcel = models.ForeignKey(Parcel, models.PROTECT, related_name="events")
    key = models.BigIntegerField()
    at = models.DateTimeField()
    sign = models.CharField(max_length=14, choices=Sign.choices)
    raw = models.CharField(max_length=40, blank=True)
    text = EncryptedField(blank=True)  # names and phones of people stand in it
    place = models.CharField(max_length=60, blank=True)
    way = models.CharField(max_length=6, choices=Way.choices)
    told_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["parcel", "key"], name="tracking_event_once")]


class ParcelProblem(models.Model):
    """Something is wrong with a parcel; of each kind once, so that no case is opened twice. `why` says why there is no
    case of its own."""

    parcel = models.ForeignKey(Parcel, models.PROTECT, related_name="problems")
    shop = models.ForeignKey("shops.Shop", models.PROTECT, related_name="+")
    kind = models.CharField(max_length=12, choices=ProblemKind.choices)
    state = models.CharField(max_length=8, choices=ProblemState.choices, default=ProblemState.NEW)
    since = models.DateTimeField()
    case = models.ForeignKey("cases.Case", models.PROTECT, null=True, related_name="+")
    why = models.CharField(max_length=40, blank=True)
    moved_at = models.DateTimeField(null=True)  # a movement after it was found stuck, as the case was told

    class Meta:
        constraints = [models.UniqueConstraint(fields=["parcel", "kind"], name="parcel_problem_once")]
        indexes = [
            models.Index(
                fields=["id"], condition=Q(state="new") | Q(state="opened") & ~Q(moved_at=None), name="problem_to_do"
            ),
            models.Index(fields=["case"], condition=~Q(case=None), name="problem_of_case"),
        ]


class ParcelNotice(models.Model):
    """What the buyer is told of a parcel, of each kind once. Two kinds that are due together are one message: the
    second is `told_with` the first."""

    parcel = models.ForeignKey(Parcel, models.PROTECT, related_name="notices")
    shop = models.ForeignKey("shops.Shop", models.PROTECT, related_name="+")
    kind = models.CharField(max_length=10, choices=NoticeKind.choices)
    state = models.CharField(max_length=8, choices=NoticeState.choices, default=NoticeState.NEW)
    told_with = models.ForeignKey("self", models.PROTECT, null=True, related_name="+")
    text = EncryptedField(blank=True)
    why = models.CharField(max_length=40, blank=True)  # code of the refusal that keeps it waiting or dropped it
    made_at = models.DateTimeField()
    try_at = models.DateTimeField()  # quiet hours: not before
    until = models.DateTimeField()  # afterwards nobody needs it
    ended_at = models.DateTimeField(null=True)
    ended_by = models.ForeignKey("accounts.Staff", models.PROTECT, null=True, related_name="+")
    channel = models.CharField(max_length=10, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["parcel", "kind"], name="parcel_notice_once")]
        indexes = [
            models.Index(fields=["try_at"], condition=Q(state="new"), name="notice_to_prepare"),
            models.Index(fields=["until"], condition=Q(state="to_send"), name="notice_runs_out"),
            models.Index(fields=["shop", "until", "id"], condition=Q(state="to_send"), name="notice_to_send"),
        ]


class CourierLink(models.Model):
    """How a shop hears from one aggregator. `token` stands in the address that it pushes to; `key` signs, and both
    secrets are never shown again. One that is ended is good for nothing."""

    shop = models.ForeignKey("shops.Shop", models.PROTECT, related_name="+")
    provider = models.CharField(max_length=12)
    token = models.CharField(max_length=43, unique=True)
    account = models.CharField(max_length=60, blank=True)  # 快递100: customer; 快递鸟: EBusinessID
    key = EncryptedField(blank=True)  # signs our questions; 快递鸟: its pushes as well
    salt = EncryptedField(blank=True)  # 快递100: signs its pushes
    asks = models.BooleanField(default=False)  # we ask by ourselves, by the policies' hours
    is_active = models.BooleanField(default=True)
    made_at = models.DateTimeField()
    changed_by = models.ForeignKey("accounts.Staff", models.PROTECT, null=True, related_name="+")
    changed_at = models.DateTimeField()
    heard_at = models.DateTimeField(null=True)  # the last push that was genuine, to the minute
    refused_at = models.DateTimeField(null=True)  # the last push that was not, to the minute
    trouble = models.CharField(max_length=200, blank=True)  # what the last question met
    trouble_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["shop", "provider"], name="courier_link_once")]


class InboxItem(models.Model):
    """Reports that have come and are kept, but not applied yet: a push is acknowledged once it stands here. Rows go
    when they are applied; one that cannot be stays, with what was wrong."""

    shop = models.ForeignKey("shops.Shop", models.PROTECT, related_name="+")
    way = models.CharField(max_length=6, choices=Way.choices)
    reports = EncryptedField()  # JSON of `reports.Report`s
    come_at = models.DateTimeField(db_default=Now())
    failed_at = models.DateTimeField(null=True)
    error = models.CharField(max_length=200, blank=True)

    class Meta:
        indexes = [models.Index(fields=["id"], condition=Q(failed_at=None), name="inbox_to_apply")]


class ParcelCursor(models.Model):
    """How far the changes of a shop's orders were followed."""

    shop = models.OneToOneField("shops.Shop", models.PROTECT, primary_key=True, related_name="+")
    changed_at = models.DateTimeField()
    order_id = models.BigIntegerField()
