"""What intake knows of order and item reports."""

from aftercare.core.words import _
from aftercare.intake.families import Equation, Family, Sum, register
from aftercare.orders.imports.apply import apply_items, apply_orders
from aftercare.orders.imports.profiles import ITEM_PROFILES, ORDER_PROFILES
from aftercare.orders.imports.rows import item_reader, order_reader
from aftercare.orders.imports.shown import shown
from aftercare.orders.imports.words import SENTENCES

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
)
ITEMS = Family(
    code="order_items",
    label=_("Items of orders"),
    profiles=ITEM_PROFILES,
    reader=item_reader,
    apply=apply_items,
    shown=shown,
    sentences=SENTENCES,
)


def define() -> None:
    """Called once, when the program starts."""
    for family in (ORDERS, ITEMS):
        register(family)
