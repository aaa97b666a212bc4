"""Things of reviews for the authorization matrix: arguments of every route that takes some."""

from tests.people import People, make_order, make_staff, person
from tests.reviews.scene import bring, review_of, told

from aftercare.accounts.terms import Role
from aftercare.core.time import now
from aftercare.reviews.actions.save_template import Words, create_template
from aftercare.reviews.actions.write_reply import Draft, write_reply

OF_REVIEW = ("review", "review_reply", "review_addition", "review_case", "review_dispute")
# What must be sent so that the answer is about the right, not about the form.
SENT = {
    "review_reply": {"text": "抱歉给您带来不便，我们马上处理", "seen": ""},
    "review_addition": {"result": "bad"},
    "review_published": {"published": "yes"},
    "review_dispute": {"type": "product.quality"},
}


def review_things(people: People) -> dict[str, dict[str, object]]:
    """A review with an addition, one with a reply, and a template."""
    writer = person(make_staff("", Role.REVIEW_SPECIALIST, shop=people.shop))
    added, answered = make_order(people.shop), make_order(people.shop)
    bring(people.shop, told(added, append_text="还是差", appended_at=now()), told(answered))
    reply = write_reply(review_id=review_of(answered).pk, draft=Draft("非常抱歉，我们马上处理"), person=writer)
    template = create_template(shop_id=people.shop.pk, words=Words("感谢{买家}喜欢{商品}"), person=writer)
    of_review, of_template = {"pk": review_of(added).pk}, {"pk": template.pk}
    return {
        **dict.fromkeys(OF_REVIEW, of_review),
        "review_published": {"pk": reply.pk},
        "review_give": {"pk": added.pk},
        **dict.fromkeys(("reply_template", "reply_template_use"), of_template),
    }
