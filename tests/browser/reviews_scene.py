"""Reviews of every kind for the browser: bad with its case and a reply, added to, good, the shop's own, templates."""

from datetime import timedelta
from io import BytesIO

from django.db import transaction
from tests.files.pictures import image
from tests.people import make_order, person
from tests.reviews.scene import bring, review_of, told

from aftercare.chat.actions.make_identity_key import make_identity_key
from aftercare.config.demo.people import DemoPeople
from aftercare.core.crypto import keyed_hash
from aftercare.core.text import fold
from aftercare.core.time import now
from aftercare.customers.models import Customer
from aftercare.files.actions.store_file import Upload
from aftercare.orders.models import Order, OrderLine
from aftercare.reviews.access import Buyer
from aftercare.reviews.actions.review_as_buyer import Said, add_as_buyer, review_as_buyer
from aftercare.reviews.actions.save_template import Words, create_template
from aftercare.reviews.actions.write_reply import Draft, write_reply
from aftercare.reviews.models import Review
from aftercare.reviews.terms import Direction, Result

LONG = "东西质量太差，根本没有说的那么好，" * 12
STARS = {"dsr_description": 2, "dsr_service": 1, "dsr_logistics": 4, "stars": 1}


def make_reviews(people: DemoPeople) -> None:
    """A dozen of them in the first shop, over some weeks, and one on the page of the own site."""
    _on_own_page(people)
    shop, writer = people.shops[0], person(people.staff["reviews"])
    answered, plain = make_order(shop, courier="顺丰速运"), make_order(shop)
    added = {"append_text": LONG, "appended_at": now() - timedelta(hours=3)}
    rows = [
        told(answered, Result.BAD, content=LONG, **STARS),
        told(plain, Result.NEUTRAL, content="", sku="颜色:原木", raw_result="一般"),
        told(make_order(shop), Result.GOOD, **added),
        told(make_order(shop), Result.UNKNOWN, raw_result="火星评"),
        told(make_order(shop), Result.GOOD, direction=Direction.GIVE, content="好买家"),
        told(None, Result.BAD, title=None),
        *(
            told(None, Result.GOOD, reviewed_at=now() - timedelta(days=day), dsr_service=5, dsr_description=4)
            for day in range(2, 160, 9)
        ),
    ]
    bring(shop, *rows)
    Review.objects.filter(order=plain).update(dispute_type="logistics.timeliness")
    with transaction.atomic():
        for text in ("感谢{买家}喜欢{商品}，祝您生活愉快", LONG):
            create_template(shop_id=shop.pk, words=Words(text), person=writer)
        write_reply(review_id=review_of(answered).pk, draft=Draft("非常抱歉，我们马上处理"), person=writer)


def _on_own_page(people: DemoPeople) -> None:
    """Of a buyer who has more to review: with an addition and the shop's reply, long words in all of them."""
    shop = people.shops[2]
    make_identity_key(shop_id=shop.pk, person=people.administrator)
    order = make_order(shop, lines=3, completed_at=now() - timedelta(days=5))
    early = make_order(shop)
    Order.objects.filter(pk=early.pk).update(customer=order.customer)
    Customer.objects.filter(pk=order.customer_id).update(nick_hash=keyed_hash(fold(order.customer.nick)))
    first, second, _third = order.lines.order_by("pk")
    OrderLine.objects.filter(pk__in=(first.pk, second.pk)).update(title=LONG[:300])
    buyer, parts = Buyer(shop, order.customer_id), {"description": 2, "logistics": 5}
    upload = Upload(BytesIO(image("PNG")), "杯口.png", len(image("PNG")))
    review = review_as_buyer(buyer=buyer, line_id=first.pk, said=Said(1, LONG, parts, (upload,)))
    add_as_buyer(buyer=buyer, line_id=first.pk, text=LONG)
    write_reply(review_id=review.pk, draft=Draft(f"非常抱歉，{LONG}"), person=person(people.staff["reviews"]))
