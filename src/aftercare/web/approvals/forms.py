"""The form that names a substitute."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from aftercare.core.errors import InvalidInput
from aftercare.shops.actions.name_substitute import Absence
from aftercare.shops.queries import Colleagues
from aftercare.web.shops.forms import NOT_A_MOMENT, read_moment

FROM_THE_LIST = {"invalid_choice": _("Choose somebody from the list."), "required": _("Choose somebody from the list.")}
MOMENT = forms.TextInput(attrs={"type": "datetime-local"})


class SubstituteForm(forms.Form):
    """Who is away, who decides meanwhile, from when until when by the shop's wall clock. `absent` is '<shop>:<id>'."""

    absent = forms.ChoiceField(label=_("Who is away"), error_messages=FROM_THE_LIST)
    substitute = forms.ChoiceField(label=_("Who decides meanwhile"), error_messages=FROM_THE_LIST)
    starts = forms.CharField(label=_("From"), widget=MOMENT, help_text=_("A time that has passed means: from now on."))
    ends = forms.CharField(label=_("Until"), widget=MOMENT, help_text=_("At most 31 days at a time."))

    def __init__(self, offered: Sequence[Colleagues], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._zones = {str(one.shop.pk): one.shop.timezone for one in offered}
        absent = [(one.shop.name, [(f"{one.shop.pk}:{pk}", name) for pk, name in one.deciders]) for one in offered]
        everybody = [(one.shop.name, list(one.everybody)) for one in offered]
        self.fields["absent"].choices = _flat(absent)  # type: ignore[attr-defined]
        self.fields["substitute"].choices = [("", "–"), *_flat(everybody)]  # type: ignore[attr-defined]

    def absence(self) -> Absence:
        """Call it after `is_valid`. Raises InvalidInput (`starts`, `ends`)."""
        shop, _colon, absent = self.cleaned_data["absent"].partition(":")
        moments, problems = {}, {}
        for name in ("starts", "ends"):
            try:
                moments[f"{name}_at"] = read_moment(self.cleaned_data[name], self._zones[shop])
            except ValueError:
                problems[name] = NOT_A_MOMENT
        if problems:
            raise InvalidInput(problems)
        return Absence(
            shop_id=int(shop),
            absent_id=int(absent),
            substitute_id=int(self.cleaned_data["substitute"]),
            **moments,  # type: ignore[arg-type]
        )


def _flat(groups: list[tuple[str, list[Any]]]) -> list[Any]:
    """With one shop its name says nothing."""
    return groups[0][1] if len(groups) == 1 else groups
