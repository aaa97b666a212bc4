"""Buyers as a shop knows them. Personal fields are encrypted; masks are what lists show (U4, J1–J5)."""

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from aftercare.core.crypto import EncryptedField
from aftercare.customers.terms import Channel, ContactPurpose, MarkKind, Personal, Purpose


class Customer(models.Model):
    """One buyer of one shop, found by the keyed hash of the platform's nick."""

    shop = models.ForeignKey("shops.Shop", models.PROTECT, related_name="customers")
    nick = EncryptedField(blank=True)
    nick_hash = models.CharField(max_length=32, blank=True)
    nick_mask = models.CharField(max_length=20, blank=True)
    created_at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["shop", "nick_hash"], condition=~Q(nick_hash=""), name="customer_once")
        ]

    def __str__(self) -> str:
        return self.nick_mask


class Disclosure(models.Model):
    """Somebody asked to see a masked value whole: never the value itself (J2).

    `is_shown` False is the alarm: they were over the quota and saw nothing. The reason in their own words stands here
    and not in the event, so that it can be erased (J7).
    """

    staff = models.ForeignKey("accounts.Staff", models.PROTECT, related_name="+")
    shop = models.ForeignKey("shops.Shop", models.PROTECT, related_name="+")
    subject_kind = models.CharField(max_length=30)  # of what the value is a part of, such as 'order'
    subject_id = models.BigIntegerField()
    field = models.CharField(max_length=30, choices=Personal.choices)
    purpose = models.CharField(max_length=20, choices=Purpose.choices)
    purpose_text = EncryptedField(blank=True)
    is_shown = models.BooleanField()
    at = models.DateTimeField()

    class Meta:
        indexes = [
            models.Index(fields=["staff", "-at"], name="disclosure_of_staff"),
            models.Index(fields=["shop", "-at"], name="disclosure_alarm", condition=Q(is_shown=False)),
        ]


class Contact(models.Model):
    """We wrote to a buyer, or called them, of our own accord: what limits against harassment count (S8). `who` is
    "customer:<id>" or "visitor:<id>": somebody at the widget need not be a customer yet. `through`: the visitor in
    whose chat it was, or who was found to be this customer; it goes back with them when that was wrong."""

    shop = models.ForeignKey("shops.Shop", models.PROTECT, related_name="+")
    who = models.CharField(max_length=40)
    channel = models.CharField(max_length=10, choices=Channel.choices)
    purpose = models.CharField(max_length=12, choices=ContactPurpose.choices)
    staff = models.ForeignKey("accounts.Staff", models.PROTECT, null=True, related_name="+")
    through = models.CharField(max_length=40, blank=True)
    at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["shop", "who", "-at"], name="contact_of_buyer")]


class OptOut(models.Model):
    """A buyer wants to hear from us only when they ask themselves. Ended when they take it back. `through` as of a
    contact."""

    shop = models.ForeignKey("shops.Shop", models.PROTECT, related_name="+")
    who = models.CharField(max_length=40)
    through = models.CharField(max_length=40, blank=True)
    at = models.DateTimeField()
    noted_by = models.ForeignKey("accounts.Staff", models.PROTECT, null=True, related_name="+")
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["shop", "who"], condition=Q(ended_at=None), name="one_opt_out")]


class ErasedMark(models.Model):
    """By what an erased buyer would come back with a file: the keyed hash of their nick or an order's number. Nothing
    in it can be read. What is dated `at` or before is written without their personal data (U4, J7)."""

    shop = models.ForeignKey("shops.Shop", models.PROTECT, related_name="+")
    kind = models.CharField(max_length=6, choices=MarkKind.choices)
    digest = models.CharField(max_length=32)
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["shop", "kind", "digest"], name="erased_mark_once")]
