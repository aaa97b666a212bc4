"""Month and shop of the pages of figures and settlement, read as those of costs are."""

from datetime import date

from django.core.exceptions import BadRequest

from aftercare.shops.models import Shop
from aftercare.web.costs.asking import Asked, Head, read_asked
from aftercare.web.couriers.audience import FIGURE_READERS
from aftercare.web.couriers.tabs import section_tabs
from aftercare.web.pieces.parts import Tab
from aftercare.web.policy import PageRequest


class CourierHead(Head):
    """Tabs of the section of couriers above the month and the shops."""

    def __init__(self, asked: Asked, here: str) -> None:
        super().__init__(asked)
        self._here = here

    @property
    def tabs(self) -> list[Tab]:
        return section_tabs(self.asked.person, self._here)


def read_figures_asked(request: PageRequest, route: str, keys: tuple[str, ...] = ()) -> Asked:
    """Month, shop and the named keys. Raises BadRequest on what the page does not have."""
    return read_asked(request, route, FIGURE_READERS, keys)


def shops_asked(asked: Asked) -> list[Shop]:
    """The shops whose month is shown."""
    return [shop for shop in asked.shops if shop.pk in asked.period.zones]


def read_month(text: str) -> date:
    """'2026-11' as its first day. Raises BadRequest."""
    try:
        found = date.fromisoformat(f"{text}-01")
    except ValueError:
        raise BadRequest("not a month") from None
    if not 2010 <= found.year < 2100:
        raise BadRequest("not a month")
    return found


def month_text(first: date) -> str:
    """'2026-11'."""
    return f"{first:%Y-%m}"
