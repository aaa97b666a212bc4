"""What products' pages say, and how they did in the check. Written by `actions` only."""

from django.db import models


class ListingText(models.Model):
    """The page of one product (R7): texts by part, numbers of pictures by kind.

    `score`, `tasks` and `banned` are what `rules.check` found with the list of words of version `checked_with`: kept
    for lists and filters, made anew whenever the page or the list changes.
    """

    product = models.OneToOneField("orders.Product", models.CASCADE, primary_key=True, related_name="listing")
    shop = models.ForeignKey("shops.Shop", models.PROTECT, related_name="+", db_index=False)  # the product's
    parts = models.JSONField(default=dict)
    shots = models.JSONField(default=dict)
    score = models.PositiveSmallIntegerField()
    tasks = models.PositiveSmallIntegerField()
    banned = models.PositiveSmallIntegerField()
    checked_with = models.CharField(max_length=12)
    checked_at = models.DateTimeField()
    version = models.PositiveIntegerField(default=1)

    class Meta:
        indexes = [
            models.Index(fields=["shop", "score", "product"], name="listing_worst"),
            models.Index(fields=["shop", "score", "product"], name="listing_banned", condition=models.Q(banned__gt=0)),
            models.Index(fields=["shop", "checked_with"], name="listing_checked_with"),
        ]

    def __str__(self) -> str:
        return f"{self.product_id}: {self.score}"


class ShopTally(models.Model):
    """The products of a shop that are in sale, added up as they and their pages change (`tally`): what the report
    reads, so that it costs the same at any number of products."""

    shop = models.OneToOneField("shops.Shop", models.CASCADE, primary_key=True, related_name="+")
    in_sale = models.IntegerField(default=0)
    checked = models.IntegerField(default=0)  # of them, with a page
    points = models.BigIntegerField(default=0)  # the sum of the pages' scores
    banned = models.IntegerField(default=0)  # pages with forbidden words

    def __str__(self) -> str:
        return f"{self.shop_id}: {self.checked} of {self.in_sale}"
