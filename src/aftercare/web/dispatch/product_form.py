"""The card of a product's page: how it is packed and when it leaves (O4, O9)."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from aftercare.dispatch.handling_rules import LONGEST_BARCODE, MOST_HOURS, HandlingFacts
from aftercare.dispatch.models import Handling
from aftercare.dispatch.terms import Mark
from aftercare.orders.models import Product


class HandlingForm(forms.Form):
    """Marks, barcode, promise."""

    marks = forms.MultipleChoiceField(
        label=_("Marks on the parcel"), choices=Mark.choices, required=False, widget=forms.CheckboxSelectMultiple
    )
    barcode = forms.CharField(
        label=_("Barcode"),
        max_length=LONGEST_BARCODE,
        required=False,
        help_text=_("As the maker prints it; the merchant code can always be scanned."),
    )
    promise_hours = forms.IntegerField(
        label=_("Leaves within, hours"),
        required=False,
        min_value=1,
        max_value=MOST_HOURS,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
        help_text=_("Empty: as the shop promises."),
    )
    presale_on = forms.DateField(
        label=_("Presale leaves by"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text=_("Orders paid before then are promised for that day."),
    )
    version = forms.IntegerField(widget=forms.HiddenInput, min_value=0)

    def facts(self) -> HandlingFacts:
        """Call it after `is_valid`."""
        cleaned = self.cleaned_data
        return HandlingFacts(
            tuple(cleaned["marks"]), cleaned["barcode"], cleaned["promise_hours"], cleaned["presale_on"]
        )


class HandlingCard:
    """What the card prints; a form for those who keep products."""

    def __init__(self, product: Product, form: HandlingForm | None = None) -> None:
        self.row = Handling.objects.filter(product=product).first()
        self.form = form or HandlingForm(initial=_initial(self.row))

    @property
    def chosen(self) -> set[str]:
        """Marks that are ticked, as typed when the form was refused."""
        value: Any = self.form["marks"].value()
        return set(value or ())

    @property
    def marks(self) -> list[tuple[str, Any, bool]]:
        return [(one.value, one.label, one.value in self.chosen) for one in Mark]


def _initial(row: Handling | None) -> dict[str, Any]:
    if row is None:
        return {"version": 0}
    return {
        "marks": row.marks,
        "barcode": row.barcode,
        "promise_hours": row.promise_hours,
        "presale_on": row.presale_on,
        "version": row.version,
    }
