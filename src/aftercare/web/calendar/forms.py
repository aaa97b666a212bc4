"""The forms of the calendar page."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from aftercare.clock.rules import Promotion
from aftercare.core.errors import InvalidInput
from aftercare.shops.policies import PolicyKind, all_definitions
from aftercare.web.shops.forms import NOT_A_MOMENT, read_moment

DAYS = (_("Monday"), _("Tuesday"), _("Wednesday"), _("Thursday"), _("Friday"), _("Saturday"), _("Sunday"))


class WeekForm(forms.Form):
    """Seven days as people type them."""

    works_holidays = forms.BooleanField(
        label=_("We also work on public holidays"),
        required=False,
        help_text=_("Off: no working time on holidays, and make-up workdays count as workdays."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for number, label in enumerate(DAYS):
            self.fields[f"day_{number}"] = forms.CharField(label=label, max_length=200, required=False)

    @property
    def day_fields(self) -> list[forms.BoundField]:
        return [self[f"day_{number}"] for number in range(len(DAYS))]

    def days(self) -> Sequence[str]:
        """Call it after `is_valid`."""
        return [self.cleaned_data[f"day_{number}"] for number in range(len(DAYS))]


class DayForm(forms.Form):
    """One day that is not as published."""

    day = forms.DateField(label=_("Day"), widget=forms.DateInput(attrs={"type": "date"}))
    is_workday = forms.ChoiceField(label=_("It is"), choices=(("no", _("a day off")), ("yes", _("a workday"))))
    name = forms.CharField(label=_("Reason"), max_length=40)
    scope = forms.ChoiceField(label=_("For"), choices=(("shop", _("this shop")), ("company", _("all shops"))))


class PromotionForm(forms.Form):
    """A promotion period; moments are the shop's wall clock."""

    name = forms.CharField(label=_("Promotion name"), max_length=40)
    starts = forms.CharField(label=_("From"), widget=forms.TextInput(attrs={"type": "datetime-local"}))
    ends = forms.CharField(label=_("Until"), widget=forms.TextInput(attrs={"type": "datetime-local"}))
    percent = forms.IntegerField(
        label=_("Own targets, in percent"),
        initial=200,
        help_text=_("200 means: twice the time. Platform limits are never longer."),
    )
    targets = forms.MultipleChoiceField(
        label=_("Which targets"), required=False, help_text=_("None chosen: all own targets.")
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["targets"].choices = own_targets()  # type: ignore[attr-defined]

    def period(self, zone: str) -> Promotion:
        """Call it after `is_valid`. Raises InvalidInput (`starts`, `ends`)."""
        moments, problems = {}, {}
        for name in ("starts", "ends"):
            try:
                moments[name] = read_moment(self.cleaned_data[name], zone)
            except ValueError:
                problems[name] = NOT_A_MOMENT
        if problems or None in moments.values():
            raise InvalidInput(problems or {"starts": NOT_A_MOMENT})
        return Promotion(
            name=self.cleaned_data["name"],
            percent=self.cleaned_data["percent"],
            targets=frozenset(self.cleaned_data["targets"]),
            **moments,  # type: ignore[arg-type]
        )


def own_targets() -> list[tuple[str, Any]]:
    """Spans of our own that a promotion may relax."""
    spans = [one for one in all_definitions() if one.kind is PolicyKind.SPAN and one.key.endswith("_own")]
    return [(one.key, one.label) for one in spans]
