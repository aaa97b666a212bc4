"""Buyers that a person has put on the shop's list. Written by `actions` only."""

from django.db import models
from django.db.models import F, Q

from aftercare.core.crypto import EncryptedField
from aftercare.reviewrisk.terms import Outcome


class ReviewerEntry(models.Model):
    """A buyer of one shop whom somebody takes for a professional bad reviewer (R4), for a time.

    `signs` are those that were there, with their points, as they stood when it was decided. It ends on `ends_at` by
    itself; an appeal is answered by somebody else than who listed them.
    """

    shop = models.ForeignKey("shops.Shop", models.PROTECT, related_name="+")
    customer = models.ForeignKey("customers.Customer", models.PROTECT, related_name="+")
    case = models.ForeignKey("cases.Case", models.PROTECT, related_name="+")  # in which it was decided
    score = models.PositiveSmallIntegerField()
    signs = models.JSONField(default=dict)
    why = EncryptedField()
    listed_by = models.ForeignKey("accounts.Staff", models.PROTECT, related_name="+")
    listed_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    appeal = EncryptedField(blank=True)
    appealed_by = models.ForeignKey("accounts.Staff", models.PROTECT, null=True, related_name="+")
    appealed_at = models.DateTimeField(null=True)
    outcome = models.CharField(max_length=8, choices=Outcome, default=Outcome.NONE, blank=True)
    answer = EncryptedField(blank=True)
    answered_by = models.ForeignKey("accounts.Staff", models.PROTECT, null=True, related_name="+")
    answered_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(ends_at__gt=F("listed_at")), name="entry_ends_later"),
            models.CheckConstraint(
                condition=Q(answered_by=None) | ~Q(answered_by=F("listed_by")), name="entry_answered_by_another"
            ),
        ]
        indexes = [models.Index(fields=["customer", "-id"], name="entry_of_customer")]

    def __str__(self) -> str:
        return f"{self.customer_id}: {self.score}"

    @property
    def waits(self) -> bool:
        """Whether an appeal waits for its answer."""
        return self.appealed_at is not None and self.answered_at is None
