"""The forms of the shop pages."""

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.http import QueryDict
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext_lazy as _

from aftercare.core.errors import InvalidInput
from aftercare.core.money import Money
from aftercare.shops.actions.create_shop import ShopFacts
from aftercare.shops.actions.save_return_address import AddressFacts
from aftercare.shops.policies import PolicyDefinition, PolicyKind
from aftercare.shops.terms import Platform
from aftercare.web.numbers import read_number
from aftercare.web.shops.words import UNITS

NOT_A_MOMENT = _("Enter day and time, such as 2026-11-11 00:00.")
HALF_WIDTH = str.maketrans("０１２３４５６７８９．", "0123456789.")


class ShopForm(forms.Form):
    """What a shop is."""

    name = forms.CharField(label=_("Shop name"), max_length=80)
    platform = forms.ChoiceField(label=_("Platform"), choices=Platform.choices)
    timezone = forms.CharField(
        label=_("Time zone"),
        max_length=40,
        initial="Asia/Shanghai",
        help_text=_("All times of the shop are shown in it."),
    )

    def facts(self) -> ShopFacts:
        """Call it after `is_valid`."""
        return ShopFacts(**{name: self.cleaned_data[name] for name in ("name", "platform", "timezone")})


class NewShopForm(ShopForm):
    """And its short name, once."""

    slug = forms.CharField(
        label=_("Short name"),
        max_length=40,
        help_text=_("Small letters, digits and dashes, for addresses and commands. It cannot be changed later."),
    )
    field_order = ["name", "slug", "platform", "timezone"]


class AddressForm(forms.Form):
    """One return address."""

    label = forms.CharField(label=_("Our name for it"), max_length=40, help_text=_("Such as main warehouse."))
    contact = forms.CharField(label=_("Receiver"), max_length=40)
    phone = forms.CharField(label=_("Phone"), max_length=30)
    address = forms.CharField(label=_("Address"), max_length=200)
    notes = forms.CharField(
        label=_("Remark for the buyer (optional)"),
        max_length=300,
        required=False,
        help_text=_("Such as: put a note with your order number into the parcel."),
    )
    make_default = forms.BooleanField(
        label=_("Default address"),
        required=False,
        help_text=_("Taken for every return unless the agent chooses another."),
    )

    def facts(self) -> AddressFacts:
        """Call it after `is_valid`."""
        names = ("label", "contact", "phone", "address", "notes")
        return AddressFacts(**{name: self.cleaned_data[name] for name in names})


def read_moment(text: str, zone: str) -> datetime | None:
    """A wall-clock moment of the shop as an aware one; None for ''. Raises ValueError for anything else."""
    if not text.strip():
        return None
    at = parse_datetime(text.strip().replace("T", " "))
    if at is None or at.tzinfo is not None:
        raise ValueError(text)
    return at.replace(tzinfo=ZoneInfo(zone))


def read_value(definition: PolicyDefinition, posted: QueryDict) -> Any:
    """The posted value as JSON, unchecked against the definition's bounds. Raises InvalidInput (`value`)."""
    typed = posted.get("value", "").strip()
    text = typed.translate(HALF_WIDTH)
    match definition.kind:
        case PolicyKind.TEXT:
            return typed
        case PolicyKind.SPAN:
            unit, amount = posted.get("unit", ""), read_number(text)
            if unit not in UNITS or amount is None:
                raise InvalidInput({"value": _("Enter a whole number and choose a unit.")})
            return {"kind": unit, "amount": amount}
        case PolicyKind.MONEY:
            try:
                return Money.from_yuan(text.lstrip("¥￥").replace(",", "")).fen
            except ValueError:
                raise InvalidInput({"value": _("Enter an amount in yuan with at most two decimals.")}) from None
        case PolicyKind.COUNT:
            count = read_number(text)
            if count is None:
                raise InvalidInput({"value": _("Enter a whole number.")})
            return count
        case PolicyKind.FLAG:
            if text not in ("yes", "no"):
                raise InvalidInput({"value": _("Answer yes or no.")})
            return text == "yes"
        case _:
            return text


def read_since(posted: QueryDict, zone: str) -> datetime | None:
    """From when it counts; None means from now on. Raises InvalidInput (`valid_from`)."""
    try:
        return read_moment(posted.get("valid_from", ""), zone)
    except ValueError:
        raise InvalidInput({"valid_from": NOT_A_MOMENT}) from None
