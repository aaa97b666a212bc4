"""What hangs on an order, so that it cannot vanish with the import that brought it.

Every relation of the models counts, whatever package it stands in: one that nobody has registered here keeps the order.
Packages above register theirs (`config/hangers.py`): why the order stays, and which rows they made by themselves and
nobody has touched, which go with it.
"""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from typing import Any, Final

from aftercare.core.bulk import any_of
from aftercare.core.words import _
from aftercare.money.models import Cap
from aftercare.orders.models import Order, OrderLine

OTHER: Final = "hangs.other"
MONEY: Final = "hangs.money"
DERIVED: Final = frozenset({"orders.orderline", "orders.productbasket"})  # of the order itself, and made anew from it
Orders = Collection[int]


@dataclass(frozen=True)
class Hanger:
    """`code` and `sentence` say why an order stays. `untouched(order ids)` gives those whose rows nobody has acted on,
    `remove(order ids)` takes these rows away; without them every row holds the order. `holds(order ids)` finds what
    refers to an order without a relation."""

    code: str
    sentence: Any
    models: tuple[str, ...] = ()  # labels such as "cases.case"
    untouched: Callable[[Orders], set[int]] | None = None
    remove: Callable[[Orders], None] | None = None
    holds: Callable[[Orders], set[int]] | None = None


_HANGERS: dict[str, Hanger] = {}
SENTENCES: dict[str, Any] = {
    OTHER: _("something else refers to it"),
    MONEY: _("money has been given back on it"),
    "hangs.orders": _("goods of it were sent again"),
}


def register(hanger: Hanger) -> None:
    """Called once for each, when the program starts."""
    _HANGERS[hanger.code] = hanger
    SENTENCES[hanger.code] = hanger.sentence


def held_orders(ids: Orders) -> dict[int, str]:
    """Those of the orders that something hangs on, with the code of what; one query for each relation."""
    by_model = {model: hanger for hanger in _HANGERS.values() for model in hanger.models}
    held: dict[int, str] = {}
    lines = dict(OrderLine.objects.filter(any_of("order_id", ids)).values_list("pk", "order_id"))
    for model, keys in ((Order, {pk: pk for pk in ids}), (OrderLine, lines)):
        for relation in _relations(model):
            label = relation.related_model._meta.label_lower
            hanger = by_model.get(label)
            found = {keys[pk] for pk in _referred(relation, list(keys))} - held.keys()
            if found and hanger is not None and hanger.untouched is not None:
                found -= hanger.untouched(found)
            own = "hangs.orders" if label == "orders.order" else OTHER
            held |= dict.fromkeys(found, hanger.code if hanger else own)
    for hanger in _HANGERS.values():
        if hanger.holds is not None:
            held |= dict.fromkeys(hanger.holds(set(ids) - held.keys()), hanger.code)
    references = {f"order_line:{pk}": order for pk, order in lines.items() if order not in held}
    given = Cap.objects.filter(reference__in=list(references)).values_list("reference", flat=True)
    return held | {references[reference]: MONEY for reference in given}


def lines_held(ids: Collection[int]) -> set[int]:
    """Those of the lines that something hangs on."""
    held = {pk for relation in _relations(OrderLine) for pk in _referred(relation, ids)}
    references = {f"order_line:{pk}": pk for pk in ids}
    given = Cap.objects.filter(reference__in=list(references)).values_list("reference", flat=True)
    return held | {references[reference] for reference in given}


def let_go(ids: Orders) -> None:
    """Take away the rows that go with these orders; they were found untouched."""
    for hanger in _HANGERS.values():
        if hanger.remove is not None:
            hanger.remove(ids)


def _relations(model: type[Order] | type[OrderLine]) -> list[Any]:
    """Foreign keys to the model, those without a name of their own as well."""
    fields: Any = model._meta.get_fields(include_hidden=True)
    return [
        field
        for field in fields
        if field.auto_created and not field.concrete and field.related_model._meta.label_lower not in DERIVED
    ]


def _referred(relation: Any, ids: Collection[int]) -> set[int]:
    name = relation.field.attname
    rows = relation.related_model._default_manager.filter(any_of(name, ids))
    return set(rows.order_by().values_list(name, flat=True).distinct())
