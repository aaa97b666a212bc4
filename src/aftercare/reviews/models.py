"""Reviews, how files changed them, written replies, templates of replies, counts of each day. Written by `actions` and
`taking`."""

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from aftercare.core.crypto import EncryptedField
from aftercare.core.money import MoneyField
from aftercare.reviews.terms import Answer, Direction, ReplyState, Result, RowVerdict, Standing

NEWEST = ("-reviewed_at", "-id")


class Review(models.Model):
    """One review (R1): one row per shop and key, whatever files tell of it. What people write may hold personal data,
    so texts are encrypted.

    `key` is the platform's number of the review or of the bought line, else made of what is told (`family.key_of`).
    `stamps` make the result the same for every order of imports (merge.py). `judged_result` is what a person says of
    the addition; `addition` what of both counts. `dispute_type`: what it complains of, as read or
    put right (`complaints.py`).
    """

    shop = models.ForeignKey("shops.Shop", models.PROTECT, related_name="reviews")
    key = models.CharField(max_length=100)
    direction = models.CharField(max_length=4, choices=Direction.choices)
    review_no = models.CharField(max_length=40, blank=True)
    order_no = models.CharField(max_length=40, blank=True)
    line_no = models.CharField(max_length=40, blank=True)
    order = models.ForeignKey("orders.Order", models.PROTECT, null=True, related_name="reviews")
    order_line = models.ForeignKey("orders.OrderLine", models.PROTECT, null=True, related_name="+")
    item_no = models.CharField(max_length=40, blank=True)
    title = models.CharField(max_length=300, blank=True)
    sku = models.CharField(max_length=200, blank=True)
    merchant_code = models.CharField(max_length=80, blank=True)
    price = MoneyField(null=True)
    customer = models.ForeignKey("customers.Customer", models.PROTECT, null=True, related_name="reviews")
    nick = EncryptedField(blank=True)
    nick_hash = models.CharField(max_length=32, blank=True)
    nick_mask = models.CharField(max_length=20, blank=True)

    result = models.CharField(max_length=8, choices=Result.choices, default=Result.UNKNOWN)
    raw_result = models.CharField(max_length=40, blank=True)
    stars = models.PositiveSmallIntegerField(null=True)
    dsr_description = models.PositiveSmallIntegerField(null=True)
    dsr_service = models.PositiveSmallIntegerField(null=True)
    dsr_logistics = models.PositiveSmallIntegerField(null=True)
    counts = models.BooleanField(null=True)
    reviewed_at = models.DateTimeField()
    content = EncryptedField(blank=True)
    append_text = EncryptedField(blank=True)
    appended_at = models.DateTimeField(null=True)
    append_result = models.CharField(max_length=8, choices=Result.choices, blank=True)
    judged_result = models.CharField(max_length=8, choices=Result.choices, blank=True)
    is_added_to = models.BooleanField(default=False)
    reply_text = EncryptedField(blank=True)  # as the platform shows it
    replied_at = models.DateTimeField(null=True)
    dispute_type = models.CharField(max_length=40, blank=True)

    answer = models.CharField(max_length=10, choices=Answer.choices, default=Answer.NONE)
    standing = models.CharField(max_length=8, choices=Standing.choices, blank=True, default=Standing.NONE)
    why = models.CharField(max_length=40, blank=True)  # why it has no case: code of a sentence in `words.py`
    case = models.ForeignKey("cases.Case", models.PROTECT, null=True, related_name="reviews")

    stamps = models.JSONField(default=dict)
    told_at = models.DateTimeField(null=True)  # when a file last told of it: its own time, else that of the import
    first_batch = models.BigIntegerField(null=True)
    # Written on our own page for buyers, where our reply stands as soon as it is written.
    on_own_page = models.BooleanField(default=False, db_default=False)
    created_at = models.DateTimeField(db_default=Now())
    updated_at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints = [models.UniqueConstraint(fields=["shop", "key"], name="review_once")]
        indexes = [
            models.Index(fields=["shop", "direction", *NEWEST], name="review_newest"),
            models.Index(fields=["shop", "direction", "result", *NEWEST], name="review_by_result"),
            models.Index(fields=["shop", "direction", "answer", *NEWEST], name="review_by_answer"),
            models.Index(fields=["shop", "direction", "result", "answer", *NEWEST], name="review_by_both"),
            models.Index(
                fields=["shop", *NEWEST],
                condition=Q(is_added_to=True, append_result="", judged_result=""),
                name="review_unjudged",
            ),
            models.Index(
                fields=["shop", "dispute_type", *NEWEST], condition=~Q(dispute_type=""), name="review_by_dispute"
            ),
            models.Index(
                fields=["shop", *NEWEST],
                include=["dispute_type", "merchant_code", "title"],
                condition=~Q(dispute_type=""),
                name="review_complaining",
            ),
            models.Index(
                fields=["shop", "merchant_code", *NEWEST], condition=~Q(merchant_code=""), name="review_by_product"
            ),
            models.Index(fields=["shop", "order_no"], condition=~Q(order_no=""), name="review_by_order_no"),
            models.Index(fields=["shop", "review_no"], condition=~Q(review_no=""), name="review_by_no"),
            models.Index(fields=["shop", "standing", "id"], condition=~Q(standing=""), name="review_by_standing"),
            models.Index(fields=["order"], name="review_of_order"),
            models.Index(fields=["case"], condition=Q(case__isnull=False), name="review_of_case"),
            models.Index(fields=["customer", *NEWEST], name="review_of_customer"),
        ]

    def __str__(self) -> str:
        return self.review_no or self.order_no or str(self.pk)

    @property
    def addition(self) -> str:
        """What the addition says of the goods: as a person has judged it, else as the file told; '' when nobody has."""
        return self.judged_result or self.append_result


