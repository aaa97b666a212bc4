"""Staff members: the people who log in."""

from typing import Any

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.core.validators import RegexValidator
from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from aftercare.accounts.terms import Department

USERNAME = RegexValidator(
    r"^[A-Za-z0-9_.\-\u4e00-\u9fff]{2,40}$",
    _("Use 2 to 40 letters, digits, Chinese characters, dots, dashes or underscores."),
)


class StaffManager(BaseUserManager["Staff"]):
    def get_by_natural_key(self, username: str | None) -> "Staff":
        return self.get(username=username)


class Staff(AbstractBaseUser):
    """A person who works in the company. Roles are held per shop (`shops.Membership`)."""

    username = models.CharField(_("login name"), max_length=40, unique=True, validators=[USERNAME])
    name = models.CharField(_("name"), max_length=60)
    email = models.EmailField(_("e-mail"), blank=True)
    department = models.CharField(
        _("department"), max_length=20, choices=Department.choices, default=Department.SERVICE
    )
    is_active = models.BooleanField(_("may log in"), default=True)
    is_administrator = models.BooleanField(_("administrator of the company"), default=False)
    must_change_password = models.BooleanField(default=False)
    created_at = models.DateTimeField(db_default=Now())

    objects = StaffManager()

    USERNAME_FIELD = "username"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS = ["name"]

    def __str__(self) -> str:
        return self.name

    def get_full_name(self) -> str:
        return self.name

    # allauth asks these two of every user model; nothing here grants by them.
    @property
    def is_staff(self) -> bool:
        return self.is_administrator

    def has_perm(self, _perm: str, _obj: Any = None) -> bool:
        return False
