"""Shops, memberships, policy values with history, return addresses, products."""

from datetime import timedelta
from typing import Final

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from aftercare.accounts.terms import Role
from aftercare.core.crypto import EncryptedField
from aftercare.shops.terms import Platform

LONGEST_ABSENCE: Final = timedelta(days=31)


class Shop(models.Model):
    """One store on one platform (P1)."""

    slug = models.SlugField(_("short name"), max_length=40, unique=True)
    name = models.CharField(_("name"), max_length=80)
    platform = models.CharField(_("platform"), max_length=20, choices=Platform.choices, default=Platform.TAOBAO)
    timezone = models.CharField(_("time zone"), max_length=40, default="Asia/Shanghai")
    is_active = models.BooleanField(_("open"), default=True)
    # Grows with every change of policies, hours, holidays or promotions: what is kept in memory is kept per version.
    settings_version = models.PositiveIntegerField(default=1, editable=False)
    created_at = models.DateTimeField(db_default=Now())

    def __str__(self) -> str:
        return self.name


class Membership(models.Model):
    """One role of one person in one shop. Several rows: several roles (P2)."""

    shop = models.ForeignKey(Shop, models.PROTECT, related_name="memberships")
    staff = models.ForeignKey("accounts.Staff", models.PROTECT, related_name="memberships")
    role = models.CharField(_("role"), max_length=20, choices=Role.choices)
    until = models.DateTimeField(null=True)  # of help for a time (B11): counts for nothing from then on

    class Meta:
        constraints = [models.UniqueConstraint(fields=["staff", "shop", "role"], name="membership_once")]


class Substitution(models.Model):
    """Somebody decides for somebody who is away, for a time (C17). Never deleted: it runs out, or is ended.

    It lends what the absent person holds at the moment of use, and only the roles that decide (`access.MEMBERSHIPS`).
    """

    shop = models.ForeignKey(Shop, models.PROTECT, related_name="+")
    absent = models.ForeignKey("accounts.Staff", models.PROTECT, related_name="+")
    substitute = models.ForeignKey("accounts.Staff", models.PROTECT, related_name="+")
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    named_by = models.ForeignKey("accounts.Staff", models.PROTECT, related_name="+")
    named_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)  # earlier than was planned
    ended_by = models.ForeignKey("accounts.Staff", models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(substitute=F("absent")), name="nobody_stands_in_for_themselves"),
            models.CheckConstraint(
                condition=Q(ends_at__gt=F("starts_at"), ends_at__lte=F("starts_at") + LONGEST_ABSENCE),
                name="substitution_has_a_short_end",
            ),
        ]
        indexes = [
            # Every request of everybody asks whether they stand in for somebody.
            models.Index(fields=["substitute", "ends_at"], condition=Q(ended_at=None), name="substitution_in_force"),
            models.Index(fields=["shop", "-id"], name="substitution_of_shop"),
        ]


class PolicyValue(models.Model):
    """One value of one policy of a shop, in force from `valid_from` on. Never changed: a new one is a new row (B12)."""

    shop = models.ForeignKey(Shop, models.PROTECT, related_name="policy_values")
    key = models.CharField(max_length=60)
    value = models.JSONField()
    valid_from = models.DateTimeField()
    note = models.CharField(max_length=200, blank=True)
    set_by = models.ForeignKey("accounts.Staff", models.PROTECT, null=True, related_name="+")
    set_at = models.DateTimeField(db_default=Now())

    class Meta:
        indexes = [models.Index(fields=["shop", "key", "-valid_from", "-id"], name="policy_in_force")]


class PolicyDraft(models.Model):
    """What somebody prepares as the next value of a large policy. It counts for nothing until it is published.

    Each person has one of their own; `based_on` is the newest value when it was begun (None: there was none).
    """

    shop = models.ForeignKey(Shop, models.PROTECT, related_name="+")
    key = models.CharField(max_length=60)
    staff = models.ForeignKey("accounts.Staff", models.PROTECT, related_name="+")
    value = models.JSONField()
    based_on = models.ForeignKey(PolicyValue, models.PROTECT, null=True, related_name="+")
    changed_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["shop", "key", "staff"], name="policy_draft_once")]


class ReturnAddress(models.Model):
    """Where buyers send returns to; told to the buyer when a return is agreed."""

    shop = models.ForeignKey(Shop, models.PROTECT, related_name="return_addresses")
    label = models.CharField(_("label"), max_length=40)
    contact = EncryptedField(_("contact"))
    phone = EncryptedField(_("phone"))
    address = EncryptedField(_("address"))
    notes = models.CharField(_("notes for the buyer"), max_length=300, blank=True)
    is_default = models.BooleanField(default=False)
    is_active = models.BooleanField(default=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["shop"], condition=Q(is_default=True), name="one_default_return_address")
        ]

    def __str__(self) -> str:
        return self.label
