"""Things of reviews for the authorization matrix: arguments of every route that takes some."""

from io import BytesIO

from PIL import Image
from tests.people import People, make_order, make_staff, person
from tests.reviews.scene import bring, review_of, told

from aftercare.accounts.terms import Role
from aftercare.core.time import now
from aftercare.files.actions.store_file import Upload, store_file
from aftercare.files.models import StoredFile
from aftercare.reviews.actions.save_template import Words, create_template
from aftercare.reviews.actions.write_reply import Draft, write_reply
from aftercare.reviews.models import ReviewPicture
from aftercare.shops.access import Person

OF_REVIEW = ("review", "review_reply", "review_addition", "review_case", "review_dispute")
# What must be sent so that the answer is about the right, not about the form.
SENT = {
    "review_reply": {"text": "抱歉给您带来不便，我们马上处理", "seen": ""},
    "review_addition": {"result": "bad"},
    "review_published": {"published": "yes"},
    "review_dispute": {"type": "product.quality"},
}
# Not there although the page is theirs: pages of buyers, who are somebody else.
MAY_BE_ABSENT = ("buyer_orders", "buyer_review", "buyer_addition", "buyer_review_picture")


def stored_picture(people: People) -> StoredFile:
    """One that a buyer has sent."""
    content = BytesIO()
    Image.new("RGB", (40, 30), "seagreen").save(content, "PNG")
    upload = Upload(content, "杯口.png", content.tell())
    return store_file(upload=upload, shop_id=people.shop.pk, person=Person.system(), at=now())


def review_things(people: People) -> dict[str, dict[str, object]]:
    """A review with an addition, one with a reply, and a template."""
    writer = person(make_staff("", Role.REVIEW_SPECIALIST, shop=people.shop))
    added, answered = make_order(people.shop), make_order(people.shop)
    bring(people.shop, told(added, append_text="还是差", appended_at=now()), told(answered))
    reply = write_reply(review_id=review_of(answered).pk, draft=Draft("非常抱歉，我们马上处理"), person=writer)
    template = create_template(shop_id=people.shop.pk, words=Words("感谢{买家}喜欢{商品}"), person=writer)
    of_review, of_template = {"pk": review_of(added).pk}, {"pk": template.pk}
    picture = ReviewPicture.objects.create(review=review_of(added), file=stored_picture(people))
    of_shop, of_file = {"slug": people.shop.slug}, {"token": picture.file.token, "copy": "thumb"}
    of_line = {**of_shop, "line": review_of(added).order_line_id}
    return {
        **dict.fromkeys(OF_REVIEW, of_review),
        "review_picture": {**of_review, **of_file},
        "buyer_orders": of_shop,
        **dict.fromkeys(("buyer_review", "buyer_addition"), of_line),
        "buyer_review_picture": {**of_shop, **of_file},
        "review_published": {"pk": reply.pk},
        "review_give": {"pk": added.pk},
        **dict.fromkeys(("reply_template", "reply_template_use"), of_template),
    }
