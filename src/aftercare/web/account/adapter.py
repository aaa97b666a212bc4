"""What allauth asks this product: no sign-up, no mail, encrypted second-factor secrets."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from aftercare.accounts.actions.change_password import change_password
from aftercare.accounts.models import Staff
from aftercare.core import crypto

SAME_FOR_ALL = _("The login name or the password is not right.")


class AccountAdapter(DefaultAccountAdapter):
    """Accounts are made by an administrator; passwords are changed here and nowhere by mail."""

    error_messages = {
        **DefaultAccountAdapter.error_messages,
        "username_password_mismatch": SAME_FOR_ALL,
        "incorrect_password": _("This is not your current password."),
        "enter_current_password": _("Please enter your current password."),
        "too_many_login_attempts": _(
            "Too many wrong attempts. Wait five minutes, or ask an administrator for a new password."
        ),
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:
        return reverse("account")

    def set_password(self, user: Staff, password: str) -> None:
        change_password(staff=user, password=password)

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """There may be no mail server, and no flow of ours waits for a mail."""


class MFAAdapter(DefaultMFAAdapter):
    """Secrets of the second factor lie encrypted in the database (A14)."""

    error_messages = {
        **DefaultMFAAdapter.error_messages,
        "incorrect_code": _("This code is not right, or was used already. Wait for the next one."),
    }

    def encrypt(self, text: str) -> str:
        return crypto.encrypt(text)

    def decrypt(self, encrypted_text: str) -> str:
        return crypto.decrypt(encrypted_text)

    def get_totp_label(self, user: Staff) -> str:
        return user.username
