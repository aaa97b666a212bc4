"""Which courier an order goes by, penalties of couriers, and settlement sheets. Written by `actions` only."""

from django.db import models
from django.db.models import F, Q

from aftercare.core.crypto import EncryptedField
from aftercare.core.money import ZERO, MoneyField
from aftercare.couriers.terms import PenaltyKind, PenaltyState


class CourierChoice(models.Model):
    """The courier that a person chose for an order before it leaves (O6). `by_rule` is what the rule said then, '' when
    it had none; `hindrance`: why the courier does not go there, '' when it does. Earlier choices are events."""

    order = models.OneToOneField("orders.Order", models.PROTECT, related_name="courier_choice")
    shop = models.ForeignKey("shops.Shop", models.PROTECT, related_name="+")
    courier = models.CharField(max_length=20)
    by_rule = models.CharField(max_length=20, blank=True)
    hindrance = models.CharField(max_length=12, blank=True)
    grams = models.PositiveIntegerField(null=True)
    reason = EncryptedField(blank=True)
    by = models.ForeignKey("accounts.Staff", models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()
    version = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = [models.CheckConstraint(condition=~Q(courier=""), name="choice_names_a_courier")]

    @property
    def is_by_rule(self) -> bool:
        return self.courier == self.by_rule


class CourierPenalty(models.Model):
    """A warning, or lost priority, with the figures of the month that it follows from (O7). Proposed by operations,
    confirmed by a supervisor; it counts from `starts_on` to `ends_on` unless it is lifted."""

    shop = models.ForeignKey("shops.Shop", models.PROTECT, related_name="courier_penalties")
    courier = models.CharField(max_length=60)
    month = models.DateField()  # its first day
    kind = models.CharField(max_length=10, choices=PenaltyKind.choices)
    state = models.CharField(max_length=10, choices=PenaltyState.choices, default=PenaltyState.PROPOSED)
    evidence = models.JSONField()  # sent, held, rate, level, limits, the rows of the rules, numbers of the cases
    days = models.PositiveSmallIntegerField()
    note = EncryptedField(blank=True)
    proposed_by = models.ForeignKey("accounts.Staff", models.PROTECT, null=True, related_name="+")
    proposed_at = models.DateTimeField()
    decided_by = models.ForeignKey("accounts.Staff", models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True)
    decision_note = EncryptedField(blank=True)
    starts_on = models.DateField(null=True)
    ends_on = models.DateField(null=True)
    lifted_by = models.ForeignKey("accounts.Staff", models.PROTECT, null=True, related_name="+")
    lifted_at = models.DateTimeField(null=True)
    lift_reason = EncryptedField(blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["shop", "courier", "month", "kind"],
                condition=Q(state__in=("proposed", "confirmed")),
                name="penalty_once_a_month",
            ),
            models.CheckConstraint(
                condition=Q(starts_on=None, ends_on=None) | Q(ends_on__gte=F("starts_on")), name="penalty_has_a_span"
            ),
            models.CheckConstraint(
                condition=Q(decided_by=None) | ~Q(decided_by=F("proposed_by")), name="penalty_by_two_people"
            ),
        ]
        indexes = [
            models.Index(fields=["shop", "kind", "ends_on"], condition=Q(state="confirmed"), name="penalty_in_force"),
            models.Index(fields=["shop", "-id"], name="penalty_newest"),
        ]


class Settlement(models.Model):
    """The sheet of one courier and month, frozen when it was closed (O7). The database refuses every later change: what
    was wrong is closed anew as the next version, with a reason."""

    shop = models.ForeignKey("shops.Shop", models.PROTECT, related_name="settlements")
    courier = models.CharField(max_length=60)
    month = models.DateField()
    version = models.PositiveSmallIntegerField()
    sent = models.PositiveIntegerField()
    held = models.PositiveIntegerField()
    rate = models.PositiveIntegerField(null=True)  # tenths of a parcel per 1,000
    level = models.CharField(max_length=2)
    rules = models.JSONField()  # the limits, the deduction for a piece, and the rows of the policies they come from
    deduction = MoneyField(default=ZERO)
    claimed = MoneyField(default=ZERO)
    paid = MoneyField(default=ZERO)
    borne = MoneyField(default=ZERO)  # what cases that ended in the month cost and charge to the courier; not in total
    total = MoneyField(default=ZERO)
    reason = EncryptedField(blank=True)
    closed_by = models.ForeignKey("accounts.Staff", models.PROTECT, null=True, related_name="+")
    closed_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["shop", "courier", "month", "version"], name="settlement_version_once"),
            models.CheckConstraint(condition=Q(total=F("deduction") + F("paid")), name="settlement_adds_up"),
        ]
        indexes = [models.Index(fields=["shop", "-month", "-id"], name="settlement_newest")]


class SettlementLine(models.Model):
    """One parcel out of zone, or one claim, of a sheet: its words and amounts as they were."""

    settlement = models.ForeignKey(Settlement, models.PROTECT, related_name="lines")
    case = models.ForeignKey("cases.Case", models.PROTECT, related_name="+")
    is_claim = models.BooleanField()
    number = models.CharField(max_length=20)
    order_no = models.CharField(max_length=40)
    tracking_no = models.CharField(max_length=60, blank=True)
    day = models.DateField()
    deduction = MoneyField(default=ZERO)
    claimed = MoneyField(default=ZERO)
    paid = MoneyField(default=ZERO)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["settlement", "case", "is_claim"], name="settlement_line_once"),
        ]
