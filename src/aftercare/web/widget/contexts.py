"""What the page of the widget prints."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from django.urls import reverse
from django.utils.translation import gettext as _

from aftercare.chat.identity import TOLD, key_in_use
from aftercare.chat.policies import SITES, sites_of
from aftercare.shops.access import Person, may_administer
from aftercare.shops.models import Shop
from aftercare.shops.policies import policies_of
from aftercare.shops.terms import Platform
from aftercare.web.shops.contexts import tabs_of
from aftercare.web.widget.samples import SAMPLES


@dataclass(frozen=True)
class Outcome:
    """What a form led to: the `secret` that was just made, or what was `typed` and cannot be used."""

    secret: str = ""
    typed: str | None = None
    problem: Any = ""


NOTHING_YET: Final = Outcome()


class WidgetContext:
    """`origin` is our own address as the person's browser knows it."""

    def __init__(self, person: Person, shop: Shop, at: datetime, origin: str, outcome: Outcome = NOTHING_YET) -> None:
        self.shop = shop
        self.tabs = tabs_of(shop, "shop_widget")
        self.may_change = may_administer(person, shop.pk)
        self.tag = f'<script async src="{origin}{reverse("widget_loader", args=[shop.slug])}"></script>'
        is_own_site = shop.platform == Platform.OWN
        self.review_form = _review_form(f"{origin}{reverse('buyer_orders', args=[shop.slug])}") if is_own_site else ""
        self.preview = reverse("widget_frame", args=[shop.slug])
        found = sites_of(policies_of(shop, at).get(SITES))
        self.sites = "\n".join(found) if outcome.typed is None else outcome.typed
        self.has_sites = bool(found)
        self.problem = outcome.problem
        self.key = key_in_use(shop)
        self.secret = outcome.secret
        self.samples = SAMPLES


def _review_form(address: str) -> str:
    """What a site puts beside its buyers' orders; a form, so that no address and no log keeps their names (J4)."""
    parts = "".join(f'  <input type="hidden" name="{name}" value="…">\n' for name in TOLD)
    return f'<form method="post" action="{address}">\n{parts}  <button>{_("Review what you bought")}</button>\n</form>'
