"""What the search looks in. A screen adds one row; its function starts from its package's visible set."""

from django.utils.translation import gettext_lazy as _

from aftercare.web.cases.search import find_cases_hits
from aftercare.web.customers.search import find_customer_hits
from aftercare.web.orders.search import find_orders_hits
from aftercare.web.products.search import find_products_hits
from aftercare.web.search.hits import MOST, Hit, SearchSource

__all__ = ["MOST", "SOURCES", "Hit", "SearchSource"]

SOURCES: tuple[SearchSource, ...] = (
    SearchSource("cases", _("Cases"), "rotate-ccw", find_cases_hits),
    SearchSource("orders", _("Orders"), "package", find_orders_hits),
    SearchSource("customers", _("Customers"), "contact", find_customer_hits),
    SearchSource("products", _("Products"), "gift", find_products_hits),
)
