"""Logins at a platform and who held them. Written by `actions` only."""

from django.db import models
from django.db.models import F, Q


class SubAccount(models.Model):
    """A login of a shop at its platform, as files name it (B9). `code`: the shift whose person holds it when nobody has
    taken it by hand; '' for none. One that is not used any more stays for what was written by it."""

    shop = models.ForeignKey("shops.Shop", models.PROTECT, related_name="+")
    name = models.CharField(max_length=60)
    code = models.CharField(max_length=20, blank=True)
    is_used = models.BooleanField(default=True)
    made_by = models.ForeignKey("accounts.Staff", models.PROTECT, related_name="+")
    made_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["shop", "name"], name="login_once")]

    def __str__(self) -> str:
        return self.name


class Holding(models.Model):
    """Somebody has taken a login by hand, until they gave it back or a colleague took it. Times of one login never
    overlap."""

    account = models.ForeignKey(SubAccount, models.PROTECT, related_name="holdings")
    staff = models.ForeignKey("accounts.Staff", models.PROTECT, related_name="+")
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["account"], condition=Q(ends_at=None), name="one_holds_a_login"),
            models.CheckConstraint(
                condition=Q(ends_at=None) | Q(ends_at__gte=F("starts_at")), name="login_held_forward"
            ),
        ]
        indexes = [models.Index(fields=["account", "-starts_at"], name="login_held")]
