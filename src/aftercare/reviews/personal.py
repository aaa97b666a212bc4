"""Reviews: what the buyer wrote, and what the shop answered in public (U4)."""

from django.db.models import Q

from aftercare.core.personal import ERASED, Kept
from aftercare.core.words import _
from aftercare.reviews.models import Review, ReviewPicture, ShopReply

KEPT = (
    Kept(
        Review,
        _("Reviews"),
        lambda found: Review.objects.filter(Q(customer_id__in=found["customer"]) | Q(order_id__in=found["order"])),
        needs=("customer", "order"),
        kind="review",
        erase={"nick": "", "nick_hash": "", "nick_mask": "", "content": "", "append_text": "", "reply_text": ""},
        told=("review_no", "result", "stars", "reviewed_at"),
    ),
    Kept(
        ReviewPicture,
        _("Pictures of reviews"),
        lambda found: ReviewPicture.objects.filter(review_id__in=found["review"]),
        needs=("review",),
        gives={"file": "file_id"},
    ),
    Kept(
        ShopReply,
        _("Replies to reviews"),
        lambda found: ShopReply.objects.filter(review_id__in=found["review"]),
        needs=("review",),
        erase={"text": ERASED},
        told=("written_at", "state"),
    ),
)
