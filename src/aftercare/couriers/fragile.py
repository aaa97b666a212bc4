"""Which orders hold fragile goods: by the words of the shop's rule, and by the marks that the warehouse keeps (O6)."""

from collections.abc import Callable, Collection, Sequence

from aftercare.orders.models import Order, OrderLine

MarkReader = Callable[[int, Sequence[OrderLine]], Collection[int]]  # shop id, lines; gives the fragile ones' ids
_readers: list[MarkReader] = []


def on_fragile_asked(reader: MarkReader) -> None:
    """Called once at start, by config.handlers. The same reader again changes nothing."""
    if reader not in _readers:
        _readers.append(reader)


def fragile_orders(shop_id: int, orders: Sequence[Order], words: Collection[str]) -> set[int]:
    """Orders with a line whose title, or whose product's title or tags, has one of the words, or whose product is
    marked as fragile. Two queries for any number of orders."""
    rows = OrderLine.objects.filter(order__in=orders).select_related("product")
    lines = list(rows.only("order_id", "title", "merchant_code", "product__title", "product__tags"))
    marked = {pk for reader in _readers for pk in reader(shop_id, lines)}
    return {line.order_id for line in lines if line.pk in marked or _says(line, words)}


def _says(line: OrderLine, words: Collection[str]) -> bool:
    texts = [line.title, *((line.product.title, *line.product.tags) if line.product else ())]
    return any(word in text for word in words for text in texts)