class ReviewPicture(models.Model):
    """A picture that the buyer added to a review on our own page (R1)."""

    review = models.ForeignKey(Review, models.PROTECT, related_name="pictures")
    file = models.ForeignKey("files.StoredFile", models.PROTECT, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["review", "file"], name="review_picture_once")]


class ReviewChange(models.Model):
    """What one import changed in a review, field by field, as [before, after]. Never edited. Personal texts stand in it
    as [] (changed, no more)."""

    review = models.ForeignKey(Review, models.PROTECT, related_name="history")
    batch = models.BigIntegerField(null=True)
    verdict = models.CharField(max_length=10, choices=RowVerdict.choices)
    changes = models.JSONField(default=dict)
    exported_at = models.DateTimeField(null=True)
    at = models.DateTimeField()

    class Meta:
        indexes = [
            models.Index(fields=["review", "-id"], name="review_change_of_review"),
            models.Index(fields=["batch", "verdict", "id"], name="review_change_by_batch"),
        ]


class ShopReply(models.Model):
    """A public reply that a person has written (R1, R5, R6). No program puts it on the platform: a person copies it
    there and says so, and a later file confirms it. Under a review of our own page it is confirmed at once: buyers see
    it there. A newer one takes its place; none is edited or deleted."""

    review = models.ForeignKey(Review, models.PROTECT, related_name="replies")
    shop = models.ForeignKey("shops.Shop", models.PROTECT, related_name="+")
    text = EncryptedField()
    state = models.CharField(max_length=10, choices=ReplyState.choices, default=ReplyState.WRITTEN)
    written_by = models.ForeignKey("accounts.Staff", models.PROTECT, null=True, related_name="+")
    written_at = models.DateTimeField()
    published_by = models.ForeignKey("accounts.Staff", models.PROTECT, null=True, related_name="+")
    published_at = models.DateTimeField(null=True)
    confirmed_at = models.DateTimeField(null=True)
    template = models.ForeignKey("reviews.ReplyTemplate", models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["review"], condition=~Q(state=ReplyState.REPLACED), name="one_reply_that_stands"
            )
        ]
        indexes = [
            models.Index(fields=["review", "-id"], name="reply_of_review"),
            models.Index(
                fields=["shop", "id"],
                condition=Q(state__in=(ReplyState.WRITTEN, ReplyState.PUBLISHED)),
                name="reply_to_show",
            ),
        ]


class ReplyTemplate(models.Model):
    """A text that thanks for good reviews (R5): several, so that neighbours differ. With `product_code` only under
    reviews of that product. Never deleted: it is put out of use."""

    shop = models.ForeignKey("shops.Shop", models.PROTECT, related_name="reply_templates")
    text = models.CharField(max_length=500)
    product_code = models.CharField(max_length=80, blank=True)
    is_active = models.BooleanField(default=True)
    version = models.PositiveIntegerField(default=1)
    changed_by = models.ForeignKey("accounts.Staff", models.PROTECT, null=True, related_name="+")
    changed_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["shop", "-is_active", "id"], name="reply_template_in_list")]


class ReviewDay(models.Model):
    """The reviews of buyers of one day of the shop's clock, added up as they come and change: what figures are read
    from, so that they cost the same at any number of reviews (R2). Parts of DSR as sum and count of stars."""

    shop = models.ForeignKey("shops.Shop", models.PROTECT, related_name="+")
    day = models.DateField()
    good = models.IntegerField(default=0)
    neutral = models.IntegerField(default=0)
    bad = models.IntegerField(default=0)
    description_sum = models.IntegerField(default=0)
    description_count = models.IntegerField(default=0)
    service_sum = models.IntegerField(default=0)
    service_count = models.IntegerField(default=0)
    logistics_sum = models.IntegerField(default=0)
    logistics_count = models.IntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["shop", "day"], name="review_day_once")]
