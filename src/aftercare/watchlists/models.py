"""Entries of the lists and the appeals against them. Written by `actions` only."""

from datetime import datetime

from django.db import models
from django.db.models import F, Q

from aftercare.core.crypto import EncryptedField
from aftercare.watchlists.terms import ListKind, Standing


class ListEntry(models.Model):
    """A buyer of one shop on one list, for a time. It ends on `expires_at` by itself, and is never deleted. `signs` and
    `score` are what spoke for it when it was made, as the list's package writes them; `case` is where that was."""

    kind = models.CharField(max_length=8, choices=ListKind.choices)
    shop = models.ForeignKey("shops.Shop", models.PROTECT, related_name="+")
    customer = models.ForeignKey("customers.Customer", models.PROTECT, related_name="list_entries")
    case = models.ForeignKey("cases.Case", models.PROTECT, null=True, related_name="+")
    reason = EncryptedField()
    signs = models.JSONField(default=list)
    score = models.PositiveSmallIntegerField(null=True)
    by = models.ForeignKey("accounts.Staff", models.PROTECT, related_name="+")
    at = models.DateTimeField()
    expires_at = models.DateTimeField()
    lifted_by = models.ForeignKey("accounts.Staff", models.PROTECT, null=True, related_name="+")
    lifted_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(expires_at__gt=F("at")), name="list_entry_ends_later"),
            models.CheckConstraint(
                condition=Q(lifted_by=None) | ~Q(lifted_by=F("by")), name="list_entry_lifted_by_another"
            ),
        ]
        indexes = [
            models.Index(fields=["customer", "kind", "-expires_at"], name="list_entry_of_customer"),
            models.Index(fields=["kind", "shop", "-id"], name="list_entry_of_shop"),
        ]

    def standing(self, at: datetime) -> Standing:
        """How it stands at that moment."""
        if self.lifted_at is not None:
            return Standing.LIFTED
        return Standing.IN_FORCE if self.expires_at > at else Standing.RUN_OUT


class Appeal(models.Model):
    """The buyer, or a colleague for them, says that an entry is wrong. `made_by` is who made the entry: somebody else
    decides. Once decided, new facts may be brought in a new one."""

    entry = models.ForeignKey(ListEntry, models.PROTECT, related_name="appeals")
    made_by = models.ForeignKey("accounts.Staff", models.PROTECT, related_name="+")
    text = EncryptedField()
    by = models.ForeignKey("accounts.Staff", models.PROTECT, related_name="+")  # who wrote it down
    at = models.DateTimeField()
    lifted = models.BooleanField(null=True)  # None: not decided yet
    note = EncryptedField(blank=True)
    decided_by = models.ForeignKey("accounts.Staff", models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["entry"], condition=Q(lifted=None), name="one_appeal_waits"),
            models.CheckConstraint(
                condition=Q(decided_by=None) | ~Q(decided_by=F("made_by")), name="appeal_decided_by_another"
            ),
            models.CheckConstraint(
                condition=Q(lifted=None, decided_by=None, decided_at=None)
                | Q(lifted__isnull=False, decided_by__isnull=False, decided_at__isnull=False),
                name="appeal_is_decided_whole",
            ),
        ]
