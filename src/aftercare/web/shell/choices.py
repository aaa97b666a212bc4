"""What a person chose for their screen, in cookies: language, theme, shop, the width of the rail. Never a right."""

from dataclasses import dataclass

from django.http import HttpRequest

from aftercare.shops.access import Person
from aftercare.web.numbers import read_number

THEME_COOKIE = "theme"
SHOP_COOKIE = "shop"
RAIL_COOKIE = "rail"
THEMES = ("auto", "light", "dark")
YEAR = 365 * 24 * 3600


@dataclass(frozen=True)
class Choices:
    """`theme` of THEMES; `shop_id` one of the person's shops, or None for all of them."""

    theme: str
    shop_id: int | None
    slim_rail: bool


def choices(request: HttpRequest) -> Choices:
    """Read the cookies; what is not allowed or not known counts as not chosen."""
    theme = request.COOKIES.get(THEME_COOKIE, "")
    person: Person | None = getattr(request, "person", None)
    shop_id = read_number(request.COOKIES.get(SHOP_COOKIE))
    if person is None or shop_id not in person.shop_ids:
        shop_id = None
    return Choices(theme if theme in THEMES else "auto", shop_id, request.COOKIES.get(RAIL_COOKIE) == "slim")


def chosen_shop_ids(request: HttpRequest) -> frozenset[int]:
    """The shops that lists should show: the chosen one, or all of the person's own. Rights are not decided here."""
    person: Person = request.person  # type: ignore[attr-defined]
    shop_id = choices(request).shop_id
    return person.shop_ids if shop_id is None else frozenset({shop_id})
