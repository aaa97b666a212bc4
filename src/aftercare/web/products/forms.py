"""The form of a product."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from aftercare.core.money import Money
from aftercare.orders.catalogue import checking
from aftercare.orders.catalogue.checking import ProductFacts, read_tags
from aftercare.orders.models import Product
from aftercare.orders.terms import ReturnClass
from aftercare.web.shops.forms import HALF_WIDTH


class YuanField(forms.CharField):
    """An amount in yuan, None when empty."""

    def __init__(self, **options: Any) -> None:
        widget = forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"})
        super().__init__(max_length=14, required=False, widget=widget, **options)

    def clean(self, value: Any) -> Any:
        text = str(super().clean(value)).translate(HALF_WIDTH).lstrip("¥￥").replace(",", "")
        if not text:
            return None
        try:
            return Money.from_yuan(text)
        except ValueError:
            raise forms.ValidationError(_("Enter an amount in yuan with at most two decimals.")) from None


class ProductForm(forms.Form):
    """What the shop says of a product."""

    title = forms.CharField(label=_("Title"), max_length=checking.LONGEST_TITLE)
    code = forms.CharField(
        label=_("Merchant code"),
        max_length=checking.LONGEST_CODE,
        help_text=_("As it stands in the platform's order report; it cannot be changed later."),
    )
    price = YuanField(label=_("Price, ¥"), help_text=_("Of the plainest variant."))
    stock = forms.IntegerField(
        label=_("Stock"),
        required=False,
        min_value=0,
        max_value=checking.MOST_STOCK,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
        help_text=_("Empty: not known. Sold out is never recommended."),
    )
    tags = forms.CharField(
        label=_("Tags"),
        max_length=200,
        required=False,
        help_text=_("Short words with spaces between: style, use, occasion, material, for whom. At most ten."),
    )
    selling_points = forms.CharField(
        label=_("Selling points"),
        max_length=checking.LONGEST_POINTS,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("One or two sentences; they stand on the card that the buyer gets."),
    )
    link = forms.CharField(
        label=_("Address of its page"),
        max_length=checking.LONGEST_LINK,
        required=False,
        widget=forms.URLInput(attrs={"placeholder": "https://"}),
    )
    return_class = forms.ChoiceField(label=_("Returns without a reason"), choices=ReturnClass.choices)
    cost = YuanField(label=_("Cost, ¥"), help_text=_("What a piece costs the shop; the remedy rules work with it."))
    is_active = forms.BooleanField(
        label=_("In sale"),
        required=False,
        help_text=_("Products out of sale are neither recommended nor sent as cards."),
    )

    def facts(self) -> ProductFacts:
        """Call it after `is_valid`."""
        cleaned = self.cleaned_data
        return ProductFacts(
            code=cleaned.get("code", ""),
            title=cleaned["title"],
            price=cleaned["price"],
            tags=read_tags(cleaned["tags"]),
            selling_points=cleaned["selling_points"],
            stock=cleaned["stock"],
            link=cleaned["link"],
            cost=cleaned["cost"],
            return_class=ReturnClass(cleaned["return_class"]),
            is_active=cleaned["is_active"],
        )


class KeptProductForm(ProductForm):
    """Of a product that is there: its code stays."""

    code = None  # type: ignore[assignment]
    version = forms.IntegerField(widget=forms.HiddenInput)


def initial_of(product: Product) -> dict[str, Any]:
    """A stored product as the form shows it."""
    return {
        "title": product.title,
        "price": product.price.yuan if product.price is not None else "",
        "stock": product.stock,
        "tags": " ".join(product.tags),
        "selling_points": product.selling_points,
        "link": product.link,
        "return_class": product.return_class,
        "cost": product.cost.yuan if product.cost is not None else "",
        "is_active": product.is_active,
        "version": product.version,
    }
