"""The keys. Written by `actions` only."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from aftercare.apikeys.terms import Scope


class ApiKey(models.Model):
    """A key of one shop. The secret itself is not kept, only its hash; `tail` are its last letters, by which people
    know it again. It opens nothing from the moment it is ended, or that who made it may no longer administer the shop
    (A16)."""

    shop = models.ForeignKey("shops.Shop", models.PROTECT, related_name="+")
    name = models.CharField(max_length=60)
    scopes = ArrayField(models.CharField(max_length=16, choices=Scope.choices))
    digest = models.CharField(max_length=32, unique=True)
    tail = models.CharField(max_length=4)
    made_by = models.ForeignKey("accounts.Staff", models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)  # to the minute
    ended_by = models.ForeignKey("accounts.Staff", models.PROTECT, null=True, related_name="+")
    ended_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["shop", "-id"], condition=Q(ended_at=None), name="api_key_in_use")]

    def __str__(self) -> str:
        return f"{self.name} …{self.tail}"
