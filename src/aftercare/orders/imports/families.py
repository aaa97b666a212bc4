"""What intake knows of order and item reports."""

from aftercare.core.words import _
from aftercare.intake.families import Equation, Family, Sum, register
from aftercare.orders.imports.apply import apply_orders
from aftercare.orders.imports.apply_items import apply_items
from aftercare.orders.imports.apply_sold import apply_sold
from aftercare.orders.imports.own_profiles import OWN_ORDERS
from aftercare.orders.imports.profiles import ITEM_PROFILES, ORDER_PROFILES
from aftercare.orders.imports.rows import item_reader, order_reader
from aftercare.orders.imports.shown import shown, shown_sold
from aftercare.orders.imports.sold_profiles import SOLD_PROFILES
from aftercare.orders.imports.sold_rows import sold_reader
from aftercare.orders.imports.takeback import take_back_orders
from aftercare.orders.imports.told import ORDER_CHANGES
from aftercare.orders.imports.words import ORDER_SENTENCES, SENTENCES

ORDERS = Family(
    code="orders",
    label=_("Orders"),
    profiles=ORDER_PROFILES,
    reader=order_reader,
    apply=apply_orders,
    shown=shown,
    sums=(
        Sum("paid_rows", _("Paid rows"), is_money=False),
        Sum("mismatches", _("Rows that do not add up"), is_money=False),
        Sum("net", _("Net")),
        Sum("refunded", _("Refunded")),
        Sum("total", _("Total")),
    ),
    equation=Equation(parts=("net", "refunded"), whole="total", rows="paid_rows", wrong="mismatches"),
    sentences=ORDER_SENTENCES,
    mappable=OWN_ORDERS,
    changes=ORDER_CHANGES,
    take_back=take_back_orders,
)
ITEMS = Family(
    code="order_items",
    label=_("Items of orders"),
    profiles=ITEM_PROFILES,
    reader=item_reader,
    apply=apply_items,
    shown=shown,
    sentences=SENTENCES,
    changes=ORDER_CHANGES,
    take_back=take_back_orders,
)
SOLD = Family(
    code="orders_with_items",
    label=_("Orders with their items"),
    profiles=SOLD_PROFILES,
    reader=sold_reader,
    apply=apply_sold,
    shown=shown_sold,
    changes=ORDER_CHANGES,
    take_back=take_back_orders,
)


def define() -> None:
    """Called once, when the program starts."""
    for family in (ORDERS, ITEMS, SOLD):
        register(family)
