"""The pages of couriers as tabs of one section, for whoever may open each."""

from django.urls import reverse
from django.utils.translation import gettext as _

from aftercare.shops.access import Person
from aftercare.web.couriers.audience import CHOICE_READERS, FIGURE_READERS, READERS
from aftercare.web.delivery.audience import READERS as DELIVERY_READERS
from aftercare.web.pieces.parts import Tab
from aftercare.web.policy import held_roles

TABS = (
    ("delivery", DELIVERY_READERS),
    ("courier_choices", CHOICE_READERS),
    ("courier_coverage", READERS),
    ("courier_zones", FIGURE_READERS),
    ("courier_settlements", FIGURE_READERS),
)


def section_tabs(person: Person, here: str) -> list[Tab]:
    """Tabs that the person may open; `here` is the name of the route."""
    labels = {
        "delivery": _("Couriers and freight"),
        "courier_choices": _("Orders to send"),
        "courier_coverage": _("Places not served"),
        "courier_zones": _("Out-of-zone rate"),
        "courier_settlements": _("Settlement"),
    }
    held = held_roles(person)
    return [Tab(labels[route], reverse(route), route == here) for route, roles in TABS if roles & held]
