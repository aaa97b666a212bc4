"""The rules page: read by supervisors, set by administrators, each rule in its place."""

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from aftercare.accounts.terms import Role
from aftercare.core.errors import InvalidInput, NotFound
from aftercare.shops.access import access_shop_settings, may_administer
from aftercare.shops.actions.set_policy import set_policy, withdraw_policy
from aftercare.shops.models import Shop
from aftercare.shops.policies import definition_of, is_defined
from aftercare.web.fragments import answer, go_with, is_part, toast, trigger
from aftercare.web.numbers import read_number
from aftercare.web.policy import PageRequest, page, page_time
from aftercare.web.posted import only
from aftercare.web.shops.contexts import tabs_of
from aftercare.web.shops.forms import read_since, read_value
from aftercare.web.shops.policies import PoliciesContext

READERS = frozenset({Role.ADMINISTRATOR, Role.SUPERVISOR})
ADMINISTRATORS = frozenset({Role.ADMINISTRATOR})
FIELDS = ("value", "unit", "valid_from", "note")


@page(roles=READERS)
def policies(request: PageRequest, slug: str) -> HttpResponse:
    """Every rule of the shop: what is in force, what is planned, who changed what (B12)."""
    shop = access_shop_settings(request.person, slug)
    context = PoliciesContext(request.person, shop, page_time(request))
    return answer(request, "shops/policies.html", "shops/_history.html", _names(shop, context))


@page(roles=ADMINISTRATORS, methods=("GET", "POST"))
def policy(request: PageRequest, slug: str, key: str) -> HttpResponse:
    """The form of one rule, with its history beside it; the answer is the rule as it stands then."""
    shop = access_shop_settings(request.person, slug)
    if not is_defined(key) or not may_administer(request.person, shop.pk):
        raise NotFound(key)
    if request.method == "GET":
        closed = request.GET.get("show") == "closed"
        return _one(request, shop, key, is_open=not closed)
    posted = only(request.POST, *FIELDS)
    try:
        set_policy(
            shop_id=shop.pk,
            key=key,
            value=read_value(definition_of(key), posted),
            person=request.person,
            valid_from=read_since(posted, shop.timezone),
            note=posted.get("note", ""),
        )
    except InvalidInput as error:
        return _one(request, shop, key, is_open=True, problems=error.problems)
    if not is_part(request):
        return go_with(request, reverse("shop_policies", args=[slug]), _("The rule is saved."))
    fresh = access_shop_settings(request.person, slug)
    return trigger(toast(_one(request, fresh, key, is_open=False), _("The rule is saved.")), "rules:changed")


@page(roles=ADMINISTRATORS, methods=("POST",))
def withdraw(request: PageRequest, slug: str) -> HttpResponse:
    """A planned value (POST value) never comes into force."""
    shop = access_shop_settings(request.person, slug)
    value_id = read_number(only(request.POST, "value").get("value"))
    if value_id is None:
        raise NotFound(slug)
    withdraw_policy(shop_id=shop.pk, value_id=value_id, person=request.person)
    return go_with(request, reverse("shop_policies", args=[slug]), _("The plan is withdrawn."))


def _names(shop: Shop, context: PoliciesContext) -> dict[str, object]:
    return {"shop": shop, "rules": context, "tabs": tabs_of(shop, "shop_policies")}


def _one(
    request: PageRequest, shop: Shop, key: str, *, is_open: bool, problems: dict[str, object] | None = None
) -> HttpResponse:
    context = PoliciesContext(request.person, shop, page_time(request), editing=key if is_open else "")
    typed = request.POST if problems else None
    extra = {
        "rule": context.one(key),
        "control": context.control(key, typed),
        "typed": typed or {},
        "problems": problems or {},
    }
    status = 422 if problems else 200
    part = "shops/_policy_form.html" if is_open else "shops/_policy.html"
    return answer(request, "shops/policies.html", part, {**_names(shop, context), **extra}, status=status)
