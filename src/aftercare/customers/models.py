"""Buyers as a shop knows them. Personal fields are encrypted; masks are what lists show (U4, J1–J5)."""

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from aftercare.core.crypto import EncryptedField


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
