"""The chat widget of a shop: its tag, its sites, its key (S1, G4)."""

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from aftercare.accounts.terms import Role
from aftercare.chat.actions.make_identity_key import make_identity_key
from aftercare.chat.policies import MOST_SITES, SITES, parse_sites
from aftercare.core.errors import InvalidInput, Refusal, Refused
from aftercare.shops.access import access_shop_settings
from aftercare.shops.actions.set_policy import set_policy
from aftercare.shops.models import Shop
from aftercare.web.fragments import go_with
from aftercare.web.policy import PageRequest, page, page_time
from aftercare.web.posted import only
from aftercare.web.widget.contexts import NOTHING_YET, Outcome, WidgetContext, key_in_use

READERS = frozenset({Role.ADMINISTRATOR, Role.SUPERVISOR})
ADMINISTRATORS = frozenset({Role.ADMINISTRATOR})
NOT_SITES = gettext_lazy("Write addresses such as https://www.example.com, one a line, at most %(most)s.")
RENEWED = Refusal("key_renewed", gettext_lazy("The key has been renewed since this page was opened."))


@page(roles=READERS)
def widget(request: PageRequest, slug: str) -> HttpResponse:
    """Everything that a shop needs to put the chat on its site."""
    return _shown(request, access_shop_settings(request.person, slug))


@page(roles=ADMINISTRATORS, methods=("POST",))
def sites(request: PageRequest, slug: str) -> HttpResponse:
    """Which sites may show the chat (POST sites)."""
    shop = access_shop_settings(request.person, slug)
    typed = only(request.POST, "sites").get("sites", "")
    try:
        value = parse_sites(typed)
    except ValueError:
        return _shown(request, shop, Outcome(typed=typed, problem=NOT_SITES % {"most": MOST_SITES}))
    try:
        set_policy(shop_id=shop.pk, key=SITES, value=value, person=request.person)
    except InvalidInput as error:
        return _shown(request, shop, Outcome(typed=typed, problem=error.problems.get("value", error)))
    return go_with(request, reverse("shop_widget", args=[slug]), _("Saved."))


@page(roles=ADMINISTRATORS, methods=("POST",))
def key(request: PageRequest, slug: str) -> HttpResponse:
    """Make the key, or a new one in place of `old`; this answer is the only one that shows it. Sent a second time, it
    makes no second key."""
    shop = access_shop_settings(request.person, slug)
    old = only(request.POST, "old").get("old", "")
    in_use = key_in_use(shop)
    if old != (str(in_use.pk) if in_use else ""):
        raise Refused(RENEWED)
    made = make_identity_key(shop_id=shop.pk, person=request.person)
    return _shown(request, shop, Outcome(secret=made.secret))


def _shown(request: PageRequest, shop: Shop, outcome: Outcome = NOTHING_YET) -> HttpResponse:
    origin = request.build_absolute_uri("/").rstrip("/")
    context = WidgetContext(request.person, shop, page_time(request), origin, outcome)
    return render(request, "widget/page.html", {"view": context}, status=422 if outcome.problem else 200)
