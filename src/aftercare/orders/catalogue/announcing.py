"""Who wants to know what comes into sale and leaves it: filled by config.handlers from the packages above."""

from collections.abc import Callable, Sequence

from aftercare.orders.models import Product

# Products of one shop, locked or new; 1: they are in sale now, -1: no more. In the transaction that wrote it.
SaleChanged = Callable[[Sequence[Product], int], None]
_of_sale: list[SaleChanged] = []


def on_sale_changed(listener: SaleChanged) -> None:
    """Called once at start. The same listener again changes nothing."""
    if listener not in _of_sale:
        _of_sale.append(listener)


def products_added(products: Sequence[Product]) -> None:
    """Products of one shop that were not there before."""
    _tell([product for product in products if product.is_active], 1)


def sale_changed(product: Product) -> None:
    """A product has come into sale, or left it."""
    _tell([product], 1 if product.is_active else -1)


def _tell(products: Sequence[Product], sign: int) -> None:
    if products:
        for listener in _of_sale:
            listener(products, sign)
