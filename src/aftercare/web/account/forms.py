"""Labels and rules of the account forms, in this product's words."""

from typing import Any

from allauth.account.forms import ChangePasswordForm, LoginForm
from django import forms
from django.utils.translation import gettext_lazy as _


class EnterForm(LoginForm):
    """Login name and password."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        login, password = self.fields["login"], self.fields["password"]
        login.label, password.label = _("Login name"), _("Password")
        password.help_text = ""
        login.widget.attrs.update(placeholder="", autofocus=True, autocapitalize="none", spellcheck="false")
        password.widget.attrs.update(placeholder="")


class NewPasswordForm(ChangePasswordForm):
    """The current password, and the new one twice."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        labels = {
            "oldpassword": _("Current password"),
            "password1": _("New password"),
            "password2": _("New password again"),
        }
        for name, label in labels.items():
            self.fields[name].label = label
            self.fields[name].help_text = ""
            self.fields[name].widget.attrs["placeholder"] = ""
        self.fields["password1"].help_text = _(
            "At least 10 characters, not only digits, nothing that is easy to guess."
        )

    def clean_password1(self) -> str:
        password: str = self.cleaned_data["password1"]
        if self.user.check_password(password):
            raise forms.ValidationError(_("This is the password that you have now. Please choose another."))
        return password
