"""The forms of the people pages."""

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from aftercare.accounts.actions.add_staff import Profile
from aftercare.accounts.terms import Department, Role
from aftercare.core.errors import InvalidInput
from aftercare.web.numbers import read_number


class ProfileForm(forms.Form):
    """Who somebody is. The rules are the action's; lengths here spare a round trip."""

    name = forms.CharField(label=_("Name"), max_length=60)
    username = forms.CharField(
        label=_("Login name"), max_length=40, help_text=_("Letters, digits or Chinese characters.")
    )
    department = forms.ChoiceField(label=_("Department"), choices=Department.choices)
    email = forms.EmailField(label=_("E-mail (optional)"), required=False)

    def profile(self) -> Profile:
        """Call it after `is_valid`."""
        return Profile(**{name: self.cleaned_data[name] for name in self.fields})


def read_roles(posted: QueryDict) -> dict[int, frozenset[Role]]:
    """The matrix: `shop` names each shop shown, `role` is '<shop>:<role>' for each tick. Raises InvalidInput."""
    roles: dict[int, set[Role]] = {}
    for text in posted.getlist("shop"):
        shop_id = read_number(text)
        if shop_id is None:
            raise _unreadable()
        roles[shop_id] = set()
    for text in posted.getlist("role"):
        number, _colon, name = text.partition(":")
        shop_id = read_number(number)
        if shop_id not in roles or name not in Role.values or name == Role.TEMPORARY:
            raise _unreadable()
        roles[shop_id].add(Role(name))
    return {shop_id: frozenset(held) for shop_id, held in roles.items()}


def _unreadable() -> InvalidInput:
    return InvalidInput({"roles": _("The roles could not be read. Load the page again.")})
