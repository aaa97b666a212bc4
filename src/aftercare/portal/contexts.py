"""What the widget's page is given."""

from datetime import datetime
from typing import Any

from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.urls import reverse
from django.utils.html import json_script
from django.utils.safestring import SafeString

from aftercare.chat.policies import SITES, sites_of
from aftercare.chat.routing import is_staffed
from aftercare.chat.writing import TEXT_MOST
from aftercare.files.terms import LARGEST, MEGABYTE, MediaType
from aftercare.portal import parts
from aftercare.portal.promise import usual_seconds
from aftercare.portal.texts import frame_texts
from aftercare.shops.models import Shop
from aftercare.shops.policies import policies_of

ICONS = ("check", "check-check", "clock", "circle-alert", "image", "star", "package", "tag", "phone", "x")


def sites_with_the_widget(shop: Shop, at: datetime) -> tuple[str, ...]:
    """Origins of pages that may show the shop's widget, beside our own."""
    return sites_of(policies_of(shop, at).get(SITES))


class AsWritten(DjangoJSONEncoder):
    """Chinese as it is written: escaped, it would be twice as long on the way."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**{**options, "ensure_ascii": False})


class FrameContext:
    """The page in the frame: the same for every buyer, so that it says nothing about any."""

    def __init__(self, shop: Shop, language: str, at: datetime) -> None:
        self.shop = shop
        self.language = "zh-Hans" if language == settings.LANGUAGE_CODE else language
        self.sites = sites_with_the_widget(shop, at)
        self.is_staffed = is_staffed(shop, at)
        self.icons = ICONS
        self.parts = {name: reverse("widget_part", args=[parts.mark(), name]) for name in parts.names()}
        self.scripts = [address for name, address in self.parts.items() if name.endswith(".js")]
        self.start, self.styles = self.parts["frame.js"], self.parts["widget.css"]
        self.initial = shop.name[:1]
        self.text_most = TEXT_MOST
        self.picture_most = LARGEST[MediaType.JPEG] // MEGABYTE
        self._at, self._code = at, language

    @property
    def data(self) -> SafeString:
        """What the scripts work with, as a block of data."""
        return json_script(self._data(), "widget-data", AsWritten)

    def _data(self) -> dict[str, Any]:
        slug = self.shop.slug
        names = {name: reverse(f"widget_{name}", args=[slug]) for name in ("enter", "talk", "pictures", "product")}
        return {
            "shop": slug,
            "language": self._code,
            "sites": self.sites,
            "addresses": {**names, "live": "/widget/live/"},
            "staffed": self.is_staffed,
            "usually": usual_seconds(self.shop, self._at) if self.is_staffed else None,
            "most": {"text": TEXT_MOST, "picture": LARGEST[MediaType.JPEG]},
            "texts": frame_texts(),
        }
