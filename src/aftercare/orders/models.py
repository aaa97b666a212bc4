"""Orders as the platform exports them, their lines, and the shop's products by merchant code."""

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models.functions import Now, Right

from aftercare.core.crypto import EncryptedField
from aftercare.core.money import ZERO, MoneyField
from aftercare.orders.terms import OrderStatus, ReturnClass

PHONE_TAIL = Right("receiver_phone_mask", 4)  # what a mask leaves to be seen: buyers name it, parcels bear it


class Product(models.Model):
    """What the shop sells, by merchant code: return class and cost for the rules, and what its card shows (S6).

    `words` is made of the texts by `catalogue.words`: what the search and the recommendation look in. `version` counts
    savings, so that two who edit it at once lose nothing.
    """

    shop = models.ForeignKey("shops.Shop", models.PROTECT, related_name="products")
    code = models.CharField(max_length=80)
    title = models.CharField(max_length=200)
    return_class = models.CharField(max_length=20, choices=ReturnClass.choices, default=ReturnClass.NORMAL)
    cost = MoneyField(null=True)
    price = MoneyField(null=True)
    picture = models.ForeignKey("files.StoredFile", models.PROTECT, null=True, related_name="+")
    link = models.CharField(max_length=500, blank=True)  # http or https only
    tags = ArrayField(models.CharField(max_length=12), default=list)  # style, use, occasion, material
    selling_points = models.CharField(max_length=200, blank=True)
    stock = models.PositiveIntegerField(null=True)  # None: not known
    is_active = models.BooleanField(default=True)
    words = ArrayField(models.CharField(max_length=20), default=list, editable=False)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["shop", "code"], name="product_once")]
        indexes = [
            models.Index(fields=["shop", "-id"], name="product_newest"),
            models.Index(fields=["shop", "price", "id"], condition=models.Q(is_active=True), name="product_by_price"),
            GinIndex(fields=["tags"], name="product_by_tag"),
            GinIndex(fields=["words"], name="product_by_word"),
        ]

    def __str__(self) -> str:
        return self.title


class Order(models.Model):
    """One order of one shop (O1). `paid` is gross: what the buyer paid before any refund."""

    shop = models.ForeignKey("shops.Shop", models.PROTECT, related_name="orders")
    platform_no = models.CharField(max_length=40)
    customer = models.ForeignKey("customers.Customer", models.PROTECT, null=True, related_name="orders")
    status = models.CharField(max_length=20, choices=OrderStatus.choices, default=OrderStatus.UNKNOWN)
    raw_status = models.CharField(max_length=60, blank=True)
    ordered_at = models.DateTimeField()
    paid_at = models.DateTimeField(null=True)
    promised_at = models.DateTimeField(null=True)  # by when the platform promised the buyer the dispatch, if it says so
    dispatched_at = models.DateTimeField(null=True)
    completed_at = models.DateTimeField(null=True)
    total = MoneyField(default=ZERO)
    goods = MoneyField(default=ZERO)
    freight = MoneyField(default=ZERO)
    paid = MoneyField(default=ZERO)
    refunded = MoneyField(default=ZERO)
    item_count = models.PositiveIntegerField(default=0)
    item_summary = models.CharField(max_length=300, blank=True)
    courier = models.CharField(max_length=60, blank=True)
    tracking_no = models.CharField(max_length=60, blank=True)
    buyer_message = EncryptedField(blank=True)
    seller_memo = EncryptedField(blank=True)
    source_order = models.ForeignKey("self", models.PROTECT, null=True, related_name="reshipments")  # C19: sent again
    close_reason = models.CharField(max_length=120, blank=True)
    region = models.CharField(max_length=60, blank=True)  # province, city, district: not personal by themselves
    receiver_name = EncryptedField(blank=True)
    receiver_name_mask = models.CharField(max_length=20, blank=True)
    receiver_phone = EncryptedField(blank=True)
    receiver_phone_hash = models.CharField(max_length=32, blank=True)
    receiver_phone_mask = models.CharField(max_length=20, blank=True)
    receiver_address = EncryptedField(blank=True)
    exported_at = models.DateTimeField(null=True)  # of the newest export that told us something, when its name says so
    created_at = models.DateTimeField(db_default=Now())
    updated_at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints = [models.UniqueConstraint(fields=["shop", "platform_no"], name="order_once")]
        indexes = [
            models.Index(fields=["shop", "-ordered_at", "-id"], name="order_newest"),
            models.Index(fields=["shop", "status", "-ordered_at", "-id"], name="order_by_status"),
            models.Index(fields=["customer", "-ordered_at"], name="order_of_customer"),
            models.Index(fields=["shop", "updated_at", "id"], name="order_changed"),  # what follows changes by a cursor
            models.Index(  # what was sent in a month, by courier (O7)
                fields=["shop", "dispatched_at", "courier"],
                name="order_sent",
                condition=models.Q(dispatched_at__isnull=False),
            ),
            models.Index(fields=["source_order"], name="order_reships", condition=models.Q(source_order__isnull=False)),
            models.Index(fields=["tracking_no"], name="order_by_tracking", condition=~models.Q(tracking_no="")),
            models.Index(
                fields=["receiver_phone_hash"], name="order_by_phone", condition=~models.Q(receiver_phone_hash="")
            ),
            models.Index(
                "shop", PHONE_TAIL, models.F("ordered_at").desc(), models.F("id").desc(), name="order_by_phone_tail"
            ),
        ]

    def __str__(self) -> str:
        return self.platform_no


class OrderLine(models.Model):
    """One product of an order. `paid` is its share of what was paid; the cap `cap_reference` guards its refunds (C18).

    A report without items gives one placeholder line that stands for the whole order.
    """

    order = models.ForeignKey(Order, models.PROTECT, related_name="lines")
    line_no = models.CharField(max_length=40, blank=True)  # the platform's sub-order number
    product = models.ForeignKey(Product, models.PROTECT, null=True, related_name="+")
    title = models.CharField(max_length=300, blank=True)
    sku = models.CharField(max_length=200, blank=True)
    merchant_code = models.CharField(max_length=80, blank=True)
    quantity = models.PositiveIntegerField(default=1)
    price = MoneyField(default=ZERO)
    paid = MoneyField(default=ZERO)
    refunded = MoneyField(default=ZERO)  # what the platform's report says was refunded
    refund_status = models.CharField(max_length=40, blank=True)
    is_placeholder = models.BooleanField(default=False)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["order", "line_no"], name="order_line_once")]
        indexes = [models.Index(fields=["line_no"], name="order_line_by_no", condition=~models.Q(line_no=""))]

    @property
    def cap_reference(self) -> str:
        return f"order_line:{self.pk}"


from aftercare.orders.catalogue.models import PairCursor, ProductBasket, ProductPair  # noqa: E402, F401
from aftercare.orders.delivery.models import CoverageGap, CoverageList  # noqa: E402, F401
