"""What is bought together: derived from orders by `actions.count_pairs`, and made anew at any time (S6)."""

from django.contrib.postgres.fields import ArrayField
from django.db import models


class ProductPair(models.Model):
    """How many orders hold both products; each pair stands twice, once for either of them as `product`."""

    shop = models.ForeignKey("shops.Shop", models.PROTECT, related_name="+", db_index=False)
    product = models.ForeignKey("orders.Product", models.CASCADE, related_name="+", db_index=False)
    other = models.ForeignKey("orders.Product", models.CASCADE, related_name="+")
    orders = models.PositiveIntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["product", "other"], name="product_pair_once")]
        indexes = [models.Index(fields=["product", "-orders", "other"], name="product_pair_most")]


class ProductBasket(models.Model):
    """Which products an order was counted with: so that counting it again, or taking it out, is exact. Only orders with
    two products or more have one."""

    order = models.OneToOneField("orders.Order", models.CASCADE, primary_key=True, related_name="+")
    products = ArrayField(models.BigIntegerField())


class PairCursor(models.Model):
    """How far the orders of a shop have been counted: the last change seen, and its id. No row: from the beginning."""

    shop = models.OneToOneField("shops.Shop", models.PROTECT, primary_key=True, related_name="+")
    changed_at = models.DateTimeField()
    order_id = models.BigIntegerField()
