"""The shops pages: list, new shop, one shop, its return addresses."""

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from aftercare.accounts.terms import Role
from aftercare.core.errors import InvalidInput, NotFound
from aftercare.shops.access import access_shop_settings
from aftercare.shops.actions import close_shop as closing
from aftercare.shops.actions.create_shop import create_shop
from aftercare.shops.actions.save_return_address import save_return_address, set_address_in_use
from aftercare.shops.actions.update_shop import update_shop
from aftercare.shops.models import Shop
from aftercare.shops.queries import return_addresses
from aftercare.web.fragments import go_with
from aftercare.web.policy import ADMINISTRATOR, PageRequest, page
from aftercare.web.posted import attach, only
from aftercare.web.shops.contexts import ShopContext, ShopsContext, tabs_of
from aftercare.web.shops.forms import AddressForm, NewShopForm, ShopForm

READERS = frozenset({Role.ADMINISTRATOR, Role.SUPERVISOR})
ADMINISTRATORS = frozenset({Role.ADMINISTRATOR})
BOTH = ("GET", "POST")
FACTS = ("name", "platform", "timezone")
ADDRESS = ("label", "contact", "phone", "address", "notes", "make_default")


@page(roles=READERS)
def shops(request: PageRequest) -> HttpResponse:
    """Shops whose settings one may read (P1)."""
    return render(request, "shops/page.html", {"shops": ShopsContext(request.person)})


@page(roles=ADMINISTRATOR, methods=BOTH)
def create(request: PageRequest) -> HttpResponse:
    """Open a shop."""
    form = NewShopForm(only(request.POST, *FACTS, "slug") or None)
    if form.is_valid():
        try:
            shop = create_shop(slug=form.cleaned_data["slug"], facts=form.facts(), person=request.person)
        except InvalidInput as error:
            attach(form, error.problems)
        else:
            text = _("The shop is open. Next: a return address, and people with roles in it.")
            return go_with(request, reverse("shop", args=[shop.slug]), text)
    return render(request, "shops/new.html", {"form": form}, status=422 if form.errors else 200)


@page(roles=READERS)
def shop(request: PageRequest, slug: str) -> HttpResponse:
    """One shop: facts, return addresses, members, what happened."""
    found = access_shop_settings(request.person, slug)
    return render(request, "shops/shop.html", {"shown": ShopContext(request.person, found)})


@page(roles=ADMINISTRATORS, methods=("POST",))
def update(request: PageRequest, slug: str) -> HttpResponse:
    """Change name, platform or time zone."""
    found = access_shop_settings(request.person, slug)
    form = ShopForm(only(request.POST, *FACTS))
    if form.is_valid():
        try:
            update_shop(shop_id=found.pk, facts=form.facts(), person=request.person)
        except InvalidInput as error:
            attach(form, error.problems)
        else:
            return go_with(request, reverse("shop", args=[slug]), _("Saved."))
    return render(request, "shops/shop.html", {"shown": ShopContext(request.person, found, form)}, status=422)


@page(roles=ADMINISTRATOR, methods=("POST",))
def close(request: PageRequest, slug: str) -> HttpResponse:
    """Close the shop: its people no longer see it."""
    only(request.POST)
    closing.close_shop(shop_id=access_shop_settings(request.person, slug).pk, person=request.person)
    return go_with(request, reverse("shop", args=[slug]), _("The shop is closed."))


@page(roles=ADMINISTRATOR, methods=("POST",))
def reopen(request: PageRequest, slug: str) -> HttpResponse:
    """Open it again."""
    only(request.POST)
    closing.reopen_shop(shop_id=access_shop_settings(request.person, slug).pk, person=request.person)
    return go_with(request, reverse("shop", args=[slug]), _("The shop is open again."))


@page(roles=ADMINISTRATORS, methods=BOTH)
def address(request: PageRequest, slug: str, pk: int | None = None) -> HttpResponse:
    """A new return address, or one that is changed."""
    found = access_shop_settings(request.person, slug)
    form = AddressForm(only(request.POST, *ADDRESS) or None, initial=_stored(found, pk))
    if form.is_valid():
        try:
            save_return_address(
                shop_id=found.pk,
                facts=form.facts(),
                person=request.person,
                address_id=pk,
                make_default=form.cleaned_data["make_default"],
            )
        except InvalidInput as error:
            attach(form, error.problems)
        else:
            return go_with(request, reverse("shop", args=[slug]), _("Return address saved."))
    context = {"form": form, "shop": found, "is_new": pk is None, "tabs": tabs_of(found, "shop")}
    return render(request, "shops/address.html", context, status=422 if form.errors else 200)


@page(roles=ADMINISTRATORS, methods=("POST",))
def address_use(request: PageRequest, slug: str, pk: int) -> HttpResponse:
    """Take an address out of use, or back (POST in_use=yes or no)."""
    found = access_shop_settings(request.person, slug)
    in_use = only(request.POST, "in_use").get("in_use") == "yes"
    set_address_in_use(shop_id=found.pk, address_id=pk, in_use=in_use, person=request.person)
    return go_with(request, reverse("shop", args=[slug]), _("Saved."))


def _stored(found: Shop, pk: int | None) -> dict[str, object]:
    if pk is None:
        return {}
    row = next((one for one in return_addresses(found) if one.pk == pk), None)
    if row is None:
        raise NotFound(pk)
    return {"make_default": row.is_default, **{name: getattr(row, name) for name in ADDRESS[:-1]}}
