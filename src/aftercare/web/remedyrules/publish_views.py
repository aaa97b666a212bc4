"""Try the draft, bring it into force, take back what is planned."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from aftercare.cases.actions.publish_remedy_rules import PUBLISHED_MEANWHILE, publish_remedy_rules
from aftercare.cases.advice import RULES
from aftercare.core.errors import InvalidInput, NotFound, Refused
from aftercare.shops.access import access_shop_settings
from aftercare.shops.actions.set_policy import withdraw_policy
from aftercare.shops.models import PolicyDraft, Shop
from aftercare.shops.tables import policy_draft, table_value
from aftercare.web.fragments import go_with
from aftercare.web.numbers import read_number
from aftercare.web.policy import PageRequest, page, page_time
from aftercare.web.posted import only
from aftercare.web.remedyrules.contexts import DraftContext
from aftercare.web.remedyrules.draft_views import BOTH, KEEPERS, no_draft
from aftercare.web.remedyrules.trial import TrialContext
from aftercare.web.shops.forms import read_since


@page(roles=KEEPERS)
def try_out(request: PageRequest, slug: str) -> HttpResponse:
    """What the draft would have changed on the newest cases."""
    shop = access_shop_settings(request.person, slug)
    mine = policy_draft(request.person, shop, RULES)
    if mine is None:
        return no_draft(request, shop)
    context = TrialContext(request.person, shop, page_time(request), mine)
    return render(request, "remedyrules/try.html", {"view": context})


@page(roles=KEEPERS, methods=BOTH)
def publish(request: PageRequest, slug: str) -> HttpResponse:
    """The summary before the last button; POST brings the draft into force, now or from POST valid_from on."""
    shop = access_shop_settings(request.person, slug)
    mine = policy_draft(request.person, shop, RULES)
    if mine is None:
        return no_draft(request, shop)
    if request.method == "GET":
        return _summary(request, shop, mine)
    posted = only(request.POST, "seen", "valid_from", "note")
    try:
        row = publish_remedy_rules(
            shop_id=shop.pk,
            person=request.person,
            seen=read_number(posted.get("seen")),
            valid_from=read_since(posted, shop.timezone),
            note=posted.get("note", ""),
        )
    except InvalidInput as error:
        return _summary(request, shop, mine, problems=error.problems)
    except Refused as error:
        if error.refusal is not PUBLISHED_MEANWHILE:
            raise
        return _summary(request, shop, mine, refusal=str(error.refusal))
    text = _("Rules no. %(number)s are published.") % {"number": row.value["version"]}
    return go_with(request, reverse("remedy_rules", args=[slug]), text)


def _summary(
    request: PageRequest,
    shop: Shop,
    mine: PolicyDraft,
    *,
    problems: dict[str, Any] | None = None,
    refusal: str = "",
) -> HttpResponse:
    """With what was typed, and what cannot be used, or why it is refused: then against the rules as they stand now."""
    context = DraftContext(request.person, shop, page_time(request), mine)
    names = {"view": context, "typed": request.POST, "problems": problems or {}, "refusal": refusal}
    status = 422 if problems else 409 if refusal else 200
    return render(request, "remedyrules/publish.html", names, status=status)


@page(roles=KEEPERS, methods=("POST",))
def withdraw(request: PageRequest, slug: str) -> HttpResponse:
    """Planned rules (POST row) never come into force."""
    shop = access_shop_settings(request.person, slug)
    row = read_number(only(request.POST, "row").get("row"))
    if row is None:
        raise NotFound(slug)
    table_value(shop, RULES, row)  # the row is one of the remedy rules: this page withdraws no other
    withdraw_policy(shop_id=shop.pk, value_id=row, person=request.person)
    return go_with(request, reverse("remedy_rules", args=[slug]), _("The plan is withdrawn."))
