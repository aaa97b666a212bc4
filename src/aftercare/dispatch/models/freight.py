"""The buyer wants it sent another way (O8)."""

from django.db import models
from django.db.models import F, Q

from aftercare.core.crypto import EncryptedField
from aftercare.core.money import ZERO, MoneyField
from aftercare.dispatch.terms import FreightKind, FreightState, Pays


class FreightChange(models.Model):
    """One change of courier or freight. `amount` is what the buyer makes up, never below zero; `by_rule` what the
    shop's table says, None when it names no fee. `invoice`: photo of the freight line's bill."""

    order = models.ForeignKey("orders.Order", models.PROTECT, related_name="freight_changes")
    shop = models.ForeignKey("shops.Shop", models.PROTECT, related_name="+")
    kind = models.CharField(max_length=8, choices=FreightKind.choices)
    courier = models.CharField(max_length=60)
    pays = models.CharField(max_length=8, choices=Pays.choices)
    amount = MoneyField(default=ZERO)
    by_rule = MoneyField(null=True)
    state = models.CharField(max_length=8, choices=FreightState.choices, default=FreightState.ASKED)
    note = EncryptedField(blank=True)
    invoice = models.OneToOneField("files.StoredFile", models.PROTECT, null=True, related_name="+")
    asked_by = models.ForeignKey("accounts.Staff", models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    waiver_asked_by = models.ForeignKey("accounts.Staff", models.PROTECT, null=True, related_name="+")
    waiver_reason = EncryptedField(blank=True)
    decided_by = models.ForeignKey("accounts.Staff", models.PROTECT, null=True, related_name="+")
    changed_at = models.DateTimeField()
    version = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["order"], condition=~Q(state="dropped"), name="one_freight_change_of_an_order"
            ),
            models.CheckConstraint(condition=Q(amount__gte=0), name="freight_is_never_below_zero"),
            models.CheckConstraint(
                condition=~Q(pays__in=["collect", "nothing"]) | Q(amount=0), name="collect_makes_up_nothing"
            ),
            models.CheckConstraint(
                condition=~Q(state="waived") | Q(waiver_asked_by=None) | ~Q(waiver_asked_by=F("decided_by")),
                name="nobody_waives_at_their_own_request",
            ),
        ]
        indexes = [
            models.Index(
                fields=["shop", "asked_at", "id"],
                condition=Q(state__in=["asked", "agreed", "waiving"]),
                name="freight_open",
            )
        ]
